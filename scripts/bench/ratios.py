"""Makes ratios out of measurements.

The one rule: what is compared was measured in the same rounds, one right after the other, so that whatever else the
machine did was done to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Compared:
    ours: float
    theirs: float
    ratio: float


def by_round(ours: Sequence[float], theirs: Sequence[float]) -> Compared:
    """The medians, and the median of what each round's ratio was."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Compared(median(ours), median(theirs), median(ratios))
