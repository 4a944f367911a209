"""The sound of the whole film, mixed once and mastered until the finished file is right.

The one rule: speech first. Music ducks under it, the loudness is the target's, and the true peak is measured on the
encoded sound, because encoding makes peaks that the mix did not have.

Stems, for whoever carries on in another room: `mix(…, stems=FOLDER)` leaves voice, music (ducked), effects, and
music-and-effects there as float WAVs of the film's length. Nothing stands between them and the mix but a sum.
"""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from functions.post_processor.tracks import CHANNELS, Sounding, poured
from shared.media import ffmpeg
from shared.media.loudness import Loudness, measure
from shared.media.sound import RATE, FloatReader
from shared.media.sound import VERSION as SOUND
from shared.model.base import Frozen

VERSION: Final = f"mix-3+{SOUND}+{ffmpeg.VERSION}"

VOICE: Final = 1.0
MUSIC: Final = 0.6
EFFECTS: Final = 0.5

TARGETS: Final = {"web": -16.0, "broadcast": -23.0}
TARGET_LUFS: Final = TARGETS["web"]
CEILING_DB: Final = -1.0
"""No true peak above this in the delivered file."""

_AIM_DB: Final = CEILING_DB - 0.1
"""The measure speaks in tenths: what it calls this is below the ceiling, however it was rounded."""

STEMS: Final = ("voice", "music", "effects", "music-and-effects")
METHOD: Final = "two passes, one gain for the whole film and a true-peak limiter (linear; never dynamic)"

_NEAR_ENOUGH_LU: Final = 0.2
_MOST_GAIN_DB: Final = 24.0
"""A film of nothing but room tone stays quiet: raising it further would make a noise of it."""

_ROUNDS: Final = 9

_DUCK: Final = {"threshold": 0.02, "ratio": 8, "attack": 20, "release": 400, "detection": "rms"}


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


def mix(
    voices: Sequence[Sounding],
    music: Sequence[Sounding],
    effects: Sequence[Sounding],
    total: int,
    to: Path,
    *,
    scratch: Path,
    target: float = TARGET_LUFS,
    stems: Path | None = None,
    timeout_s: float = 500,
    check: ffmpeg.Check | None = None,
) -> Mastered:
    """An M4A of exactly `total` samples at 48 kHz. `stems` is a folder for the stems, if somebody wants them; they stay
    there until the caller has put them away."""
    blend = scratch / "blend.wav"
    parts = {name: stems / f"{name}.wav" for name in STEMS} if stems else {}
    if stems:
        stems.mkdir(parents=True, exist_ok=True)
    _blend(voices, music, effects, total, blend, parts, timeout_s, check)
    try:
        if not parts:
            return _mastered(blend, to, total, target, timeout_s, check)
        with ThreadPoolExecutor(1, "null") as beside:
            left = beside.submit(null_db, blend, parts)
            mastered = _mastered(blend, to, total, target, timeout_s, check)
            return mastered.model_copy(update={"stems": parts, "null_db": left.result()})
    finally:
        blend.unlink(missing_ok=True)


def null_db(whole: Path, parts: Mapping[str, Path]) -> float:
    """What is left of the mix without its voice, music and effects; and, whichever is louder, of music and effects
    together without the two. In decibels below the mix."""
    import numpy as np

    files = [FloatReader(path) for path in (whole, *(parts[name] for name in STEMS))]
    left, power = 0.0, 0.0
    for mixed, voice, score, around, both in zip(*(file.pieces() for file in files), strict=True):
        rest = np.abs(mixed - voice - score - around).max(initial=0.0)
        left = max(left, float(rest), float(np.abs(both - score - around).max(initial=0.0)))
        power = max(power, float(np.abs(mixed).max(initial=0.0)))
    return round(20 * math.log10(max(left, 1e-10) / max(power, 1e-10)), 1) if power else -200.0


def _blend(
    voices: Sequence[Sounding], music: Sequence[Sounding], effects: Sequence[Sounding], total: int, to: Path,
    parts: Mapping[str, Path], timeout_s: float, check: ffmpeg.Check | None,
) -> None:  # fmt: skip
    """Everything on its place, balanced and ducked, in floats: nothing is limited and nothing can clip."""
    import ffmpeg as graph

    source = graph.input("pipe:0", f="f32le", ar=RATE, ch_layout="5.0")
    assert CHANNELS == 5
    buses = source.audio.filter_multi_output("asplit", 3)
    said = _channels(buses[0], "0", "mono").filter_multi_output("asplit", 2)
    voice = _channels(said[0], "0|0", "stereo").filter("volume", VOICE)
    score = _channels(buses[1], "1|2", "stereo").filter("volume", MUSIC)
    ducked = graph.filter([score, said[1]], "sidechaincompress", **_DUCK)
    around = _channels(buses[2], "3|4", "stereo").filter("volume", EFFECTS)
    outs = []
    if parts:
        voices_, scores, arounds = (bus.filter_multi_output("asplit", n) for bus, n in _copies(voice, ducked, around))
        voice, ducked, around = voices_[0], scores[0], arounds[0]
        both = graph.filter([scores[2], arounds[2]], "amix", inputs=2, normalize=0, duration="longest")
        stems = (voices_[1], scores[1], arounds[1], both)
        outs = [_floats(stem, parts[name]) for name, stem in zip(STEMS, stems, strict=True)]
    whole = graph.filter([voice, ducked, around], "amix", inputs=3, normalize=0, duration="longest")
    arguments = graph.merge_outputs(_floats(whole, to), *outs).get_args()
    feed = poured(voices, music, effects, total)
    ffmpeg.run(arguments, timeout_s=timeout_s, feed=feed, check=check)


def _copies(voice: Any, ducked: Any, around: Any) -> tuple[tuple[Any, int], ...]:
    return (voice, 2), (ducked, 3), (around, 3)


def _floats(stream: Any, to: Path) -> Any:
    import ffmpeg as graph

    return graph.output(stream, str(to), f="wav", **{"c:a": "pcm_f32le", **_EXACT})


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
    if before.true_peak_db + gain > limit:
        gain += _short(_rehearsed(blend, gain, limit, timeout_s, check), target, gain)
    heard, rounds = before, 0
    while rounds < _ROUNDS:
        rounds += 1
        _encode(blend, to, total, gain, limit, timeout_s, check)
        heard = measure(to, timeout_s=timeout_s, check=check)
        too_loud = heard.true_peak_db - _AIM_DB
        short = _short(heard, target, gain)
        if too_loud <= 0 and abs(short) <= _NEAR_ENOUGH_LU:
            break
        limit -= max(0.0, too_loud + 0.1)
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
    blend: Path, to: Path, total: int, gain_db: float, limit_db: float, timeout_s: float, check: ffmpeg.Check | None
) -> None:
    """The limiter works at four times the rate, where it sees the peaks between samples."""
    import ffmpeg as graph

    stream = graph.input(str(blend)).audio.filter("volume", f"{gain_db:.4f}dB").filter("aresample", 4 * RATE)
    stream = stream.filter("alimiter", **_limiter(limit_db))
    stream = stream.filter("aresample", RATE).filter("apad", whole_len=total).filter("atrim", end_sample=total)
    out = graph.output(stream, str(to), ar=RATE, ac=2, f="mp4", **{"c:a": "aac", "b:a": "192k", **_EXACT})
    ffmpeg.run(out.get_args(), timeout_s=timeout_s, check=check)
