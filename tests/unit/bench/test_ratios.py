"""A ratio compares what was measured side by side, and nothing else."""

import pytest

from scripts.bench.ratios import Compared, by_round


def test_one_slow_round_of_both_does_not_move_the_ratio() -> None:
    assert by_round([100, 10, 120], [50, 5, 60]) == Compared(100, 50, 2.0)


def test_the_ratio_is_that_of_the_middle_round() -> None:
    assert by_round([100, 300, 200], [100, 100, 100]).ratio == 2.0


def test_a_round_of_one_side_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        by_round([1.0, 2.0], [1.0])
