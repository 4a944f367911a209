"""Paid voices: studios that speak a part of a line for money, behind one interface, and the local voices behind them.

The one rule: nobody is asked before the purse lets it, each part is asked for once, and whatever a studio does the line
is spoken: by the next one, at last by this machine.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from functions.audio_generator.agent import Speaker, Spoken
from functions.audio_generator.studios.parts import parts
from functions.audio_generator.voices import laid
from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice, cast
from functions.audio_generator.voices.delivery import Delivery, directed, speakable
from shared.media.wire import Unanswered, Unheard
from shared.model.credits import Credit
from shared.model.storyboard import Line

VERSION = "studios-1"


class Studio(Protocol):
    """One provider's voices."""

    @property
    def name(self) -> str: ...

    def voices(self, language: str) -> Sequence[Voice]: ...

    def size(self, text: str, voice: Voice) -> int:
        """How many bytes its request takes; `most` is what it may take."""
        ...

    @property
    def most(self) -> int: ...

    def say(self, text: str, voice: Voice, how: Delivery, seed: int) -> Said:
        """48 kHz, one channel. Raises Unheard (nothing is billed) or Unanswered (nobody knows)."""
        ...


class Purse(Protocol):
    """The money side. A studio bills by letters."""

    def lets(self, studio: str, letters: int) -> bool: ...

    def settle(self, studio: str, letters: int, *, known: bool) -> None:
        """`known` is False where nobody can say whether it will be billed: then it counts as spent."""
        ...


class Hired:
    """Speaks with the first studio that can, else with the voices of this machine."""

    def __init__(self, studios: Sequence[Studio], purse: Purse, local: Speaker) -> None:
        self._studios, self._purse, self._local = studios, purse, local

    @property
    def version(self) -> str:
        return "+".join((VERSION, *(studio.name for studio in self._studios), self._local.version))

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken:
        trouble: list[str] = []
        for studio in self._studios if speakable(line.text) else ():
            spoken = self._try(studio, line, language, voice, seed, to, trouble)
            if spoken is not None:
                return spoken
        said = self._local.speak(line, language, voice, seed, to)
        warning = " ".join((*trouble, said.warning)).strip()
        return Spoken(said.milliseconds, said.engine, warning, said.words, said.timed, said.credits)

    def _try(
        self, studio: Studio, line: Line, language: str, voice: str, seed: int, to: Path, trouble: list[str]
    ) -> Spoken | None:
        how = directed(line.manner)
        try:
            chosen = cast(studio.voices(language), language, voice, line.speaker)
            if chosen is None or not self._purse.lets(studio.name, len(line.text)):
                return None
            said = [(part, self._paid(studio, part, chosen, how, seed))
                    for part in parts(line.text, studio.most, lambda text: studio.size(text, chosen))]  # fmt: skip
        except (Unheard, Unanswered) as error:
            trouble.append(error.sentence)
            return None
        ms, words, timed = laid(said, how, line.text, to)
        credit = Credit(what="voice", title=chosen.name, author=studio.name, licence="by contract with its user")
        return Spoken(ms, studio.name, "", words, timed, (credit,))

    def _paid(self, studio: Studio, part: str, voice: Voice, how: Delivery, seed: int) -> Said:
        try:
            said = studio.say(part, voice, how, seed)
        except Unanswered:
            self._purse.settle(studio.name, len(part), known=False)
            raise
        self._purse.settle(studio.name, len(part), known=True)
        return said
