"""What an agent sees: its unit of work, the job, and the results of those who came before.

The one rule: an agent turns documents into an outcome. It publishes nothing, moves no state, and keeps nothing in
its process.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.model.base import SCHEMA, Instant
from shared.model.callsheet import AFTERWARDS, work_of
from shared.model.job import Options
from shared.model.money import Micros
from shared.platform.ports import Fields, Platform, Write

if TYPE_CHECKING:
    from shared.pipeline.lease import Lease


@dataclass(frozen=True, slots=True)
class Unit:
    """The address of one piece of work: this job, this revision, this name."""

    job: str
    revision: int
    name: str

    @property
    def path(self) -> str:
        return f"jobs/{self.job}/steps/{self.revision}.{self.name}"

    @property
    def is_gated(self) -> bool:
        """Part of the film: it stops when the film stops, and the film cannot go on without it."""
        return work_of(self.name) not in AFTERWARDS

    def join(self, name: str) -> str:
        return f"jobs/{self.job}/joins/{self.revision}.{name}"

    def body(self) -> dict[str, str | int]:
        return {"schema": SCHEMA, "job": self.job, "revision": self.revision, "unit": self.name}


@dataclass(frozen=True, slots=True)
class Made:
    """The work is done. `writes` go into the same batch as the result: money, documents of the agent's own."""

    result: Mapping[str, Any]
    writes: tuple[Write, ...] = ()
    job: Mapping[str, Any] = field(default_factory=dict)  # what everyone may see on the job's document
    cost: Micros = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: somebody else is working on it. Come back at `until`."""

    until: Instant
    reason: str


class LeaseLost(Exception):
    """Somebody else does this work now. Stop: nothing that we would record could be accepted."""


@dataclass(frozen=True)
class Agent:
    """A name and two functions. `key`: what the result depends on; a revision takes over an earlier result with the
    same key. `make`: the work itself. `owed` names the works that are never given up, however often they fail: other
    people's money hangs on them."""

    name: str
    make: Callable[["Work"], Made | Wait]
    key: Callable[["Work"], Any] | None = None
    owed: frozenset[str] = frozenset()


@dataclass
class Work:
    """One attempt at one unit."""

    unit: Unit
    job: Fields
    platform: Platform
    lease: "Lease"

    @cached_property
    def options(self) -> Options:
        return Options.model_validate(self.job["options"])

    @property
    def owner(self) -> str:
        return str(self.job["owner"])

    @property
    def token(self) -> int:
        return self.lease.token

    @property
    def begun(self) -> int:
        """When somebody first began this step, however often it was taken up since."""
        step = self.platform.documents.get(self.unit.path)
        return int(step.fields["created_at"]) if step else self.platform.clock.now()

    def recall(self, unit: str) -> Fields:
        """The result of an earlier unit of this revision. It is there: the callsheet saw to that."""
        step = self.platform.documents.get(Unit(self.unit.job, self.unit.revision, unit).path)
        if step is None or step.fields["state"] != "done":
            raise LookupError(f"{self.unit.path} needs {unit}, which is not done")
        result: Fields = step.fields["result"]
        return result

    def check(self) -> None:
        """Between long parts: stop when the work has been given to somebody else."""
        if self.lease.lost:
            raise LeaseLost(self.unit.path)

    @cached_property
    def scratch(self) -> Path:
        """A folder of this attempt's own, gone when it ends."""
        folder = Path(tempfile.gettempdir(), f"aiprod-{os.urandom(8).hex()}")
        folder.mkdir(0o700)
        return folder

    def clean(self) -> None:
        folder: Path | None = self.__dict__.pop("scratch", None)
        if folder is None:
            return
        try:  # nearly always a few files, and thousands of times an hour
            for each in folder.iterdir():
                each.unlink()
            folder.rmdir()
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)


def fingerprint(value: Any) -> str:
    """The same JSON value always gives the same text."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
