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
    offset_ms: int = 0
    fade_in_ms: int = 0
    fade_out_ms: int = 0


def soundings(sounds: Sequence[Sound], fetch: Fetch) -> list[Sounding]:
    return [
        Sounding(
            sound.start_ms, sound.ms, partial(fetch, sound.source), offset_ms=sound.offset_ms,
            fade_in_ms=sound.fade_in_ms, fade_out_ms=sound.fade_out_ms,
        )
        for sound in sounds
    ]  # fmt: skip


class _Heard:
    """A sound that is open: from `at` to `end`, counted in the film's samples."""

    def __init__(self, sound: Sounding) -> None:
        self._sound = sound
        self._path = sound.bring()
        self._reader = WavReader(self._path)
        self._offset = samples_of(sound.offset_ms)
        self.at = samples_of(sound.start_ms)
        self.end = self.at + min(samples_of(sound.ms), self._reader.samples - self._offset)

    def read(self, first: int, last: int) -> "NDArray[Any]":
        samples = self._reader.read(first - self.at + self._offset, last - first)
        come, go = samples_of(self._sound.fade_in_ms), samples_of(self._sound.fade_out_ms)
        if come and first < self.at + come:
            samples *= _way(first - self.at, len(samples), come)
        if go and last > self.end - go:
            samples *= _way(self.end - last, len(samples), go)[::-1]
        return samples

    def close(self) -> None:
        self._reader.close()

    def throw_away(self) -> None:
        if self._sound.temporary:
            self._path.unlink(missing_ok=True)


def _way(start: int, count: int, whole: int) -> "NDArray[Any]":
    """How far a sound has come in. Two that go over into each other so are as loud together as each alone."""
    import numpy as np

    way = np.clip((np.arange(start, start + count, dtype=np.float32) + 0.5) / whole, 0, 1)
    return np.asarray(np.sin(way * (np.pi / 2))[:, None])


@dataclass(slots=True)
class _Track:
    """One line of sounds, in the order of their starts."""

    sounds: Sequence[Sounding]
    channels: int
    _next: int = 0
    _open: list[_Heard] = field(default_factory=list)

    def piece(self, start: int, count: int) -> "NDArray[Any]":
        import numpy as np

        while self._next < len(self.sounds) and samples_of(self.sounds[self._next].start_ms) < start + count:
            self._open.append(_Heard(self.sounds[self._next]))
            self._next += 1
        out = np.zeros((count, self.channels), np.float32)
        for sound in self._open:
            first, last = max(sound.at, start), min(sound.end, start + count)
            if last > first:
                out[first - start : last - start] += _fitted(sound.read(first, last), self.channels)
        self._close(before=start + count)
        return out

    def _close(self, before: int) -> None:
        over = [sound for sound in self._open if sound.end <= before]
        self._open = [sound for sound in self._open if sound.end > before]
        for sound in over:
            sound.close()
            sound.throw_away()

    def end(self) -> None:
        for sound in self._open:
            sound.close()


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
