"""What each model of each provider takes: lengths of prompts and clips, ratios, seeds, references. Data, with its date.

The one rule: a limit is never guessed upwards; what is not documented is left out of the request. A backend's own
entry is as short as its shortest model, so that the prompt under the backend's name fits whichever of them is chosen.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final, Literal

AS_OF: Final = "2026-11-21"

Unit = Literal["utf16", "letters", "tokens"]
_TOKENS: Final = re.compile(r"[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is told to one model, or to any model of one backend."""

    provider: str
    letters: int  # of the prompt, in the provider's unit
    seconds: tuple[int, ...]  # the lengths that can be bought; none for stills and where any length goes
    ratios: tuple[tuple[str, str], ...]  # our ratio -> the provider's word for it
    seeds: int = 0  # a seed is below this; 0 takes none
    negative: int = 0  # letters of a negative prompt; 0 takes none
    references: int = 0  # pictures of the look that may go with it
    unit: Unit = "utf16"
    still: bool = False

    def length(self, text: str) -> int:
        return length(text, self.unit)


def length(text: str, unit: Unit) -> int:
    """As the provider counts it. Tokens are counted high: one for every third byte of a word, one for every sign."""
    if unit == "utf16":
        return len(text.encode("utf-16-le")) // 2
    if unit == "letters":
        return len(text)
    return sum(-(-len(match.group().encode()) // 3) for match in _TOKENS.finditer(text))


_HD: Final = (("16:9", "1280:720"), ("9:16", "720:1280"))
_WIDE_OR_UPRIGHT: Final = (("16:9", "16:9"), ("9:16", "9:16"))
_ANY: Final = (*_WIDE_OR_UPRIGHT, ("1:1", "1:1"), ("4:5", "4:5"))
_RUNWAY_PICTURE: Final = (*_HD, ("1:1", "960:960"), ("4:5", "832:1104"))
_RUNWAY_SECONDS: Final = tuple(range(2, 11))
_INT32: Final = 2**31

MODELS: Final[dict[str, dict[str, Limits]]] = {
    # vendor: the SDK's parameter types; 1,000 UTF-16 units
    "runway": {
        "gen4_turbo": Limits("gen4_turbo", 1000, _RUNWAY_SECONDS, _RUNWAY_PICTURE, _INT32, references=1),
        "gen4.5": Limits("gen4.5", 1000, _RUNWAY_SECONDS, _HD, _INT32, references=1),
    },
    # vendor: 1,024 tokens; lite takes no reference pictures. Omni's length is not documented: the same is kept
    "veo": {
        name: Limits(name, 1024, seconds, _WIDE_OR_UPRIGHT, _INT32, negative, references, "tokens")
        for name, seconds, negative, references in (
            ("veo-3.1-generate-001", (4, 6, 8), 480, 3),
            ("veo-3.1-fast-generate-001", (4, 6, 8), 480, 3),
            ("veo-3.1-lite-generate-001", (4, 6, 8), 480, 0),
            ("gemini-omni-1.1-flash", tuple(range(3, 11)), 0, 1),
            ("gemini-omni-1.2-flash", tuple(range(3, 11)), 0, 1),
        )
    },
    # secondary: code that calls them; wan 2.2 reads 800 letters, its successors and hailuo 2,000
    "replicate": {
        name: Limits(name, letters, seconds, ratios, seeds, negative, references, "letters")
        for name, letters, seconds, ratios, seeds, negative, references in (
            ("wan-video/wan-2.2-t2v-fast", 800, (5,), _WIDE_OR_UPRIGHT, _INT32, 0, 0),
            ("wan-video/wan-2.2-i2v-fast", 800, (5,), _WIDE_OR_UPRIGHT, _INT32, 0, 1),
            ("wan-video/wan-2.5-t2v-fast", 2000, (5, 10), _WIDE_OR_UPRIGHT, _INT32, 500, 0),
            ("wan-video/wan-2.5-i2v-fast", 2000, (5, 10), (*_WIDE_OR_UPRIGHT, ("1:1", "1:1")), _INT32, 500, 1),
            ("minimax/hailuo-2.3", 2000, (6,), (("16:9", "16:9"),), 0, 0, 1),
            ("bytedance/seedance-1-lite", 2000, (5, 10), (*_WIDE_OR_UPRIGHT, ("1:1", "1:1")), _INT32, 0, 1),
            ("bytedance/seedance-1-pro", 2000, (5, 10), (*_WIDE_OR_UPRIGHT, ("1:1", "1:1")), _INT32, 0, 1),
        )
    },
    # a picture that our own camera moves over; far below what these models read
    "keyframe": {
        name: Limits(name, 1024, (), _ANY, _INT32, 0, 3, "tokens", still=True)
        for name in ("gemini-3.1-flash-lite-image", "gemini-3.1-flash-image", "gemini-3-pro-image")
    },
    "animatic": {},
}

ANIMATIC: Final = Limits("animatic", 4000, (), _ANY, _INT32)


def _meet(provider: str, models: Iterable[Limits]) -> Limits:
    """A text and a ratio that each of them takes. What only some take (a seed, a negative prompt, pictures) stands
    here all the same: the adapter of one that does not leaves it out."""
    several = [*models]
    common = reduce(lambda kept, each: [pair for pair in kept if pair in each.ratios], several, [*several[0].ratios])
    return Limits(
        provider,
        min(each.letters for each in several),
        several[0].seconds,
        tuple(common),
        max(each.seeds for each in several),
        max(each.negative for each in several),
        max(each.references for each in several),
        several[0].unit,
        several[0].still,
    )


BACKENDS: Final[dict[str, Limits]] = {
    name: _meet(name, models.values()) if models else ANIMATIC for name, models in MODELS.items()
}
LIMITS: Final[dict[str, Limits]] = {**BACKENDS, **{name: each for of in MODELS.values() for name, each in of.items()}}
"""By backend and by model: no model has the name of a backend."""


def clip_seconds(limits: Limits, duration_ms: int) -> int:
    """The shortest clip that covers a shot, or the longest there is; where any length goes, whole seconds."""
    needed = -(-duration_ms // 1000)
    if not limits.seconds:
        return needed
    return next((seconds for seconds in limits.seconds if seconds >= needed), limits.seconds[-1])


def ratio_for(limits: Limits, ratio: str) -> str:
    """The provider's word for our ratio; the nearest that it has where it lacks ours, to be cropped."""
    known = dict(limits.ratios)
    wanted = ratio if ratio in known else "9:16" if ratio in ("9:16", "4:5") else "16:9"
    return known.get(wanted) or limits.ratios[0][1]
