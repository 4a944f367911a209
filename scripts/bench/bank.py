"""`aiprod bench bank --runs N`: tiny films over the fake providers, with kill -9 and misbehaviour at random.

The one rule: it fails at the first run whose books are not the providers' bill, and names the seed that tells it again.
"""

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from scripts.bench.bank_run import Told, run

ROOT: Final = Path(__file__).resolve().parents[2]


def main(asked: argparse.Namespace) -> int:
    begun = time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="aiprod-bank-"))
    try:
        told = runs(range(asked.first, asked.first + asked.runs), home, loud=not asked.json)
    finally:
        if not asked.keep:
            shutil.rmtree(home, ignore_errors=True)
    summary = summed(told, time.monotonic() - begun)
    print(json.dumps(summary) if asked.json else "\n".join(f"{name:<12}{value}" for name, value in summary.items()))
    return 1 if summary["broken"] else 0


def runs(seeds: range, home: Path, *, loud: bool = False, at_once: int | None = None) -> list[Told]:
    """Every seed, as many at once as there are cores; each worker has providers of its own."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for seed in seeds:
        waiting.put(seed)
    told: list[Told] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        with fakes(home / f"fakes{number}") as there:
            while True:
                try:
                    seed = waiting.get_nowait()
                except queue.Empty:
                    return
                one = _told(seed, home / f"run{seed}", there)
                with lock:
                    told.append(one)
                    if loud:
                        _say(one, len(told), len(seeds))

    count = min(at_once or os.cpu_count() or 1, len(seeds))
    workers = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(told, key=lambda one: one.seed)


def _told(seed: int, home: Path, there: dict[str, Any]) -> Told:
    try:
        return run(seed, home, there)
    except Exception as error:
        return Told(seed, broken=[f"the run itself failed: {type(error).__name__}: {error}"])


def _say(one: Told, done: int, all_of_them: int) -> None:
    money = f"${one.billed / 1e6:.2f} billed, ${one.booked / 1e6:.2f} booked"
    line = f"{done:>4}/{all_of_them} seed {one.seed}: {one.state}, {one.kills} kills, {one.posts} posts, {money}"
    print(line + (f", {one.unknown} unknown" if one.unknown else ""), file=sys.stderr)
    for each in one.broken:
        print(f"     BROKEN {each}\n     again: aiprod bench bank --runs 1 --first {one.seed} --keep", file=sys.stderr)


def summed(told: list[Told], elapsed_s: float) -> dict[str, Any]:
    fates: Counter[str] = Counter()
    for one in told:
        fates += one.fates
    return {
        "runs": len(told),
        "states": dict(Counter(one.state for one in told)),
        "kills": sum(one.kills for one in told),
        "called": sum(one.called for one in told),
        "posts": sum(one.posts for one in told),
        "billed_usd": sum(one.billed for one in told) / 1e6,
        "booked_usd": sum(one.booked for one in told) / 1e6,
        "unknown": sum(one.unknown for one in told),
        "fates": dict(fates.most_common()),
        "elapsed_s": round(elapsed_s, 1),
        "broken": [{"seed": one.seed, "what": each} for one in told for each in one.broken],
    }


@contextmanager
def fakes(home: Path) -> Iterator[dict[str, Any]]:
    """The fake providers in a process of their own: nothing that happens to ours touches their books."""
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fakes.providers", "--json", "--leash", "--home", str(home)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None, "it was asked for"
    assert process.stdout is not None, "it was asked for"
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
