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
_SHARES: Final = {"length": 0.25, "scenes": 0.15, "speech": 0.2, "places": 0.1}  # what a plainly large film adds


def complexity(script: Script) -> tuple[float, tuple[str, ...]]:
    """The score and its reasons, the heaviest first: below 0.3 only what makes even a simple script less simple, from
    0.3 on what breaks a condition of the fast track, by how far."""
    parts = parts_of(script)
    length = script_ms(script)
    places = {fold(part.setting.place) for part in parts if part.setting.place}
    speeches = sum(1 for element in script.elements if element.kind in ("speech", "lyric"))
    speakers = {
        element.speaker for element in script.elements if element.kind in ("speech", "lyric") and element.speaker
    }
    said = f"{_count(speeches, 'speech', 'speeches')} by {_count(max(1, len(speakers)), 'speaker')}"
    broken = [
        ("length", _far(length, FAST_MS, 600_000), f"about {round(length / 1000)} s long"),
        ("scenes", _far(len(parts), FAST_SCENES, 40), _count(len(parts), "scene")),
        ("speech", _far(speeches, 0, 120), said),
        ("places", _far(len(places), 1, 20), _count(len(places), "place")),
    ]
    heaviest = sorted((entry for entry in broken if entry[1] > 0), key=lambda entry: -_SHARES[entry[0]] * entry[1])
    within = 0.06 * min(1, length / FAST_MS) + 0.02 * min(FAST_SCENES, len(parts)) + _within(script, parts)
    if not heaviest:
        return round(within, 3), ("short, in one place, without dialogue",)
    score = FAST + within + sum(_SHARES[name] * far for name, far, _ in heaviest)
    return min(1.0, round(score, 3)), tuple(reason for _, _, reason in heaviest)


def is_fast_track(script: Script) -> bool:
    return complexity(script)[0] < FAST


def _far(value: int, free: int, full: int) -> float:
    """How far beyond what the fast track bears: 0 up to there, 1 for what is plainly a film; the first step counts
    most."""
    return 0.0 if value <= free else min(1.0, ((value - free) / (full - free)) ** 0.5)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _within(script: Script, parts: list[Part]) -> float:
    """What makes even a simple script less simple: people, moods of weather and hour, pictures."""
    people = len(Cast(script).named_in(" ".join(element.text for element in script.elements[:200])))
    pictures = sum(1 for part in parts for element in part.elements if element.kind in ("action", "picture"))
    return 0.01 * min(5, people) + 0.005 * min(10, pictures)
