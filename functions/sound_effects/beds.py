"""What a place sounds like when nothing happens in it: room tone, street, sea, forest, rain.

The one rule: a bed is a loop without a seam, the same for the same place, and quiet enough to forget.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from functions.sound_effects.hits import hit
from functions.sound_effects.noise import band, placed, stereo, swell, tone
from shared.media.sound import RATE
from shared.model.storyboard import Scene

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.sound_effects.noise import Dice

    Stereo = NDArray[np.float32]

LOOP: Final = 20 * RATE


def _wide(dice: "Dice", low: float, high: float, level: float, *, tilt: float = -1.0, seconds: float = 5.0,
          least: float = 0.7) -> "Stereo":  # fmt: skip
    """Noise that is different in each ear, coming and going."""
    shape = swell(dice, LOOP, seconds, least)
    return (
        stereo(band(dice, LOOP, low, high, tilt=tilt) * shape, band(dice, LOOP, low, high, tilt=tilt) * shape) * level
    )


def _now_and_then(dice: "Dice", category: str, words: str, times: int, level: float) -> "Stereo":
    parts = []
    for _ in range(times):
        sound = hit(category, words, dice) * level * dice.uniform(0.5, 1)
        parts.append((int(dice.integers(0, max(1, LOOP - len(sound)))), sound, float(dice.uniform(0.2, 0.8))))
    left = placed(LOOP, [(at, sound * (1 - side)) for at, sound, side in parts])
    return stereo(left, placed(LOOP, [(at, sound * side) for at, sound, side in parts]))


def _room(dice: "Dice") -> "Stereo":
    return _wide(dice, 60, 420, 0.03)


def _hum(dice: "Dice") -> "Stereo":
    hum = tone(LOOP, 100, harmonics=(1, 0.5, 0.2)) * 0.012
    return _room(dice) + stereo(hum, hum) + _wide(dice, 1500, 5000, 0.006)


def _street(dice: "Dice") -> "Stereo":
    return _wide(dice, 50, 700, 0.07, seconds=4) + _now_and_then(dice, "vehicle", "car", 3, 0.12)


def _sea(dice: "Dice") -> "Stereo":
    return _wide(dice, 80, 900, 0.09, seconds=6.6, least=0.25) + _wide(
        dice, 900, 6000, 0.035, seconds=6.6, least=0.1, tilt=0
    )


def _forest(dice: "Dice") -> "Stereo":
    return _wide(dice, 700, 5000, 0.035, seconds=5, least=0.3) + _now_and_then(dice, "animal", "bird", 4, 0.1)


def _night(dice: "Dice") -> "Stereo":
    return _wide(dice, 300, 2500, 0.02, seconds=6, least=0.4) + _now_and_then(dice, "animal", "cricket", 6, 0.06)


def _open(dice: "Dice") -> "Stereo":
    return _wide(dice, 120, 800, 0.05, seconds=5, least=0.25)


def _people(dice: "Dice") -> "Stereo":
    return _room(dice) + _now_and_then(dice, "crowd", "murmur", 7, 0.1)


def _moving(dice: "Dice") -> "Stereo":
    return _wide(dice, 40, 400, 0.09, seconds=2.5, least=0.8) + _now_and_then(dice, "vehicle", "train", 5, 0.05)


def _drone(dice: "Dice") -> "Stereo":
    low = tone(LOOP, 55, harmonics=(1, 0.5, 0.3)) * swell(dice, LOOP, 6.6, 0.5) * 0.05
    return stereo(low, low) + _wide(dice, 200, 900, 0.02, seconds=6.6, least=0.3)


_PLACES: Final[tuple[tuple[str, Callable[["Dice"], "Stereo"]], ...]] = (
    ((r"\bsea\b|\bmer\b|ocean|océan|beach|plage|shore|coast|côte|harbou?r|\bport\b|boat|bateau|lighthouse|"
         r"phare|island|\bîle"), _sea),
    (r"forest|forêt|\bwoods?\b|\bbois\b|garden|jardin|\bparc?k?\b|jungle", _forest),
    ((r"caf[eé]|\bbar\b|pub\b|restaurant|bistro|market|marché|theat|théât|concert|classroom|classe|museum|"
         r"musée|gare\b"), _people),
    (r"\bcar\b|voiture|train|wagon|\bbus\b|métro|subway|taxi|plane|avion", _moving),
    (r"space|espace|ship\b|vaisseau|planet|planète|orbit", _drone),
    (r"\blab|office|bureau|hospital|hôpital|server|factory|usine|corridor|couloir", _hum),
    (r"street|\brue\b|city|ville|avenue|alley|ruelle|roof|\btoit|road|route|square|place\b", _street),
)  # fmt: skip


def bed(scene: Scene, dice: "Dice") -> "Stereo":
    """The loop of a scene's place, hour and weather."""
    words = f"{scene.place} {scene.heading}".casefold()
    make = next((make for pattern, make in _PLACES if re.search(pattern, words)), None)
    inside = scene.interior is True
    if inside and make in (_sea, _forest, _street):
        loop = _room(dice) + make(dice) * 0.15
    elif make is not None:
        loop = _night(dice) if make is _forest and scene.time_of_day == "night" else make(dice)
    elif scene.interior is False:
        loop = _night(dice) if scene.time_of_day == "night" else _open(dice)
    else:
        loop = _room(dice)
    muffled = 0.35 if inside else 1.0
    if re.search(r"rain|pluie|storm|orage|tempête", scene.weather):
        loop = loop + _wide(dice, 900, 8000, 0.07 * muffled, tilt=-0.6, seconds=6, least=0.7)
    if re.search(r"storm|orage|tempête|wind|vent|snow|neige|blizzard", scene.weather):
        loop = loop + _wide(dice, 150, 900, 0.08 * muffled, seconds=3.3, least=0.2)
    if re.search(r"storm|orage|tempête", scene.weather):
        loop = loop + _now_and_then(dice, "weather", "thunder", 1, 0.22 * muffled)
    return loop
