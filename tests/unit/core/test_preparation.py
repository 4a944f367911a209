"""What reading a script costs is counted before it is sent, once for each time it is sent, and never above a cap."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.errors import Permanent
from shared.model.job import PRESETS, Options
from shared.model.money import DOLLAR, Micros
from shared.money import ledger, preparation
from shared.pipeline.work import Work
from tests.unit.core.builders import NOON, Studio, a_job, a_unit, a_work, lost

DAY = "budgets/day.2030-03-18"
ANNAS_DAY = "budgets/owner.anna.day.2030-03-18"
MOST: Micros = 40_000


class Killed(BaseException):
    """As kill -9: nothing in the product may catch it."""


def a_reader(studio: Studio, preset: str = "quick_social", **options: Any) -> Work:
    """The director, at work on a film that may cost something."""
    if studio.documents.get("jobs/j1") is None:
        a_job(studio, state="creative_direction", options=Options.model_validate({"preset": preset, **options}))
    return a_work(studio, "direction", agent="creative_director")


def the_next(studio: Studio) -> Work:
    """Another worker, after this one's lease has ended."""
    studio.clock.time += 40_000
    return a_reader(studio)


def amounts(studio: Studio) -> dict[str, Micros]:
    return {
        path: studio.documents.fields(f"jobs/j1/entries/{path}")["amount"]
        for path in studio.documents.paths("jobs/j1/entries")
    }


def balanced(studio: Studio) -> Micros:
    """Everyone's day, the owner's day and the purse count the same; entries are what of it has been settled."""
    counted = preparation.taken(studio.platform, "j1")
    holds = studio.documents.fields("preparations/j1")["holds"] if studio.documents.get("preparations/j1") else {}
    for scope in (DAY, ANNAS_DAY):
        budget = studio.documents.get(scope)
        assert (budget.fields["taken"] if budget else 0) == counted
    assert amounts(studio) == {name: hold["amount"] for name, hold in holds.items() if hold["state"] == "settled"}
    return counted


def test_a_call_is_held_at_its_most_and_settled_at_what_it_cost(studio: Studio) -> None:
    work = a_reader(studio)
    assert preparation.reserve(work, "ask", MOST)
    assert balanced(studio) == MOST
    preparation.settle(work, "ask", 12_345, "answers/anna/1.json")
    assert balanced(studio) == 12_345
    assert amounts(studio) == {"1.direction.ask.1": 12_345}
    assert preparation.bought(work, "ask") == "answers/anna/1.json"


def test_what_was_spent_on_reading_is_part_of_what_the_film_cost(studio: Studio) -> None:
    work = a_reader(studio)
    preparation.reserve(work, "ask", MOST)
    preparation.settle(work, "ask", 12_345)
    assert sum(entry["amount"] for entry in ledger.entries(studio.platform, a_unit("final"))) == 12_345


@pytest.mark.parametrize(
    ("preset", "options"), [("animatic", {}), ("quick_social", {"budget": 0}), ("quick_social", {"budget": MOST - 1})]
)
def test_a_film_that_may_cost_nothing_or_less_pays_nobody(studio: Studio, preset: str, options: dict[str, Any]) -> None:
    assert not preparation.reserve(a_reader(studio, preset, **options), "ask", MOST)
    assert studio.documents.paths("budgets") == []
    assert studio.documents.get("preparations/j1") is None


def test_the_purse_of_a_job_is_as_large_as_its_preset_says_over_all_its_calls(studio: Studio) -> None:
    work = a_reader(studio)
    limit = PRESETS["quick_social"].preparation
    assert preparation.reserve(work, "ask", limit - 10)
    preparation.settle(work, "ask", limit - 20)
    assert not preparation.reserve(work, "repair", 21)
    assert preparation.reserve(work, "repair", 20)
    assert balanced(studio) == limit


@pytest.mark.parametrize("scope", [DAY, ANNAS_DAY])
def test_the_days_of_everyone_and_of_the_owner_cap_it(studio: Studio, scope: str) -> None:
    work = a_reader(studio)
    studio.documents.put(scope, limit=MOST, taken=1)
    assert not preparation.reserve(work, "ask", MOST)
    assert preparation.reserve(work, "ask", MOST - 1)
    assert studio.documents.fields(scope)["taken"] == MOST


def test_an_operators_limit_for_an_owner_holds(studio: Studio) -> None:
    work = a_reader(studio)
    studio.documents.put("limits/anna", day=MOST - 1)
    assert not preparation.reserve(work, "ask", MOST)
    studio.documents.put("limits/anna", day=MOST)
    assert preparation.reserve(work, "ask", MOST)


def test_two_jobs_never_both_fit_the_last_cents_of_a_day(studio: Studio) -> None:
    first, options = a_reader(studio), Options(preset="quick_social")
    a_job(studio, "j2", state="creative_direction", options=options)
    second = a_work(studio, a_unit("direction", job="j2"), agent="creative_director")
    studio.documents.put(DAY, limit=MOST + 1, taken=0)
    answers: list[bool] = []
    studio.documents.happenings = [lambda: answers.append(preparation.reserve(first, "ask", MOST))]
    assert not preparation.reserve(second, "ask", MOST)
    assert answers == [True]
    assert studio.documents.fields(DAY)["taken"] == MOST


@pytest.mark.parametrize("gate", [{"open": False}, {"revision": 2}])
def test_nothing_is_held_for_a_film_that_was_stopped(studio: Studio, gate: dict[str, Any]) -> None:
    work = a_reader(studio)
    studio.documents.put("gates/j1", **gate)
    with pytest.raises(Permanent, match="stopped before"):
        preparation.reserve(work, "ask", MOST)
    assert studio.documents.get("preparations/j1") is None


def test_a_film_that_is_stopped_while_we_look_is_not_paid_for(studio: Studio) -> None:
    work = a_reader(studio)
    studio.documents.happenings = [lambda: studio.documents.put("gates/j1", open=False)]
    with pytest.raises(Permanent, match="stopped before"):
        preparation.reserve(work, "ask", MOST)
    assert studio.documents.paths("budgets") == []


def test_a_reply_that_was_lost_holds_and_settles_once(studio: Studio) -> None:
    work = a_reader(studio)
    studio.documents.happenings = [lost]
    assert preparation.reserve(work, "ask", MOST)
    assert balanced(studio) == MOST
    studio.documents.happenings = [lost]
    preparation.settle(work, "ask", 7)
    assert balanced(studio) == 7
    preparation.settle(work, "ask", 9)
    assert balanced(studio) == 7


def test_a_second_delivery_counts_the_call_whose_answer_nobody_knows_and_never_calls_again(studio: Studio) -> None:
    preparation.reserve(a_reader(studio), "ask", MOST)
    for _ in range(2):
        second = the_next(studio)
        assert preparation.bought(second, "ask") == ""
        assert not preparation.reserve(second, "ask", MOST)
        assert preparation.is_lost(second, "ask")
        assert balanced(studio) == MOST
    assert amounts(studio) == {"1.direction.ask.1": MOST}
    assert studio.documents.fields("jobs/j1/entries/1.direction.ask.1")["unknown"] is True


def test_a_new_revision_may_ask_what_an_older_one_has_lost(studio: Studio) -> None:
    preparation.reserve(a_reader(studio), "ask", MOST)
    preparation.reserve(the_next(studio), "ask", MOST)
    studio.documents.put("gates/j1", open=True, revision=2)
    retried = a_work(studio, a_unit("direction", revision=2), agent="creative_director")
    assert not preparation.is_lost(retried, "ask")
    assert preparation.reserve(retried, "ask", MOST)


def test_a_zombie_whose_call_was_counted_by_the_next_changes_nothing(studio: Studio) -> None:
    zombie = a_reader(studio)
    preparation.reserve(zombie, "ask", MOST)
    preparation.reserve(the_next(studio), "ask", MOST)
    preparation.settle(zombie, "ask", 1)
    assert balanced(studio) == MOST


def test_what_nobody_ever_answered_is_counted_when_the_film_is_over_and_once(studio: Studio) -> None:
    preparation.reserve(a_reader(studio), "ask", MOST)
    for _ in range(2):
        preparation.close(studio.platform, a_unit("settle"), "anna")
        assert amounts(studio) == {"1.direction.ask.1": MOST}
        assert balanced(studio) == MOST


def test_a_call_of_a_newer_revision_is_not_closed_with_the_older(studio: Studio) -> None:
    preparation.reserve(a_reader(studio), "ask", MOST)
    preparation.close(studio.platform, a_unit("settle", revision=2), "anna")
    assert amounts(studio) == {}


def test_a_provider_that_bills_more_is_paid_told_of_and_never_asked_again(
    studio: Studio, said: list[dict[str, Any]]
) -> None:
    work = a_reader(studio)
    preparation.reserve(work, "ask", MOST)
    preparation.settle(work, "ask", MOST + 1)
    assert balanced(studio) == MOST + 1
    assert any(line.get("metric", {}).get("name") == "overbilled" for line in said)
    assert not preparation.reserve(work, "repair", 1)


def test_what_was_never_held_cannot_be_settled(studio: Studio) -> None:
    with pytest.raises(LookupError, match="holds nothing"):
        preparation.settle(a_reader(studio), "ask", 1)


def test_money_that_moves_while_we_look_is_read_again(studio: Studio) -> None:
    work = a_reader(studio)
    studio.documents.put(DAY, limit=100 * DOLLAR, taken=3, owner="bela")
    studio.documents.happenings = [lambda: studio.documents.put(DAY, taken=4)]
    assert preparation.reserve(work, "ask", MOST)
    assert studio.documents.fields(DAY)["taken"] == MOST + 4


def test_a_hold_returns_to_the_day_that_it_was_taken_from(studio: Studio) -> None:
    work = a_reader(studio)
    preparation.reserve(work, "ask", MOST)
    studio.clock.time = NOON + 20 * 3_600_000
    preparation.settle(work, "ask", 1)
    assert studio.documents.fields(DAY)["taken"] == 1
    assert studio.documents.paths("budgets") == [
        "day.2030-03-18", "month.2030-03", "owner.anna.day.2030-03-18", "owner.anna.month.2030-03",
    ]  # fmt: skip


def asks(work: Work, calls: list[int], dies: Callable[[str], None]) -> None:
    """What the director does with the purse, dying where it is told to."""
    if preparation.bought(work, "ask"):
        return
    dies("before the hold")
    if not preparation.reserve(work, "ask", MOST):
        return
    dies("after the hold")
    calls.append(work.token)
    dies("after the call")
    preparation.settle(work, "ask", 11, "answers/anna/1.json")
    dies("after the settlement")


PLACES = ("before the hold", "after the hold", "after the call", "after the settlement", "never")


@given(deaths=st.lists(st.sampled_from(PLACES), min_size=1, max_size=5), replies=st.lists(st.booleans(), max_size=8))
def test_wherever_it_dies_every_call_that_may_have_left_is_counted(deaths: list[str], replies: list[bool]) -> None:
    studio, calls = Studio(), list[int]()
    studio.documents.put("gates/j1", open=True, revision=1)
    for place in [*deaths, "never"]:
        studio.clock.time += 40_000
        work = a_reader(studio)
        studio.documents.happenings = [lost if each else (lambda: None) for each in replies]

        def dies(here: str, place: str = place) -> None:
            if here == place:
                raise Killed

        try:
            asks(work, calls, dies)
        except Killed:
            continue
    studio.documents.happenings = []
    preparation.close(studio.platform, a_unit("settle"), "anna")
    counted = balanced(studio)
    assert len(calls) <= len(amounts(studio)) <= 1  # every POST has an entry, and there is no second
    assert counted <= PRESETS["quick_social"].preparation
    assert counted >= 11 * min(len(calls), 1)


@pytest.mark.parametrize("cost", [0, 1, MOST])
def test_killed_before_any_of_its_writes_leaves_the_books_balanced(studio: Studio, cost: Micros) -> None:
    a_reader(studio)

    def killed() -> None:
        raise Killed

    for writes in range(4):
        studio.clock.time += 40_000
        work = a_work(studio, "direction", agent="creative_director")
        studio.documents.happenings = [*([lambda: None] * writes), killed]
        try:
            if preparation.reserve(work, "ask", MOST):
                preparation.settle(work, "ask", cost)
        except Killed:
            pass
        studio.documents.happenings = []
        balanced(studio)
