"""The raw stuff of effects: shaped noise, tones and bursts, as arrays of 48 kHz samples.

The one rule: everything is a function of its numbers and a generator that the caller seeded.
"""

import math
from typing import TYPE_CHECKING

from shared.media.sound import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mono = NDArray[np.float32]
    Dice = np.random.Generator


def band(dice: "Dice", count: int, low: float, high: float, *, tilt: float = 0.0) -> "Mono":
    """Noise between two frequencies, at level 1 (root mean square). It repeats without a seam. `tilt` -1 is pink,
    -2 is brown."""
    import numpy as np

    spectrum = np.fft.rfft(dice.standard_normal(count))
    pitch = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1.0)
    shape = 1 / (1 + (low / pitch) ** 4) / (1 + (pitch / high) ** 4) * (pitch / 1000) ** (tilt / 2)
    wave = np.fft.irfft(spectrum * shape, count)
    return (wave / max(1e-9, math.sqrt(float(np.mean(wave**2))))).astype(np.float32)


def swell(dice: "Dice", count: int, seconds: float, low: float) -> "Mono":
    """A slow coming and going between `low` and 1, without a seam either."""
    import numpy as np

    cycles = max(1, round(count / RATE / seconds))
    at = np.arange(count) / count * math.tau
    waves = [np.sin(at * cycles * k + dice.uniform(0, math.tau)) / k for k in (1, 2, 3)]
    wave = np.sum(waves, axis=0)
    wave = (wave - np.min(wave)) / max(1e-9, float(np.ptp(wave)))
    return np.asarray(low + (1 - low) * wave, np.float32)


def fall(count: int, seconds: float, attack: float = 0.003) -> "Mono":
    """A quick start and an exponential end; the last samples are silent."""
    import numpy as np

    time = np.arange(count, dtype=np.float32) / RATE
    shape = np.exp(-time / seconds) * np.minimum(1.0, time / attack)
    edge = min(count, RATE // 50)
    shape[count - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return shape.astype(np.float32)


def arch(count: int, peak: float = 0.5) -> "Mono":
    """Up and down again; `peak` tells where the top is."""
    import numpy as np

    at = np.linspace(0, 1, count)
    up, down = at / max(peak, 1e-6), (1 - at) / max(1 - peak, 1e-6)
    return (np.sin(np.minimum(1, np.minimum(up, down)) * math.pi / 2) ** 2).astype(np.float32)


def tone(count: int, start: float, end: float | None = None, *, harmonics: tuple[float, ...] = (1.0,)) -> "Mono":
    """A tone that glides from one frequency to another."""
    import numpy as np

    course = np.linspace(start, start if end is None else end, count)
    phase = np.cumsum(course) * (math.tau / RATE)
    wave = sum(strength * np.sin(phase * (number + 1)) for number, strength in enumerate(harmonics))
    return np.asarray(wave / sum(harmonics), np.float32)


def placed(count: int, parts: "list[tuple[int, Mono]]") -> "Mono":
    """Sounds laid on a stretch of silence at their first samples."""
    import numpy as np

    out = np.zeros(count, np.float32)
    for at, part in parts:
        if 0 <= at < count:
            long = min(len(part), count - at)
            out[at : at + long] += part[:long]
    return out


def stereo(left: "Mono", right: "Mono") -> "NDArray[np.float32]":
    import numpy as np

    return np.stack([left, right], 1)
