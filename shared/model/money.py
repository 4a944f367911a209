"""Money is a whole number of micro-dollars. Floats are for showing, never for counting."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from shared.model.base import Instant

Micros = int

DOLLAR: Micros = 1_000_000
CENT: Micros = 10_000

MOST: Micros = 2**53
"""Nine billion dollars: beyond this, not every store and every reader of JSON keeps a whole number whole."""


def dollars(amount: Micros) -> str:
    """How a person reads it: $1.25, and $0.0004 when cents would hide it."""
    value = Decimal(amount) / DOLLAR
    cents = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"${cents:,}" if cents == value or abs(value) >= 1 else f"${value.normalize():f}"


def micros(text: str | float | int | Decimal) -> Micros:
    """Dollars as a person types them, exactly. Raises ValueError for what is no amount."""
    try:
        value = Decimal(str(text).strip().lstrip("$")) * DOLLAR
    except ArithmeticError as error:
        raise ValueError(f"{text!r} is not an amount of dollars") from error
    if not value.is_finite() or not 0 <= value <= MOST or value != value.to_integral_value():
        raise ValueError(f"{text!r} is not an amount of dollars")
    return int(value)


def day(at: Instant) -> str:
    """The UTC day that an expense belongs to: 2026-11-21."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d")
