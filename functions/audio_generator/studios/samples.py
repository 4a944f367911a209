"""What a provider sent as sound, as samples of ours: 48 kHz, one channel, floats.

The one rule: what is no sound raises ValueError, and never becomes silence.
"""

import io
import wave
from typing import TYPE_CHECKING, Any

from shared.media.sound import RATE, resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray


def decoded(content: bytes) -> "NDArray[Any]":
    """A WAV of 16 bits."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2 or not file.getnframes():
                raise ValueError("no 16-bit sound")
            return plain(file.readframes(file.getnframes()), file.getframerate(), file.getnchannels())
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error)) from None


def plain(content: bytes, rate: int, channels: int = 1) -> "NDArray[Any]":
    """Samples of 16 bits without a header."""
    import numpy as np

    if len(content) < 2 * channels or len(content) % (2 * channels):
        raise ValueError("half a sample")
    samples = np.frombuffer(content, "<i2").reshape(-1, channels).mean(axis=1).astype(np.float32) / 32768
    return samples if rate == RATE else resampled(samples, RATE / rate)
