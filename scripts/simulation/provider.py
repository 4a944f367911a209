"""Two paid providers who do everything that real ones do: refuse, throttle, fall silent before and after they took an
order, never end, fail and bill, bill too much, and send what is no picture. One of them can list its tasks.

The one rule: the provider keeps its own books. What it billed is the truth that ours are held against.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.render_executor.backends.wire import (
    Busy,
    Failed,
    NotTaken,
    Order,
    Ready,
    Retired,
    Silence,
    Submitted,
    Underway,
    Unusable,
)
from shared.model.base import Instant
from shared.model.money import Micros
from shared.model.plan import Choice

if TYPE_CHECKING:
    from scripts.simulation.world import World

LISTING = "replicate"
FLAWED = b"this is no picture"


@dataclass
class Task:
    order: str
    born: Instant
    ends: Instant
    fate: str  # ready, failed, never
    cost: Micros
    says: Micros | None
    most: Micros  # what the price book says that it can cost: who does not hear of it can hold no more
    again: bool = False


@dataclass
class Provider:
    """What stands behind the wire, for one world."""

    world: "World"
    tasks: dict[str, Task] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)
    watch_post: Callable[[str, str], None] = lambda order, task: None
    retries: int = 0  # an SDK that sends a request again when it got no answer

    def opened(self, name: str) -> "Line":
        return Line(self, name)


@dataclass(frozen=True)
class Line:
    provider: Provider
    name: str

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        for _ in range(self.provider.retries):
            try:
                return self._post(order)
            except Silence:
                continue
        return self._post(order)

    def _post(self, order: Order) -> Submitted:
        world, books = self.provider.world, self.provider
        world.perhaps_die("in_request")
        chance = world.chance() / (world.odds.provider or 1e-9)
        said = canonical(order)
        books.posts[said] += 1
        task = f"t{len(books.tasks)}"
        world.counts["submissions"] += 1
        if chance < 0.15:
            books.watch_post(said, "")
            world.counts["throttled"] += 1
            raise Busy("too many at once", 5)
        if chance < 0.25:
            books.watch_post(said, "")
            world.counts["refusals"] += 1
            raise Retired("no such model") if chance < 0.18 else NotTaken("not like this")
        if chance < 0.35:
            books.watch_post(said, "")
            world.counts["silences"] += 1
            raise Silence("the line was dead")
        books.tasks[task] = self._fate(order, said)
        books.watch_post(said, task)
        world.perhaps_die("in_request")
        if chance < 0.5:
            world.counts["silences"] += 1
            raise Silence("it was taken, and nobody heard the answer")
        if chance < 0.7:
            world.pause()
            world.perhaps_die("in_request")
        return Submitted(task)

    def _fate(self, order: Order, said: str) -> Task:
        world, price = self.provider.world, order.choice.price
        now = world.time
        ends = now + (world.random.randrange(40_000) if world.odds.provider else 0)
        chance = world.chance() / (world.odds.provider or 1e-9)
        most = order.choice.most
        if chance < 0.05:
            return Task(said, now, ends, "never", price, None, most)
        if chance < 0.15:
            billed = world.random.choice((0, None, price))
            cost = price if billed is None else billed
            return Task(said, now, ends, "failed", cost, billed, most, world.chance() < 0.5)
        if chance < 0.2:
            return Task(said, now, ends, "ready", most + 10_000, most + 10_000, most)
        if chance < 0.3:
            return Task(said, now, ends, "flawed", price, price, most)
        return Task(said, now, ends, "ready", price, None if world.chance() < 0.5 else price, most)

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        world, found = self.provider.world, self.provider.tasks[task]
        world.perhaps_die("in_request")
        if world.chance() < world.odds.provider:
            raise TimeoutError("nobody answers")
        if found.fate == "never" or world.time < found.ends:
            return Underway()
        if found.fate == "failed":
            return Failed("it could not be made", found.says, found.again)
        return Ready(task, found.says)

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        world, found = self.provider.world, self.provider.tasks[ready.where]
        if world.chance() < world.odds.provider:
            raise Silence("the picture did not come")
        to.write_bytes(FLAWED if found.fate == "flawed" else found.order.encode())

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        if self.name != LISTING or self.provider.world.chance() < self.provider.world.odds.provider:
            return None
        said = canonical(order)
        return [name for name, task in self.provider.tasks.items() if task.order == said and task.born >= since - 1_000]


def canonical(order: Order) -> str:
    """What stands on the wire: nothing of what it may cost."""
    choice: dict[str, Any] = order.choice.model_dump(include={"backend", "model", "seconds", "resolution", "ratio"})
    return json.dumps([choice, order.prompt, order.negative, order.seed, order.reference])


def check(file: Path, choice: Choice) -> None:
    if file.read_bytes() == FLAWED:
        raise Unusable("it is no picture")
