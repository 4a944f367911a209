"""What a function costs before its first work, beside the bare import of the client libraries that it needs.

The one rule: both sides import the same libraries, and we check it: what the bare side loads and the function does not
would flatter us. Packages of engines (pictures, sound) are left out of both: a function loads them while it works.
"""

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.bench.ratios import Compared, at_best
from scripts.house.progress import Progress
from shared.model.topology import Topology

STOPWATCH: Final = Path(__file__).with_name("stopwatch.py")
ROUNDS: Final = 5
ABREAST: Final = 4  # functions that are measured beside one measurement of their libraries
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
(Cloud Tasks is asked for the first time when somebody has to wait: later, and on neither side.)"""

Wanted = tuple[str, ...]
Stages = list[tuple[float, float]]
"""Milliseconds of the processor and megabytes so far: at the door, and at the first message."""


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
    by_libraries: dict[Wanted, list[str]] = {}
    for name in topology.functions:
        by_libraries.setdefault(bare(topology, name), []).append(name)
    for libraries, names in by_libraries.items():  # from now on everything is compiled and in the disk's cache
        loaded = watch.modules(libraries)
        for name in names:
            progress.say(f"Imports: {name}, not counted …")
            fair(name, watch.modules(whole(topology, name)), loaded)
    found: dict[str, list[tuple[Stages, Stages]]] = {name: [] for name in topology.functions}
    begun = time.monotonic()
    for number in range(1, ROUNDS + 1):
        if number > FEWEST and time.monotonic() - begun > ENOUGH_S:
            break
        progress.say(f"Imports: round {number} …")
        for libraries, names in by_libraries.items():
            for start in range(0, len(names), ABREAST):
                theirs = watch.stages(libraries)
                for name in names[start : start + ABREAST]:
                    found[name].append((watch.stages(whole(topology, name)), theirs))
    return {name: Start(_cost(rounds, 0), _cost(rounds, 1)) for name, rounds in found.items()}


def whole(topology: Topology, name: str) -> Wanted:
    """What the stopwatch imports for the function."""
    return (
        f"functions.{name}.main",
        "/",
        "shared.platform.gcp.machine",
        *(ours for _, ours in _clients(topology, name)),
    )


def bare(topology: Topology, name: str) -> Wanted:
    """What it imports for the function's client libraries alone."""
    return (*AT_START, "/", *(client for client, _ in _clients(topology, name)))


def _clients(topology: Topology, name: str) -> list[tuple[str, str]]:
    return [CLIENTS[package] for package in topology.packages(name) if package in CLIENTS]


def fair(name: str, ours: Iterable[str], bare: Iterable[str]) -> None:
    """Raises Unfair when the bare side loads a library that the function does without."""
    extra = {library(module) for module in bare} - {library(module) for module in ours} - sys.stdlib_module_names
    if extra:
        raise Unfair(f"{name} does not import {', '.join(sorted(extra))}, so that must not stand beside it.")


def library(module: str) -> str:
    """`google.cloud` is a shelf of many libraries; elsewhere the first name is the library."""
    parts = module.split(".")
    return ".".join(parts[: {"google": 3}.get(parts[0], 1)])


def _cost(rounds: list[tuple[Stages, Stages]], stage: int) -> Cost:
    def column(kind: int) -> Compared:
        return at_best([ours[stage][kind] for ours, _ in rounds], [theirs[stage][kind] for _, theirs in rounds])

    return Cost(column(0), column(1))


class Stopwatch:
    def __init__(self, root: Path, python: Path) -> None:
        self._root, self._python = root, python
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._environment = {**inherited, "PYTHONPATH": str(root)}

    def stages(self, wanted: Wanted) -> Stages:
        return [(ms, mb) for ms, mb in ast.literal_eval(self._run(wanted)[0])]

    def modules(self, wanted: Wanted) -> frozenset[str]:
        return frozenset(ast.literal_eval(self._run(wanted)[1]))

    def _run(self, wanted: Wanted) -> list[str]:
        command = [str(self._python), "-P", str(STOPWATCH), *wanted]
        done = subprocess.run(
            command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()
