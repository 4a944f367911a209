"""What sounds: a few instruments made of sines and tables, and the room they stand in.

The one rule: a note is an array that starts and ends at zero, computed from its numbers alone.
"""

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from shared.media.sound import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mono = NDArray[Any]
    Stereo = NDArray[Any]

_TABLE: Final = 1 << 14


def hertz(note: float) -> float:
    return 440.0 * math.pow(2.0, (note - 69) / 12)


@lru_cache(maxsize=16)
def _table(kind: str) -> "Mono":
    """One cycle of a sound."""
    import numpy as np

    phase = np.arange(_TABLE) / _TABLE * math.tau
    recipes = {
        "sine": {1: 1.0},
        "soft": {1: 1.0, 2: 0.42, 3: 0.22, 4: 0.11, 5: 0.06, 6: 0.03},
        "reed": {1: 1.0, 2: 0.6, 3: 0.45, 4: 0.28, 5: 0.2, 6: 0.13, 7: 0.09, 8: 0.06, 9: 0.04},
        "bass": {1: 1.0, 2: 0.35, 3: 0.1},
    }
    wave = np.zeros(_TABLE)
    for harmonic, strength in recipes[kind].items():
        wave += strength * np.sin(harmonic * phase)
    return np.asarray(wave / np.abs(wave).max(), np.float32)


def _cycles(kind: str, frequency: float, count: int, start: float = 0.0, vibrato: float = 0.0) -> "Mono":
    import numpy as np

    time = np.arange(count, dtype=np.float64)
    phase = time * (frequency / RATE) + start
    if vibrato:
        depth = vibrato * np.minimum(1.0, time / (0.5 * RATE))
        phase += depth * np.sin(time * (math.tau * 5.1 / RATE)) * frequency / RATE * 9
    return np.take(_table(kind), (phase * _TABLE).astype(np.int64) & (_TABLE - 1))


def _shape(count: int, attack: float, release: float) -> "Mono":
    """Rises, stays, falls; lengths in seconds."""
    import numpy as np

    shape = np.ones(count, np.float32)
    up, down = min(count // 2, round(attack * RATE)), min(count // 2, round(release * RATE))
    if up:
        shape[:up] = np.sin(np.linspace(0, math.pi / 2, up)) ** 2
    if down:
        shape[count - down :] *= np.cos(np.linspace(0, math.pi / 2, down)) ** 2
    return shape


def pad(note: float, seconds: float, strength: float) -> "Stereo":
    import numpy as np

    count = round((seconds + 1.1) * RATE)
    shape = _shape(count, min(0.9, seconds * 0.4), 1.3) * strength
    base = hertz(note)
    middle = _cycles("soft", base, count)
    left = middle + _cycles("soft", base * 1.0031, count, 0.3)
    right = middle + _cycles("soft", base * 0.9971, count, 0.6)
    return np.stack([left * shape, right * shape], 1) * np.float32(0.5)


def strings(note: float, seconds: float, strength: float) -> "Stereo":
    import numpy as np

    count = round((seconds + 0.35) * RATE)
    shape = _shape(count, min(0.14, seconds * 0.3), 0.4) * strength
    left = _cycles("reed", hertz(note) * 1.0015, count, 0.1, 0.02)
    right = _cycles("reed", hertz(note) * 0.9986, count, 0.4, 0.02)
    return np.stack([left * shape, right * shape], 1) * np.float32(0.6)


def struck(note: float, seconds: float, strength: float, *, kind: str) -> "Stereo":
    """Piano, plucked string or bell: partials that die away, the high ones first."""
    import numpy as np

    long, fall, partials = {
        "piano": (max(seconds + 0.8, 2.2), 1.5,
                  ((1, 1.0), (2.003, 0.5), (3.01, 0.28), (4.03, 0.16), (5.06, 0.08), (6.1, 0.05))),
        "pluck": (1.1, 4.5, ((1, 1.0), (2, 0.55), (3, 0.3), (4, 0.18), (5, 0.1))),
        "bell": (3.4, 1.1, ((1, 1.0), (2.76, 0.4), (5.4, 0.18), (8.93, 0.07))),
    }[kind]  # fmt: skip
    count = round(long * RATE)
    time = np.arange(count, dtype=np.float32) / RATE
    frequency = hertz(note)
    wave = np.zeros(count, np.float32)
    for multiple, loud in partials:
        if frequency * multiple < 12_000:
            wave += (
                _cycles("sine", frequency * multiple, count)
                * np.exp(-time * (fall * (0.7 + 0.3 * multiple)))
                * np.float32(loud)
            )
    wave *= _shape(count, 0.004 if kind != "bell" else 0.008, 0.08) * np.float32(strength * 0.55)
    side = np.float32(0.5 + max(-0.3, min(0.3, (note - 66) / 60)))
    return np.stack([wave * (1 - side) * 2, wave * side * 2], 1) * np.float32(0.8)


def bass(note: float, seconds: float, strength: float) -> "Stereo":
    import numpy as np

    count = round((seconds + 0.1) * RATE)
    wave = _cycles("bass", hertz(note), count) * _shape(count, 0.02, min(0.4, seconds * 0.5)) * np.float32(strength)
    return np.stack([wave, wave], 1) * np.float32(0.7)


def drum(strength: float) -> "Stereo":
    """A large soft drum, far away."""
    import numpy as np

    time = np.arange(round(0.7 * RATE), dtype=np.float64) / RATE
    sweep = 46 * time + 34 * (1 - np.exp(-time * 22)) / 22
    wave = (np.sin(math.tau * sweep) * np.exp(-time * 6.5) * strength).astype(np.float32)
    wave *= _shape(len(wave), 0.003, 0.1)
    return np.stack([wave, wave], 1)


def shaker(strength: float, seed: int) -> "Stereo":
    import numpy as np

    count = round(0.09 * RATE)
    noise = np.diff(np.random.default_rng(seed).standard_normal(count + 1)).astype(np.float32)
    wave = noise * np.exp(-np.arange(count, dtype=np.float32) / (0.018 * RATE)) * np.float32(strength * 0.12)
    wave *= _shape(count, 0.002, 0.01)
    return np.stack([wave * 0.8, wave], 1)


@lru_cache(maxsize=1)
def room() -> "Stereo":
    """The answer of a hall of 2.2 seconds: noise that fades, darker as it fades, different in each ear."""
    import numpy as np

    count = round(2.2 * RATE)
    time = np.arange(count) / RATE
    noise = np.random.default_rng(20_24).standard_normal((count, 2))
    spectrum = np.fft.rfft(noise, axis=0)
    pitch = np.fft.rfftfreq(count, 1 / RATE)[:, None]
    bright = np.fft.irfft(spectrum / (1 + (pitch / 3800) ** 2) * (pitch > 160), count, axis=0)
    dark = np.fft.irfft(spectrum / (1 + (pitch / 1100) ** 2) * (pitch > 120), count, axis=0)
    answer = bright * np.exp(-time * 7.5)[:, None] + dark * np.exp(-time * 2.9)[:, None]
    answer[: round(0.012 * RATE)] = 0
    return np.asarray(answer / np.sqrt((answer**2).sum(axis=0)), np.float32)
