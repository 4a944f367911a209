"""What the pipeline needs of a machine: documents, messages, objects, secrets, a clock. Nothing more.

The one rule: every implementation passes the same contract suite (tests/contract), and nobody depends on anything
that is not written here.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, Protocol

from shared.model.base import Instant

Fields = Mapping[str, Any]
"""A document's content: JSON values only (str, int, float, bool, None, list, dict with str keys)."""


class Conflict(Exception):
    """A precondition of the batch did not hold; nothing of it was written. Read again: it may be your own success."""


class Missing(Exception):
    """There is no such object."""


class Exists(Exception):
    """The object is there already (or at another generation): a precondition of the write failed."""


# ---------------------------------------------------------------------------------------------------- documents


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read. `version` changes with every write that changes it. Do not alter `fields`."""

    path: str
    fields: Fields
    version: str


@dataclass(frozen=True, slots=True)
class Create:
    """Fails when the document exists."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Update:
    """Replaces the named top-level fields (others stay). Fails unless the document is still at `version`."""

    path: str
    fields: Fields
    version: str


@dataclass(frozen=True, slots=True)
class Check:
    """Fails unless the document is still at `version`. Changes nothing, the version included."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class Increment:
    """Adds to a top-level whole-number field. Fails when the document does not exist.

    Not safe to re-send by itself: it always shares its batch with a Create, an Update or a Delete, so that a batch
    whose reply was lost cannot apply twice. `commit` refuses a batch that breaks this.
    """

    path: str
    field: str
    by: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Fails unless the document is still at `version`; with version None, succeeds whether it is there or not."""

    path: str
    version: str | None = None


Write = Create | Update | Check | Increment | Delete

Op = Literal["==", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Where:
    field: str
    op: Op
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Query:
    """Documents of one collection ("jobs", "jobs/j1/steps"), or with `everywhere` of every collection whose last
    name is that ("steps" under any job). Ordered by `order` (a leading "-" is descending), then by path."""

    collection: str
    where: tuple[Where, ...] = ()
    order: str = ""
    limit: int = 100
    after: str = ""  # cursor from the page before
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    documents: tuple[Document, ...]
    after: str  # cursor for the next page, "" at the end


@dataclass(frozen=True, slots=True)
class Committed:
    """What a batch made: `versions` stands beside the batch (new version of a Create or Update, else ""), and
    `increments` holds the new value of each Increment, in order."""

    versions: tuple[str, ...]
    increments: tuple[int, ...]


class Documents(Protocol):
    """Paths alternate collection and id: "jobs/j1/steps/1.ingest"."""

    def get(self, path: str) -> Document | None: ...

    def query(self, query: Query) -> Page: ...

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        """All of it or nothing; durable when it returns. Raises Conflict when a precondition does not hold.

        What is not `lasting` may be undone when the machine loses power, though by nothing less, and never without all
        that was written after it. That is good for what binds only living processes, and for what can be done again.
        A path stands in a batch once, except that several Increments may name one document.
        """
        ...


# ----------------------------------------------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Message:
    """What travels: ids only, never state. `attributes` carry the trace and such."""

    topic: str
    body: Mapping[str, str | int]
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to send, now or not before `deliver_at`. `name` makes a delayed message unique: sent again under the
    same name, it is a success that sends nothing."""

    message: Message
    deliver_at: Instant | None = None
    name: str = ""


class Messages(Protocol):
    """At least once, in any order, perhaps late. A delayed message may even be lost: its row is the truth."""

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        """Returns when every one of them is accepted. After an error, any of them may have been sent."""
        ...


# ------------------------------------------------------------------------------------------------------ objects


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it lies in the store."""

    name: str
    generation: int  # changes with every write; 0 stands for "does not exist"
    size: int
    metadata: Mapping[str, str] = field(default_factory=dict)


class Objects(Protocol):
    """Files by name. Streams in and out; a film is never held in memory."""

    def stat(self, name: str) -> Stored | None: ...

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A seekable stream for reading. Raises Missing."""
        ...

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        """Whole or not at all. `if_generation=0` creates only; another number replaces only that. Raises Exists."""
        ...

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        """Gone already is a success."""
        ...

    def list(self, prefix: str) -> Iterator[Stored]: ...

    def link(self, name: str, seconds: int) -> str:
        """Where a person can fetch it: a signed URL, or a path on this machine."""
        ...


# ---------------------------------------------------------------------------------------------- secrets and time


class Secrets(Protocol):
    def get(self, name: str) -> str | None:
        """The newest enabled version, or None when there is none."""
        ...


class Clock(Protocol):
    def now(self) -> Instant: ...


class Holders(Protocol):
    """Who holds a lease. On one machine a dead holder is known at once; in the cloud only the lease's end tells."""

    def name(self) -> str: ...

    def alive(self, name: str) -> bool | None:
        """None when it cannot be known."""
        ...


@dataclass(frozen=True)
class Platform:
    documents: Documents
    messages: Messages
    objects: Objects  # everything that is made
    uploads: Objects  # what people send
    secrets: Secrets
    clock: Clock
    holders: Holders
