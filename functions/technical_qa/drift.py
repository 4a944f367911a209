"""Whether captions stand where somebody speaks: their times laid along the loudness of the film's speech.

The one rule: it says how far captions are off only where speech can be told from the rest; else it says nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.media.sound import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "drift-1"

STEP_MS: Final = 20
_REACH: Final = 3000 // STEP_MS
"""Captions are looked for this far from where they stand."""

_SURE: Final = 0.5
_BETTER: Final = 0.2
"""Another place has to fit so much better than where the captions stand."""

_NEAR: Final = 200 // STEP_MS
_WINDOW_MS: Final = 45_000


@dataclass(frozen=True, slots=True)
class Lag:
    """Between these moments captions come `ms` too late (too early, if it is negative)."""

    start_ms: int
    end_ms: int
    ms: int


def lags(speech_db: "NDArray[Any]", captions: Sequence[tuple[int, int]]) -> list[Lag]:
    """One for each stretch of the film in which that can be told."""
    found = []
    for start, end in _windows(captions, len(speech_db) * STEP_MS):
        lag = _lag(speech_db, captions, start, end)
        if lag is not None:
            found.append(Lag(start, end, lag))
    return found


def _windows(captions: Sequence[tuple[int, int]], length_ms: int) -> Iterator[tuple[int, int]]:
    count = max(1, round(length_ms / _WINDOW_MS))
    for number in range(count):
        start, end = length_ms * number // count, length_ms * (number + 1) // count
        if any(start <= begin < end for begin, _ in captions):
            yield start, end


def _lag(speech_db: "NDArray[Any]", captions: Sequence[tuple[int, int]], start_ms: int, end_ms: int) -> int | None:
    import numpy as np

    first, last = start_ms // STEP_MS, min(end_ms // STEP_MS, len(speech_db))
    said = np.zeros(len(speech_db) + 2 * _REACH)
    for begin, end in captions:
        said[_REACH + begin // STEP_MS : _REACH + end // STEP_MS] = 1
    floor = np.percentile(speech_db[first:last], 10)
    heard = np.clip(speech_db[first:last] - floor, 0, 25)
    heard = heard - heard.mean()
    power = float(np.sqrt((heard**2).sum()))
    best, at, here = -1.0, 0, -1.0
    for shift in range(-_REACH, _REACH + 1):
        part = said[_REACH + first + shift : _REACH + last + shift]
        spread = part - part.mean()
        weight = float(np.sqrt((spread**2).sum())) * power
        score = float((heard * spread).sum()) / weight if weight > 0 else -1.0
        if shift == 0:
            here = score
        if score > best:
            best, at = score, shift
    return at * STEP_MS if best >= _SURE and (abs(at) <= _NEAR or best - here >= _BETTER) else None


def loudness_of(pieces: "Iterable[NDArray[Any]]") -> "NDArray[Any]":
    """The same curve from a voice alone, 48 kHz, which knows better than any film."""
    import numpy as np

    block, rest, found = RATE * STEP_MS // 1000, np.zeros(0, np.float32), [np.zeros(0)]
    for piece in pieces:
        mono = np.concatenate([rest, piece.mean(axis=1)])
        whole = len(mono) // block * block
        rest = mono[whole:]
        power = (mono[:whole].reshape(-1, block).astype(np.float64) ** 2).mean(axis=1)
        found.append(10 * np.log10(power + 1e-9))
    return np.concatenate(found)
