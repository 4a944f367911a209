"""Fifty films at once against a day's limit that twenty fit into, on every platform: by the provider's own bill it is
never over, and whoever is refused is told why and what would pass."""

import json
import shlex
import threading
import urllib.request
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions.render_executor import agent as render
from functions.render_executor.backends.opening import backend as open_backend
from functions.render_executor.backends.wire import Backend
from functions.render_executor.supply import Pace, Supply
from scripts.simulation.doubles import Camera, cast
from shared.model.base import SCHEMA
from shared.model.job import Options
from shared.model.money import DOLLAR, Micros, day
from shared.model.plan import Choice, Plan, ShotPlan
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.money import audit
from shared.pipeline import faults
from shared.pipeline.lease import claim
from shared.pipeline.shelf import write_json, write_paper
from shared.pipeline.work import Unit, Work
from shared.platform.ports import Create, Delivery, Message, Objects, Platform, Secrets, Update
from shared.writing.desk import file_scene
from tests.contract.cloud_stage import CloudStage
from tests.contract.premiere import Crew
from tests.contract.stages import Stage
from tests.fakes.providers.counter import Counter
from tests.fakes.providers.directory import PROVIDERS

FILMS, FIT, HANDS = 50, 20, 8
PRICE: Micros = 600_000  # what the fake bills for five seconds of gen4.5
CONTINGENCY: Micros = 60_000
LIMIT = FIT * (PRICE + CONTINGENCY)
CHOICE = Choice(backend="runway", model="gen4.5", seconds=5, ratio="1280:720", price=PRICE, most=PRICE, quality=0.95)
SHOT = "s01-a1"


@pytest.fixture(scope="module")
def reels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reels")


@pytest.fixture
def runway(tmp_path: Path, reels: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    counter = Counter(PROVIDERS["runway"](tmp_path / "runway", reels))
    monkeypatch.setenv("RUNWAYML_BASE_URL", counter.url)
    _ask(f"{counter.url}/_fake/behave", {"render_s": 0})
    yield counter
    counter.stop()


def _ask(url: str, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    content = json.dumps(told).encode() if told else None
    with urllib.request.urlopen(urllib.request.Request(url, content)) as answer:
        said: dict[str, Any] = json.loads(answer.read() or "{}")
    return said


class Key:
    def get(self, name: str) -> str | None:
        return "key" if name == "runway-api-key" else None


def opened(name: str, _: Secrets, objects: Objects) -> Backend | None:
    return open_backend(name, Key(), objects)


def a_planned_film(platform: Platform, number: int) -> Unit:
    """Everything is ready for its price to be taken: one shot, which is to come from Runway."""
    job, now = f"film{number:02d}", platform.clock.now()
    options = Options(preset="quick_social", budget=DOLLAR)
    fields = {
        "schema": SCHEMA,
        "owner": f"owner{number % 5}",
        "created_at": now,
        "updated_at": now,
        "state": "financial",
        "revision": 1,
        "name": "",
        "script": {"object": "manuscripts/a/film.txt", "name": "film.txt", "bytes": 1},
        "asked": options.model_dump(mode="json", exclude_unset=True),
        "options": options.settled().model_dump(mode="json"),
        "warnings": [],
        "shots": 1,
    }
    gate = {"schema": SCHEMA, "owner": fields["owner"], "created_at": now, "revision": 1, "open": True}
    platform.documents.commit([Create(f"jobs/{job}", fields), Create(f"gates/{job}", gate)])
    for name, result in _results(platform, job, fields, number).items():
        unit = Unit(job, 1, name)
        lease = claim(platform, unit, "test", str(fields["owner"]), None, forgive=False)
        assert lease is not None, "nobody else is here"
        done = {"state": "done", "result": result, "key": "", "told": {}, "feeds": [], "cost": 0}
        platform.documents.commit([Update(unit.path, done, lease.version)])
    return Unit(job, 1, "escrow")


def _results(platform: Platform, job: str, fields: dict[str, Any], number: int) -> dict[str, Any]:
    lease = claim(platform, Unit(job, 1, "board"), "test", str(fields["owner"]), None, forgive=False)
    assert lease is not None, "nobody else is here"
    work = Work(lease.unit, fields, platform, lease)
    shot = Shot(id=SHOT, number="1.1", size="wide", move="static", duration_ms=5_000, picture=f"Boat {number}.")
    board = Storyboard(
        title="A boat",
        language="en",
        mood="neutral",
        scenes=(Scene(id="s01", heading="SEA", place="Sea", shots=(shot,)),),
    )
    plan = Plan(
        book="b",
        shots={SHOT: ShotPlan(choice=CHOICE, fallbacks=(Choice(backend="animatic"),))},
        contingency=CONTINGENCY,
        lanes={"runway": (20, 6_000)},
    )
    prompts = {SHOT: {"runway": {"text": f"Boat {number}.", "negative": "", "seed": number}}}
    return {
        "prompts": {
            "scenes": ["s01"],
            "shots": {"s01": [SHOT]},
            "joints": {},
            "meets": {},
            "logo": "",
            "storyboard": write_paper(work, "storyboards", board),
            "sheets": {"s01": file_scene(work, board.scenes[0], board)},
            "prompts": write_json(work, "prompts", prompts),
        },
        "voice-s01": {"lines": {}, "warnings": []},
        "plan": {"plan": write_paper(work, "plans", plan), "price": plan.price, "most": plan.most},
    }


def _limited(platform: Platform) -> None:
    now = platform.clock.now()
    fields = {"schema": SCHEMA, "owner": "", "limit": LIMIT, "taken": 0, "created_at": now, "updated_at": now}
    platform.documents.commit([Create(f"budgets/day.{day(now)}", fields)])


@contextmanager
def together_at(place: str) -> Iterator[None]:
    """Whoever comes to this place waits for the other hands: all have looked before any of them takes. When everybody
    has been there once, who comes back has been overtaken already."""
    meeting, left = threading.Barrier(HANDS), iter(range(FILMS))

    def meet(here: str) -> None:
        if here == place and next(left, None) is not None:
            with suppress(threading.BrokenBarrierError):
                meeting.wait(0.3)
            if meeting.broken:
                meeting.reset()

    faults.install(meet)
    try:
        yield
    finally:
        faults.install(None)


def test_fifty_films_at_once_never_cost_more_than_the_day_allows(stage: Stage, runway: Counter) -> None:
    if isinstance(stage, CloudStage):
        stage.build_bucket()
    pace = Pace(first_ms=200, most_ms=1_000, lost_ms=120_000, owed_ms=120_000)
    executor = render.agent(Camera(), Supply(opened, lambda file, choice: None, pace))
    crew = Crew(stage.platform, {**cast(), "render_executor": executor})
    _limited(crew.platform)
    with ThreadPoolExecutor(HANDS) as pool:
        units = list(pool.map(partial(a_planned_film, crew.platform), range(FILMS)))
    with together_at("before_taking"):
        crew.work(HANDS, [partial(crew.publish, [_called(unit)]) for unit in units])
    assert crew.broken == []

    bill = _ask(f"{runway.url}/_fake/state")
    assert FIT * PRICE <= bill["billed"] <= LIMIT
    assert bill["posts"] * PRICE == bill["billed"]
    jobs = {unit.job: _fields(crew.platform, f"jobs/{unit.job}") for unit in units}
    states = Tally(str(job["state"]) for job in jobs.values())
    assert states == {"delivered": bill["posts"], "failed": FILMS - bill["posts"]}
    spent = _fields(crew.platform, f"budgets/day.{day(stage.now())}")["taken"]
    assert spent == bill["billed"] == sum(job.get("spent", 0) for job in jobs.values())
    assert audit.budgets(crew.platform, day(stage.now())) == []
    for job in jobs.values():
        if job["state"] == "failed":
            error = job["error"]
            assert (error["code"], error["at_fault"], error["would_cost_usd"]) == ("over_budget", "budget", 0.66)
            assert error["left_usd"] < 0.66
            assert "The budget of everyone for today" in error["sentence"]
            assert shlex.split(error["retry_with"])[:3] == ["aiprod", "render", "film.txt"]
            assert "--preset animatic" in error["retry_with"]


def _called(unit: Unit) -> Delivery:
    return Delivery(Message("budget_guard", unit.body()))


def _fields(platform: Platform, path: str) -> Mapping[str, Any]:
    found = platform.documents.get(path)
    assert found is not None, path
    return found.fields
