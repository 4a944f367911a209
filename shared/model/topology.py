"""The machine as topology.yaml describes it: functions, and what they hear, call, hold and may touch.

The one rule: a field stands here or it is refused; what the fields may say together is in deployable.py.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.model.base import Frozen

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,40}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{2,40}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,40}$")]
Role = Annotated[str, StringConstraints(pattern=r"^roles/[A-Za-z0-9_.]+$")]
Package = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Part = Literal["work", "desk", "sweep"]

DOOR_TIMEOUT_S: Final = 3600


class Instances(Frozen):
    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(ge=1, le=1000)]


class Backoff(Frozen):
    min: Annotated[int, Field(ge=0, le=600)]
    max: Annotated[int, Field(ge=0, le=600)]


class Brings(Frozen):
    """What comes with a part: whom it may call, and whether it may ask to be called later."""

    calls: tuple[Name, ...]
    delays: bool
    packages: tuple[Package, ...]


class Parts(Frozen):
    work: Brings
    desk: Brings
    sweep: Brings

    def __getitem__(self, part: Part) -> Brings:
        found: Brings = getattr(self, part)
        return found


class Function(Frozen):
    does: Annotated[str, Field(min_length=1, max_length=100)]
    topics: tuple[Name, ...]
    http: bool
    parts: tuple[Part, ...]
    calls: tuple[Name, ...]
    memory: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*(Mi|Gi)$")]
    cpu: Annotated[float, Field(gt=0, le=8)]
    concurrency: Annotated[int, Field(ge=1, le=1000)]
    timeout_s: Annotated[int, Field(ge=1, le=DOOR_TIMEOUT_S)]
    instances: Instances
    attempts: Annotated[int, Field(ge=5, le=100)]
    backoff_s: Backoff
    reads: tuple[Name, ...]
    writes: tuple[Name, ...]
    signs: bool
    roles: tuple[Role, ...]
    secrets: tuple[Slug, ...]
    packages: tuple[Package, ...]

    @property
    def memory_mib(self) -> int:
        number = int(self.memory[:-2])
        return number * 1024 if self.memory.endswith("Gi") else number


class Everyone(Frozen):
    roles: tuple[Role, ...]
    writes: tuple[Name, ...]
    packages: tuple[Package, ...]


class Bucket(Frozen):
    does: str
    keep_days: Annotated[int, Field(ge=0)]  # 0 keeps for ever
    versions: bool


class Uploads(Frozen):
    bucket: Name
    prefix: Annotated[str, StringConstraints(pattern=r"^[a-z]+/$")]
    topic: Name


class DeadLetters(Frozen):
    topic: Name
    last_resort: Name


class Delays(Frozen):
    queue: Slug
    per_second: Annotated[int, Field(ge=1, le=500)]
    at_once: Annotated[int, Field(ge=1, le=5000)]
    attempts: Annotated[int, Field(ge=1)]
    backoff_s: Backoff


class Schedule(Frozen):
    does: str
    cron: Annotated[str, StringConstraints(pattern=r"^\S+( \S+){4}$")]
    topic: Name


class Index(Frozen):
    collection: Name
    everywhere: bool
    fields: Annotated[tuple[str, ...], Field(min_length=2)]


class Metric(Frozen):
    does: str
    unit: str
    labels: tuple[Name, ...]


class Documents(Frozen):
    indexes: tuple[Index, ...]
    unindexed: Mapping[Name, tuple[FieldName, ...]]
    expire: tuple[Name, ...]


class Topology(Frozen):
    version: Annotated[Literal[1], Field(alias="schema")]
    runtime: Literal["python311", "python312", "python313"]
    everyone: Everyone
    parts: Parts
    functions: Mapping[Name, Function]
    buckets: Mapping[Name, Bucket]
    uploads: Uploads
    dead_letters: DeadLetters
    delays: Delays
    schedules: Mapping[Name, Schedule]
    secrets: Mapping[Slug, str]
    documents: Documents
    metrics: Mapping[Name, Metric]

    def heard(self) -> dict[str, str]:
        """Which function listens to a topic."""
        return {topic: name for name, function in self.functions.items() for topic in function.topics}

    def calls(self, name: str) -> frozenset[str]:
        """Every topic that a function may publish to: its own course, what its parts bring, and its own wake-ups."""
        function = self.functions[name]
        brought = [self.parts[part].calls for part in function.parts]
        own = {name} if "work" in function.parts else set()
        return frozenset({*function.calls, *(topic for calls in brought for topic in calls), *own})

    def packages(self, name: str) -> tuple[str, ...]:
        """What a function installs, in one order whatever the order on the page."""
        function = self.functions[name]
        brought = (package for part in function.parts for package in self.parts[part].packages)
        return tuple(sorted({*self.everyone.packages, *brought, *function.packages}, key=str.lower))

    def writes(self, name: str) -> frozenset[str]:
        """The folders of the work bucket that a function may add to."""
        return frozenset((*self.everyone.writes, *self.functions[name].writes))
