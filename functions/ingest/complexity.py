"""How much direction a script needs, from 0 (a card with three pictures) to 1, and why.

The one rule: a script is below 0.3 exactly when the fast track may have it: at most 30 seconds and three scenes, no
dialogue, one place.
"""

from typing import Final

from shared.model.script import Script
from shared.writing.casting import Cast
from shared.writing.scenes import Part, parts_of
from shared.writing.timing import script_ms
from shared.writing.words import fold

FAST: Final = 0.3
FAST_MS: Final = 30_000
FAST_SCENES: Final = 3
_STEP: Final = 0.3  # what breaking one condition of the fast track costs at least


def complexity(script: Script) -> tuple[float, tuple[str, ...]]:
    """The score and its reasons, the heaviest first."""
    parts = parts_of(script)
    length = script_ms(script)
    places = {fold(part.setting.place) for part in parts if part.setting.place}
    speeches = sum(1 for element in script.elements if element.kind in ("speech", "lyric"))
    speakers = {element.speaker for element in script.elements if element.kind in ("speech", "lyric")}
    weights = [
        _weigh(length, FAST_MS, 600_000, f"about {round(length / 1000)} s long"),
        _weigh(len(parts), FAST_SCENES, 40, f"{len(parts)} scenes"),
        _weigh(speeches, 0, 120, f"{speeches} speeches by {len(speakers)} speakers"),
        _weigh(len(places), 1, 20, f"{len(places)} places"),
    ]
    within = 0.06 * min(1, length / FAST_MS) + 0.02 * min(FAST_SCENES, len(parts)) + _within(script, parts)
    score = min(1.0, round(within + sum(weight for weight, _ in weights), 3))
    reasons = [reason for weight, reason in sorted(weights, key=lambda pair: -pair[0]) if weight > 0]
    return score, tuple(reasons) or ("short, in one place, without dialogue",)


def is_fast_track(script: Script) -> bool:
    return complexity(script)[0] < FAST


def _weigh(value: int, free: int, full: int, reason: str) -> tuple[float, str]:
    """Nothing up to what the fast track bears; from there 0.3, and up to 0.5 for what is plainly a film."""
    if value <= free:
        return 0.0, reason
    return _STEP + 0.2 * min(1.0, (value - free) / (full - free)), reason


def _within(script: Script, parts: list[Part]) -> float:
    """What makes even a simple script less simple: people, moods of weather and hour, pictures."""
    people = len(Cast(script).named_in(" ".join(element.text for element in script.elements[:200])))
    pictures = sum(1 for part in parts for element in part.elements if element.kind in ("action", "picture"))
    return 0.01 * min(5, people) + 0.005 * min(10, pictures)
