"""The sound of the whole film, mixed once: everything on its place, balanced and ducked, then mastered.

The one rule: speech first. Music ducks under it, and nothing here is limited, so that nothing can clip.

Stems, for whoever carries on in another room: `mix(…, stems=FOLDER)` leaves voice, music (ducked), effects, and
music-and-effects there as float WAVs of the film's length. Nothing stands between them and the mix but a sum.
"""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from functions.post_processor import master
from functions.post_processor.master import EXACT, TARGET_LUFS, TARGETS, Mastered
from functions.post_processor.tracks import CHANNELS, Fetch, Sounding, poured, soundings
from shared.media import ffmpeg, loudness
from shared.media.loudness import Loudness
from shared.media.sound import RATE, FloatReader
from shared.media.sound import VERSION as SOUND
from shared.model.timeline import Timeline

VERSION: Final = f"mix-5+{master.VERSION}+{SOUND}+{ffmpeg.VERSION}"

VOICE: Final = 1.0
MUSIC: Final = 0.6
EFFECTS: Final = 0.5

STEMS: Final = ("voice", "music", "effects", "music-and-effects")

_DUCK: Final = {"threshold": 0.02, "ratio": 8, "attack": 20, "release": 400, "detection": "rms"}


def mixed(
    timeline: Timeline, fetch: Fetch, to: Path, *, scratch: Path, target: str = "web", stems: Path | None = None,
    check: ffmpeg.Check | None = None,
) -> Mastered:  # fmt: skip
    """The sound of a film. `fetch` brings an object to a file of ours."""
    total = round(timeline.frames * RATE / timeline.fps)
    voices, music, effects = (soundings(each, fetch) for each in (timeline.voices, timeline.music, timeline.effects))
    return mix(voices, music, effects, total, to, scratch=scratch, target=TARGETS[target], stems=stems, check=check)


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
    before = _blend(voices, music, effects, total, blend, parts, timeout_s, check)
    try:
        if not parts:
            return master.mastered(blend, before, to, total, target, timeout_s, check)
        with ThreadPoolExecutor(1, "null") as beside:
            left = beside.submit(null_db, blend, parts)
            made = master.mastered(blend, before, to, total, target, timeout_s, check)
            return made.model_copy(update={"stems": parts, "null_db": left.result()})
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
) -> Loudness:  # fmt: skip
    """In floats; and how loud it is."""
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
    listened = _floats(whole.filter("ebur128", **loudness.EARS), to)
    feed = poured(voices, music, effects, total)
    said = ffmpeg.run(graph.merge_outputs(listened, *outs).get_args(), timeout_s=timeout_s, feed=feed, check=check)
    return loudness.heard(said)


def _copies(voice: Any, ducked: Any, around: Any) -> tuple[tuple[Any, int], ...]:
    return (voice, 2), (ducked, 3), (around, 3)


def _floats(stream: Any, to: Path) -> Any:
    import ffmpeg as graph

    return graph.output(stream, str(to), f="wav", **{"c:a": "pcm_f32le", **EXACT})


def _channels(stream: Any, which: str, layout: str) -> Any:
    return stream.filter("channelmap", map=which, channel_layout=layout)
