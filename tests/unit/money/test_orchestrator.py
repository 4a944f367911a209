"""The orchestrator proposes a plan, names its price, spends nothing, and says what would do when it is too little."""

from pathlib import Path
from typing import Any

import pytest

from functions.financial_orchestrator.agent import agent as financial_orchestrator
from functions.financial_orchestrator.planning import market
from shared.model.errors import Refused, Unaffordable, described
from shared.model.job import Options
from shared.model.money import DOLLAR
from shared.model.plan import Plan
from shared.money.book import Book
from shared.money.book_reading import house_book
from shared.money.book_standing import Standing, everyone
from shared.pipeline.shelf import read_paper, write_paper
from shared.pipeline.work import Made, Work
from tests.unit.core.builders import Studio, a_job, a_work, done
from tests.unit.money.props import a_board, shots, small

ALL = Standing(open=everyone(house_book()))


def a_priced_work(studio: Studio, options: Options, *lengths: int) -> Work:
    a_job(studio, state="financial", options=options)
    work = a_work(studio, "plan")
    paper = write_paper(work, "storyboards", a_board(shots(*(lengths or (5_000, 4_000, 6_500)))))
    done(studio, {"prompts": {"storyboard": paper}})
    return work


def planned(work: Work, stands: Standing = ALL, book: Book | None = None) -> Made:
    made = financial_orchestrator(lambda platform: (book or house_book(), stands)).make(work)
    assert isinstance(made, Made)
    return made


def paper(work: Work, made: Made) -> Plan:
    return read_paper(work, str(made.result["plan"]), Plan)


def test_the_plan_is_a_paper_and_its_price_most_and_contingency_stand_beside_it(studio: Studio) -> None:
    work = a_priced_work(studio, Options(preset="quick_social"))
    made = planned(work)
    plan = paper(work, made)
    assert (made.result["price"], made.result["most"]) == (plan.price, plan.most)
    assert made.result["contingency"] == plan.contingency > 0
    assert plan.most <= 5 * DOLLAR
    assert made.result["book"] == plan.book == house_book().version
    assert made.cost == 0
    assert studio.documents.paths("escrows") == []


def test_without_a_key_every_picture_is_drawn_for_nothing_and_the_person_hears_why(studio: Studio) -> None:
    work = a_priced_work(studio, Options(preset="quick_social"))
    made = planned(work, Standing())
    assert (made.result["price"], made.result["most"]) == (0, 0)
    assert {each.choice.backend for each in paper(work, made).shots.values()} == {"animatic"}
    assert "No paid backend has a key" in made.job["warnings"][0]


def test_the_free_preset_is_free_with_every_key_there_is_and_needs_no_explanation(studio: Studio) -> None:
    made = planned(a_priced_work(studio, Options()))
    assert (made.result["most"], dict(made.job)) == (0, {})


@pytest.mark.parametrize(
    ("backend", "made_by"), [("veo", {"veo"}), ("keyframe", {"keyframe"}), ("animatic", {"animatic"})]
)
def test_a_backend_that_is_named_makes_every_shot(studio: Studio, backend: str, made_by: set[str]) -> None:
    work = a_priced_work(studio, Options(backend=backend, budget=20 * DOLLAR))
    plan = paper(work, planned(work))
    assert {each.choice.backend for each in plan.shots.values()} == made_by


def test_a_backend_that_fails_is_passed_by_unless_it_is_named(studio: Studio) -> None:
    stands = Standing(open=ALL.open, ailing=frozenset({"runway"}))
    chosen = Options(preset="quick_social")
    work = a_priced_work(studio, chosen)
    assert "runway" not in {each.choice.backend for each in paper(work, planned(work, stands)).shots.values()}
    named = Studio()
    work = a_priced_work(named, chosen.model_copy(update={"backend": "runway"}))
    assert {each.choice.backend for each in paper(work, planned(work, stands)).shots.values()} == {"runway"}


def test_a_retired_model_is_skipped_with_a_warning(studio: Studio) -> None:
    work = a_priced_work(studio, Options(preset="quick_social"))
    made = planned(work, Standing(open=ALL.open, gone=frozenset({"gen4.5"})))
    assert "gen4.5" not in {each.choice.model for each in paper(work, made).shots.values()}
    assert made.job["warnings"] == [
        f"runway's gen4.5 is no more and was skipped; take it out of the price book {house_book().version}."
    ]


def test_too_little_money_is_refused_with_the_cost_what_is_left_and_a_command_that_passes(studio: Studio) -> None:
    options = Options(preset="premium_spot", budget=DOLLAR // 2, size="1080p")
    with pytest.raises(Unaffordable) as refused:
        planned(a_priced_work(studio, options))
    told = described(refused.value)
    assert (told["code"], told["at_fault"], told["left_usd"]) == ("over_budget", "budget", 0.5)
    words = told["retry_with"].split()
    assert words[:3] == ["aiprod", "render", "kettle.txt"]
    budget = words[words.index("--budget") + 1]
    assert told["would_cost_usd"] == float(budget)
    assert f"--budget {budget}" in told["remedy"]
    again = Studio()
    passing = options.model_copy(update={"budget": int(float(budget) * DOLLAR)})
    assert planned(a_priced_work(again, passing)).result["quality"] >= 0.9


def test_where_no_money_helps_the_command_names_a_preset_that_does(studio: Studio) -> None:
    only = Standing(open=frozenset({"keyframe"}))
    with pytest.raises(Unaffordable) as refused:
        planned(a_priced_work(studio, Options(preset="premium_spot")), only)
    told = described(refused.value)
    assert (told["code"], told["would_cost_usd"]) == ("not_good_enough", None)
    preset: Any = told["retry_with"].split()[-1]
    assert planned(a_priced_work(Studio(), Options(preset=preset)), only).result["quality"] >= 0.6


@pytest.mark.parametrize(("backend", "said"), [("nobody", "There is no backend nobody"), ("runway", "RUNWAY_API_KEY")])
def test_a_backend_that_is_unknown_or_has_no_key_is_refused_in_words_that_help(
    studio: Studio, backend: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        planned(a_priced_work(studio, Options(backend=backend, budget=DOLLAR)), Standing())


def test_the_plan_depends_on_the_prices_on_who_can_be_asked_and_on_what_was_asked_for(studio: Studio) -> None:
    work = a_priced_work(studio, Options(preset="quick_social"))

    def key(work: Work = work, book: Book | None = None, stands: Standing = ALL) -> Any:
        found = financial_orchestrator(lambda platform: (book or house_book(), stands)).key
        assert found is not None
        return found(work)

    assert key() == key()
    assert key(book=small()) != key()
    assert key(stands=Standing()) != key()
    assert key(a_priced_work(Studio(), Options(preset="quick_social", stars=("1.2",)))) != key()
    assert key(a_priced_work(Studio(), Options(preset="quick_social", budget=DOLLAR))) != key()


def test_the_market_is_the_book_that_counts_and_the_keys_of_this_machine(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPROD_PRICES", "seed")
    book, stands = market(studio.platform)
    assert (book.name, stands.open) == ("earlier figures", frozenset())


def test_the_pictures_leave_what_the_score_will_take(studio: Studio) -> None:
    work = a_priced_work(studio, Options(preset="quick_social", budget=3 * DOLLAR, score="lyria"))
    made = planned(work)
    assert made.result["score"] == 60_000
    assert made.result["most"] <= 3 * DOLLAR - 60_000
    assert made.result["price"] == paper(work, made).price


def test_a_score_that_does_not_fit_beside_the_pictures_is_given_up_before_the_film_is(studio: Studio) -> None:
    pictures = planned(a_priced_work(studio, Options(preset="quick_social", budget=5 * DOLLAR))).result["most"]
    least = pictures
    for budget in range(pictures, 0, -50_000):  # the least that will do for the pictures
        try:
            planned(a_priced_work(Studio(), Options(preset="quick_social", budget=budget)))
        except Unaffordable:
            break
        least = budget
    made = planned(a_priced_work(Studio(), Options(preset="quick_social", budget=least, score="lyria")))
    assert made.result["score"] == 0
    assert "The pictures need the whole budget: $0.06 for the score do not fit in." in made.job["warnings"]


def test_a_score_without_a_price_is_told_and_the_plan_is_made(studio: Studio) -> None:
    options = Options(preset="animatic", budget=3 * DOLLAR, score="suno")
    made = planned(a_priced_work(studio, options), book=small())
    assert made.result["score"] == 0
    assert any("names no price for suno-compatible" in each for each in made.job["warnings"])
