"""How each shot's picture will be made, and what that costs: the financial orchestrator writes it, others obey it.

The one rule: whatever was chosen is frozen here, with the price book that priced it; nobody chooses again later.
"""

from pydantic import Field

from shared.model.base import Frozen
from shared.model.money import Micros


class Choice(Frozen):
    """One way to make one shot's picture."""

    backend: str  # animatic, keyframe, runway, veo, replicate
    model: str = ""
    seconds: int = Field(default=0, ge=0)  # the length that is bought; the shot is trimmed out of it. 0 is a still
    resolution: str = ""  # 720p
    ratio: str = ""  # in the provider's own words
    price: Micros = Field(default=0, ge=0)  # what it should cost
    most: Micros = Field(default=0, ge=0)  # what one call can cost at most: that much is held
    quality: float = Field(default=0.0, ge=0, le=1)


class ShotPlan(Frozen):
    """The choice for one shot, and what stands in for it when its backend fails, in that order. What costs nothing
    stands last."""

    choice: Choice
    fallbacks: tuple[Choice, ...] = ()
    kept: bool = False  # its picture is there since an earlier revision: it costs nothing now


class Plan(Frozen):
    book: str  # the price book's version
    shots: dict[str, ShotPlan]
    contingency: Micros = Field(default=0, ge=0)  # for fallbacks and shots that are made again; shown, and returned
    lanes: dict[str, tuple[int, int]] = Field(default_factory=dict)  # how many a backend takes at once and a minute

    @property
    def price(self) -> Micros:
        return sum(plan.choice.price for plan in self.shots.values() if not plan.kept)

    @property
    def most(self) -> Micros:
        """What is taken from the budgets before anything is bought."""
        return sum(plan.choice.most for plan in self.shots.values() if not plan.kept) + self.contingency
