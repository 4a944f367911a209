"""The master: the mix made as loud as it should be, limited, encoded, and measured until the finished file is right.

The one rule: the true peak is measured on the encoded sound, because encoding makes peaks that the mix did not have.
"""

from pathlib import Path
from typing import Any, Final

from pydantic import Field

from shared.media import ffmpeg
from shared.media.loudness import Loudness, measure
from shared.media.sound import RATE
from shared.model.base import Frozen

VERSION: Final = f"master-2+{ffmpeg.VERSION}"

TARGETS: Final = {"web": -16.0, "broadcast": -23.0}
TARGET_LUFS: Final = TARGETS["web"]
CEILING_DB: Final = -1.0
"""No true peak above this in the delivered file."""

_AIM_DB: Final = CEILING_DB - 0.1
"""The measure speaks in tenths: what it calls this is below the ceiling, however it was rounded."""

METHOD: Final = "two passes, one gain for the whole film and a true-peak limiter (linear; never dynamic)"

_NEAR_ENOUGH_LU: Final = 0.2
_MOST_GAIN_DB: Final = 24.0
"""A film of nothing but room tone stays quiet: raising it further would make a noise of it."""

_ROUNDS: Final = 9

EXACT: Final = {"map_metadata": -1, "fflags": "+bitexact", "flags:a": "+bitexact"}
"""No dates, hosts and names of libraries: the same work gives the same bytes."""


class Mastered(Frozen):
    """The finished sound and what was measured on it; and the stems, where they were asked for."""

    lufs: float
    true_peak_db: float
    rounds: int
    gain_db: float
    limit_db: float
    target_lufs: float = TARGET_LUFS
    range_lu: float = 0.0
    method: str = METHOD
    stems: dict[str, Path] = Field(default_factory=dict)
    null_db: float | None = None  # what is left when the stems are taken from the mix, against the mix

    def report(self) -> dict[str, Any]:
        """The numbers alone, for a result."""
        return self.model_dump(mode="json", exclude={"stems"})


def mastered(
    blend: Path, before: Loudness, to: Path, total: int, target: float, timeout_s: float, check: ffmpeg.Check | None
) -> Mastered:
    """Gain, limit, encode, measure the file; correct and repeat until loudness and peak are right. `before`: how loud
    the mix is that it begins with."""
    gain = 0.0 if before.silent else min(_MOST_GAIN_DB, target - before.lufs)
    limit = -2.0

    def limiter() -> dict[str, Any] | None:
        """None where no peak comes near it."""
        return _limiter(limit) if before.true_peak_db + gain > limit else None

    if limiter():
        gain += _short(_rehearsed(blend, gain, limit, timeout_s, check), target, gain)
    heard, rounds = before, 0
    while rounds < _ROUNDS:
        rounds += 1
        _encode(blend, to, total, gain, limiter(), timeout_s, check)
        heard = measure(to, timeout_s=timeout_s, check=check)
        too_loud = heard.true_peak_db - _AIM_DB
        short = _short(heard, target, gain)
        if too_loud <= 0 and abs(short) <= _NEAR_ENOUGH_LU:
            break
        if too_loud > 0:
            limit = min(limit, before.true_peak_db + gain) - too_loud - 0.1
        gain += short
    return Mastered(
        lufs=heard.lufs, true_peak_db=heard.true_peak_db, rounds=rounds, gain_db=round(gain, 2),
        limit_db=round(limit, 2), target_lufs=target, range_lu=heard.range_lu,
    )  # fmt: skip


def _short(heard: Loudness, target: float, gain: float) -> float:
    if heard.silent:
        return 0.0
    return min(_MOST_GAIN_DB - gain, target - heard.lufs)


def _rehearsed(blend: Path, gain: float, limit: float, timeout_s: float, check: ffmpeg.Check | None) -> Loudness:
    """What the limiter takes away, measured on a coarse one that costs a quarter and encodes nothing."""
    wishes = ":".join(f"{name}={value}" for name, value in _limiter(limit).items())
    return measure(blend, through=f"volume={gain:.4f}dB,alimiter={wishes}", timeout_s=timeout_s, check=check)


def _limiter(limit_db: float) -> dict[str, Any]:
    return {"limit": f"{10 ** (limit_db / 20):.6f}", "level": "disabled", "latency": 1, "attack": 3, "release": 60}


def _encode(
    blend: Path, to: Path, total: int, gain_db: float, limiter: dict[str, Any] | None, timeout_s: float,
    check: ffmpeg.Check | None,
) -> None:  # fmt: skip
    """The limiter works at four times the rate, where it sees the peaks between samples."""
    import ffmpeg as graph

    stream = graph.input(str(blend)).audio.filter("volume", f"{gain_db:.4f}dB")
    if limiter:
        stream = stream.filter("aresample", 4 * RATE).filter("alimiter", **limiter).filter("aresample", RATE)
    stream = stream.filter("apad", whole_len=total).filter("atrim", end_sample=total)
    out = graph.output(stream, str(to), ar=RATE, ac=2, f="mp4", **{"c:a": "aac", "b:a": "192k", **EXACT})
    ffmpeg.run(out.get_args(), timeout_s=timeout_s, check=check)
