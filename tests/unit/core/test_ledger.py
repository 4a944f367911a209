"""Money is taken before anything is bought, is written down once, and what is left returns once."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.budget_guard.agent import AGENT as BUDGET_GUARD
from shared.model.errors import Permanent
from shared.model.job import Options
from shared.model.money import DOLLAR, Micros, micros
from shared.money import ledger
from shared.pipeline.step import handle
from shared.platform.ports import Conflict, Write
from tests.unit.core.builders import (
    NOON,
    Studio,
    a_job,
    a_message,
    a_unit,
    done,
)

DAY = "day.2030-03-18"
ANNAS_DAY = "owner.anna.day.2030-03-18"


def taking(studio: Studio, amount: Micros, limit: Micros = 50 * DOLLAR, revision: int = 1) -> Sequence[Write]:
    return ledger.taking(studio.platform, a_unit("escrow", revision), "anna", amount, limit, NOON)


def take(studio: Studio, amount: Micros, limit: Micros = 50 * DOLLAR, revision: int = 1) -> None:
    studio.documents.commit(taking(studio, amount, limit, revision))


def spend(studio: Studio, amount: Micros, unit: str = "render-s01-a1") -> None:
    studio.documents.commit(ledger.spending(studio.platform, a_unit(unit), "anna", amount, "runway", NOON))


def give_back(studio: Studio) -> dict[str, Any]:
    writes, result = ledger.returning(studio.platform, a_unit("settle"), NOON)
    studio.documents.commit(writes)
    return result


def taken(studio: Studio) -> tuple[Micros, Micros]:
    """Of everyone's day and of the owner's."""
    return studio.documents.fields(f"budgets/{DAY}")["taken"], studio.documents.fields(f"budgets/{ANNAS_DAY}")["taken"]


def test_a_films_price_is_taken_from_everyones_day_and_from_its_owners(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    take(studio, 3 * DOLLAR, revision=2)
    assert taken(studio) == (5 * DOLLAR, 5 * DOLLAR)
    assert studio.documents.fields("escrows/j1.2")["amount"] == 3 * DOLLAR
    assert studio.documents.fields("escrows/j1.2")["scopes"] == [DAY, ANNAS_DAY]


def test_a_free_film_touches_no_budget_and_has_an_escrow_all_the_same(studio: Studio) -> None:
    take(studio, 0, limit=0)
    assert studio.documents.paths("budgets") == []
    assert studio.documents.fields("escrows/j1.1")["scopes"] == []
    assert give_back(studio) == {"spent": 0}


def test_a_revision_takes_its_money_once(studio: Studio) -> None:
    batch = taking(studio, DOLLAR)
    studio.documents.commit(batch)
    with pytest.raises(Conflict):
        studio.documents.commit(batch)
    assert taken(studio) == (DOLLAR, DOLLAR)


def test_two_films_never_both_fit_the_last_dollar(studio: Studio) -> None:
    take(studio, 99 * DOLLAR, limit=200 * DOLLAR)
    mine = ledger.taking(studio.platform, a_unit("escrow", job="j2"), "anna", DOLLAR, DOLLAR, NOON)
    theirs = ledger.taking(studio.platform, a_unit("escrow", job="j3"), "bela", DOLLAR, DOLLAR, NOON)
    studio.documents.commit(mine)
    with pytest.raises(Conflict):
        studio.documents.commit(theirs)
    with pytest.raises(Permanent, match="Today's budget"):
        ledger.taking(studio.platform, a_unit("escrow", job="j3"), "bela", DOLLAR, DOLLAR, NOON)


@pytest.mark.parametrize("scope", [DAY, ANNAS_DAY])
def test_a_budget_may_have_a_limit_of_its_own(studio: Studio, scope: str) -> None:
    studio.documents.put(f"budgets/{scope}", limit=2 * DOLLAR, taken=DOLLAR)
    with pytest.raises(Permanent) as refused:
        taking(studio, DOLLAR + 500_000)
    assert (refused.value.code, refused.value.at_fault) == ("over_budget", "budget")
    assert refused.value.sentence == "Today's budget has $1.00 left; the film would cost $1.50."
    take(studio, DOLLAR)


def test_what_was_overdrawn_is_told_as_nothing_left_and_no_option_is_promised_to_help(studio: Studio) -> None:
    studio.documents.put(f"budgets/{DAY}", limit=DOLLAR, taken=2 * DOLLAR)
    with pytest.raises(Permanent, match=r"has \$0\.00 left") as refused:
        taking(studio, 1)
    assert "--budget" not in refused.value.remedy
    assert "tomorrow" in refused.value.remedy


@given(price=st.integers(1, 90 * DOLLAR), limit=st.integers(0, 90 * DOLLAR))
def test_a_price_above_the_jobs_limit_is_refused_with_the_command_that_would_pass(price: int, limit: int) -> None:
    studio = Studio()
    if price <= limit:
        take(studio, price, limit)
        return
    with pytest.raises(Permanent) as refused:
        taking(studio, price, limit)
    said = re.search(r"--budget (\d+\.\d\d)\b", refused.value.remedy)
    assert said is not None
    assert micros(said[1]) - price < 10_000
    take(studio, price, micros(said[1]))


@pytest.mark.parametrize(("spent", "left_taken"), [((), 0), ((700_000, 800_000), 1_500_000), ((2_000_000,), 2_000_000)])
def test_what_was_not_spent_returns_to_every_budget_once(
    studio: Studio, spent: tuple[Micros, ...], left_taken: Micros
) -> None:
    a_job(studio)
    take(studio, 2 * DOLLAR)
    for number, amount in enumerate(spent):
        spend(studio, amount, f"render-s01-a{number}")
    assert give_back(studio) == {"spent": sum(spent)}
    assert taken(studio) == (left_taken, left_taken)
    assert studio.documents.fields("escrows/j1.1")["state"] == "closed"

    assert give_back(studio) == {"spent": sum(spent)}
    assert taken(studio) == (left_taken, left_taken)


def test_a_film_that_never_took_money_has_nothing_to_return(studio: Studio) -> None:
    assert ledger.returning(studio.platform, a_unit("settle"), NOON) == ([], {"spent": 0})


def test_an_expense_is_written_down_once(studio: Studio) -> None:
    a_job(studio)
    spend(studio, DOLLAR)
    with pytest.raises(Conflict):
        spend(studio, DOLLAR)
    (entry,) = ledger.entries(studio.platform, a_unit())
    assert (entry["amount"], entry["what"], entry["owner"]) == (DOLLAR, "runway", "anna")


@pytest.mark.parametrize(
    "gate", [None, {"open": False}, {"revision": 2}], ids=["none", "closed", "of another revision"]
)
def test_nothing_is_bought_behind_a_closed_gate(studio: Studio, gate: dict[str, Any] | None) -> None:
    if gate is not None:
        a_job(studio)
        studio.documents.put("gates/j1", **gate)
    with pytest.raises(Permanent, match="stopped before"):
        spend(studio, DOLLAR)


def test_an_expense_that_the_settlement_overtook_is_not_written(studio: Studio) -> None:
    a_job(studio)
    writes = ledger.spending(studio.platform, a_unit("render-s01-a1"), "anna", DOLLAR, "runway", NOON)
    studio.documents.put("gates/j1", open=False)
    with pytest.raises(Conflict):
        studio.documents.commit(writes)


def test_the_entries_of_a_revision_are_all_of_its_own_however_many_pages_they_fill(studio: Studio) -> None:
    a_job(studio)
    for number in range(301):
        studio.documents.put(f"jobs/j1/entries/1.render-s01-a{number}", amount=1, revision=1)
    studio.documents.put("jobs/j1/entries/2.render-s01-a1", amount=9, revision=2)
    assert sum(entry["amount"] for entry in ledger.entries(studio.platform, a_unit())) == 301


# ------------------------------------------------------------------------------------------- those who handle it


def guarded(studio: Studio, unit: str = "escrow") -> None:
    handle(studio.platform, BUDGET_GUARD, a_message(unit, topic="budget_guard"))


PRICED = {"plan": {"price": DOLLAR}, "prompts": {"scenes": {"s01": ["s01-a1"]}}}


@pytest.mark.parametrize(
    ("options", "price", "state"),
    [
        (Options(preset="quick_social"), DOLLAR, "rendering"),
        (Options(preset="brand_campaign"), DOLLAR, "waiting_approval"),
        (Options(preset="brand_campaign", approval=False), DOLLAR, "rendering"),
        (Options(preset="brand_campaign"), 0, "rendering"),
        (Options(approval=True), 0, "waiting_approval"),
        (Options(), 0, "rendering"),
        (Options(), DOLLAR, "failed"),
        (Options(preset="quick_social", budget=999_999), DOLLAR, "failed"),
    ],
    ids=["paid", "wants approval", "waives it", "free needs none", "asked for it", "free", "no budget", "too dear"],
)
def test_the_guard_lets_a_film_begin_waits_or_refuses(
    studio: Studio, options: Options, price: Micros, state: str
) -> None:
    a_job(studio, state="financial", options=options)
    done(studio, {**PRICED, "plan": {"price": price}})
    guarded(studio)
    assert studio.job()["state"] == state
    assert studio.job().get("price") == (None if state == "failed" else price)
    if state == "failed":
        assert studio.job()["error"]["at_fault"] == "budget"
        assert studio.documents.paths("escrows") == []


def test_the_guard_decides_again_when_money_moved_while_it_was_deciding(studio: Studio) -> None:
    a_job(studio, state="financial", options=Options(preset="quick_social"))
    done(studio, PRICED)

    def somebody_else_takes() -> None:
        studio.documents.put(f"budgets/{DAY}", limit=100 * DOLLAR, taken=98 * DOLLAR)

    studio.documents.happenings = [lambda: None, somebody_else_takes]
    guarded(studio)
    assert taken(studio) == (99 * DOLLAR, DOLLAR)


def test_the_guard_refuses_when_what_was_free_is_gone_at_its_second_look(studio: Studio) -> None:
    a_job(studio, state="financial", options=Options(preset="quick_social"))
    done(studio, PRICED)

    def somebody_else_takes() -> None:
        studio.documents.put(f"budgets/{DAY}", limit=100 * DOLLAR, taken=100 * DOLLAR)

    studio.documents.happenings = [lambda: None, somebody_else_takes]
    guarded(studio)
    assert (studio.job()["state"], studio.step("escrow")["state"]) == ("failed", "failed")
    assert "Today's budget" in studio.job()["error"]["sentence"]


@pytest.mark.parametrize("state", ["delivered", "failed", "cancelled"])
def test_an_ended_film_is_settled_by_its_revision_even_when_a_newer_one_is_under_way(
    studio: Studio, state: str
) -> None:
    a_job(studio, state=state)
    take(studio, 2 * DOLLAR)
    studio.documents.put("jobs/j1", revision=2, state="rendering")
    guarded(studio, "settle")
    assert studio.step("settle")["result"] == {"spent": 0}
    assert taken(studio) == (0, 0)
