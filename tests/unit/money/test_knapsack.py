"""The choice is the best there is: every other was tried."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.money.quote_knapsack import Way, best

WAYS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5)
FILMS = st.lists(WAYS, min_size=1, max_size=5)


def tried(film: list[list[Way]], money: int) -> tuple[int, int] | None:
    """The highest worth that any combination reaches, and the least that it costs."""
    sums = (
        (sum(worth for _, worth in taken), -sum(cost for cost, _ in taken))
        for taken in product(*film)
        if sum(cost for cost, _ in taken) <= money
    )
    return max(sums, default=None)


@settings(max_examples=400, deadline=None)
@given(FILMS, st.integers(0, 160))
def test_nothing_is_better_and_nothing_as_good_is_cheaper(film: list[list[Way]], money: int) -> None:
    solved, expected = best(film, money), tried(film, money)
    assert (solved is None) == (expected is None)
    if solved is not None:
        assert (solved.worth, -solved.cost) == expected
        assert solved.exact
        taken = [ways[pick] for ways, pick in zip(film, solved.picks, strict=True)]
        assert (sum(cost for cost, _ in taken), sum(worth for _, worth in taken)) == (solved.cost, solved.worth)


@settings(max_examples=200, deadline=None)
@given(FILMS, st.integers(0, 160))
def test_where_it_is_not_the_best_the_best_is_not_above_the_bound(film: list[list[Way]], money: int) -> None:
    solved, expected = best(film, money, exact=False), tried(film, money)
    if solved is not None and expected is not None:
        assert solved.worth <= expected[0] <= solved.bound
        assert solved.cost <= money


@settings(max_examples=100, deadline=None)
@given(FILMS, st.integers(0, 160))
def test_the_same_question_has_the_same_answer(film: list[list[Way]], money: int) -> None:
    assert best(film, money) == best([list(ways) for ways in film], money)


@pytest.mark.parametrize("seed", range(6))
def test_a_film_of_three_hundred_shots_is_planned_exactly_in_micro_dollars(seed: int) -> None:
    chance = Random(seed)
    film = [
        [(0, 0), *((chance.randrange(1, 2_000_000), chance.randrange(1, 2_000_000)) for _ in range(12))]
        for _ in range(300)
    ]
    solved = best(film, 60_000_000)
    assert solved is not None
    assert solved.exact
    richer = best(film, 60_000_001)
    assert richer is not None
    assert richer.worth >= solved.worth
