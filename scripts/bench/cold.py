"""What a function costs before its first work, beside the bare import of the client libraries that it needs.

The one rule: both are measured in one new process, the libraries first and what we add to them after, so that a busy
machine does the same to both. It adds up only if the function needs all that the libraries load: that is checked.
"""

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.bench.ratios import Compared, by_round
from scripts.house.progress import Progress
from shared.model.topology import Topology

STOPWATCH: Final = Path(__file__).with_name("stopwatch.py")
ROUNDS: Final = 5
FEWEST: Final = 3
ENOUGH_S: Final = 50.0
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
(Cloud Tasks is asked for the first time when somebody has to wait: that is later. So are the packages of engines, which
a function loads while it works.)"""

Wanted = tuple[str, ...]
Mark = tuple[float, float]
"""Milliseconds of the processor, and megabytes at the peak, since the process began."""


class Unfair(Exception):
    """The two sides do not import the same libraries."""


@dataclass(frozen=True)
class Sum:
    """One measurement: the libraries alone, and with us."""

    bare: Mark
    whole: Mark


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
    loaded = {
        libraries: watch.modules(libraries) for libraries in {bare(topology, name) for name in topology.functions}
    }
    for name in topology.functions:  # from now on everything is compiled and in the disk's cache
        progress.say(f"Imports: {name}, not counted …")
        fair(name, watch.modules(whole(topology, name)), loaded[bare(topology, name)])
    found: dict[str, list[tuple[Sum, Sum]]] = {name: [] for name in topology.functions}
    begun = time.monotonic()
    for number in range(1, ROUNDS + 1):
        if number > FEWEST and time.monotonic() - begun > ENOUGH_S:
            break
        for name, sums in found.items():
            progress.say(f"Imports: round {number}, {name} …")
            sums.append(sums_of(watch.marks(course(topology, name))))
    return {
        name: Start(_cost([door for door, _ in sums]), _cost([first for _, first in sums]))
        for name, sums in found.items()
    }


def whole(topology: Topology, name: str) -> Wanted:
    """What the function imports until its first message, when nothing is there before."""
    return (_main(name), *_ours(topology, name))


def bare(topology: Topology, name: str) -> Wanted:
    """Its client libraries alone."""
    return (*AT_START, *_clients(topology, name))


def course(topology: Topology, name: str) -> Wanted:
    """The libraries of the door, the function itself, the libraries of a message, our modules that stand on them."""
    return (*AT_START, "/", _main(name), "/", *_clients(topology, name), "/", *_ours(topology, name), "/")


def sums_of(marks: Sequence[Mark]) -> tuple[Sum, Sum]:
    """At the door and at the first message, from the marks of a course."""
    door, main, clients, ours = marks
    return Sum(door, main), Sum((door[0] + clients[0] - main[0], door[1] + clients[1] - main[1]), ours)


def _main(name: str) -> str:
    return f"functions.{name}.main"


def _clients(topology: Topology, name: str) -> list[str]:
    return [CLIENTS[package][0] for package in topology.packages(name) if package in CLIENTS]


def _ours(topology: Topology, name: str) -> list[str]:
    needed = [CLIENTS[package][1] for package in topology.packages(name) if package in CLIENTS]
    return ["shared.platform.gcp.machine", *needed]


def fair(name: str, whole: Iterable[str], bare: Iterable[str]) -> None:
    """Raises Unfair when a library that the function does without would stand beside it."""
    extra = {library(module) for module in bare} - {library(module) for module in whole} - sys.stdlib_module_names
    if extra:
        raise Unfair(f"{name} does not import {', '.join(sorted(extra))}, so that must not stand beside it.")


def library(module: str) -> str:
    """`google.cloud` is a shelf of many libraries; elsewhere the first name is the library."""
    parts = module.split(".")
    return ".".join(parts[: {"google": 3}.get(parts[0], 1)])


def _cost(sums: Sequence[Sum]) -> Cost:
    ms, mb = (by_round([one.whole[kind] for one in sums], [one.bare[kind] for one in sums]) for kind in (0, 1))
    return Cost(ms, mb)


class Stopwatch:
    def __init__(self, root: Path, python: Path) -> None:
        self._root, self._python = root, python
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._environment = {**inherited, "PYTHONPATH": str(root)}

    def marks(self, wanted: Wanted) -> list[Mark]:
        return [(ms, mb) for ms, mb in ast.literal_eval(self._run(wanted)[0])]

    def modules(self, wanted: Wanted) -> frozenset[str]:
        return frozenset(ast.literal_eval(self._run(wanted)[1]))

    def _run(self, wanted: Wanted) -> list[str]:
        command = [str(self._python), "-P", str(STOPWATCH), *wanted]
        done = subprocess.run(
            command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()
