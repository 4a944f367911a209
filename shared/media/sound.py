"""Sound as numbers: WAV files read and written in pieces, 48 kHz, never a whole film in memory.

The one rule: samples are floats between -1 and 1 while we work, 16 bit in the file; what is too loud is an error of
whoever made it, so writing clips and never wraps.
"""

import contextlib
import wave
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[Any]
    """Rows are moments, columns are channels."""

VERSION: Final = "sound-2"

RATE: Final = 48_000


def samples_of(ms: float) -> int:
    return round(ms * RATE / 1000)


class WavWriter:
    """Writes a 48 kHz WAV from float pieces."""

    def __init__(self, path: Path, channels: int) -> None:
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 (closed on exit)
        self._file.setnchannels(channels)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)
        self.channels = channels
        self.samples = 0

    def write(self, piece: "Samples") -> None:
        import numpy as np

        rows = piece.reshape(-1, self.channels)
        self._file.writeframesraw(np.clip(np.rint(rows * 32767), -32768, 32767).astype("<i2").tobytes())
        self.samples += len(rows)

    def silence(self, samples: int) -> None:
        step = RATE * 10
        for at in range(0, samples, step):
            part = min(step, samples - at)
            self._file.writeframesraw(bytes(2 * self.channels * part))
        self.samples += max(0, samples)

    @property
    def ms(self) -> int:
        return round(self.samples * 1000 / RATE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


class WavReader:
    """Reads any stretch of a 48 kHz 16 bit WAV as floats; beyond its end there is nothing."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = wave.open(str(path), "rb")  # noqa: SIM115 (closed by `close`)
        except (wave.Error, EOFError, OSError) as error:
            raise Permanent("sound_unreadable", f"{path.name} cannot be read as a WAV file ({error}).") from error
        if self._file.getframerate() != RATE or self._file.getsampwidth() != 2:
            self._file.close()
            raise Permanent("sound_unreadable", f"{path.name} is not a 48 kHz, 16 bit WAV file.")
        self.channels = self._file.getnchannels()
        self.samples = self._file.getnframes()

    def read(self, start: int, count: int) -> "Samples":
        import numpy as np

        start = max(0, start)
        count = max(0, min(count, self.samples - start))
        self._file.setpos(min(start, self.samples))
        raw = np.frombuffer(self._file.readframes(count), "<i2").reshape(-1, self.channels)
        return raw.astype(np.float32) / 32768

    def close(self) -> None:
        self._file.close()


class FloatReader:
    """A float WAV as ffmpeg writes it (stems, the mix before its master), in pieces."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.channels = self.rate = self.samples = self._start = 0
        with path.open("rb") as file:
            if file.read(4) == b"RIFF" and file.read(8)[4:] == b"WAVE":
                self._look(file, path.stat().st_size)
        if not self._start:
            raise Permanent("sound_unreadable", f"{path.name} is not a WAV file of floats.")

    def _look(self, file: BinaryIO, size: int) -> None:
        while len(head := file.read(8)) == 8:
            name, length = head[:4], int.from_bytes(head[4:], "little")
            if name == b"data":
                at = file.tell()
                rows = min(length, size - at) // (4 * self.channels) if self.channels else 0
                self._start, self.samples = (at, rows) if self.channels else (0, 0)
                return
            body = file.read(length + length % 2)
            if name == b"fmt " and body[:2] in (b"\x03\x00", b"\xfe\xff") and body[14:16] == b"\x20\x00":
                self.channels, self.rate = int.from_bytes(body[2:4], "little"), int.from_bytes(body[4:8], "little")

    def pieces(self, count: int = 10 * RATE) -> "Iterator[Samples]":
        import numpy as np

        left = self.samples
        with self._path.open("rb") as file:
            file.seek(self._start)
            while left > 0:
                rows = min(count, left)
                left -= rows
                yield np.frombuffer(file.read(4 * self.channels * rows), "<f4").reshape(-1, self.channels)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[WavReader]:
    reader = WavReader(path)
    try:
        yield reader
    finally:
        reader.close()


def wav_ms(path: Path) -> int:
    with reading(path) as reader:
        return round(reader.samples * 1000 / RATE)


def resampled(samples: "NDArray[Any]", factor: float) -> "NDArray[Any]":
    """One channel at another rate: `factor` times as many samples, by the spectrum, so that nothing folds back."""
    import numpy as np

    pad = 4096
    padded = np.pad(samples.astype(np.float64), (pad, pad + (-len(samples)) % 4800))
    long = round(len(padded) * factor)
    spectrum = np.fft.rfft(padded)
    kept = min(len(spectrum), long // 2 + 1)
    fitted = np.zeros(long // 2 + 1, complex)
    fitted[:kept] = spectrum[:kept]
    full = np.fft.irfft(fitted, long) * (long / len(padded))
    start = round(pad * factor)
    return full[start : start + round(len(samples) * factor)].astype(np.float32)
