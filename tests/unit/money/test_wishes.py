"""What is wished of a plan beyond the best for the money: by the switches, and by an owner for single shots."""

import pytest

from functions.budget_guard.agent import AGENT as BUDGET_GUARD
from functions.financial_orchestrator.agent import agent as financial_orchestrator
from shared.model.errors import described
from shared.model.job import Options
from shared.model.money import DOLLAR, Micros
from shared.model.storyboard import Shot
from shared.money import preparation, switches
from shared.money.book_reading import house_book
from shared.money.book_standing import Standing, everyone
from shared.money.quote import Wanted
from shared.money.quote_film import NoPlan, Planned
from shared.money.quote_wishes import Wishes
from shared.money.quote_wishes import plan as plan_of
from shared.pipeline.step import handle
from tests.unit.core.builders import ONE_SHOT, Studio, a_job, a_message, a_work, done
from tests.unit.money.props import shots, wanted

BOOK = house_book()
ALL = Standing(open=everyone(BOOK))
LENGTHS = (5_000, 4_000, 6_000, 3_000)


def planned(
    made: list[Shot] | None = None,
    *,
    budget: Micros = 5 * DOLLAR,
    floor: float = 0.6,
    who: Wanted | None = None,
    **wishes: bool,
) -> tuple[Planned, list[str]]:
    return plan_of(BOOK, who or wanted(BOOK), made or shots(*LENGTHS), budget, floor, Wishes(**wishes))  # type: ignore[arg-type]


def backends(found: Planned) -> set[str]:
    return {each.choice.backend for each in found.plan.shots.values()}


def test_replicate_comes_before_runway_and_runway_stands_in_last() -> None:
    found, _ = planned(replicate_first=True)
    assert "runway" in backends(planned()[0])
    assert "runway" not in backends(found)
    for shot in found.plan.shots.values():
        order = [each.backend for each in shot.fallbacks]
        assert order.index("runway") > order.index("keyframe")


def test_a_film_that_only_runway_makes_good_enough_is_made_by_runway_all_the_same() -> None:
    found, _ = planned(floor=0.94, budget=50 * DOLLAR, replicate_first=True)
    assert backends(found) == {"runway"}


def test_whoever_named_a_backend_is_not_second_guessed_by_a_switch() -> None:
    found, _ = planned(who=wanted(BOOK, only="runway"), replicate_first=True, better=True)
    assert backends(found) == {"runway"}


def test_asked_for_better_no_shot_is_below_the_quality_of_the_film_where_the_money_allows_it() -> None:
    for budget in (DOLLAR, 2 * DOLLAR, 3 * DOLLAR, 5 * DOLLAR):
        found, _ = planned(budget=budget, floor=0.6, better=True)
        assert min(each.choice.quality for each in found.plan.shots.values()) >= 0.6


def test_a_film_is_not_refused_for_a_switch() -> None:
    with_none = planned(budget=DOLLAR * 6 // 10, floor=0.5)[0]
    assert (
        planned(budget=DOLLAR * 6 // 10, floor=0.5, better=True, replicate_first=True)[0].quality <= with_none.quality
    )


def forced(backend: str, place: int = 1) -> list[Shot]:
    made = list(shots(*LENGTHS))
    made[place] = made[place].model_copy(update={"backend": backend})
    return made


@pytest.mark.parametrize("backend", ["runway", "veo", "replicate", "keyframe", "animatic"])
def test_a_shot_comes_from_the_backend_that_its_owner_wants(backend: str) -> None:
    made = forced(backend)
    found, warnings = planned(made)
    assert (found.plan.shots[made[1].id].choice.backend, warnings) == (backend, [])


def test_a_backend_that_is_wanted_is_asked_although_it_failed_before_or_the_film_is_another_s() -> None:
    made = forced("veo")
    for who in (wanted(BOOK, ailing=frozenset({"veo"})), wanted(BOOK, only="keyframe")):
        found, _ = planned(made, who=who)
        assert found.plan.shots[made[1].id].choice.backend == "veo"


def test_a_backend_that_nobody_can_ask_is_said_and_the_shot_is_planned_like_the_rest() -> None:
    made = forced("nobody")
    found, (warning,) = planned(made)
    assert found.plan.shots.keys() == {shot.id for shot in made}
    assert warning.startswith(f"Shot {made[1].number} was to come from nobody, which cannot be asked here")


def test_of_two_wishes_that_do_not_both_fit_the_dearer_is_given_up_and_said() -> None:
    made = forced("keyframe", 0)
    made[2] = made[2].model_copy(update={"backend": "runway"})
    found, (warning,) = planned(made, budget=DOLLAR // 2, floor=0.0)
    assert found.plan.shots[made[0].id].choice.backend == "keyframe"
    assert found.plan.shots[made[2].id].choice.backend != "runway"
    assert f"Shot {made[2].number} was to come from runway" in warning
    assert found.plan.most <= DOLLAR // 2


def test_what_no_money_buys_is_refused_whatever_was_wished() -> None:
    with pytest.raises(NoPlan):
        planned(forced("runway"), budget=1, floor=0.6, better=True, replicate_first=True)


def test_the_plan_says_how_many_each_backend_takes() -> None:
    found, _ = planned()
    assert found.plan.lanes == {name: (each.at_once, each.per_minute) for name, each in BOOK.backends.items()}


# ---------------------------------------------------------------------------------------------------- the kill switch


def stop(studio: Studio) -> None:
    switches.flip(studio.platform, "buy_nothing", on=True, by=switches.PERSON, why="the card was stolen")


def escrow(studio: Studio, price: Micros) -> None:
    a_job(studio, state="financial", options=Options(preset="quick_social"))
    done(studio, {"plan": {"price": price}, "prompts": ONE_SHOT})
    handle(studio.platform, BUDGET_GUARD, a_message("escrow", topic="budget_guard"))


def test_a_film_that_costs_is_refused_while_nothing_may_be_bought_and_hears_what_would_pass(studio: Studio) -> None:
    stop(studio)
    escrow(studio, DOLLAR)
    job = studio.job()
    assert (job["state"], job["error"]["code"], job["error"]["at_fault"]) == ("failed", "buying_stopped", "budget")
    assert "the card was stolen" in job["error"]["sentence"]
    assert job["error"]["retry_with"] == "aiprod render kettle.txt --preset animatic"
    assert studio.documents.paths("escrows") == studio.documents.paths("budgets") == []


def test_a_film_that_costs_nothing_goes_on_whatever_is_switched(studio: Studio) -> None:
    stop(studio)
    escrow(studio, 0)
    assert studio.job()["state"] == "rendering"


def test_a_switch_that_is_flipped_while_money_is_taken_stops_it(studio: Studio) -> None:
    switches.may_buy(studio.platform)
    studio.documents.happenings = [lambda: None, lambda: stop(studio)]
    escrow(studio, DOLLAR)
    assert studio.job()["error"]["code"] == "buying_stopped"
    assert studio.documents.paths("escrows") == []


def test_no_model_is_asked_to_read_a_script_while_nothing_may_be_bought(studio: Studio) -> None:
    a_job(studio, state="creative_direction", options=Options(preset="quick_social"))
    work = a_work(studio, "direction")
    stop(studio)
    assert preparation.reserve(work, "gemini", 1_000) is False
    switches.flip(studio.platform, "buy_nothing", on=False, by=switches.PERSON, why="found again")
    assert preparation.reserve(work, "gemini", 1_000) is True


def test_the_refusal_is_made_for_people_and_for_programs() -> None:
    told = described(switches.BuyingStopped("the card was stolen.", 0))
    assert told["sentence"] == "Nothing is bought at the moment: the card was stolen."
    assert (told["would_cost_usd"], told["left_usd"]) == (None, 0)


def test_the_orchestrator_plans_anew_when_a_switch_was_flipped(studio: Studio) -> None:
    from tests.unit.money.test_orchestrator import a_priced_work

    work = a_priced_work(studio, Options(preset="quick_social"))
    key = financial_orchestrator(lambda platform: (BOOK, ALL)).key
    assert key is not None
    before = key(work)
    switches.flip(studio.platform, "replicate_first", on=True, by=switches.PERSON, why="runway is slow")
    assert key(work) != before
