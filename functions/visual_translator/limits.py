"""What each video provider takes: lengths of prompts and clips, ratios, seeds, references. Data, with its date.

The one rule: a limit is never guessed upwards; what is not documented is left out of the request.
"""

from dataclasses import dataclass
from typing import Final

AS_OF: Final = "2026-11-21"


@dataclass(frozen=True, slots=True)
class Limits:
    provider: str
    letters: int  # of the prompt, in UTF-16 units
    seconds: tuple[int, ...]  # the lengths that can be bought
    ratios: tuple[tuple[str, str], ...]  # our ratio -> the provider's word for it
    seed: bool
    negative: bool
    references: int  # pictures of the look that may go with it


LIMITS: Final[dict[str, Limits]] = {
    limits.provider: limits
    for limits in (
        Limits(
            "runway",
            1000,
            tuple(range(2, 11)),
            (("16:9", "1280:720"), ("9:16", "720:1280"), ("1:1", "960:960"), ("4:5", "832:1104")),
            seed=True,
            negative=False,
            references=1,
        ),
        Limits("veo", 4000, (4, 6, 8), (("16:9", "16:9"), ("9:16", "9:16")), seed=True, negative=True, references=3),
        Limits(
            "replicate",
            2000,
            (5, 10),
            (("16:9", "16:9"), ("9:16", "9:16"), ("1:1", "1:1")),
            seed=True,
            negative=False,
            references=1,
        ),
        Limits(
            "keyframe",
            2000,
            (),
            (("16:9", "16:9"), ("9:16", "9:16"), ("1:1", "1:1"), ("4:5", "4:5")),
            seed=True,
            negative=False,
            references=1,
        ),
        Limits(
            "animatic",
            4000,
            (),
            (("16:9", "16:9"), ("9:16", "9:16"), ("1:1", "1:1"), ("4:5", "4:5")),
            seed=True,
            negative=False,
            references=0,
        ),
    )
}


def clip_seconds(limits: Limits, duration_ms: int) -> int:
    """The shortest clip that covers a shot, or the longest there is; where any length goes, whole seconds."""
    needed = -(-duration_ms // 1000)
    if not limits.seconds:
        return needed
    return next((seconds for seconds in limits.seconds if seconds >= needed), limits.seconds[-1])


def ratio_for(limits: Limits, ratio: str) -> str:
    """The provider's word for our ratio; the nearest that it has where it lacks ours, to be cropped."""
    known = dict(limits.ratios)
    if ratio in known:
        return known[ratio]
    return known["9:16"] if ratio in ("9:16", "4:5") else known["16:9"]
