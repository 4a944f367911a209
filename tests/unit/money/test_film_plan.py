"""The plan of a film: the best that the money buys, never a cent over, and what would do when it is not enough."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.model.job import PRESETS
from shared.model.money import CENT, DOLLAR, Micros, micros
from shared.model.storyboard import Shot
from shared.money.book import ANIMATIC, Book
from shared.money.book_reading import house_book
from shared.money.book_standing import everyone
from shared.money.quote_film import Film, NoPlan
from tests.unit.money.props import a_shot, seed, shots, small, wanted

LIST = house_book()


def film(made: list[Shot], book: Book = LIST, **asked: Any) -> Film:
    return Film(book, wanted(book, **asked), made)


# ------------------------------------------------------------------------------------------- the earlier choice table


@pytest.mark.parametrize(("backend", "price"), [("runway", "30"), ("veo", "2.60"), ("replicate", "0.26")])
def test_the_earlier_figures_are_reproduced_for_five_seconds(backend: str, price: str) -> None:
    model = next(iter(seed().backends[backend].models.values()))
    assert model.resolutions["1080p"].price(5) == micros(price)
    assert model.quality == {"runway": 0.95, "veo": 0.92, "replicate": 0.75}[backend]


@pytest.mark.parametrize(
    ("budget", "affordable", "chosen"),
    [
        ("0", set(), "animatic"),
        ("1", {"replicate"}, "replicate"),
        ("5", {"replicate", "veo"}, "veo"),
        ("35", {"replicate", "veo", "runway"}, "runway"),
        ("100", {"replicate", "veo", "runway"}, "runway"),
    ],
)
def test_the_earlier_choice_table_is_reproduced(budget: str, affordable: set[str], chosen: str) -> None:
    money = micros(budget)
    within = set()
    for backend in seed().backends:
        try:
            film(shots(5_000), seed(), only=backend).plan(money)
            within.add(backend)
        except NoPlan:
            continue
    assert within == affordable
    assert film(shots(5_000), seed()).plan(money).plan.shots["s01-a1"].choice.backend == chosen


# ------------------------------------------------------------------------------------------------------- never over


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(400, 30_000), min_size=1, max_size=12),
    st.integers(0, 20 * DOLLAR),
    st.sampled_from([(1280, 720), (720, 1280), (720, 900), (1920, 1080)]),
)
def test_a_plan_is_never_above_its_budget_and_covers_every_shot(
    lengths: list[int], budget: Micros, frame: tuple[int, int]
) -> None:
    made = shots(*lengths)
    planned = film(made, frame=frame).plan(budget)
    assert planned.plan.most <= budget
    assert planned.plan.price <= planned.plan.most
    assert list(planned.plan.shots) == [shot.id for shot in made]
    assert planned.quality == planned.bound


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([1_500, 4_000, 5_000, 7_000, 12_000]), min_size=1, max_size=3), st.integers(0, 300))
def test_no_other_plan_is_better(lengths: list[int], cents: int) -> None:
    """Every combination of everything legal, by the small book."""
    asked = film(shots(*lengths), small())
    planned = asked.plan(cents * CENT)
    room = cents * CENT * 100 // 110
    best = max(
        sum(choice.quality * weight for choice, weight in zip(taken, asked.weights, strict=True))
        for taken in product(*asked.choices)
        if sum(choice.most for choice in taken) <= room
    )
    assert planned.quality == pytest.approx(best / sum(asked.weights), abs=1e-4)


def test_more_money_never_makes_a_worse_film_and_enough_makes_the_best() -> None:
    asked = film(shots(3_000, 5_000, 9_000, 14_000, 2_000))
    qualities = [asked.plan(cents * CENT).quality for cents in range(0, 900, 15)]
    assert qualities == sorted(qualities)
    best = asked.plan(asked.most_for_best())
    assert best.quality == asked.plan(10**12).quality
    assert asked.plan(asked.most_for_best() - 2 * CENT).quality < best.quality


def test_the_same_question_has_the_same_plan_to_the_byte() -> None:
    made = shots(3_000, 5_000, 9_000, 14_000, 2_000)
    assert film(made).plan(3 * DOLLAR).plan.model_dump_json() == film(made).plan(3 * DOLLAR).plan.model_dump_json()


def test_heroes_get_the_better_pictures() -> None:
    made = [a_shot(at, 5_000, "close" if at == 3 else "wide", ("Anna",)) for at in range(1, 7)]
    starred = Film(LIST, wanted(LIST), made, stars=("1.5",))
    chosen = [each.choice.quality for each in starred.plan(2 * DOLLAR).plan.shots.values()]
    assert chosen[4] == max(chosen)
    assert min(chosen[0], chosen[2], chosen[5]) >= max(chosen[1], chosen[3])


# ----------------------------------------------------------------------------------------------- fallbacks, contingency


def test_what_stands_in_follows_the_order_of_the_book_within_the_contingency() -> None:
    planned = film(shots(5_000, 5_000, 5_000)).plan(20 * DOLLAR).plan
    for mine in planned.shots.values():
        assert mine.choice.backend == "runway"
        assert [each.backend for each in mine.fallbacks] == ["veo", "replicate", "keyframe", ANIMATIC]
        assert all(each.most <= mine.choice.most + planned.contingency for each in mine.fallbacks)
        assert mine.fallbacks[-1].most == 0


def test_another_model_of_the_same_backend_stands_in_first() -> None:
    planned = film(shots(5_000), who=everyone(LIST) - {"runway"}).plan(20 * DOLLAR).plan
    mine = planned.shots["s01-a1"]
    assert mine.choice.backend == "veo"
    assert (mine.fallbacks[0].backend, mine.fallbacks[0].model != mine.choice.model) == ("veo", True)


def test_the_contingency_is_shown_and_a_free_film_needs_none() -> None:
    paid = film(shots(5_000)).plan(20 * DOLLAR).plan
    assert paid.contingency == -(-sum(each.choice.most for each in paid.shots.values()) // 10)
    free = film(shots(5_000)).plan(0).plan
    assert (free.most, free.contingency) == (0, 0)
    assert [each.choice.backend for each in free.shots.values()] == [ANIMATIC]


# ---------------------------------------------------------------------------------------------------- floor and refusal


@pytest.mark.parametrize("preset", ["quick_social", "brand_campaign", "premium_spot"])
def test_where_it_is_too_little_the_budget_that_is_named_is_enough_and_a_cent_less_is_not(preset: str) -> None:
    floor = PRESETS[preset].quality
    asked = film(shots(2_000, 3_500, 5_200, 8_000, 11_000, 4_000))
    with pytest.raises(NoPlan) as no:
        asked.plan(10 * CENT, floor)
    assert no.value.need is not None
    assert asked.plan(no.value.need, floor).quality >= floor
    with pytest.raises(NoPlan):
        asked.plan(no.value.need - CENT, floor)


def test_where_nobody_is_good_enough_no_budget_is_named() -> None:
    with pytest.raises(NoPlan) as no:
        film(shots(5_000), who=frozenset({"replicate"})).plan(1000 * DOLLAR, 0.9)
    assert no.value.need is None
    assert 0.7 < no.value.reached < 0.9


def test_without_anyone_who_takes_money_the_film_is_drawn_whatever_the_floor() -> None:
    planned = film(shots(5_000), who=frozenset()).plan(0, 0.9)
    assert planned.plan.most == 0


def test_one_backend_alone_makes_every_shot_or_none() -> None:
    asked = film(shots(5_000, 3_000), only="runway")
    assert {each.choice.backend for each in asked.plan(5 * DOLLAR).plan.shots.values()} == {"runway"}
    with pytest.raises(NoPlan) as no:
        asked.plan(50 * CENT)
    assert no.value.need == 106 * CENT  # $0.60 and $0.36, and a tenth


# ------------------------------------------------------------------------------------------------------------- settled


@pytest.mark.parametrize("lengths", [(5_000,), (400, 2_100, 3_999, 8_001), tuple(range(1_000, 15_000, 700))])
def test_what_the_plan_costs_is_what_its_own_choices_are_billed(
    lengths: tuple[int, ...], bill: Callable[[Any], Micros]
) -> None:
    for budget in (1, 3, 10, 50):
        plan = film(shots(*lengths)).plan(budget * DOLLAR).plan
        settled = sum(bill(each.choice) for each in plan.shots.values())
        assert settled == pytest.approx(plan.price, rel=0.05)
