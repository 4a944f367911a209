"""A recorded sound made fit for a scene: decoded, without the silence before it, as loud as any other.

The one rule: what cannot be decoded, or is silent, is not there.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.media import ffmpeg
from shared.media.sound import RATE, reading
from shared.model.errors import Permanent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mono = NDArray[np.float32]

LONGEST_S: Final = 12
_PEAK: Final = 0.8
_LOUDEST: Final = 0.2


def fitted(file: Path, scratch: Path) -> "Mono | None":
    import numpy as np

    plain = scratch / "recorded.wav"
    try:
        ffmpeg.run(["-i", file, "-vn", "-t", str(LONGEST_S), "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le", plain],
                   timeout_s=60)  # fmt: skip
    except Permanent:
        return None
    with reading(plain) as heard:
        wave = heard.read(0, heard.samples)[:, 0]
    peak = float(np.max(np.abs(wave), initial=0.0))
    if peak < 0.003:
        return None
    first = int(np.argmax(np.abs(wave) > 0.03 * peak))
    wave = wave[max(0, first - RATE // 200) :]
    window = RATE // 20
    padded = np.pad(wave, (0, -len(wave) % window)).reshape(-1, window)
    loudest = float(np.sqrt(np.max((padded**2).mean(axis=1))))
    return (wave * min(_PEAK / peak, _LOUDEST / max(loudest, 1e-9))).astype(np.float32)
