"""The platforms on trial, each with what only a test needs of it: to receive, to let time pass, to lose a reply.

The one rule: a test speaks to a stage in the same words whatever stands behind it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from shared.model.base import Instant
from shared.platform.embedded.machine import LockFiles, Machine, open_home
from shared.platform.embedded.queue import DEAD_LETTERS, Leased, SqliteMessages
from shared.platform.ports import Committed, Document, Documents, Message, Page, Platform, Query, Write

ATTEMPTS = 5
"""Deliveries before a message goes to the dead letters (the fewest that Pub/Sub accepts)."""


@dataclass(frozen=True)
class Received:
    """A message on its way: it comes again unless it is acknowledged."""

    message: Message
    ack: Callable[[], None]
    nack: Callable[[], None]


class Stage(Protocol):
    @property
    def platform(self) -> Platform: ...

    def listen(self, *topics: str) -> None:
        """Before anything is published there, as Terraform would."""
        ...

    def receive(self, topic: str, count: int = 1) -> list[Received]:
        """Waits until that many have come; fewer when they do not."""
        ...

    def silent(self, topic: str) -> bool:
        """Nothing is to be had there now."""
        ...

    def dead_letter(self, topic: str) -> Received:
        """The one that was given up there."""
        ...

    def abandon(self, topic: str) -> None:
        """Takes the next message, and neither acknowledges nor refuses it: whoever took it is dead."""
        ...

    def now(self) -> Instant: ...

    def skip(self, seconds: float) -> None:
        """Lets time pass for what is delayed."""
        ...

    def forgetful(self) -> AbstractContextManager["Forgetful"]: ...

    def close(self) -> None: ...


class Forgetful(Protocol):
    """A store whose next replies get lost, after what they answer to was done."""

    documents: Documents

    def lose(self, replies: int = 1) -> None: ...


# ------------------------------------------------------------------------------------------ memory and embedded


class Twice:
    """The batch is applied, its reply is lost, and the client sends it again: as the cloud's client does by itself."""

    def __init__(self, documents: Documents) -> None:
        self._inner = documents
        self._lose = 0
        self.documents: Documents = self

    def lose(self, replies: int = 1) -> None:
        self._lose = replies

    def get(self, path: str) -> Document | None:
        return self._inner.get(path)

    def query(self, query: Query) -> Page:
        return self._inner.query(query)

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        while self._lose:
            self._lose -= 1
            self._inner.commit(batch, lasting=lasting)
        return self._inner.commit(batch, lasting=lasting)


class MovableClock:
    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> Instant:
        return time.time_ns() // 1_000_000 + self._ahead

    def skip(self, seconds: float) -> None:
        self._ahead += int(seconds * 1000)


class EmbeddedStage:
    def __init__(self, home: Path) -> None:
        self.clock = MovableClock()
        self.home = home
        self.machine = self._open()
        self.platform: Platform = self.machine

    def _open(self) -> Machine:
        opened = open_home(self.home)
        messages = SqliteMessages(opened.messages._database, self.clock, opened.holders)
        return replace(opened, clock=self.clock, messages=messages)

    def listen(self, *topics: str) -> None:
        """Every topic is heard on one machine."""

    def receive(self, topic: str, count: int = 1) -> list[Received]:
        queue = self.machine.messages
        return [self._received(each) for each in queue.lease([topic], count)]

    def silent(self, topic: str) -> bool:
        return not self.machine.messages.lease([topic])

    def dead_letter(self, topic: str) -> Received:
        (leased,) = self.machine.messages.lease([DEAD_LETTERS])
        return self._received(leased)

    def abandon(self, topic: str) -> None:
        other = self._open()
        other.messages.lease([topic])
        assert isinstance(other.holders, LockFiles)
        other.holders._mine.close()  # as the system does for a process that is no more
        self.machine.messages.free_the_dead()

    def _received(self, leased: Leased) -> Received:
        queue = self.machine.messages
        return Received(leased.message, partial(queue.ack, leased), partial(queue.nack, leased, most=ATTEMPTS))

    def now(self) -> Instant:
        return self.clock.now()

    def skip(self, seconds: float) -> None:
        self.clock.skip(seconds)

    @contextmanager
    def forgetful(self) -> Iterator[Forgetful]:
        yield Twice(self.platform.documents)

    def close(self) -> None:
        assert isinstance(self.machine.holders, LockFiles)
        self.machine.holders._mine.close()
