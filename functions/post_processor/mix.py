"""The sound of the whole film, mixed once and mastered until the finished file is right.

The one rule: speech first. Music ducks under it, the loudness is the target's, and the true peak is measured on the
encoded sound, because encoding makes peaks that the mix did not have.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from functions.post_processor.tracks import CHANNELS, Sounding, poured
from shared.media import ffmpeg
from shared.media.loudness import Loudness, measure
from shared.media.sound import RATE
from shared.model.base import Frozen

VERSION: Final = f"mix-1+{ffmpeg.VERSION}"

VOICE: Final = 1.0
MUSIC: Final = 0.6
EFFECTS: Final = 0.5

TARGET_LUFS: Final = -16.0
CEILING_DB: Final = -1.0
"""No true peak above this in the delivered file."""

_HEADROOM: Final = 0.5
_NEAR_ENOUGH_LU: Final = 0.2
_MOST_GAIN_DB: Final = 24.0
"""A film of nothing but room tone stays quiet: raising it further would make a noise of it."""

_ROUNDS: Final = 7

_DUCK: Final = {"threshold": 0.02, "ratio": 8, "attack": 20, "release": 400, "detection": "rms"}


class Mastered(Frozen):
    """The finished sound and what was measured on it."""

    lufs: float
    true_peak_db: float
    rounds: int
    gain_db: float
    limit_db: float


def mix(
    voices: Sequence[Sounding],
    music: Sequence[Sounding],
    effects: Sequence[Sounding],
    total: int,
    to: Path,
    *,
    scratch: Path,
    target: float = TARGET_LUFS,
    timeout_s: float = 500,
    check: ffmpeg.Check | None = None,
) -> Mastered:
    """An M4A of exactly `total` samples at 48 kHz."""
    blend = scratch / "blend.flac"
    _blend(voices, music, effects, total, blend, timeout_s, check)
    try:
        return _mastered(blend, to, total, target, timeout_s, check)
    finally:
        blend.unlink(missing_ok=True)


def _blend(
    voices: Sequence[Sounding], music: Sequence[Sounding], effects: Sequence[Sounding], total: int, to: Path,
    timeout_s: float, check: ffmpeg.Check | None,
) -> None:  # fmt: skip
    import ffmpeg as graph

    source = graph.input("pipe:0", f="f32le", ar=RATE, ch_layout="5.0")
    assert CHANNELS == 5
    buses = source.audio.filter_multi_output("asplit", 3)
    said = _channels(buses[0], "0", "mono").filter_multi_output("asplit", 2)
    voice = _channels(said[0], "0|0", "stereo").filter("volume", VOICE)
    score = _channels(buses[1], "1|2", "stereo").filter("volume", MUSIC)
    ducked = graph.filter([score, said[1]], "sidechaincompress", **_DUCK)
    around = _channels(buses[2], "3|4", "stereo").filter("volume", EFFECTS)
    whole = graph.filter([voice, ducked, around], "amix", inputs=3, normalize=0, duration="longest")
    out = graph.output(whole.filter("volume", _HEADROOM), str(to), sample_fmt="s32", **{"c:a": "flac", **_EXACT})
    feed = poured(voices, music, effects, total)
    ffmpeg.run(out.get_args(), timeout_s=timeout_s, feed=feed, check=check)


def _channels(stream: Any, which: str, layout: str) -> Any:
    return stream.filter("channelmap", map=which, channel_layout=layout)


_EXACT: Final = {"map_metadata": -1, "fflags": "+bitexact", "flags:a": "+bitexact"}


def _mastered(
    blend: Path, to: Path, total: int, target: float, timeout_s: float, check: ffmpeg.Check | None
) -> Mastered:
    """Gain, limit, encode, measure the file; correct and repeat until loudness and peak are right."""
    before = measure(blend, timeout_s=timeout_s, check=check)
    gain = 0.0 if before.silent else min(_MOST_GAIN_DB, target - before.lufs)
    limit = -2.0
    heard, rounds = before, 0
    while rounds < _ROUNDS:
        rounds += 1
        _encode(blend, to, total, gain, limit, timeout_s, check)
        heard = measure(to, timeout_s=timeout_s, check=check)
        too_loud = heard.true_peak_db - CEILING_DB
        short = _short(heard, target, gain)
        if too_loud <= 0 and abs(short) <= _NEAR_ENOUGH_LU:
            break
        limit -= max(0.0, too_loud + 0.1)
        gain += short
    return Mastered(lufs=heard.lufs, true_peak_db=heard.true_peak_db, rounds=rounds, gain_db=gain, limit_db=limit)


def _short(heard: Loudness, target: float, gain: float) -> float:
    if heard.silent:
        return 0.0
    return min(_MOST_GAIN_DB - gain, target - heard.lufs)


def _encode(
    blend: Path, to: Path, total: int, gain_db: float, limit_db: float, timeout_s: float, check: ffmpeg.Check | None
) -> None:
    """The limiter works at four times the rate, where it sees the peaks between samples."""
    import ffmpeg as graph

    stream = graph.input(str(blend)).audio.filter("volume", f"{gain_db:.4f}dB").filter("aresample", 4 * RATE)
    stream = stream.filter(
        "alimiter", limit=f"{10 ** (limit_db / 20):.6f}", level="disabled", latency=1, attack=3, release=60
    )
    stream = stream.filter("aresample", RATE).filter("apad", whole_len=total).filter("atrim", end_sample=total)
    out = graph.output(stream, str(to), ar=RATE, ac=2, f="mp4", **{"c:a": "aac", "b:a": "192k", **_EXACT})
    ffmpeg.run(out.get_args(), timeout_s=timeout_s, check=check)
