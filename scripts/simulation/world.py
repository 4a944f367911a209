"""The machine that the simulation runs on: one clock, one store, one pool of messages, and a process that can die at
any moment.

The one rule: all chance comes from the seed, so that a seed always tells the same story.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from random import Random
from typing import BinaryIO

from scripts.simulation.provider import Provider
from shared.model.base import Instant
from shared.model.errors import Transient
from shared.platform.embedded.memory import MemoryDocuments
from shared.platform.ports import (
    Committed,
    Delivery,
    Document,
    Exists,
    Message,
    Missing,
    Page,
    Platform,
    Query,
    Stored,
    Write,
)

RARE = {
    "after_wait": 6.0,
    "during_sweep": 5.0,
    "after_desk": 4.0,
    "before_advance": 2.0,
    "after_advance": 2.0,
    "in_request": 2.0,
    "before_taking": 6.0,
    "after_intent": 2.0,
}
"""Places that are seldom passed are crashed at more often, so that each is tried enough."""

SLOW = {
    "before_taking": 16.0,
    "after_calling": 3.0,
    "after_request": 3.0,
    "before_commit": 2.0,
    "before_advance": 6.0,
}
"""Places where being overtaken tells most: a process pauses there more often."""

START: Instant = 1_900_000_000_000
DAY_MS = 86_400_000


class Crash(BaseException):
    """The process is gone, as after kill -9. Nothing in the product may catch it."""


@dataclass
class Process:
    """One run of one function. Dead, it can touch nothing any more."""

    number: int
    dead: bool = False


@dataclass
class Posted:
    message: Message
    due: Instant
    deliveries: int = 0


@dataclass(frozen=True)
class Odds:
    """How often each mishap happens, per opportunity."""

    crash: float = 0.012
    pause: float = 0.05
    lost_answer: float = 0.01
    hiccup: float = 0.004
    duplicate: float = 0.06
    lost_delay: float = 0.10
    reorder: float = 0.35
    engine: float = 0.01  # an engine breaks, or asks to be asked again later
    provider: float = 0.08  # a paid provider misbehaves, in one of its many ways


CALM = Odds(0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class World:
    seed: int
    odds: Odds = field(default_factory=Odds)
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    watch_commit: Callable[[Sequence[Write]], None] = lambda batch: None
    watch_publish: Callable[[Message], None] = lambda message: None

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.chance = self.random.random
        self.time = START + self.random.randrange(DAY_MS)
        self.store = MemoryDocuments(strict=False)
        self.pool: list[Posted] = []
        self.things: dict[str, bytes] = {}
        self.process = Process(0)
        self.pause: Callable[[], None] = lambda: None
        objects = _Objects(self)
        self.provider = Provider(self)
        self.platform = Platform(
            _Documents(self), _Messages(self), objects, objects, Keys(self.provider), self, _Holders(self)
        )
        self.quiet = replace(self.platform, documents=self.store)  # nothing happens to who looks on

    def now(self) -> Instant:
        return self.time

    def at(self, place: str) -> None:
        """A fault point of the product: here the process may die, or be overtaken by others."""
        self.faults[place] += 1
        self.perhaps_die(place)
        pause = self.odds.pause * SLOW.get(place, 1.0)
        while self.chance() < pause:
            self.pause()
            self.perhaps_die(place)

    def perhaps_die(self, place: str) -> None:
        if self.process.dead:
            raise Crash
        if self.chance() < self.odds.crash * RARE.get(place, 1.0):
            self.crashes[place] += 1
            self.process.dead = True
            raise Crash


class _Documents:
    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, path: str) -> Document | None:
        if self._world.process.dead:
            raise Crash
        return self._world.store.get(path)

    def query(self, query: Query) -> Page:
        if self._world.process.dead:
            raise Crash
        return self._world.store.query(query)

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        world = self._world
        world.perhaps_die("in_commit")
        chance = world.chance()
        if chance < world.odds.hiccup:
            world.counts["hiccups"] += 1
            raise Transient("unavailable", "The store does not answer.")
        committed = world.store.commit(batch, lasting=lasting)
        world.watch_commit(batch)
        if chance > 1 - world.odds.lost_answer:
            world.counts["lost_answers"] += 1
            return world.store.commit(batch, lasting=lasting)  # the client never heard, and sent it again
        world.perhaps_die("in_commit")
        return committed


class _Messages:
    def __init__(self, world: World) -> None:
        self._world = world
        self._names: set[str] = set()

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        world = self._world
        for delivery in deliveries:
            world.perhaps_die("in_publish")
            world.watch_publish(delivery.message)
            delayed = delivery.deliver_at is not None and delivery.deliver_at > world.time
            if delayed:
                world.counts["delays"] += 1
                if delivery.name in self._names:
                    continue
                self._names.add(delivery.name)
                if world.chance() < world.odds.lost_delay:
                    world.counts["lost_delays"] += 1
                    continue
            due = delivery.deliver_at or world.time
            if world.chance() < world.odds.reorder:
                due += world.random.randrange(20_000)
            world.pool.append(Posted(delivery.message, due))
            if world.chance() < world.odds.duplicate:
                world.counts["duplicates"] += 1
                world.pool.append(Posted(delivery.message, due + world.random.randrange(60_000)))


class _Objects:
    """Objects never lie and never fail here: their preconditions are tested by the contract suite."""

    def __init__(self, world: World) -> None:
        self._world = world

    def stat(self, name: str) -> Stored | None:
        if self._world.process.dead:
            raise Crash
        content = self._world.things.get(name)
        return None if content is None else Stored(name, 1, len(content))

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        if self._world.process.dead:
            raise Crash
        try:
            return io.BytesIO(self._world.things[name])
        except KeyError:
            raise Missing(name) from None

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        if self._world.process.dead:
            raise Crash
        if if_generation == 0 and name in self._world.things:
            raise Exists(name)
        content = source if isinstance(source, bytes) else source.read()
        self._world.things[name] = content
        return Stored(name, 1, len(content))

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        self._world.things.pop(name, None)

    def list(self, prefix: str) -> Iterator[Stored]:
        return iter(())

    def link(self, name: str, seconds: int) -> str:
        return name


@dataclass(frozen=True)
class Keys:
    """Whoever has the keys has the providers."""

    provider: Provider

    def get(self, name: str) -> str | None:
        return None


class _Holders:
    """As in the cloud: nobody knows who is alive."""

    def __init__(self, world: World) -> None:
        self._world = world

    def name(self) -> str:
        return str(self._world.process.number)

    def alive(self, name: str) -> bool | None:
        return None
