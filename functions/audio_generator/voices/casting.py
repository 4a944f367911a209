"""Who speaks with which voice: the narrator with the one that was wished for, everyone else with their own.

The one rule: a character's voice follows from their name alone, so that it is the same in every scene and film.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from shared.model.base import Frozen

Engine = Literal["piper", "kokoro", "espeak", "google", "elevenlabs"]


class Voice(Frozen):
    """One way to speak. `pitch` bends a voice: 1.1 sounds smaller and younger, 0.92 larger."""

    name: str
    language: str  # en, fr, …
    engine: Engine
    model: str  # what the engine calls it
    gender: Literal["f", "m"]
    pitch: float = 1.0
    quality: int = 1  # 2 natural and fast enough to be cast without being asked for, 1 on wish, 0 synthetic


def cast(voices: Sequence[Voice], language: str, wish: str, speaker: str) -> Voice | None:
    """The voice for a speaker; "" is the narrator."""
    tongue = language.replace("_", "-").split("-")[0].casefold() or "en"
    wished = next((voice for voice in voices if voice.name == wish), None)
    able = [voice for voice in voices if voice.language == tongue]
    best = max((voice.quality for voice in able), default=0)
    troupe = [voice for voice in able if voice.quality == best]
    if wished is not None and wished.language == tongue:
        if not speaker:
            return wished
        troupe = [voice for voice in able if voice.engine == wished.engine]
    if not troupe:
        return wished
    if not speaker:
        return troupe[0]
    others = [voice for voice in troupe if voice != (wished or troupe[0])] or troupe
    same = [voice for voice in others if voice.gender == _gender(speaker)]
    return _picked(same or others, speaker)


def _picked(voices: Sequence[Voice], speaker: str) -> Voice:
    digest = hashlib.sha256(speaker.casefold().encode()).digest()
    return voices[int.from_bytes(digest[:4], "big") % len(voices)]


_WOMEN: Final = frozenset(
    "mother mere maman mum mom woman femme girl fille sister soeur queen reine madame mme mrs ms miss lady grandmother "
    "alice anne ann ines agnes iris judith sarah deborah esther ruth elisabeth elizabeth margaret carmen mary lucy "
    "emily kate grace rose jane june joan susan helen kathleen nell liz beth margot manon marion fleur solene".split()
)
_MEN: Final = frozenset(
    "father pere papa dad man homme boy garcon brother frere king roi monsieur mr sir grandfather pierre andre luke "
    "mike jake dave steve george joe charlie philippe antoine alexandre baptiste etienne jerome guillaume luca noah "
    "elie maxime gustave theodore jules hughes mathias elias nicolas thomas".split()
)


def _gender(name: str) -> Literal["f", "m"]:
    """A guess from the first name, in English and French. It only chooses a voice."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(char if char.isalpha() else " " for char in plain if not unicodedata.combining(char)).split()
    for word in words:
        if word in _WOMEN:
            return "f"
        if word in _MEN:
            return "m"
    first = words[0] if words else ""
    return "f" if first.endswith(("a", "e", "elle", "ie", "ine", "y")) and not first.endswith(("ey", "ay")) else "m"
