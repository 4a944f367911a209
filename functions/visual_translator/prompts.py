"""One prompt for one shot and one provider: what is seen, by which camera, in which light.

The one rule: the same character is described in the same words in every shot; what does not fit is dropped whole,
the least important first, and only what is left at the very end is cut, between two words.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from functions.visual_translator import vocabulary
from functions.visual_translator.limits import Limits, clip_seconds, ratio_for
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.writing.brand import Look

NOTHING: Final = Look()
_HALF_A_SIGN: Final = "[\ud800-\udfff]"
_WORDS: Final = (
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][\ufe00-\ufe0f]?|[^\\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\\s+"
)
"""Words, signs that are words by themselves, and what stands between them."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a provider is told about a shot."""

    text: str
    negative: str
    seed: int | None
    seconds: int
    ratio: str
    references: tuple[str, ...] = ()  # objects: pictures of who and what is seen


def prompt_for(
    shot: Shot,
    scene: Scene,
    storyboard: Storyboard,
    limits: Limits,
    *,
    ratio: str = "16:9",
    seed: int = 0,
    look: Look = NOTHING,
) -> Prompt:
    return prompts_for(shot, scene, storyboard, {"": limits}, ratio=ratio, seed=seed, look=look)[""]


def prompts_for(
    shot: Shot,
    scene: Scene,
    storyboard: Storyboard,
    several: Mapping[str, Limits],
    *,
    ratio: str = "16:9",
    seed: int = 0,
    look: Look = NOTHING,
) -> dict[str, Prompt]:
    """What each of them is told. What they are told alike is put into words once."""
    texts: dict[tuple[int, str, bool], str] = {}
    references = _references(shot, scene, look)
    number = seed_of(shot, scene, seed)
    told: dict[str, Prompt] = {}
    for name, limits in several.items():
        form = (limits.letters, limits.unit, limits.still)
        if form not in texts:
            texts[form] = _within(limits, _clauses(shot, scene, storyboard, limits, look))
        told[name] = Prompt(
            text=texts[form],
            negative=_listed(vocabulary.NEGATIVE, limits.negative),
            seed=number % limits.seeds if limits.seeds else None,
            seconds=clip_seconds(limits, shot.duration_ms),
            ratio=ratio_for(limits, ratio),
            references=references[: limits.references],
        )
    return told


def seed_of(shot: Shot, scene: Scene, seed: int = 0) -> int:
    """From what is seen, so that a shot that was moved or retimed looks the same."""
    content = "\x1f".join((scene.place, scene.time_of_day, shot.picture, *shot.characters, shot.size, str(seed)))
    return int.from_bytes(hashlib.sha256(content.encode("utf-8", "replace")).digest()[:4], "big") >> 1


def _clauses(shot: Shot, scene: Scene, storyboard: Storyboard, limits: Limits, look: Look) -> list[tuple[int, str]]:
    """What there is to say, in the order of the sentence, each with its weight: 0 is never dropped."""
    looks = {character.name: character.look for character in storyboard.characters}
    talking = next((line.speaker for line in shot.lines if line.speaker in shot.characters), "")
    inside = {True: "Interior", False: "Exterior", None: "Location"}[scene.interior]
    place = look.words("place", scene.place) or scene.place
    palette = look.words("palette", "palette")
    return [
        (0, f"{vocabulary.camera(shot, scene, still=limits.still)}."),
        (0, _sentence(shot.picture)),
        *((1, f"{_flat(name)}: {_sentence(looks[name])}") for name in shot.characters if name in looks),
        (3, f"{_flat(talking)} is speaking." if talking and not limits.still else ""),
        (2, _sentence(f"{inside}: {place}") if place.strip() else ""),
        (2, _capital(vocabulary.light(scene))),
        (4, _capital(look.words("style", "style"))),
        (5, _capital(vocabulary.sky(scene))),
        (6, _capital(vocabulary.MOODS.get(scene.mood, ""))),
        (7, _sentence(f"Colour palette: {palette}") if palette else ""),
        (8, vocabulary.ALWAYS_STILL if limits.still else vocabulary.ALWAYS),
    ]


def _references(shot: Shot, scene: Scene, look: Look) -> tuple[str, ...]:
    """People first, in the order of the shot, then the place, then the style."""
    entries = [look.entry("character", name) for name in shot.characters]
    entries += [look.entry("place", scene.place), look.entry("style", "style")]
    return tuple(dict.fromkeys(name for entry in entries if entry for name in entry.references))


def _flat(text: str) -> str:
    """Single spaces, and no half signs, which no provider can read."""
    return " ".join(re.sub(_HALF_A_SIGN, "", text).split())


def _sentence(text: str) -> str:
    words = _flat(text)
    return words if words[-1:] in ".!?…" else f"{words}."


def _capital(text: str) -> str:
    return _sentence(text[:1].upper() + text[1:]) if text.strip() else ""


def _listed(words: str, letters: int) -> str:
    """As many of the words, which stand between commas, as fit."""
    kept = words.split(", ") if letters else []
    while kept and len(", ".join(kept)) > letters:
        kept.pop()
    return ", ".join(kept)


def _within(limits: Limits, clauses: list[tuple[int, str]]) -> str:
    kept = [clause for clause in clauses if clause[1]]
    while limits.length(text := " ".join(text for _, text in kept)) > limits.letters:
        heaviest = max(weight for weight, _ in kept)
        if heaviest == 0:
            return _cut(text, limits)
        del kept[max(at for at, (weight, _) in enumerate(kept) if weight == heaviest)]
    return text


def _cut(text: str, limits: Limits) -> str:
    """As many whole words as fit, and the sign that says that more was meant."""
    pieces = re.findall(_WORDS, text)
    low, high = 0, len(pieces)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if limits.length(_ended(pieces[:middle])) <= limits.letters:
            low = middle
        else:
            high = middle - 1
    return _ended(pieces[:low]) if low else ""


def _ended(pieces: list[str]) -> str:
    return "".join(pieces).rstrip(" ,;:.") + "…"
