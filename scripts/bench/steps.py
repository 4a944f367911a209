"""The race: our steps beside DBOS's, again and again, on the same disk.

The one rule: the two take turns at going first, each in a new process, in a new and empty folder.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scripts.bench.races import CONCURRENT, QUEUED_CONCURRENT, QUEUED_SEQUENTIAL, SEQUENTIAL, Race
from scripts.bench.ratios import Compared, by_round
from scripts.house.progress import Progress

ROUNDS: Final = 7
FEWEST: Final = 3
ENOUGH_S: Final = 35.0
"""After so long no new round is begun, if there were enough."""

OURS: Final = ("scripts.bench.chain",)
STEPS: Final = ("scripts.bench.rival", "steps")
QUEUED: Final = ("scripts.bench.rival", "queued")


@dataclass(frozen=True)
class Raced:
    """Rates in steps a second. `queued` is what ours do, done with DBOS: a message for each step."""

    sequential: Compared
    concurrent: Compared
    queued_sequential: Compared
    queued_concurrent: Compared
    ours_durability: str
    theirs_durability: str

    @property
    def ratio(self) -> float:
        return min(self.sequential.ratio, self.concurrent.ratio)


@dataclass(frozen=True)
class Run:
    rates: list[float]
    durability: str


class Track:
    def __init__(self, root: Path, python: Path) -> None:
        self._root, self._python = root, python
        self._home = root / "build" / "bench"  # beside the environments, so that it is the disk and not memory

    def run(self, runner: Sequence[str], races: Sequence[Race]) -> Run:
        with TemporaryDirectory(dir=self._home, prefix=".race-") as folder:
            module, *kind = runner
            command = [str(self._python), "-P", "-m", module, folder, *kind, *map(str, races)]
            environment = {**os.environ, "PYTHONPATH": str(self._root)}
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return Run(**json.loads(done.stdout.splitlines()[-1]))


def measure(root: Path, python: Path, progress: Progress) -> Raced:
    track = Track(root, python)
    races = (SEQUENTIAL, CONCURRENT)
    ours: list[Run] = []
    theirs: list[Run] = []
    begun = time.monotonic()
    while len(ours) < FEWEST or (len(ours) < ROUNDS and time.monotonic() - begun < ENOUGH_S):
        progress.say(f"Durable steps: round {len(ours) + 1} …")
        turns = [(ours, OURS), (theirs, STEPS)]
        for runs, runner in turns if len(ours) % 2 else reversed(turns):
            runs.append(track.run(runner, races))
    progress.say("Durable steps: queued …")
    queued = track.run(QUEUED, (QUEUED_SEQUENTIAL, QUEUED_CONCURRENT))
    beside = track.run(OURS, (QUEUED_SEQUENTIAL, QUEUED_CONCURRENT))
    return Raced(
        sequential=_compared(ours, theirs, 0),
        concurrent=_compared(ours, theirs, 1),
        queued_sequential=_compared([beside], [queued], 0),
        queued_concurrent=_compared([beside], [queued], 1),
        ours_durability=beside.durability,
        theirs_durability=queued.durability,
    )


def _compared(ours: Sequence[Run], theirs: Sequence[Run], race: int) -> Compared:
    return by_round([run.rates[race] for run in ours], [run.rates[race] for run in theirs])
