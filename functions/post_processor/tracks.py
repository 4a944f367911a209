"""The sound before the mix: voices, music and effects laid on their places, five channels side by side.

The one rule: it is poured in pieces of two seconds; only what sounds in a piece is open, so that a film with a thousand
lines needs no more memory than one with three.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shared.media.sound import RATE, WavReader, samples_of
from shared.model.timeline import Sound

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIECE: Final = 2 * RATE
CHANNELS: Final = 5
"""Voice, music left and right, effects left and right."""


Fetch = Callable[[str], Path]


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sound in the film. `bring` fetches its WAV when its time comes; `temporary` ones go when it is over."""

    start_ms: int
    ms: int
    bring: Callable[[], Path]
    temporary: bool = True


def soundings(sounds: Sequence[Sound], fetch: Fetch) -> list[Sounding]:
    return [Sounding(sound.start_ms, sound.ms, partial(fetch, sound.source)) for sound in sounds]


@dataclass(slots=True)
class _Track:
    """One line of sounds, in the order of their starts."""

    sounds: Sequence[Sounding]
    channels: int
    _next: int = 0
    _open: list[tuple[int, int, WavReader, Path, bool]] = field(default_factory=list)

    def piece(self, start: int, count: int) -> "NDArray[Any]":
        import numpy as np

        while self._next < len(self.sounds) and samples_of(self.sounds[self._next].start_ms) < start + count:
            sound = self.sounds[self._next]
            self._next += 1
            path = sound.bring()
            reader = WavReader(path)
            self._open.append((samples_of(sound.start_ms), samples_of(sound.ms), reader, path, sound.temporary))
        out = np.zeros((count, self.channels), np.float32)
        for at, long, reader, _, _ in self._open:
            first, last = max(at, start), min(at + min(long, reader.samples), start + count)
            if last > first:
                out[first - start : last - start] += _fitted(reader.read(first - at, last - first), self.channels)
        self._close(before=start + count)
        return out

    def _close(self, before: int) -> None:
        still = []
        for entry in self._open:
            at, long, reader, path, temporary = entry
            if at + min(long, reader.samples) > before:
                still.append(entry)
                continue
            reader.close()
            if temporary:
                path.unlink(missing_ok=True)
        self._open = still

    def end(self) -> None:
        for _, _, reader, _, _ in self._open:
            reader.close()


def poured(
    voices: Sequence[Sounding], music: Sequence[Sounding], effects: Sequence[Sounding], total: int
) -> Iterator[bytes]:
    """32 bit floats, `CHANNELS` at a time, exactly `total` moments."""
    import numpy as np

    def ordered(sounds: Sequence[Sounding]) -> list[Sounding]:
        return sorted(sounds, key=lambda sound: sound.start_ms)

    tracks = (_Track(ordered(voices), 1), _Track(ordered(music), 2), _Track(ordered(effects), 2))
    try:
        for start in range(0, total, PIECE):
            count = min(PIECE, total - start)
            parts = [track.piece(start, count) for track in tracks]
            yield np.ascontiguousarray(np.concatenate(parts, axis=1), "<f4").tobytes()
    finally:
        for track in tracks:
            track.end()


def _fitted(samples: "NDArray[Any]", channels: int) -> "NDArray[Any]":
    import numpy as np

    if samples.shape[1] == channels:
        return samples
    if channels == 1:
        return np.asarray(samples.mean(axis=1, keepdims=True))
    return np.repeat(samples[:, :1], channels, axis=1)
