"""Paid voices: studios that speak a part of a line for money, behind one interface, and the local voices behind them.

The one rule: nobody is asked before the purse lets it, each part is asked for once, and whatever a studio does the line
is spoken: by the next one, at last by this machine. Who has failed once is not asked again for this scene.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from functions.audio_generator.agent import Busy, Speaker, Spoken
from functions.audio_generator.studios.parts import parts
from functions.audio_generator.voices import laid
from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice, cast
from functions.audio_generator.voices.delivery import Delivery, directed, speakable
from shared.media.wire import Unanswered, Unheard
from shared.model.credits import Credit
from shared.model.storyboard import Line
from shared.pipeline.work import fingerprint

VERSION = "studios-1"

_THIS_LINE: Final = (400, 413, 422)
"""A refusal of these words, and of nothing else."""


class Studio(Protocol):
    """One provider's voices."""

    @property
    def name(self) -> str: ...

    @property
    def tariff(self) -> str:
        """What the price book calls it."""
        ...

    def voices(self, language: str) -> Sequence[Voice]: ...

    def size(self, text: str, voice: Voice) -> int:
        """How many bytes its request takes; `most` is what it may take."""
        ...

    @property
    def most(self) -> int: ...

    def letters(self, text: str) -> int:
        """How many it bills for a text."""
        ...

    def say(self, text: str, voice: Voice, how: Delivery, seed: int) -> Said:
        """48 kHz, one channel. Raises Unheard (nothing is billed) or Unanswered (nobody knows)."""
        ...


class Declined(Exception):
    """The purse does not let it. `lost`: this part alone, for it was asked for before and nobody knows the answer."""

    def __init__(self, sentence: str, *, lost: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.lost = sentence, lost


class Purse(Protocol):
    """The money side. A studio bills by letters; `what` names all that is asked for."""

    def bought(self, what: str) -> Said | None:
        """What was paid for before."""
        ...

    def hold(self, what: str, studio: Studio, letters: int) -> None:
        """Before it is asked for. Raises Declined."""
        ...

    def settle(self, what: str, said: Said | None, *, known: bool) -> None:
        """Nothing said is nothing billed, unless it is not `known`: then it counts as spent."""
        ...


class Hired:
    """Speaks with the first studio that can, else with the voices of this machine. `why`: nobody can be hired."""

    def __init__(
        self, studios: Sequence[Studio], purse: Purse, local: Speaker, *, why: str = "", patient: bool = False
    ) -> None:
        self._studios, self._purse, self._local = list(studios), purse, local
        self._why, self._patient = [why] if why else [], patient

    @property
    def version(self) -> str:
        who = (f"{studio.name} {studio.tariff}" for studio in self._studios)
        return "+".join((VERSION, *who, self._local.version))

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken:
        """Raises Busy where a studio is asked too often just now, and we have time."""
        if not speakable(line.text):
            return self._local.speak(line, language, voice, seed, to)
        trouble = list(self._why)
        for studio in tuple(self._studios):
            spoken = self._try(studio, line, language, voice, seed, to, trouble)
            if spoken is not None:
                return spoken
        said = self._local.speak(line, language, voice, seed, to)
        return replace(said, why=" ".join(trouble))

    def _try(
        self, studio: Studio, line: Line, language: str, voice: str, seed: int, to: Path, trouble: list[str]
    ) -> Spoken | None:
        how = directed(line.manner)
        try:
            chosen, warning = self._cast(studio, line, language, voice)
            said = [(part, self._part(studio, part, chosen, how, seed))
                    for part in parts(line.text, studio.most, lambda text: studio.size(text, chosen))]  # fmt: skip
        except Unheard as error:
            if error.status == 429 and self._patient:
                raise Busy(error.sentence) from None
            self._out(studio, error.sentence, trouble, only_now=error.status in _THIS_LINE)
            return None
        except Unanswered as error:
            self._out(studio, f"{error.sentence} It may be billed, and counts as spent.", trouble)
            return None
        except Declined as error:
            self._out(studio, error.sentence, trouble, only_now=error.lost)
            return None
        ms, words, timed = laid(said, how, line.text, to)
        credit = Credit(what="voice", title=chosen.name, author=studio.name, licence="by contract with its user")
        return Spoken(ms, studio.name, warning, words, timed, (credit,))

    def _cast(self, studio: Studio, line: Line, language: str, wish: str) -> tuple[Voice, str]:
        """The voice for a line, and what the narrator's friends should know. Looking for one costs nothing."""
        try:
            voices = studio.voices(language)
        except Unanswered as error:
            raise Unheard(error.sentence) from None
        chosen = cast(voices, language, wish, line.speaker)
        if chosen is None:
            raise Unheard(f"{studio.name} has no voice for the language {language!r}.")
        unknown = wish and not line.speaker and all(wish != each.name for each in voices)
        return chosen, f"{studio.name} has no voice called {wish!r}; {chosen.name} speaks instead." if unknown else ""

    def _out(self, studio: Studio, sentence: str, trouble: list[str], *, only_now: bool = False) -> None:
        trouble.append(sentence)
        if not only_now:
            self._studios.remove(studio)
            self._why.append(sentence)

    def _part(self, studio: Studio, part: str, voice: Voice, how: Delivery, seed: int) -> Said:
        asked = [studio.name, studio.tariff, voice.model_dump(mode="json"), how.model_dump(mode="json"), part, seed]
        what = f"voice-{fingerprint(asked)}"
        said = self._purse.bought(what)
        if said is not None:
            return said
        self._purse.hold(what, studio, studio.letters(part))
        try:
            said = studio.say(part, voice, how, seed)
        except Unheard:
            self._purse.settle(what, None, known=True)
            raise
        except Unanswered:
            self._purse.settle(what, None, known=False)
            raise
        self._purse.settle(what, said, known=True)
        return said
