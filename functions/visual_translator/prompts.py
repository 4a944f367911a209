"""One prompt for one shot and one provider: what is seen, by which camera, in which light.

The one rule: the same character is described in the same words in every shot; what does not fit is dropped whole,
the least important first.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from functions.visual_translator.limits import Limits, clip_seconds, ratio_for
from shared.model.storyboard import Scene, Shot, Storyboard

_SIZES: Final = {
    "extreme_wide": "Extreme wide shot, 18mm lens",
    "wide": "Wide shot, 24mm lens",
    "medium": "Medium shot, 35mm lens",
    "medium_close": "Medium close-up, 50mm lens",
    "close": "Close-up, 85mm lens",
    "insert": "Macro insert shot, 100mm lens",
    "over_shoulder": "Over-the-shoulder shot, 50mm lens",
    "pov": "Point-of-view shot, 35mm lens",
}
_MOVES: Final = {
    "static": "static camera",
    "dolly_in": "slow dolly in",
    "dolly_out": "slow dolly out",
    "pan_left": "slow pan left",
    "pan_right": "slow pan right",
    "zoom_in": "slow zoom in",
    "zoom_out": "slow zoom out",
    "orbital": "slow orbital move",
}
_ANGLES: Final = {"low": "low angle", "high": "high angle", "top": "seen from directly above", "dutch": "dutch angle"}
_LIGHT: Final = {
    "dawn": "cool dawn light, long soft shadows",
    "day": "clear natural daylight",
    "golden": "warm golden-hour light",
    "dusk": "blue dusk, first lamps lit",
    "night": "night, pools of practical light, deep shadows",
    "unknown": "soft natural light",
}
_WEATHER: Final = {
    "storm": "heavy storm, lightning",
    "rain": "rain, wet reflections",
    "snow": "falling snow",
    "fog": "drifting fog",
    "wind": "strong wind",
    "cloud": "overcast sky",
    "clear": "clear sky",
}
_MOODS: Final = {
    "joyful": "bright, playful mood",
    "tender": "tender, intimate mood",
    "sad": "melancholic mood, muted colours",
    "tense": "tense mood, hard contrast",
    "fearful": "dread, low-key lighting",
    "mysterious": "mysterious mood, veiled light",
    "epic": "epic mood, grand scale",
    "comic": "light comic mood",
    "angry": "harsh, restless mood",
    "calm": "calm mood",
}
NEGATIVE: Final = "text, captions, watermark, logo, extra fingers, deformed hands, duplicated people, flicker"


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a provider is told about a shot."""

    text: str
    negative: str
    seed: int | None
    seconds: int
    ratio: str


def prompt_for(
    shot: Shot, scene: Scene, storyboard: Storyboard, limits: Limits, *, ratio: str = "16:9", seed: int = 0
) -> Prompt:
    return Prompt(
        text=_within(limits.letters, _clauses(shot, scene, storyboard)),
        negative=NEGATIVE if limits.negative else "",
        seed=seed_of(shot, scene, seed) if limits.seed else None,
        seconds=clip_seconds(limits, shot.duration_ms),
        ratio=ratio_for(limits, ratio),
    )


def seed_of(shot: Shot, scene: Scene, seed: int = 0) -> int:
    """From what is seen, so that a shot that was moved or retimed looks the same."""
    content = "\x1f".join((scene.place, scene.time_of_day, shot.picture, *shot.characters, shot.size, str(seed)))
    return int.from_bytes(hashlib.sha256(content.encode()).digest()[:4], "big") >> 1


def _clauses(shot: Shot, scene: Scene, storyboard: Storyboard) -> list[tuple[int, str]]:
    """What there is to say, in the order of the sentence, each with its weight: 0 is never dropped."""
    looks = {character.name: character.look for character in storyboard.characters}
    camera = ", ".join(part for part in (_SIZES[shot.size], _ANGLES.get(shot.angle, ""), _MOVES[shot.move]) if part)
    people = [f"{name}: {looks[name]}." for name in shot.characters if name in looks]
    talking = [line.speaker for line in shot.lines if line.speaker in shot.characters]
    inside = {True: "Interior", False: "Exterior", None: "Location"}[scene.interior]
    return [
        (0, f"{camera}."),
        (0, _sentence(shot.picture)),
        *((1, person) for person in people),
        (3, f"{talking[0]} is speaking." if talking else ""),
        (2, f"{inside}: {scene.place}." if scene.place else ""),
        (2, f"{_LIGHT[scene.time_of_day].capitalize()}."),
        (4, f"{_WEATHER[scene.weather].capitalize()}." if scene.weather in _WEATHER else ""),
        (5, f"{_MOODS[scene.mood].capitalize()}." if scene.mood in _MOODS else ""),
        (6, "Consistent characters and wardrobe, natural motion, no text in the picture."),
    ]


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if words[-1:] in ".!?…" else f"{words}."


def units(text: str) -> int:
    """Length as the providers count it."""
    return len(text.encode("utf-16-le")) // 2


def _within(letters: int, clauses: list[tuple[int, str]]) -> str:
    kept = [clause for clause in clauses if clause[1]]
    while units(" ".join(text for _, text in kept)) > letters:
        heaviest = max(weight for weight, _ in kept)
        if heaviest == 0:
            break
        last = max(at for at, (weight, _) in enumerate(kept) if weight == heaviest)
        del kept[last]
    text = " ".join(text for _, text in kept)
    if units(text) <= letters:
        return text
    cut = text.encode("utf-16-le")[: 2 * (letters - 1)].decode("utf-16-le", "ignore")
    return cut[: cut.rfind(" ")].rstrip(" ,;:") + "…" if " " in cut else f"{cut}…"
