"""Any other language by espeak-ng: synthetic, small, quick. The voice of last resort.

The one rule: the library keeps one voice for the whole process, so one sentence is spoken at a time.
"""

import ctypes
import threading
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from functions.audio_generator.voices.casting import Voice
from shared.media.sound import RATE, resampled
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "espeak-1"

LANGUAGES: Final = (
    "en fr es it pt de nl sv da nb fi pl cs sk hu ro bg el ru uk tr ar fa hi bn ta te ur id vi ko zh ja ca eu gl hr sr "
    "sl lt lv et he sw th"
).split()
_KINDS: Final = (("m", "m3"), ("f", "f2"), ("m", "m7"), ("f", "f4"))
_WORDS_A_MINUTE: Final = 160
_SPEAKING = threading.Lock()
_HEARD: list[bytes] = []


def voices() -> tuple[Voice, ...]:
    if find_spec("espeakng_loader") is None:
        return ()
    return tuple(
        Voice(name=f"espeak-{language}-{kind}", language=language, engine="espeak", model=f"{language}+{kind}",
              gender="f" if gender == "f" else "m", quality=0)
        for language in LANGUAGES
        for gender, kind in _KINDS
    )  # fmt: skip


def speak(sentence: str, voice: Voice, pace: float, seed: int) -> "NDArray[Any]":
    import numpy as np

    with _SPEAKING:
        library, rate = _library()
        language, kind = voice.model.split("+")
        if library.espeak_SetVoiceByName(f"{_NAMES.get(language, language)}+{kind}".encode()) != 0:
            raise Permanent("no_voice", f"The synthetic voice does not speak {language!r}.")
        library.espeak_SetParameter(1, round(_WORDS_A_MINUTE * pace), 0)
        _HEARD.clear()
        words = sentence.encode()
        library.espeak_Synth(words, len(words) + 1, 0, 0, 0, 1, None, None)
        library.espeak_Synchronize()
        raw = b"".join(_HEARD)
    samples = np.frombuffer(raw, "<i2").astype(np.float32) / 32768
    return resampled(samples, RATE / rate) if len(samples) else samples


_NAMES: Final = {"en": "en-us", "fr": "fr", "zh": "cmn", "pt": "pt-br"}

_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def _hear(samples: Any, count: int, events: Any) -> int:
    if samples and count > 0:
        _HEARD.append(ctypes.string_at(samples, 2 * count))
    return 0


_LISTENER: Final = _Heard(_hear)  # kept, because the library keeps its address


@lru_cache(maxsize=1)
def _library() -> tuple[Any, int]:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p,
        ctypes.c_void_p,
    ]  # fmt: skip
    rate = int(library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000))
    if rate <= 0:
        raise Permanent("voice_damaged", "The synthetic voice cannot start.", "Install the extra `voices` again.")
    library.espeak_SetSynthCallback(_LISTENER)
    return library, rate
