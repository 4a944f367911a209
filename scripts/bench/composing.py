"""The two who cut the bench's film: ours, with the product's own segments, joints and mix; and one plain ffmpeg graph.

The one rule: each is a process of its own, and the plain one gets no worse settings than we give ourselves.
`python -m scripts.bench.composing film|picture|sound PLAN FOLDER` is ours.
"""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

from functions.post_processor import film, mix, segment
from functions.post_processor.tracks import Sounding
from scripts.bench.reel import FPS, FRAME, HALF, Reel
from shared.media import ffmpeg, lettering
from shared.media.sound import RATE


def sound(reel: Reel, folder: Path) -> None:
    """Everything is brought to 48 kHz first, as our voices and composers deliver it."""
    narration, music = folder / "narration.48k.wav", folder / "music.48k.wav"
    bring: list[str | Path] = ["-i", reel.narration, "-i", reel.music]
    for number, (path, channels) in enumerate(((narration, 1), (music, 2))):
        bring += ["-map", f"{number}:a", "-ac", str(channels), "-ar", str(RATE), "-c:a", "pcm_s16le", path]
    ffmpeg.run(bring, timeout_s=600)
    length = round(reel.total * 1000 / FPS)
    voice, score = (Sounding(0, length, partial(Path, path), temporary=False) for path in (narration, music))
    mix.mix([voice], [score], [], round(reel.total * RATE / FPS), folder / "mix.m4a", scratch=folder)


def picture(reel: Reel, folder: Path) -> None:
    """The same without its sound."""
    part, numbers = _parts(reel, folder)
    with ThreadPoolExecutor(os.cpu_count()) as crew:
        list(crew.map(part, numbers))


def whole(reel: Reel, folder: Path) -> None:
    """Mix, bodies and joints side by side, one for each core, then joined by stream copy."""
    with ThreadPoolExecutor(os.cpu_count()) as crew:
        heard = crew.submit(sound, reel, folder)
        part, numbers = _parts(reel, folder)
        parts = dict(zip(numbers, crew.map(part, numbers), strict=True))
        heard.result()
    film.splice([parts[number] for number in sorted(parts)], folder / "mix.m4a", folder / "ours.mp4", scratch=folder)


def _parts(reel: Reel, folder: Path) -> tuple[Callable[[int], Path], list[int]]:
    """Who makes a part of the picture, and their numbers: bodies first, as takes come before the joints of two."""
    sides = [(Path(clip), cut) for clip, cut in zip(reel.clips, reel.cuts, strict=True)]

    def part(number: int) -> Path:
        own = folder / f"{number:05d}"
        own.mkdir(exist_ok=True)
        to = own / "part.mp4"
        left = number // 2
        if number % 2:
            return segment.joint(sides[left], sides[left + 1], "dissolve", to)
        return segment.body(sides[left][0], to, sides[left][1])

    count = 2 * len(sides) - 1
    return part, [*range(0, count, 2), *range(1, count, 2)]


def bare(reel: Reel, folder: Path, *, luma: bool = False) -> list[str]:
    """The hash of every frame of ours before it is encoded; or of its luma alone."""
    sides = [(Path(clip), cut) for clip, cut in zip(reel.clips, reel.cuts, strict=True)]
    found: list[str] = []
    for at, (clip, cut) in enumerate(sides):
        found += _hashes(segment.body_of(clip, cut, folder)[0], cut.own[1] - cut.own[0], luma)
        if at + 1 < len(sides):
            joint = segment.joint_of(sides[at], sides[at + 1], "dissolve", folder)[0]
            found += _hashes(joint, 2 * HALF, luma)
    return found


def bare_plain(reel: Reel, folder: Path, *, luma: bool = False) -> list[str]:
    return _hashes(_pictures(reel, folder), reel.total, luma)


def _hashes(stream: Any, frames: int, luma: bool) -> list[str]:
    import ffmpeg as graph

    said = bytearray()
    stream = stream.filter("format", "yuv420p")
    if luma:
        stream = stream.filter("extractplanes", "y")
    out = graph.output(stream, "pipe:1", f="framemd5", **{"frames:v": frames})
    ffmpeg.run(out.get_args(), timeout_s=600, sink=said.extend)
    return [line.rpartition(",")[2].strip() for line in said.decode().splitlines() if not line.startswith("#")]


_TAGS: Final = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}


def plain(reel: Reel, folder: Path, *, picture: bool = True) -> list[str]:
    """One command with one graph, as anybody would write it."""
    import ffmpeg as graph

    streams = [_pictures(reel, folder)] if picture else []
    to = folder / ("plain.mp4" if picture else "plain.m4a")
    encode: dict[str, Any] = {"c:a": "aac", "b:a": "192k", "ar": RATE, "t": reel.total / FPS}
    if picture:
        encode |= {"c:v": "libx264", "preset": "veryfast", "crf": 20, "pix_fmt": "yuv420p"}
        encode |= {"movflags": "+faststart", **_TAGS}
    out = graph.output(*streams, _mixed(reel), str(to), **encode)
    return ffmpeg.command(out.get_args())


def _pictures(reel: Reel, folder: Path) -> Any:
    whole, at = None, 0
    for stream, seen in zip(_clips(reel), reel.frames, strict=True):
        if whole is None:
            whole, at = stream, seen
            continue
        overlap = 2 * HALF / FPS
        offset = f"{at / FPS - overlap:.6f}"
        crossing = {"transition": "fade", "duration": f"{overlap:.6f}", "offset": offset}
        whole = _graph().filter([whole, stream], "xfade", **crossing)
        at += seen - 2 * HALF
    assert whole is not None, "a reel has clips"
    paper = folder / "plain.ass"
    paper.write_text(reel.words(), encoding="utf-8")
    return whole.filter("ass", filename=str(paper), fontsdir=str(lettering.FONTS))


def _clips(reel: Reel) -> Iterator[Any]:
    width, height = FRAME
    for clip, seen in zip(reel.clips, reel.frames, strict=True):
        stream = _graph().input(clip).video.filter("setpts", "PTS-STARTPTS").filter("fps", fps=FPS, round="near")
        stream = stream.filter("trim", end_frame=seen).filter("setpts", "PTS-STARTPTS")
        stream = stream.filter("scale", width, height, force_original_aspect_ratio="increase", flags="bicubic",
                               out_color_matrix="bt709", out_range="tv")  # fmt: skip
        stream = stream.filter("crop", width, height).filter("setsar", 1).filter("format", "yuv420p")
        yield stream.filter("settb", f"1/{FPS}")


def _mixed(reel: Reel) -> Any:
    """The same balance and the same duck as ours, levelled by nobody."""
    graph = _graph()
    said = graph.input(reel.narration).audio.filter("aformat", sample_rates=RATE, channel_layouts="stereo")
    voice, key = (said.filter_multi_output("asplit", 2)[at] for at in (0, 1))
    score = graph.input(reel.music).audio.filter("aformat", sample_rates=RATE, channel_layouts="stereo")
    ducked = graph.filter([score.filter("volume", mix.MUSIC), key], "sidechaincompress", threshold=0.02, ratio=8,
                          attack=20, release=400, detection="rms")  # fmt: skip
    return graph.filter([voice, ducked], "amix", inputs=2, normalize=0)


def _graph() -> Any:
    import ffmpeg as graph

    return graph


def main(what: str, plan: str, folder: str) -> None:
    reel = Reel.model_validate_json(Path(plan).read_bytes())
    {"film": whole, "picture": picture, "sound": sound}[what](reel, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
