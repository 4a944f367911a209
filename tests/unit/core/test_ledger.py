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
from shared.money import audit, ledger, purse
from shared.pipeline.step import handle
from shared.platform.ports import Conflict, Write
from tests.unit.core.builders import (
    NOON,
    ONE_SHOT,
    Studio,
    a_job,
    a_message,
    a_unit,
    done,
)

DAY = "day.2030-03-18"
ANNAS_DAY = "owner.anna.day.2030-03-18"
MONTH = "month.2030-03"
ANNAS_MONTH = "owner.anna.month.2030-03"


def taking(studio: Studio, amount: Micros, limit: Micros = 50 * DOLLAR, revision: int = 1) -> Sequence[Write]:
    return ledger.taking(studio.platform, a_unit("escrow", revision), "anna", amount, limit, NOON)


def take(studio: Studio, amount: Micros, limit: Micros = 50 * DOLLAR, revision: int = 1) -> None:
    studio.documents.commit(taking(studio, amount, limit, revision))


def hold(studio: Studio, amount: Micros, shot: str = "s01-a1", number: int = 1, **more: Micros) -> str:
    """One paid attempt has so much of its shot's purse; returns its name."""
    name = f"1.{shot}.{number}"
    given, contingency = more.get("given", amount), more.get("contingency", 0)
    unit = a_unit(f"render-{shot}")
    writes = purse.holding(studio.platform, unit, "anna", shot, name, amount, given, contingency, "runway gen4", NOON)
    studio.documents.commit(writes)
    return name


def settle(studio: Studio, name: str, cost: Micros) -> None:
    shot = name.split(".")[1]
    studio.documents.commit(purse.settling(studio.platform, a_unit(f"render-{shot}"), shot, name, cost, NOON))


def spend(studio: Studio, amount: Micros, shot: str = "s01-a1") -> None:
    settle(studio, hold(studio, amount, shot), amount)


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
    assert studio.documents.fields("escrows/j1.2")["scopes"] == [DAY, ANNAS_DAY, MONTH, ANNAS_MONTH]


def test_a_free_film_touches_no_budget_and_has_an_escrow_all_the_same(studio: Studio) -> None:
    take(studio, 0, limit=0)
    assert studio.documents.paths("budgets") == []
    assert studio.documents.fields("escrows/j1.1")["scopes"] == []
    assert give_back(studio) == {"spent": 0, "open": []}


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
    with pytest.raises(Permanent, match="budget of everyone for today"):
        ledger.taking(studio.platform, a_unit("escrow", job="j3"), "bela", DOLLAR, DOLLAR, NOON)


@pytest.mark.parametrize("scope", [DAY, ANNAS_DAY])
def test_a_budget_may_have_a_limit_of_its_own(studio: Studio, scope: str) -> None:
    studio.documents.put(f"budgets/{scope}", limit=2 * DOLLAR, taken=DOLLAR)
    with pytest.raises(Permanent) as refused:
        taking(studio, DOLLAR + 500_000)
    assert (refused.value.code, refused.value.at_fault) == ("over_budget", "budget")
    whose = "Your budget" if scope == ANNAS_DAY else "The budget of everyone"
    assert refused.value.sentence == f"{whose} for today has $1.00 left; the film would take $1.50."
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
        spend(studio, amount, f"s01-a{number}")
    assert give_back(studio) == {"spent": sum(spent), "open": []}
    assert taken(studio) == (left_taken, left_taken)
    assert studio.documents.fields("escrows/j1.1")["state"] == "closed"

    assert give_back(studio) == {"spent": sum(spent), "open": []}
    assert taken(studio) == (left_taken, left_taken)


def test_a_film_that_never_took_money_has_nothing_to_return(studio: Studio) -> None:
    assert ledger.returning(studio.platform, a_unit("settle"), NOON) == ([], {"spent": 0, "open": []})


def test_a_hold_touches_its_own_purse_and_entry_only(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    before = {path: studio.documents.get(path).version for path in ("escrows/j1.1", f"budgets/{DAY}")}  # type: ignore[union-attr]
    hold(studio, DOLLAR)
    assert {path: studio.documents.get(path).version for path in before} == before  # type: ignore[union-attr]
    assert studio.documents.fields("jobs/j1/purses/1.s01-a1")["taken"] == DOLLAR
    (entry,) = ledger.entries(studio.platform, a_unit())
    assert (entry["state"], entry["hold"], entry["amount"], entry["what"]) == ("held", DOLLAR, DOLLAR, "runway gen4")


def test_a_hold_is_made_once(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    hold(studio, DOLLAR)
    with pytest.raises(Conflict):
        hold(studio, DOLLAR, contingency=DOLLAR)


def test_a_second_attempt_draws_what_it_needs_from_the_films_contingency_and_no_more(studio: Studio) -> None:
    take(studio, 3 * DOLLAR)
    first = hold(studio, DOLLAR, contingency=DOLLAR)
    hold(studio, 800_000, number=2, given=DOLLAR, contingency=DOLLAR)
    assert studio.documents.fields("jobs/j1/purses/1.contingency")["taken"] == 800_000
    with pytest.raises(purse.TooLittle, match=r"\$0\.20 are left"):
        hold(studio, 300_000, shot="s01-a2", given=0, contingency=DOLLAR)
    settle(studio, first, 0)
    hold(studio, 900_000, number=3, given=DOLLAR, contingency=DOLLAR)
    assert studio.documents.fields("jobs/j1/purses/1.contingency")["taken"] == 800_000
    assert audit.film(studio.platform, studio.documents.get("escrows/j1.1")) == []  # type: ignore[arg-type]


def test_two_shots_never_both_draw_the_last_of_the_contingency(studio: Studio) -> None:
    take(studio, 3 * DOLLAR)
    batches = [
        purse.holding(studio.platform, a_unit(), "anna", shot, f"1.{shot}.1", DOLLAR, 0, DOLLAR, "runway", NOON)
        for shot in ("s01-a1", "s01-a2")
    ]
    studio.documents.commit(batches[0])
    with pytest.raises(Conflict):
        studio.documents.commit(batches[1])


@pytest.mark.parametrize(("cost", "state"), [(700_000, "settled"), (0, "released"), (DOLLAR, "settled")])
def test_a_hold_becomes_what_it_cost_and_moves_once(studio: Studio, cost: Micros, state: str) -> None:
    take(studio, 2 * DOLLAR)
    name = hold(studio, DOLLAR)
    settle(studio, name, cost)
    (entry,) = ledger.entries(studio.platform, a_unit())
    assert (entry["state"], entry["amount"]) == (state, cost)
    assert studio.documents.fields("jobs/j1/purses/1.s01-a1")["taken"] == cost
    with pytest.raises(purse.AlreadySettled):
        settle(studio, name, 0)


def test_a_provider_that_bills_more_than_was_held_is_paid_and_told_of_and_its_purse_is_closed(
    studio: Studio, said: list[dict[str, Any]]
) -> None:
    take(studio, 5 * DOLLAR)
    settle(studio, hold(studio, DOLLAR), 3 * DOLLAR)
    assert [line["severity"] for line in said if "billed more" in line["message"]] == ["ERROR"]
    with pytest.raises(purse.TooLittle, match="overdrawn"):
        hold(studio, 1, number=2, contingency=DOLLAR)
    give_back(studio)
    assert taken(studio) == (3 * DOLLAR, 3 * DOLLAR)
    assert audit.budgets(studio.platform, "2030-03-18") == []


def test_what_is_still_open_stays_held_and_is_named_for_collection(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    name = hold(studio, DOLLAR)
    assert give_back(studio) == {"spent": DOLLAR, "open": ["s01-a1.1"]}
    assert taken(studio) == (DOLLAR, DOLLAR)
    settle(studio, name, 400_000)
    assert taken(studio) == (400_000, 400_000)
    assert audit.budgets(studio.platform, "2030-03-18") == []


@pytest.mark.parametrize("strides", [1, 2], ids=["before the sum", "after the sum"])
def test_a_settlement_in_the_middle_of_the_closing_returns_its_rest_once(studio: Studio, strides: int) -> None:
    take(studio, 2 * DOLLAR)
    name = hold(studio, DOLLAR)
    ledger.closing(studio.platform, a_unit("settle"), NOON)
    if strides == 1:
        settle(studio, name, 400_000)
        give_back(studio)
    else:
        writes, _ = ledger.returning(studio.platform, a_unit("settle"), NOON)
        settle(studio, name, 400_000)
        studio.documents.commit(writes)
    assert taken(studio) == (400_000, 400_000)
    assert audit.budgets(studio.platform, "2030-03-18") == []


def test_a_settlement_that_the_closing_overtook_looks_again(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    name = hold(studio, DOLLAR)
    writes = purse.settling(studio.platform, a_unit("render-s01-a1"), "s01-a1", name, 400_000, NOON)
    give_back(studio)
    with pytest.raises(Conflict):
        studio.documents.commit(writes)


def test_money_of_one_day_returns_to_that_day_whenever_it_returns(studio: Studio) -> None:
    take(studio, 2 * DOLLAR)
    studio.clock.time += 40 * 86_400_000
    ledger_writes, _ = ledger.returning(studio.platform, a_unit("settle"), studio.clock.now())
    studio.documents.commit(ledger_writes)
    assert taken(studio) == (0, 0)
    assert studio.documents.fields(f"budgets/{MONTH}")["taken"] == 0


@pytest.mark.parametrize(
    ("who", "limits", "sentence"),
    [
        ("everyone", {"month": 3 * DOLLAR}, "The budget of everyone for this month has $1.00 left"),
        ("anna", {"month": 3 * DOLLAR}, "Your budget for this month has $1.00 left"),
        ("anna", {"day": 2 * DOLLAR}, "Your budget for today has $0.00 left"),
    ],
)
def test_an_operators_limit_counts_from_the_moment_it_is_written(
    studio: Studio, who: str, limits: dict[str, Micros], sentence: str
) -> None:
    take(studio, 2 * DOLLAR)
    studio.documents.put(f"limits/{who}", **limits)
    with pytest.raises(Permanent, match=re.escape(sentence)):
        taking(studio, 1_500_000, revision=2)


@pytest.mark.parametrize(
    ("before", "amount", "told"),
    [(0, 89, []), (0, 90, [90]), (89, 11, [90, 100]), (90, 9, []), (90, 10, [100])],
)
def test_somebody_is_told_at_ninety_and_a_hundred_dollars_a_day(
    studio: Studio, said: list[dict[str, Any]], before: int, amount: int, told: list[int]
) -> None:
    studio.documents.put(f"budgets/{DAY}", limit=100 * DOLLAR, taken=before * DOLLAR)
    take(studio, amount * DOLLAR, limit=100 * DOLLAR)
    metrics = [line["metric"] for line in said if "metric" in line]
    assert [each["value"] for each in metrics if each["name"] == "budget_reached"] == told


def test_somebody_is_told_at_half_of_the_months_money(studio: Studio, said: list[dict[str, Any]]) -> None:
    studio.documents.put(f"budgets/{MONTH}", limit=2_000 * DOLLAR, taken=999 * DOLLAR)
    take(studio, DOLLAR)
    assert any(line["message"].startswith("50 % of the month's $2,000.00") for line in said)


@pytest.mark.parametrize(
    "wrong",
    [
        {"jobs/j1/purses/1.s01-a1": {"taken": 1}},
        {"jobs/j1/entries/1.s01-a1.1": {"amount": 999_999}},
        {"escrows/j1.1": {"amount": 100}},
        {f"budgets/{DAY}": {"taken": 7}},
        {"jobs/j1/purses/1.contingency": {"taken": 9, "revision": 1, "shot": "", "given": 9, "amount": 9}},
    ],
    ids=["purse", "entry", "escrow", "budget", "contingency"],
)
def test_whatever_does_not_add_up_is_found_told_and_not_mended(
    studio: Studio, said: list[dict[str, Any]], wrong: dict[str, dict[str, Any]]
) -> None:
    take(studio, 2 * DOLLAR)
    hold(studio, DOLLAR)
    assert audit.budgets(studio.platform, "2030-03-18") == []
    for path, fields in wrong.items():
        studio.documents.put(path, **fields)
    assert audit.alarm(audit.budgets(studio.platform, "2030-03-18")) != []
    assert any("do not balance" in line["message"] for line in said)
    for path, fields in wrong.items():
        assert studio.documents.fields(path).items() >= fields.items()


def test_the_entries_of_a_revision_are_all_of_its_own_however_many_pages_they_fill(studio: Studio) -> None:
    a_job(studio)
    for number in range(301):
        studio.documents.put(f"jobs/j1/entries/1.render-s01-a{number}", amount=1, revision=1)
    studio.documents.put("jobs/j1/entries/2.render-s01-a1", amount=9, revision=2)
    assert sum(entry["amount"] for entry in ledger.entries(studio.platform, a_unit())) == 301


# ------------------------------------------------------------------------------------------- those who handle it


def guarded(studio: Studio, unit: str = "escrow") -> None:
    handle(studio.platform, BUDGET_GUARD, a_message(unit, topic="budget_guard"))


PRICED = {"plan": {"price": DOLLAR}, "prompts": ONE_SHOT}


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
    error = studio.job()["error"]
    assert "budget of everyone for today" in error["sentence"]
    assert (error["would_cost_usd"], error["left_usd"]) == (1.0, 0.0)
    assert error["retry_with"] == "aiprod render kettle.txt --preset animatic"


@pytest.mark.parametrize("state", ["delivered", "failed", "cancelled"])
def test_an_ended_film_is_settled_by_its_revision_even_when_a_newer_one_is_under_way(
    studio: Studio, state: str
) -> None:
    a_job(studio, state=state)
    take(studio, 2 * DOLLAR)
    studio.documents.put("jobs/j1", revision=2, state="rendering")
    guarded(studio, "settle")
    assert studio.step("settle")["result"] == {"spent": 0, "open": []}
    assert taken(studio) == (0, 0)
