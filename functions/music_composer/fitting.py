"""Music that somebody else made, fitted to the film: as long as the picture, silent where silence is asked for.

The one rule: a track that is too short is repeated over a cross-fade, one that is too long goes out with the picture;
what cannot be decoded raises, and never becomes silence.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shared.media import ffmpeg
from shared.media.sound import RATE, WavReader, WavWriter, reading, samples_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "fitting-1"
_BLOCK: Final = 4 * RATE
_CROSS: Final = 2 * RATE
_OUT: Final = 3 * RATE
_EDGE: Final = RATE // 2
_LEVEL: Final = 0.12
"""Root mean square of what our own composer plays: the mix relies on it."""


def fitted(track: Path, sections: Sequence[tuple[int, bool]], to: Path, scratch: Path) -> None:
    """`sections`: how long each scene is, and whether there is music in it. A 48 kHz stereo WAV, to the sample."""
    import numpy as np

    plain = scratch / "track.wav"
    ffmpeg.run(["-i", track, "-vn", "-ac", "2", "-ar", str(RATE), "-c:a", "pcm_s16le", plain], timeout_s=300)
    total = samples_of(sum(ms for ms, _ in sections))
    with reading(plain) as heard, WavWriter(to, 2) as out:
        gain = _LEVEL / max(_loud(heard), 1e-4)
        for start in range(0, total, _BLOCK):
            count = min(_BLOCK, total - start)
            block = _looped(heard, start, count) * gain * _heard(sections, start, count, total)[:, None]
            out.write(np.tanh(block).astype(np.float32))


def _loud(heard: WavReader) -> float:
    import numpy as np

    power = [float((heard.read(at, _BLOCK) ** 2).mean()) for at in range(0, heard.samples, _BLOCK)]
    return float(np.sqrt(max(power, default=0.0)))


def _looped(heard: WavReader, start: int, count: int) -> "NDArray[Any]":
    """Round after round, each beginning while the one before goes out."""
    import numpy as np

    cross = min(_CROSS, heard.samples // 4)
    step = max(1, heard.samples - cross)
    out = np.zeros((count, 2), np.float32)
    first = max(0, (start - heard.samples) // step)
    for turn in range(first, (start + count) // step + 1):
        begun = turn * step
        low, high = max(start, begun), min(start + count, begun + heard.samples)
        if high <= low:
            continue
        piece = heard.read(low - begun, high - low)
        at = np.arange(low - begun, low - begun + len(piece))
        rise = np.clip(at / max(1, cross), 0, 1) if turn else np.ones(len(at))
        fall = np.clip((heard.samples - at) / max(1, cross), 0, 1)
        out[low - start : low - start + len(piece)] += (
            piece * (np.sin(rise * np.pi / 2) * np.sin(fall * np.pi / 2))[:, None]
        )
    return out


def _heard(sections: Sequence[tuple[int, bool]], start: int, count: int, total: int) -> "NDArray[Any]":
    """One where there is music, soft at its edges; it goes out with the picture."""
    import numpy as np

    at = np.arange(start, start + count)
    loud = np.zeros(count)
    for first, last in _stretches(sections):
        edge = max(1, min(_EDGE, (last - first) // 4))
        loud = np.maximum(loud, np.clip(np.minimum(at - first, last - at) / edge, 0, 1))
    return loud * np.clip((total - 1 - at) / max(1, min(_OUT, total // 3)), 0, 1)


def _stretches(sections: Sequence[tuple[int, bool]]) -> Iterator[tuple[int, int]]:
    """Neighbouring scenes with music are one stretch."""
    passed, begun = 0, -1
    for ms, music in (*sections, (0, False)):
        if music and begun < 0:
            begun = passed
        elif not music and begun >= 0:
            yield samples_of(begun), samples_of(passed)
            begun = -1
        passed += ms
