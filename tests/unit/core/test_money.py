"""Money is counted in whole micro-dollars, typed in dollars, and shown so that nobody is misled."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.money import MOST, Micros, day, dollars, micros
from tests.unit.core.builders import NOON

amounts = st.integers(0, MOST)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("5", 5_000_000), ("$5", 5_000_000), (" 0.25 ", 250_000), ("0", 0), ("-0", 0), ("1e2", 100_000_000),
     (0.1, 100_000), (3, 3_000_000), (Decimal("0.000001"), 1), ("9007199254.740992", 2**53)],
)  # fmt: skip
def test_dollars_are_read_as_they_are_typed(typed: str | float | Decimal, amount: Micros) -> None:
    assert micros(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "five", "5 dollars", "-1", "-0.000001", "0.0000001", "1e-7", "nan", "snan", "inf", "-inf", "1e999999", "1e30",
     "9007199254.740993", "5,00", "0x10", "$", "1/2", float("nan"), float("inf"), True],
)  # fmt: skip
def test_what_is_no_amount_is_refused_in_a_sentence_that_quotes_it(typed: str | float) -> None:
    with pytest.raises(ValueError, match="is not an amount of dollars") as refused:
        micros(typed)
    assert repr(typed) in str(refused.value)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "$0.00"), (1, "$0.000001"), (400, "$0.0004"), (10_000, "$0.01"), (250_000, "$0.25"), (999_999, "$0.999999"),
     (1_000_000, "$1.00"), (1_234_567, "$1.23"), (1_235_000, "$1.24"), (12_345_678_900, "$12,345.68")],
)  # fmt: skip
def test_an_amount_is_shown_in_cents_unless_cents_would_hide_it(amount: Micros, shown: str) -> None:
    assert dollars(amount) == shown


@given(amounts)
def test_an_amount_survives_being_written_and_read(amount: Micros) -> None:
    written = f"{amount // 1_000_000}.{amount % 1_000_000:06d}"
    assert micros(written) == amount
    assert micros(f"${Decimal(written).normalize():f}") == amount


@given(amounts)
def test_what_is_shown_is_never_off_by_more_than_half_a_cent(amount: Micros) -> None:
    shown = micros(dollars(amount).replace(",", ""))
    assert abs(shown - amount) <= (5_000 if amount >= 1_000_000 else 0)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_a_value_error(typed: str) -> None:
    try:
        amount = micros(typed)
    except ValueError:
        return
    assert 0 <= amount <= MOST


@pytest.mark.parametrize(
    ("at", "named"),
    [(0, "1970-01-01"), (NOON, "2030-03-18"), (1_900_108_799_999, "2030-03-18"), (1_900_108_800_000, "2030-03-19")],
)
def test_an_expense_belongs_to_its_day_in_utc(at: int, named: str) -> None:
    assert day(at) == named
