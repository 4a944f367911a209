"""What a function costs before its first work, beside the bare import of the client libraries that it needs.

The one rule: both sides import the same libraries, and we check it: what the bare side loads and the function does not
would flatter us. Packages of engines (pictures, sound) are left out of both: a function loads them while it works.
"""

import ast
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.bench.ratios import Compared, compared
from scripts.house.progress import Progress
from shared.model.topology import Topology

STOPWATCH: Final = Path(__file__).with_name("stopwatch.py")
ROUNDS: Final = 5
FEWEST: Final = 3
ENOUGH_S: Final = 70.0
"""After so long no new round is begun, if there were enough."""

AT_START: Final = ("functions_framework", "pydantic:BaseModel,ConfigDict,Field,StringConstraints")
"""What every function has to import to be there at all: its door, and the models of what comes in."""

CLIENTS: Final = {
    "google-cloud-firestore": ("google.cloud.firestore_v1", "shared.platform.gcp.documents"),
    "google-cloud-pubsub": ("google.pubsub_v1", "shared.platform.gcp.messages"),
    "google-cloud-storage": ("google.cloud.storage", "shared.platform.gcp.objects"),
    "google-cloud-secret-manager": ("google.cloud.secretmanager_v1", "shared.platform.gcp.secrets"),
}
"""What the first message needs on top: a package, its bare import, and our module that stands on it.
(Cloud Tasks is asked for the first time when somebody has to wait: later, and on neither side.)"""

Taken = tuple[float, float]  # milliseconds and megabytes


class Unfair(Exception):
    """The two sides do not import the same libraries."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds and megabytes of a function, beside those of its libraries."""

    ms: Compared
    mb: Compared

    @property
    def ratio(self) -> float:
        return max(self.ms.ratio, self.mb.ratio)


@dataclass(frozen=True)
class Start:
    """`door`: until it can take a request. `first`: until its first message can be worked on."""

    door: Cost
    first: Cost

    @property
    def ratio(self) -> float:
        return max(self.door.ratio, self.first.ratio)


def measure(root: Path, python: Path, topology: Topology, progress: Progress) -> dict[str, Start]:
    watch = Stopwatch(root, python)
    ours = {name: sides(topology, name)[0] for name in topology.functions}
    bare = {name: sides(topology, name)[1] for name in topology.functions}
    for name, wanted in ours.items():  # from now on everything is compiled and in the disk's cache
        progress.say(f"Imports: {name}, not counted …")
        fair(name, watch.modules(wanted), watch.modules(bare[name]))
    rounds: list[dict[str, tuple[list[Taken], list[Taken]]]] = []
    begun = time.monotonic()
    while len(rounds) < FEWEST or (len(rounds) < ROUNDS and time.monotonic() - begun < ENOUGH_S):
        found = {}
        for name, wanted in ours.items():
            progress.say(f"Imports: round {len(rounds) + 1}, {name} …")
            found[name] = (watch.taken(wanted), watch.taken(bare[name]))
        rounds.append(found)
    return {name: Start(*(_cost([one[name] for one in rounds], stage) for stage in (0, 1))) for name in ours}


def sides(topology: Topology, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the stopwatch imports for the function, and for its libraries alone."""
    needed = [CLIENTS[package] for package in topology.packages(name) if package in CLIENTS]
    ours = (f"functions.{name}.main", "/", "shared.platform.gcp.machine", *(module for _, module in needed))
    return ours, (*AT_START, "/", *(client for client, _ in needed))


def fair(name: str, ours: frozenset[str], bare: frozenset[str]) -> None:
    """Raises Unfair when the bare side loads a library that the function does without."""
    known = {module.partition(".")[0] for module in ours} | set(sys.stdlib_module_names)
    google = {module for module in bare - ours if module.count(".") <= 2 and module.startswith("google.")}
    extra = {module.partition(".")[0] for module in bare} - known | google
    if extra:
        raise Unfair(f"{name} does not import {', '.join(sorted(extra))}, so that must not stand beside it.")


def _cost(rounds: list[tuple[list[Taken], list[Taken]]], stage: int) -> Cost:
    def column(kind: int) -> Compared:
        return compared([ours[stage][kind] for ours, _ in rounds], [bare[stage][kind] for _, bare in rounds])

    return Cost(column(0), column(1))


class Stopwatch:
    def __init__(self, root: Path, python: Path) -> None:
        self._root, self._python = root, python
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._environment = {**inherited, "PYTHONPATH": str(root)}

    def taken(self, wanted: tuple[str, ...]) -> list[Taken]:
        return [(ms, mb) for ms, mb in ast.literal_eval(self._run(wanted)[0])]

    def modules(self, wanted: tuple[str, ...]) -> frozenset[str]:
        return frozenset(ast.literal_eval(self._run(wanted)[1]))

    def _run(self, wanted: tuple[str, ...]) -> list[str]:
        command = [str(self._python), "-P", str(STOPWATCH), *wanted]
        done = subprocess.run(command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()
