"""How long it takes to go to the next backend, on this machine's own store: from the delivery of a shot whose backend
refuses it, or is left alone by now, to the request that leaves for the next one.

The one rule: the product's own agents fall back; only who is asked is a double, and answers at once.
"""

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from functions.render_executor.backends.wire import NotTaken, Order, Submitted
from scripts.simulation.doubles import CHOSEN, PRICE, cast
from scripts.simulation.provider import Line, Provider
from scripts.simulation.scripts import SCRIPTS
from scripts.simulation.world import CALM, Keys, World
from shared.model.job import Options
from shared.pipeline import desk, reception
from shared.pipeline.step import handle
from shared.platform.embedded.machine import open_home


@dataclass
class Refusing(Provider):
    """Who was chosen takes nothing; whoever is asked instead notes when."""

    begun: float = 0.0
    took_ms: list[float] = field(default_factory=list)

    def opened(self, name: str) -> Line:
        return Noting(self, name)


@dataclass(frozen=True)
class Noting(Line):
    provider: Refusing

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        if self.name == CHOSEN:
            raise NotTaken("it takes nothing today")
        self.provider.took_ms.append((time.perf_counter() - self.provider.begun) * 1000)
        return super().submit(order, reference)


def fall_back_ms() -> list[float]:
    """For each shot of a film: the first ones are refused, the later ones find their backend left alone."""
    world = World(0, CALM)
    provider = Refusing(world)
    agents = cast()
    with tempfile.TemporaryDirectory(prefix="aiprod-bench-") as home:
        machine = open_home(Path(home))
        platform = replace(world.platform, documents=machine.documents, secrets=Keys(provider))
        content, name = SCRIPTS[0]
        job = reception.receive(platform, "bench", name, content, Options(budget=100 * PRICE))
        desk.start(platform, job.path.partition("/")[2])
        while world.pool:
            posted = min(world.pool, key=lambda each: each.due)
            world.pool.remove(posted)
            world.time = max(world.time, posted.due)
            provider.begun = time.perf_counter()
            handle(platform, agents[posted.message.topic], posted.message, timeout_s=None)
    return provider.took_ms
