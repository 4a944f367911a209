"""What the fakes of voices and of music deliver: tones in place of words, a chord in place of a score.

The one rule: a word lasts as long as it is told to, so that whoever listens knows where it stands.
"""

import io
import wave
from pathlib import Path
from typing import Final

WORD_S: Final = 0.3


def hum(words: int, rate: int) -> bytes:
    """Samples of 16 bits: a tone for each word, a little silence between."""
    import numpy as np

    at = np.arange(round(max(words, 1) * WORD_S * rate)) / rate
    loud = (at % WORD_S) < WORD_S - 0.06
    return bytes((8000 * loud * np.sin(at * 900)).astype("<i2").tobytes())


def as_wav(samples: bytes, rate: int, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def tune(shelf: Path, seconds: float, kind: str = "mp3") -> bytes:
    """A chord of that length, made once."""
    import subprocess

    from imageio_ffmpeg import get_ffmpeg_exe

    shelf.mkdir(parents=True, exist_ok=True)
    place = shelf / f"tune-{seconds:g}.{kind}"
    if not place.exists():
        part = place.with_name(f"part-{place.name}")
        source = f"aevalsrc=0.2*sin(440*t)+0.2*sin(550*t)+0.2*sin(660*t):s=44100:d={seconds:g}"
        command = [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", source, "-ac", "2", str(part)]
        subprocess.run(command, check=True, timeout=120)
        part.rename(place)
    return place.read_bytes()
