"""One seed: three films under one day's cap, and everything that can happen to them.

The one rule: processes are greenlets that may be overtaken at every fault point and every write; the next one to move
is drawn from the seed.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from greenlet import GreenletExit, greenlet

from functions.dlq_handler.agent import keep as park
from functions.janitor.agent import once as sweep
from scripts.simulation.doubles import PRICE, cast
from scripts.simulation.invariants import NO_SURPRISE, SETTLES, Watch
from scripts.simulation.scripts import SCRIPTS
from scripts.simulation.world import CALM, DAY_MS, Crash, Odds, Posted, Process, World
from shared.model.errors import Permanent, Transient
from shared.model.job import Options
from shared.model.money import day
from shared.money import switches
from shared.pipeline import desk, faults, reception
from shared.pipeline.step import handle
from shared.pipeline.work import Agent, Made, Wait, Work
from shared.platform.ports import Create, Document

MOST_EVENTS = 6_000
DELIVERIES = 20
AGENTS = cast()


@dataclass
class Live:
    process: Process
    body: greenlet
    posted: Posted | None = None


@dataclass
class Story:
    seed: int
    odds: Odds = field(default_factory=Odds)
    eventful: bool = True  # people cancel and edit, and switch buying off and on

    def __post_init__(self) -> None:
        self.world = World(self.seed, self.odds)
        self.watch = Watch(self.world)
        self.live: list[Live] = []
        self.hub = greenlet.getcurrent()
        self.running: Live | None = None
        self.numbers = 0
        self.jobs: list[str] = []
        self.wishes: list[tuple[int, str, str]] = []
        self.agents = {name: self._watched(agent) for name, agent in AGENTS.items()}
        self.world.pause = self._pause

    def tell(self) -> None:
        faults.install(self.world.at)
        try:
            self._open()
            self.run()
        finally:
            faults.install(None)
            for each in self.live:
                each.process.dead = True
                each.body.throw(GreenletExit)
        self.watch.at_rest(self._reference)

    def _reference(self, job: Document) -> str:
        """The film that this job makes when nothing goes wrong."""
        if self.odds is CALM:
            return str(job.fields["film"])
        name = job.fields["script"]["name"]
        return undisturbed(name, Options.model_validate(job.fields["asked"]).model_dump_json(exclude_unset=True))

    # ---------------------------------------------------------------------------------------------- the plot

    def _open(self) -> None:
        """Three people send their scripts; the day's cap lets about two of them film."""
        world, calm = self.world, self.odds is CALM
        world.odds = CALM
        random = world.random
        cap = PRICE * random.choice((10, 12, 14, 30))
        for number in range(3):
            content, name = SCRIPTS[random.randrange(len(SCRIPTS))]
            seed = random.choice((0, number))  # films with the same seed need some of the same pictures
            options = Options(seed=seed, approval=random.random() < 0.25, budget=PRICE * (100 + number))
            received = reception.receive(world.platform, f"owner{number % 2}", name, content, options)
            self.jobs.append(received.path.partition("/")[2])
            if self.eventful and random.random() < 0.35:
                when = world.time + random.randrange(200_000)
                self.wishes.append((when, random.choice(("cancel", "revise", "revise")), self.jobs[-1]))
        if self.eventful and random.random() < 0.2:
            when = world.time + random.randrange(200_000)
            self.wishes += [(when, "stop", ""), (when + random.randrange(900_000), "go", "")]
        limits = {f"day.{day(world.time + shift * DAY_MS)}": cap for shift in range(3)}
        limits[f"month.{day(world.time)[:7]}"] = 20 * cap
        for scope, limit in limits.items():
            world.store.commit([Create(f"budgets/{scope}", {"limit": limit, "taken": 0, "schema": 1, "owner": ""})])
        self.watch.expects(self.jobs)
        if not calm:
            world.odds = self.odds
        for job in self.jobs:
            self._spawn(partial(desk.start, world.platform, job))

    def run(self) -> None:
        world, random = self.world, self.world.random
        idle = 0
        for _ in range(MOST_EVENTS):
            self._people()
            due = [number for number, posted in enumerate(world.pool) if posted.due <= world.time]
            if self.live and (not due or len(self.live) > 4 or random.random() < 0.5):
                self._resume(self.live[random.randrange(len(self.live))])
                continue
            if due:
                idle = 0
                chosen = due[0] if random.random() > world.odds.reorder else random.choice(due)
                if chosen != due[0]:
                    world.counts["reorders"] += 1
                self._deliver(world.pool.pop(chosen))
                continue
            upcoming = [posted.due for posted in world.pool] + [when for when, _, _ in self.wishes]
            if upcoming:
                world.time = max(world.time, min(upcoming))
                if random.random() < 0.02:
                    world.time += random.randrange(120_000)
                    world.counts["clock_jumps"] += 1
                if random.random() < 0.1:
                    self._sweep()
                continue
            if self._approve_what_waits():
                continue
            idle += 1
            if idle > 4:
                return
            world.time += 61_000
            if idle > 1:
                world.odds = CALM  # the last rounds are quiet: what is left now must still be found
            self._sweep()
        self.watch.broken(SETTLES, f"still busy after {MOST_EVENTS} events")

    def _people(self) -> None:
        world = self.world
        for wish in [each for each in self.wishes if each[0] <= world.time]:
            self.wishes.remove(wish)
            _, what, job = wish
            if not job:
                world.counts["switches"] += 1
                flip = partial(switches.flip, world.platform, "buy_nothing", by=switches.PERSON, why="a person said so")
                self._spawn(partial(flip, on=what == "stop"))
                continue
            world.counts["cancels" if what == "cancel" else "edits"] += 1
            if what == "cancel":
                self._spawn(partial(desk.cancel, world.platform, job))
            else:
                changed = {"seed": 10 + world.random.randrange(3)}
                found = world.store.get(f"jobs/{job}")
                asked: dict[str, Any] = {**(found.fields["asked"] if found else {}), **changed}
                self._spawn(partial(desk.revise, world.platform, job, {"asked": asked}))

    def _approve_what_waits(self) -> bool:
        world = self.world
        approved = False
        for job in self.jobs:
            found = world.store.get(f"jobs/{job}")
            if found and found.fields["state"] == "waiting_approval":
                revision = found.fields["revision"]
                self._spawn(partial(desk.approve, world.platform, job, revision))
                approved = True
        return approved

    def _sweep(self) -> None:
        self.watch.janitors.add(self.numbers + 1)
        self._spawn(lambda: sweep(self.world.platform))

    # ------------------------------------------------------------------------------------------ the processes

    def _deliver(self, posted: Posted) -> None:
        posted.deliveries += 1
        world = self.world
        world.counts["deliveries"] += 1
        agent = self.agents[posted.message.topic]

        def deliver() -> None:
            if posted.deliveries > DELIVERIES:
                park(world.platform, posted.message)
                world.counts["dead_letters"] += 1
                return
            handle(world.platform, agent, posted.message, timeout_s=None)
            self.watch.acknowledged(posted.message)

        self._spawn(deliver, posted)

    def _spawn(self, body: Any, posted: Posted | None = None) -> None:
        self.numbers += 1
        process = Process(self.numbers)
        live = Live(process, greenlet(lambda: self._guarded(body, process, posted)), posted)
        self.live.append(live)
        self._resume(live)

    def _resume(self, live: Live) -> None:
        self.running, self.world.process = live, live.process
        live.body.switch()
        if live.body.dead:
            self.live.remove(live)

    def _guarded(self, body: Any, process: Process, posted: Posted | None) -> None:
        world = self.world
        back = 0
        try:
            body()
        except Crash:
            world.counts["crashes"] += 1
            back = 1_000
        except Transient:
            back = 10_000
        except Permanent as error:
            if posted is not None or error.code not in ("wrong_state", "stale_approval"):
                self.watch.broken(NO_SURPRISE, repr(error))
        except Exception as error:
            self.watch.broken(NO_SURPRISE, repr(error))
        process.dead = True
        if back and posted is not None:
            posted.due = world.time + back
            world.pool.append(posted)

    def _pause(self) -> None:
        """Others may move; when this process comes back, much may have changed."""
        live = self.running
        assert live is not None, "only a process pauses"
        self.world.counts["pauses"] += 1
        if self.world.random.random() < 0.3:
            self.world.time += self.world.random.randrange(60_000)
        self.hub.switch()
        self.running, self.world.process = live, live.process

    def _watched(self, agent: Agent) -> Agent:
        """The product's agent, seen from outside."""

        def make(work: Work) -> Made | Wait:
            self.watch.begins(work)
            chance = self.world.chance()
            if chance < self.world.odds.engine:
                self.world.counts["engine_failures"] += 1
                raise RuntimeError("the engine broke")
            if chance > 1 - self.world.odds.engine:
                self.world.counts["waits"] += 1
                return Wait(self.world.time + 20_000, "the engine is busy")
            return agent.make(work)

        return replace(agent, make=make)


@lru_cache(maxsize=256)
def undisturbed(name: str, options: str) -> str:
    """The name of the film's bytes, made in a world where nothing happens."""
    story = Story(0, CALM, eventful=False)
    content = next(content for content, known in SCRIPTS if known == name)
    job = reception.receive(story.world.platform, "calm", name, content, Options.model_validate_json(options))
    desk.start(story.world.platform, job.path.partition("/")[2])
    story.jobs = [job.path.partition("/")[2]]
    story.run()
    film = story.world.store.get(job.path)
    assert film is not None, "we have just made it"
    return str(film.fields["film"])
