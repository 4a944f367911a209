"""Makes ratios out of measurements.

The one rule: what is compared was measured in the same round, one after the other, so that whatever else the machine
did then was done to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Compared:
    """Medians over all rounds, and the median of the rounds' ratios."""

    ours: float
    theirs: float
    ratio: float


def compared(ours: Sequence[float], theirs: Sequence[float]) -> Compared:
    pairs = list(zip(ours, theirs, strict=True))
    return Compared(median(ours), median(theirs), median(mine / other for mine, other in pairs))
