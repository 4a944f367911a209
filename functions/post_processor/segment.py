"""The frames of the film, encoded once: each shot's own, and each joint of two neighbours.

The one rule: everything has the same codec, time base, colours and exact number of frames, so that it becomes a film by
stream copy, without a second lossy generation.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from functions.post_processor import asbefore, footage, moving
from functions.post_processor import logo as logos
from functions.post_processor.cutting import Cut
from functions.post_processor.footage import Footage
from functions.post_processor.moving import CLIPS
from shared.media import captions, ffmpeg, lettering
from shared.model.joints import Kind

VERSION: Final = (
    f"segment-9+{asbefore.VERSION}+{footage.VERSION}+{moving.VERSION}+{captions.VERSION}+{logos.VERSION}"
    f"+{ffmpeg.VERSION}"
)

TIMESCALE: Final = 30_000
"""Divides by 24, 25 and 30: every frame of every film starts on a whole tick."""

_ENCODE: Final = {
    "c:v": "libx264", "preset": "veryfast", "crf": 20, "pix_fmt": "yuv420p", "threads": 1,
    "video_track_timescale": TIMESCALE, "movie_timescale": TIMESCALE, "f": "mp4",
    "map_metadata": -1, "fflags": "+bitexact", "flags:v": "+bitexact",
}  # fmt: skip
"""One thread: segments run side by side, and ten of them need a fifth less of the processor than ten with two. The
movie's clock is the track's: in milliseconds, the edit list would cut a piece of the last frame off."""

_COLOURS: Final = ("colorspace", "color_primaries", "color_trc")

_SHARED: Final = "b-pyramid=none"
"""Of x264, for every segment: pictures that others are made from cost a tenth more, and save no bits in ours. It stands
in the stream's headers, which all segments of a film share."""

_STILL: Final = (
    "subme=1:me=dia:merange=4:partitions=none:rc-lookahead=5:bframes=4:b-adapt=0:pbratio=1.1:scenecut=0"
    ":zones=0,9999999,b=1.2"
)
"""A slow camera over a still needs no fine search, no small blocks and no long look ahead: without them, the same bits
buy the same picture in half of the time. They are bought as crf 19 would, by a zone: `crf` itself stands in the
headers."""

_HELD: Final = "zones=0,9999999,b=2"
"""Nothing comes after it that could make it better, so it is made as good as it should be at once."""

_GOP_S: Final = 10

_XFADE: Final[dict[Kind, str]] = {
    "dissolve": "fade", "fade": "fadeblack", "fade_white": "fadewhite", "wipe": "wipeleft", "slide": "slideleft",
}  # fmt: skip


def body(
    take: Path, to: Path, cut: Cut, *, logo: Path | None = None, scratch: Path | None = None, timeout_s: float = 500,
    check: ffmpeg.Check | None = None,
) -> Path:  # fmt: skip
    """One shot's own frames from its take: a still picture, one that the camera moves over, or a clip."""
    if cut.stands_still and take.suffix not in CLIPS:
        held = _held(take, to, cut, logo, scratch or to.parent, timeout_s, check)
        if held is not None:
            return held
    stream, feed = body_of(take, cut, scratch or to.parent, logo)
    return _encoded(stream, feed, cut, cut.own[1] - cut.own[0], to, timeout_s, check)


def joint(
    left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, to: Path, *, logo: Path | None = None,
    scratch: Path | None = None, timeout_s: float = 500, check: ffmpeg.Check | None = None,
) -> Path:  # fmt: skip
    """What two neighbours share: the one goes, the other comes."""
    stream, feed = joint_of(left, right, kind, scratch or to.parent, logo)
    return _encoded(stream, feed, right[1], 2 * right[1].enters, to, timeout_s, check)


Drawn = Iterator[bytes | memoryview] | None


def body_of(take: Path, cut: Cut, scratch: Path, logo: Path | None = None) -> tuple[Any, Drawn]:
    """Its picture before it is encoded, and what has to be fed to ffmpeg for it."""
    start, stop = cut.own
    feed: Drawn = None
    if take.suffix in CLIPS:
        stream = _clip(take, cut, start, stop)
    else:
        stream, feed = _raw(cut), Footage(take, cut).frames(start, stop)
    stream = _signed(stream, cut, logo, scratch)
    return _burnt(stream, cut, captions.events(cut.words, cut.fps), start - cut.enters, scratch), feed


def joint_of(
    left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, scratch: Path, logo: Path | None = None
) -> tuple[Any, Drawn]:
    (one, before), (two, after) = left, right
    gone, come = before.last_shared, after.first_shared
    feed: Drawn = None
    if one.suffix in CLIPS and two.suffix in CLIPS:
        sides = [_clip(one, before, *gone), _clip(two, after, *come)]
    elif one.suffix in CLIPS:
        sides, feed = [_clip(one, before, *gone), _raw(after)], Footage(two, after).frames(*come)
    elif two.suffix in CLIPS:
        sides, feed = [_raw(before), _clip(two, after, *come)], Footage(one, before).frames(*gone)
    else:
        pairs = zip(Footage(one, before).frames(*gone), Footage(two, after).frames(*come), strict=True)
        sides, feed = _parted(before), (frame for pair in pairs for frame in pair)
    stream = _signed(_mixed(sides, kind, before), before, logo, scratch)
    words = captions.events(before.words, before.fps) + captions.events(after.words, after.fps, at=before.frames)
    return _burnt(stream, before, words, before.frames - before.leaves, scratch), feed


def _mixed(sides: list[Any], kind: Kind, cut: Cut) -> Any:
    import ffmpeg as graph

    return graph.filter(sides, "xfade", transition=_XFADE[kind], duration=f"{2 * cut.leaves / cut.fps:.6f}", offset=0)


def _raw(cut: Cut) -> Any:
    import ffmpeg as graph

    width, height = cut.frame
    return graph.input("pipe:0", f="rawvideo", pix_fmt="yuv420p", s=f"{width}x{height}", framerate=cut.fps).video


def _held(
    take: Path, to: Path, cut: Cut, logo: Path | None, scratch: Path, timeout_s: float, check: ffmpeg.Check | None
) -> Path | None:
    """A picture that stands still is encoded once for each thing that is written on it. None where that cannot be."""
    start, stop = cut.own
    first = start - cut.enters
    changes = captions.standing(cut.words, cut.fps)
    if changes is None:
        return None
    shown = sorted({0, *(frame - first for frame in changes if 0 < frame - first < stop - start)})
    shown = [at for here, on in pairwise((*shown, stop - start)) for at in range(here, on, _GOP_S * cut.fps)]
    wanted = "+".join(f"eq(n,{frame})" for frame in shown)
    stream = _raw(cut).filter("loop", loop=stop - start - 1, size=1)
    stream = stream.filter("settb", f"1/{cut.fps}").filter("setpts", "N").filter("select", wanted)
    stream = _signed(stream, cut, logo, scratch)
    words = captions.events(cut.words, cut.fps)
    stream = _burnt(stream, cut, words, first, scratch, count="PTS").filter("setpts", "N")
    pictures = scratch / "pictures.mp4"
    _encoded(
        stream, Footage(take, cut).frames(start, start + 1), cut, len(shown), pictures, timeout_s, check, held=True
    )
    try:
        lasting = [on - here for here, on in pairwise((*shown, stop - start))]
        return asbefore.lengthened(pictures, lasting, to, fps=cut.fps, timescale=TIMESCALE)
    except asbefore.Unlike:
        return None
    finally:
        pictures.unlink(missing_ok=True)


def _parted(cut: Cut) -> list[Any]:
    """Two pictures that come through one pipe, frame by frame in turns."""
    import ffmpeg as graph

    width, height = cut.frame
    source = graph.input("pipe:0", f="rawvideo", pix_fmt="yuv420p", s=f"{width}x{height}", framerate=2 * cut.fps)
    both = source.video.filter_multi_output("split", 2)
    sides = []
    for which in (0, 1):
        side = both[which].filter("select", f"eq(mod(n,2),{which})").filter("settb", f"1/{cut.fps}")
        sides.append(side.filter("setpts", "N").filter("fps", fps=cut.fps))
    return sides


def _clip(clip: Path, cut: Cut, start: int, stop: int) -> Any:
    """A moving picture, and its fades from and to black."""
    stream = moving.frames(clip, cut, start, stop)
    if cut.fade_in > start:
        stream = stream.filter("fade", type="in", start_frame=0, nb_frames=cut.fade_in)
    if cut.fade_out and stop == cut.seen:
        stream = stream.filter("fade", type="out", start_frame=stop - start - cut.fade_out, nb_frames=cut.fade_out)
    return stream


def _signed(stream: Any, cut: Cut, logo: Path | None, scratch: Path) -> Any:
    """Below the words, and above whatever goes over into something else: it stands still through a joint."""
    return logos.over(stream, logo, cut, scratch) if logo else stream


def _burnt(stream: Any, cut: Cut, words: list[str], first: int, scratch: Path, count: str = "N") -> Any:
    """Words stand at the film's time: the frames are counted from `first` while they are burnt in."""
    if not words:
        return stream
    paper = scratch / "words.ass"
    paper.write_text(captions.document(cut.frame, words), encoding="utf-8")
    stream = stream.filter("settb", f"1/{cut.fps}").filter("setpts", f"{count}+{first}")
    return stream.filter("ass", filename=str(paper), fontsdir=str(lettering.FONTS)).filter("setpts", f"PTS-{first}")


def _encoded(
    stream: Any, feed: Drawn, cut: Cut, frames: int, to: Path, timeout_s: float, check: ffmpeg.Check | None,
    *, held: bool = False,
) -> Path:  # fmt: skip
    """A key picture at least every ten seconds: players can jump, and a look at the film decodes no more than those.
    More of them would make the grain of a still picture pulse."""
    import ffmpeg as graph

    how = [_SHARED, *([_HELD] if held else [_STILL] if feed else [])]
    encode = {**_ENCODE, "x264-params": ":".join(how), "g": _GOP_S * cut.fps, "frames:v": frames}
    if held:
        encode["force_key_frames"] = "expr:1"
    stream = stream.filter("setsar", 1).filter("setparams", range="tv", **dict.fromkeys(_COLOURS, "bt709"))
    output = graph.output(stream, str(to), **encode)
    ffmpeg.run(["-filter_complex_threads", "1", *output.get_args()], timeout_s=timeout_s, feed=feed, check=check)
    return to
