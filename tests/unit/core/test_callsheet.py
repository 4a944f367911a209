"""Who is called after whom: a film is walked from script to end, and every meeting is as large as it must be."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.model.callsheet import (
    CALLSHEET,
    Call,
    Join,
    Next,
    Result,
    at,
    next_after,
    shooting,
    subject_of,
    work_of,
)
from shared.model.states import ENDED, TABLE, move
from shared.platform.topology import load

SHOTS = {"s01": ["s01-a1", "s01-a2", "s01-a3"], "s02": ["s02-b1", "s02-b2"]}

USUAL: dict[str, Result] = {
    "ingest": {"fast": False},
    "board": {"scenes": [*SHOTS]},
    "prompts": {
        "scenes": [*SHOTS],
        "shots": SHOTS,
        "joints": {"s02-b1": {"left": "s01-a3", "right": "s02-b1", "kind": "dissolve", "half": 10}},
        "meets": {"s01-a3": ["s02-b1"], "s02-b1": ["s02-b1"]},
    },
    "escrow": {"approval": False},
    "technical": {"passed": True},
    "final": {"verdict": "delivered"},
}


@dataclass
class Film:
    """A film on paper: the callsheet's word is done at once, and what it leads to is written down."""

    results: dict[str, Result] = field(default_factory=dict)
    state: str = "created"
    waiting: list[Call] = field(default_factory=list)
    done: list[Call] = field(default_factory=list)
    joins: dict[str, Join] = field(default_factory=dict)
    arrived: Counter[str] = field(default_factory=Counter)

    def follow(self, following: Next) -> None:
        self.joins |= {join.name: join for join in following.joins}
        self.waiting += following.calls
        self.event(following.event)
        for feeds in following.feeds:
            self.arrive(feeds)

    def arrive(self, name: str) -> None:
        while name:
            self.arrived[name] += 1
            join = self.joins[name]
            if self.arrived[name] < join.pending:
                return
            self.waiting += join.calls
            self.event(join.event)
            name = join.feeds

    def event(self, event: str) -> None:
        if not event:
            return
        after = move(self.state, event)
        assert after is not None, f"{event} in {self.state}"
        self.state = after
        self.waiting += at(after)

    def result(self, unit: str) -> Result:
        return {**USUAL, **self.results}.get(work_of(unit), {})

    def run(self, *, last_first: bool = False) -> "Film":
        while self.waiting:
            call = self.waiting.pop(-1 if last_first else 0)
            self.done.append(call)
            self.follow(next_after(call.unit, self.result(call.unit), self.result))
        return self


def a_film(**results: Any) -> Film:
    film = Film(results)
    film.follow(Next("started", (Call("ingest", "ingest"),)))
    return film


@pytest.mark.parametrize("last_first", [False, True])
def test_a_film_of_two_scenes_walks_to_its_end_in_any_order(last_first: bool) -> None:
    film = a_film().run(last_first=last_first)
    assert film.state == "delivered"
    assert Counter(work_of(call.unit) for call in film.done) == {
        "ingest": 1, "direction": 1, "board": 1, "voice": 2, "prompts": 1, "plan": 1, "escrow": 1, "music": 1,
        "effects": 2, "render": 5, "segment": 5, "joint": 1, "mix": 1, "assemble": 1, "technical": 1, "semantic": 1,
        "final": 1, "settle": 1, "notify": 1,
    }  # fmt: skip
    assert len({call.unit for call in film.done}) == len(film.done)


def test_every_meeting_waits_for_exactly_those_who_come() -> None:
    film = a_film().run()
    assert {name: join.pending for name, join in film.joins.items()} == {
        "voices": 2, "meet-s02-b1": 2, "scene-s01": 3, "scene-s02": 2, "cut-s02": 2, "sound": 3, "film": 3,
    }  # fmt: skip
    assert film.arrived == {name: join.pending for name, join in film.joins.items()}


def test_a_plain_script_takes_the_fast_track() -> None:
    film = a_film(ingest={"fast": True})
    assert film.run().state == "delivered"
    assert Call("fast_track", "direction") in film.done
    assert Call("creative_director", "direction") not in film.done


def test_a_film_that_needs_approval_waits_for_it_having_told_its_owner_and_then_is_shot() -> None:
    film = a_film(escrow={"approval": True}).run()
    assert (film.state, film.done[-1]) == ("waiting_approval", Call("notifier", "notify-waiting_approval"))
    film.follow(shooting("approved", film.result))
    assert film.run().state == "delivered"


@pytest.mark.parametrize(
    ("verdict", "state", "afterwards"),
    [
        ("delivered", "delivered", ["settle", "notify-delivered"]),
        ("rejected", "failed", ["settle", "notify-failed"]),
        ("escalated", "needs_review", ["notify-needs_review"]),
    ],
)
def test_the_supervisor_decides_how_it_ends(verdict: str, state: str, afterwards: list[str]) -> None:
    film = a_film(final={"verdict": verdict}).run()
    assert film.state == state
    assert [call.unit for call in film.done if work_of(call.unit) in ("settle", "notify")] == afterwards


@pytest.mark.parametrize("state", TABLE)
def test_whoever_ends_a_film_money_is_settled_and_the_owner_is_told(state: str) -> None:
    called = [call.unit for call in at(state)]
    told = state in ENDED or state in ("waiting_approval", "needs_review")
    assert called == ["settle"] * (state in ENDED) + [f"notify-{state}"] * told


def test_a_long_film_never_meets_in_one_place() -> None:
    shots = {f"s{i:02d}": [f"s{i:02d}-{shot}" for shot in range(30)] for i in range(50)}
    following = shooting("funded", lambda unit: {"scenes": [*shots], "shots": shots, "joints": {}})
    assert max(join.pending for join in following.joins) == 51
    assert len(following.calls) == 1 + 50 + 1500


def test_everyone_who_is_called_listens() -> None:
    heard = load().heard()
    for fast in (True, False):
        film = a_film(ingest={"fast": fast}, escrow={"approval": fast}).run()
        assert {call.agent for call in film.done} <= heard.keys()


def test_every_work_of_the_callsheet_is_called_for() -> None:
    owing = a_film(settle={"open": ["s01-a1.1"]}).run()
    assert {work_of(call.unit) for call in owing.done} == set(CALLSHEET)


@pytest.mark.parametrize(
    ("unit", "work", "subject"),
    [("ingest", "ingest", ""), ("voice-s01", "voice", "s01"), ("render-s01-a41f", "render", "s01-a41f")],
)
def test_a_unit_says_what_is_done_and_to_what(unit: str, work: str, subject: str) -> None:
    assert (work_of(unit), subject_of(unit)) == (work, subject)
