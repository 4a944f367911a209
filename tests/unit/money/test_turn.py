"""Before a request leaves, through the real agents: the kill switch, the breaker and the queue; and what others learn
of how it went."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from functions.render_executor import agent as render
from functions.render_executor.backends.wire import (
    Backend,
    Busy,
    Failed,
    NotTaken,
    Order,
    Ready,
    Silence,
    Submitted,
    Underway,
    Unfit,
)
from functions.render_executor.supply import Supply
from scripts.simulation.doubles import LANES, PACE, PLAN, PRICE, Camera
from shared.model.base import Instant
from shared.model.plan import Plan
from shared.money import health, notes, switches
from shared.pipeline import faults
from shared.pipeline.shelf import write_json, write_paper
from shared.pipeline.status import waiting
from shared.pipeline.step import handle
from shared.pipeline.work import Agent
from shared.writing.desk import file_scene
from tests.unit.core.builders import Studio, a_job, a_message, a_scene, a_shot, a_storyboard, a_unit, a_work


@dataclass
class Desk:
    """A provider's desk that answers as it is told, and notes when who was asked."""

    studio: Studio
    answers: dict[str, Any] = field(default_factory=dict)  # by backend: an error to raise, or a state to tell
    asked: list[tuple[str, Instant]] = field(default_factory=list)
    before: Any = None

    def opened(self, name: str, *_: Any) -> Backend:
        return Line(self, name)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


@dataclass(frozen=True)
class Line:
    counter: Desk
    name: str

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        self.counter.asked.append((self.name, self.counter.studio.clock.time))
        answer = self.counter.answers.get(self.name)
        if isinstance(answer, Exception):
            raise answer
        return Submitted(f"{self.name}-{len(self.counter.asked)}")

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        said: Any = self.counter.answers.get(f"{self.name} look", Ready(task, PRICE // 2))
        if isinstance(said, Exception):
            raise said
        return said  # type: ignore[no-any-return]

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        to.write_bytes(ready.where.encode())

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        return None


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def counter(studio: Studio) -> Desk:
    return Desk(studio)


def executor(counter: Desk) -> Agent:
    return render.agent(Camera(), Supply(counter.opened, lambda file, choice: None, PACE))


def a_film(studio: Studio, shots: int = 3, job: str = "j1", lanes: Any = LANES, words: str = "") -> list[str]:
    """Planned, funded, and ready to be filmed; returns its shots."""
    a_job(studio, job, shots=shots)
    work = a_work(studio, a_unit("film", job=job))
    names = [f"s01-a{number + 1}" for number in range(shots)]
    board = a_storyboard(a_scene("s01", shots=[a_shot(name, picture=f"{job} {name}") for name in names]))
    plan = Plan(book="b", shots=dict.fromkeys(names, PLAN), contingency=2 * PRICE, lanes=lanes)
    said = {"text": "A kettle.", "negative": "", "seed": 1}
    prompts = {
        name: {each: {**said, "text": f"{words or job} {name}"} for each in ("runway", "replicate")} for name in names
    }
    told = {
        "scenes": ["s01"],
        "shots": {"s01": names},
        "joints": {},
        "meets": {},
        "storyboard": write_paper(work, "storyboards", board),
        "sheets": {"s01": file_scene(work, board.scenes[0], board)},
        "prompts": write_json(work, "prompts", prompts),
    }
    for name, result in {"prompts": told, "plan": {"plan": write_paper(work, "plans", plan)}}.items():
        studio.documents.put(
            a_unit(name, job=job).path,
            **{**studio.documents.fields(work.unit.path), "state": "done", "result": result, "key": "", "told": {}},
        )
    escrow = {"amount": plan.most, "state": "held", "scopes": [], "owner": "anna", "job": job, "revision": 1}
    studio.documents.put(f"escrows/{job}.1", **escrow, day="2030-03-18")
    return names


def film(studio: Studio, agent: Agent, shot: str, job: str = "j1") -> Any:
    """One delivery for this shot; what its step says then."""
    unit = a_unit(f"render-{shot}", job=job)
    handle(studio.platform, agent, a_message(unit, topic="render_executor"))
    return studio.documents.fields(unit.path)


def attempts(studio: Studio, job: str = "j1") -> list[Any]:
    return [each.fields for each in studio.documents.everything(f"jobs/{job}/attempts")]


def paid(studio: Studio, job: str = "j1") -> int:
    return sum(each.fields["amount"] for each in studio.documents.everything(f"jobs/{job}/entries"))


# ------------------------------------------------------------------------------------------------- the kill switch


def stop(studio: Studio, *, on: bool = True) -> None:
    switches.flip(studio.platform, "buy_nothing", on=on, by=switches.PERSON, why="the card was stolen")


def test_while_nothing_may_be_bought_a_shot_waits_and_says_for_what(studio: Studio, counter: Desk) -> None:
    agent, (shot, *_) = executor(counter), a_film(studio)
    stop(studio)
    step = film(studio, agent, shot)
    assert (step["state"], counter.asked) == ("waiting", [])
    (told,) = waiting(studio.platform, studio.documents.get("jobs/j1"))  # type: ignore[arg-type]
    assert told == {"for": "Nothing is bought at the moment: the card was stolen.", "units": 1}
    stop(studio, on=False)
    studio.clock.time = step["wake_at"]
    assert film(studio, agent, shot)["state"] == "done"
    assert counter.names == ["runway"]


def test_a_switch_that_is_flipped_between_the_look_and_the_batch_buys_nothing_more(
    studio: Studio, counter: Desk
) -> None:
    agent, (shot, *_) = executor(counter), a_film(studio)
    switches.may_buy(studio.platform)

    def flipped_at(place: str) -> None:
        if place == "after_intent":
            studio.documents.happenings = [lambda: None, lambda: stop(studio)]

    faults.install(flipped_at)
    try:
        step = film(studio, agent, shot)
    finally:
        faults.install(None)
    assert (step["state"], counter.asked) == ("waiting", [])
    assert [each["state"] for each in attempts(studio)] == ["intent"]


def test_a_shot_that_has_waited_long_enough_is_drawn_for_nothing_and_its_note_says_how_to_buy_it(
    studio: Studio, counter: Desk
) -> None:
    agent, (shot, *_) = executor(counter), a_film(studio)
    stop(studio)
    step = film(studio, agent, shot)
    while step["state"] == "waiting":
        studio.clock.time = step["wake_at"]
        step = film(studio, agent, shot)
    assert (step["result"]["backend"], step["result"]["cost"], counter.asked) == ("animatic", 0, [])
    assert paid(studio) == 0
    (note,) = notes.of(studio.platform, "j1", 1)
    assert "the card was stolen" in note
    assert f"aiprod rerender j1 {shot}" in note


def test_what_was_bought_before_is_used_while_nothing_may_be_bought(studio: Studio, counter: Desk) -> None:
    agent, (shot,) = executor(counter), a_film(studio, 1)
    film(studio, agent, shot)
    stop(studio)
    a_film(studio, 1, "j2", words="j1")
    step = film(studio, agent, shot, "j2")
    assert (step["state"], step["result"]["cached"], step["result"]["cost"]) == ("done", True, 0)
    assert counter.names == ["runway"]


# ------------------------------------------------------------------------------------------------------ the breaker


def test_three_errors_in_a_row_send_every_later_shot_to_the_next_backend_at_once(studio: Studio, counter: Desk) -> None:
    agent, shots = executor(counter), a_film(studio, 6)
    counter.answers["runway"] = NotTaken("the account has no credit left")
    steps = [film(studio, agent, shot) for shot in shots]
    assert {step["result"]["backend"] for step in steps} == {"replicate"}
    assert Counter(counter.names) == {"runway": 3, "replicate": 6}
    assert health.unhealthy(studio.platform, ["runway", "replicate"]) == {"runway"}
    assert any("left alone for a while; it said last: the account has no credit left" in each["note"]
               for each in attempts(studio))  # fmt: skip


@pytest.mark.parametrize("answer", [Busy("too many", 1), Unfit("no such words")], ids=["429", "our own order"])
def test_a_429_and_an_order_that_does_not_fit_are_no_errors_of_the_backend(
    studio: Studio, counter: Desk, answer: Exception
) -> None:
    agent, shots = executor(counter), a_film(studio, 5)
    counter.answers["runway"] = answer
    for shot in shots:
        film(studio, agent, shot)
    assert health.unhealthy(studio.platform, ["runway"]) == frozenset()
    assert counter.names.count("runway") == 5


def test_silence_opens_it_and_is_counted_as_spent(studio: Studio, counter: Desk) -> None:
    agent, shots = executor(counter), a_film(studio, 4)
    counter.answers["runway"] = Silence("no answer came")
    for shot in shots:
        film(studio, agent, shot)
    assert counter.names.count("runway") == 3
    assert [each["state"] for each in attempts(studio)].count("unknown") == 3


def test_nobody_orders_where_nobody_answers_how_it_is_doing(studio: Studio, counter: Desk) -> None:
    agent, (first, second, _) = executor(counter), a_film(studio)
    counter.answers["runway look"] = TimeoutError("nobody answers")
    step = film(studio, agent, first)
    for _ in range(2):
        studio.clock.time = step["wake_at"]
        step = film(studio, agent, first)
    assert film(studio, agent, second)["result"]["backend"] == "replicate"
    counter.answers.pop("runway look")
    studio.clock.time = step["wake_at"]
    assert film(studio, agent, first)["result"]["backend"] == "runway"
    assert health.unhealthy(studio.platform, ["runway"]) == frozenset()


def test_after_the_pause_one_shot_probes_and_the_others_go_elsewhere_until_its_picture_is_there(
    studio: Studio, counter: Desk
) -> None:
    agent, shots = executor(counter), a_film(studio, 8)
    counter.answers["runway"] = NotTaken("down")
    for shot in shots[:4]:
        film(studio, agent, shot)
    studio.clock.time += health.PAUSE_MS
    del counter.answers["runway"]
    counter.answers["runway look"] = Underway()
    probe = film(studio, agent, shots[4])
    assert probe["state"] == "waiting"
    assert film(studio, agent, shots[5])["result"]["backend"] == "replicate"
    del counter.answers["runway look"]
    studio.clock.time = probe["wake_at"]
    assert film(studio, agent, shots[4])["result"]["backend"] == "runway"
    assert film(studio, agent, shots[6])["result"]["backend"] == "runway"


# -------------------------------------------------------------------------------------------------------- the queue

ONE: dict[str, tuple[int, int]] = {"runway": (1, 60), "replicate": (1, 60)}


def test_no_more_are_under_way_than_the_backend_takes_and_the_rest_waits(studio: Studio, counter: Desk) -> None:
    agent, shots = executor(counter), a_film(studio, 4, lanes={"runway": (2, 600)})
    counter.answers["runway look"] = Underway()
    states = Counter(film(studio, agent, shot)["state"] for shot in shots)
    assert (states, counter.names) == (Counter(waiting=4), ["runway"] * 2)
    reasons = {each["for"] for each in waiting(studio.platform, studio.documents.get("jobs/j1"))}  # type: ignore[arg-type]
    assert "for a place at runway, which takes 2 at once and 600 a minute" in reasons


def test_requests_never_exceed_the_rate_and_two_films_take_turns(studio: Studio, counter: Desk) -> None:
    agent = executor(counter)
    wanted = [(shot, "j1") for shot in a_film(studio, 6, lanes=ONE)]
    wanted += [(shot, "j2") for shot in a_film(studio, 2, "j2", lanes=ONE)]
    done_in: list[str] = []
    for _ in range(100):
        for shot, job in [*wanted]:
            if film(studio, agent, shot, job)["state"] == "done":
                wanted.remove((shot, job))
                done_in.append(job)
        studio.clock.time += 250
    times = sorted(at for _, at in counter.asked)
    assert len(times) == 8
    assert min(later - before for before, later in pairwise(times)) >= 1_000
    assert max(place for place, job in enumerate(done_in) if job == "j2") <= 4


def test_a_worker_that_died_with_the_place_blocks_nobody_for_long(studio: Studio, counter: Desk) -> None:
    class Killed(BaseException):
        pass

    def killed_at(place: str) -> None:
        if place == "before_request":
            raise Killed

    agent, (first, second) = executor(counter), a_film(studio, 2, lanes={"runway": (1, 600)})
    faults.install(killed_at)
    try:
        with pytest.raises(Killed):
            film(studio, agent, first)
    finally:
        faults.install(None)
    assert film(studio, agent, second)["state"] == "waiting"
    studio.clock.time += 31_000  # the lease has ended: another takes the dead one's shot, and gives its place back
    assert film(studio, agent, first)["result"]["backend"] == "replicate"
    assert film(studio, agent, second)["result"]["backend"] == "runway"
    assert counter.names == ["replicate", "runway"]


def test_delivered_twice_to_two_instances_one_request_leaves(studio: Studio, counter: Desk) -> None:
    agent, (shot,) = executor(counter), a_film(studio, 1, lanes=ONE)
    counter.answers["runway look"] = Underway()
    other = Studio(studio.documents, studio.post, studio.objects, clock=studio.clock)
    other.holders.me = "w2"

    def also(place: str) -> None:
        if place == "before_request":
            faults.install(None)
            film(other, agent, shot)

    faults.install(also)
    try:
        film(studio, agent, shot)
    finally:
        faults.install(None)
    assert counter.names == ["runway"]


def test_a_place_is_kept_while_its_task_is_under_way_however_long(studio: Studio, counter: Desk) -> None:
    agent, (first, second) = executor(counter), a_film(studio, 2, lanes={"runway": (1, 600)})
    counter.answers["runway look"] = Underway()
    step = film(studio, agent, first)
    for _ in range(8):
        studio.clock.time = step["wake_at"]
        step = film(studio, agent, first)
    assert film(studio, agent, second)["state"] == "waiting"
    assert counter.names == ["runway"]


def test_a_task_that_never_ends_gives_its_place_to_others_when_the_film_goes_on_without_it(
    studio: Studio, counter: Desk
) -> None:
    agent, (first, second) = executor(counter), a_film(studio, 2, lanes={"runway": (1, 600), "replicate": (1, 600)})
    counter.answers["runway look"] = Underway()
    step = film(studio, agent, first)
    while step["state"] == "waiting":
        studio.clock.time = step["wake_at"]
        step = film(studio, agent, first)
    assert step["result"]["backend"] == "replicate"
    counter.answers.clear()
    assert film(studio, agent, second)["result"]["backend"] == "runway"


def test_without_a_word_about_it_in_the_plan_a_backend_is_asked_cautiously(studio: Studio, counter: Desk) -> None:
    agent, shots = executor(counter), a_film(studio, 3, lanes={})
    counter.answers["runway look"] = Underway()
    for shot in shots:
        film(studio, agent, shot)
    assert counter.names == ["runway"] * 2
