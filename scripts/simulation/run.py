"""`aiprod simulate --seeds A:B`: tells the stories of these seeds on all cores and adds up what happened.

The one rule: a seed that breaks an invariant is printed with the command that tells it again.
"""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.simulation.story import Story
from shared.model.errors import Refused
from shared.telemetry import log

COUNTED = (
    "deliveries",
    "crashes",
    "duplicates",
    "reorders",
    "delays",
    "lost_delays",
    "lost_answers",
    "cancels",
    "edits",
    "switches",
)


@dataclass
class Tally:
    seeds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    crashes_at: Counter[str] = field(default_factory=Counter)
    violations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.seeds += other.seeds
        self.counts += other.counts
        self.faults += other.faults
        self.crashes_at += other.crashes_at
        self.violations += other.violations


def tell(seeds: Iterable[int]) -> Tally:
    """Tells stories in this process."""
    before = log.to(None)
    scratch = tempfile.tempdir
    memory = Path("/dev/shm")  # noqa: S108 - doubles write tiny files; memory is where they belong
    tempfile.tempdir = str(memory) if os.access(memory, os.W_OK) else scratch
    tally = Tally()
    try:
        for seed in seeds:
            story = Story(seed)
            story.tell()
            tally.seeds += 1
            tally.counts += story.world.counts
            tally.faults += story.world.faults
            tally.crashes_at += story.world.crashes
            tally.violations += [{"seed": seed, "broken": broken} for broken in story.watch.violations]
    finally:
        tempfile.tempdir = scratch
        log.to(before)
    return tally


def tell_all(first: int, last: int) -> Tally:
    """Tells them on every core."""
    cores = os.cpu_count() or 1
    size = max(1, min(50, (last - first) // (cores * 4) or 1))
    parts = [range(start, min(start + size, last)) for start in range(first, last, size)]
    tally = Tally()
    if cores == 1 or len(parts) == 1:
        for part in parts:
            tally.add(tell(part))
        return tally
    with multiprocessing.get_context("forkserver").Pool(cores) as pool:
        for told in pool.imap_unordered(tell, parts):
            tally.add(told)
    return tally


def seeds_of(text: str) -> tuple[int, int]:
    first, colon, last = text.partition(":")
    try:
        begin = int(first)
        return begin, int(last) if colon else begin + 1
    except ValueError:
        raise Refused("bad_seeds", f"{text!r} is no range of seeds.", "Write --seeds 0:2000, or --seeds 17.") from None


def main(asked: argparse.Namespace) -> int:
    first, last = seeds_of(asked.seeds)
    begun = time.monotonic()
    tally = tell_all(first, last)
    elapsed = time.monotonic() - begun
    tally.violations.sort(key=lambda each: int(each["seed"]))
    told = {
        "seeds": tally.seeds,
        **{name: tally.counts[name] for name in COUNTED},
        "faults": dict(sorted(tally.faults.items())),
        "crashes_at": dict(sorted(tally.crashes_at.items())),
        "elapsed_s": round(elapsed, 1),
        "seeds_per_minute": round(tally.seeds / elapsed * 60),
        "violations": tally.violations,
    }
    if asked.json:
        print(json.dumps(told))
    else:
        _show(told)
    return 1 if tally.violations else 0


def _show(told: dict[str, Any]) -> None:
    for name in ("seeds", *COUNTED, "elapsed_s", "seeds_per_minute"):
        print(f"{name.replace('_', ' '):<18}{told[name]:>10}")
    print("passed each fault point (and crashed there):")
    for place, count in told["faults"].items():
        print(f"  {place:<18}{count:>8}  ({told['crashes_at'].get(place, 0)})")
    for each in told["violations"][:20]:
        print(f"seed {each['seed']}: {each['broken']}", file=sys.stderr)
        print(f"  again: aiprod simulate --seeds {each['seed']}", file=sys.stderr)
    if not told["violations"]:
        print("violations: none")
