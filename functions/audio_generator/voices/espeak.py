"""Any other language by espeak-ng: synthetic, small, quick. The voice of last resort.

The one rule: the library keeps one voice for the whole process, so one sentence is spoken at a time.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import accumulate, takewhile
from typing import Any, ClassVar, Final

from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice
from shared.media.sound import RATE, resampled
from shared.model.errors import Permanent

VERSION: Final = "espeak-2"

LANGUAGES: Final = (
    "en fr es it pt de nl sv da nb fi pl cs sk hu ro bg el ru uk tr ar fa hi bn ta te ur id vi ko zh ja ca eu gl hr sr "
    "sl lt lv et he sw th"
).split()
_KINDS: Final = (("m", "m3"), ("f", "f2"), ("m", "m7"), ("f", "f4"))
_WORDS_A_MINUTE: Final = 160
_SPEAKING = threading.Lock()
_HEARD: list[bytes] = []
_BEGUN: list[tuple[int, int]] = []
"""Which letter a word begins with, and on which sample."""


def voices() -> tuple[Voice, ...]:
    if find_spec("espeakng_loader") is None:
        return ()
    return tuple(
        Voice(name=f"espeak-{language}-{kind}", language=language, engine="espeak", model=f"{language}+{kind}",
              gender="f" if gender == "f" else "m", quality=0)
        for language in LANGUAGES
        for gender, kind in _KINDS
    )  # fmt: skip


def speak(sentence: str, voice: Voice, pace: float, seed: int) -> Said:
    import numpy as np

    with _SPEAKING, _library() as (library, rate):
        language, kind = voice.model.split("+")
        if library.espeak_SetVoiceByName(f"{_NAMES.get(language, language)}+{kind}".encode()) != 0:
            raise Permanent("no_voice", f"The synthetic voice does not speak {language!r}.")
        library.espeak_SetParameter(1, round(_WORDS_A_MINUTE * pace), 0)
        _HEARD.clear()
        _BEGUN.clear()
        words = sentence.encode()
        library.espeak_Synth(words, len(words) + 1, 0, 0, 0, 1, None, None)
        library.espeak_Synchronize()
        raw, begun = b"".join(_HEARD), list(_BEGUN)
    samples = np.frombuffer(raw, "<i2").astype(np.float32) / 32768
    if not len(samples):
        return Said(samples)
    factor = RATE / rate
    return Said(resampled(samples, factor), _words(sentence, begun, len(samples), factor))


def _words(sentence: str, begun: list[tuple[int, int]], total: int, factor: float) -> list[tuple[int, int]] | None:
    """The library tells where a word begins, in the text and in the sound; it ends where the next one begins."""
    if not begun:
        return None
    starts: list[int] = []
    at = 0
    for word in sentence.split():
        at = sentence.index(word, at)
        own = [sample for letter, sample in begun if at <= letter < at + len(word)]
        starts.append(own[0] if own else (starts[-1] if starts else begun[0][1]))
        at += len(word)
    starts = list(accumulate(starts, max))
    return [
        (round(start * factor), round(end * factor)) for start, end in zip(starts, [*starts[1:], total], strict=True)
    ]


_NAMES: Final = {"en": "en-us", "fr": "fr", "zh": "cmn", "pt": "pt-br"}


class _Event(ctypes.Structure):
    _fields_: ClassVar = [
        ("type", ctypes.c_int), ("identifier", ctypes.c_uint), ("letter", ctypes.c_int), ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int), ("sample", ctypes.c_int), ("data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    ]  # fmt: skip


_WORD, _LAST = 1, 0
_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def _hear(samples: Any, count: int, events: Any) -> int:
    if samples and count > 0:
        _HEARD.append(ctypes.string_at(samples, 2 * count))
    told = takewhile(lambda event: event.type != _LAST, iter(events)) if events else ()
    _BEGUN.extend((event.letter - 1, event.sample) for event in told if event.type == _WORD)
    return 0


_LISTENER: Final = _Heard(_hear)  # kept, because the library keeps its address


@contextmanager
def _library() -> Iterator[tuple[Any, int]]:
    """The library and its rate, for one sentence. It is let go afterwards, because the trembling of its voices would go
    on from one sentence to the next: a sentence has to sound the same whatever was said before it."""
    import _ctypes

    import espeakng_loader

    path = espeakng_loader.get_library_path()
    held = _ctypes.dlopen(path, 2)
    library = ctypes.CDLL(path, handle=held)
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p,
        ctypes.c_void_p,
    ]  # fmt: skip
    rate = int(library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000))
    if rate <= 0:
        raise Permanent("voice_damaged", "The synthetic voice cannot start.", "Install the extra `voices` again.")
    library.espeak_SetSynthCallback(_LISTENER)
    try:
        yield library, rate
    finally:
        library.espeak_Terminate()
        _ctypes.dlclose(held)
