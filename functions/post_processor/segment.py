"""One shot in its final form: picture, camera move, captions and title, encoded once.

The one rule: every segment has the same codec, time base, colours and exact number of frames, so that segments become
a film by stream copy, without a second lossy generation.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from functions.post_processor import camera
from shared.media import captions, ffmpeg, lettering
from shared.media.captions import Cue
from shared.model.base import Frozen
from shared.model.errors import Permanent
from shared.model.job import Options
from shared.model.storyboard import Line, Move, Scene, Shot
from shared.model.timeline import frames_of

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION: Final = f"segment-1+{camera.VERSION}+{captions.VERSION}+{ffmpeg.VERSION}"

LINGER_MS: Final = 150
"""A caption stays this long after the last word."""

TIMESCALE: Final = 30_000
"""Divides by 24, 25 and 30: every frame of every film starts on a whole tick."""

_ENCODE: Final = {
    "c:v": "libx264", "preset": "veryfast", "crf": 20, "pix_fmt": "yuv420p", "threads": 2,
    "colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv",
    "video_track_timescale": TIMESCALE, "f": "mp4",
    "map_metadata": -1, "fflags": "+bitexact", "flags:v": "+bitexact",
}  # fmt: skip


class Cut(Frozen):
    """How a shot stands in the film. Times of cues count from the shot's first frame."""

    frame: tuple[int, int]
    fps: int = Field(gt=0, le=60)
    frames: int = Field(gt=0)
    move: Move = "static"
    cues: tuple[Cue, ...] = ()
    title: str = ""
    slate: str = ""
    fade_in: int = Field(default=0, ge=0)  # frames, from black
    fade_out: int = Field(default=0, ge=0)  # frames, to black

    @property
    def length_ms(self) -> int:
        return self.frames * 1000 // self.fps


def segment(
    take: Path, shot: Shot, scene: Scene, cues: Sequence[tuple[Line, int, int]], options: Options, language: str,
    to: Path, *, check: ffmpeg.Check | None = None,
) -> None:  # fmt: skip
    """One shot from its take: a still picture that the camera moves over, or a clip."""
    first = shot.id == scene.shots[0].id
    cut = Cut(
        frame=options.frame,
        fps=options.fps,
        frames=frames_of(shot, options.fps),
        move=shot.move,
        cues=tuple(Cue(start_ms=start, end_ms=end + LINGER_MS, text=line.text) for line, start, end in cues),
        title=shot.title,
        slate=f"{shot.number} \N{MIDDLE DOT} {scene.place or scene.heading}".upper()
        if options.preset == "animatic"
        else "",
        fade_in=options.fps // 2 if first and scene.transition == "fade" else 0,
    )
    film = from_clip if take.suffix in (".mp4", ".mov", ".webm", ".mkv") else from_picture
    film(take, to, cut, scratch=to.parent, check=check)


def from_picture(
    picture: Path, out: Path, cut: Cut, *, scratch: Path, timeout_s: float = 500, check: ffmpeg.Check | None = None
) -> Path:
    """Films a still picture. It is scaled to cover the frame and the camera's room, then the camera moves over it."""
    import ffmpeg as graph

    width, height = cut.frame
    source = graph.input("pipe:0", f="rawvideo", pix_fmt="yuv420p", s=f"{width}x{height}", framerate=cut.fps)
    stream = _burnt(source.video, cut, scratch)
    arguments = graph.output(stream, str(out), **_encode(cut)).get_args()
    ffmpeg.run(arguments, timeout_s=timeout_s, feed=_filmed(picture, cut), check=check)
    return out


def from_clip(
    clip: Path, out: Path, cut: Cut, *, scratch: Path, timeout_s: float = 500, check: ffmpeg.Check | None = None
) -> Path:
    """A moving picture, trimmed to its length or held on its last frame, filling the frame."""
    import ffmpeg as graph

    width, height = cut.frame
    stream = graph.input(str(clip)).video
    stream = stream.filter("setpts", "PTS-STARTPTS").filter("fps", fps=cut.fps, round="near")
    stream = stream.filter("tpad", stop=-1, stop_mode="clone").filter("trim", end_frame=cut.frames)
    stream = stream.filter("scale", width, height, force_original_aspect_ratio="increase", flags="bicubic",
                           out_color_matrix="bt709", out_range="tv")  # fmt: skip
    stream = stream.filter("crop", width, height).filter("setsar", 1).filter("format", "yuv420p")
    if cut.fade_in:
        stream = stream.filter("fade", type="in", start_frame=0, nb_frames=cut.fade_in)
    if cut.fade_out:
        stream = stream.filter("fade", type="out", start_frame=cut.frames - cut.fade_out, nb_frames=cut.fade_out)
    stream = _burnt(stream, cut, scratch)
    arguments = graph.output(stream, str(out), **_encode(cut)).get_args()
    ffmpeg.run(arguments, timeout_s=timeout_s, check=check)
    return out


def _encode(cut: Cut) -> dict[str, Any]:
    """A key picture at least every ten seconds: players can jump, and a look at the film decodes no more than those.
    More of them would make the grain of a still picture pulse."""
    return {**_ENCODE, "g": 10 * cut.fps, "frames:v": cut.frames}


def _burnt(stream: Any, cut: Cut, scratch: Path) -> Any:
    if not (cut.cues or cut.title or cut.slate):
        return stream
    words = scratch / "words.ass"
    words.write_text(
        captions.ass(cut.frame, cut.length_ms, cut.cues, title=cut.title, slate=cut.slate, frame_ms=1000 / cut.fps),
        encoding="utf-8",
    )
    return stream.filter("ass", filename=str(words), fontsdir=str(lettering.FONTS))


def _filmed(picture: Path, cut: Cut) -> Iterator[bytes]:
    """The frames of a still picture, drawn a few ahead by two threads (Pillow works outside Python's lock)."""
    planes = _planes(picture, cut.frame)
    if cut.move == "static" and not (cut.fade_in or cut.fade_out):
        yield from [_seen(planes, cut, 0)] * cut.frames
        return
    ahead: deque[Future[bytes]] = deque()
    with ThreadPoolExecutor(2) as crew:
        try:
            for number in range(cut.frames):
                ahead.append(crew.submit(_seen, planes, cut, number))
                if len(ahead) > 4:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            crew.shutdown(wait=False, cancel_futures=True)


def _seen(planes: tuple["Image", "Image", "Image"], cut: Cut, number: int) -> bytes:
    """One frame as bytes: each plane cut out of the picture at its exact place, between pixels too."""
    from PIL.Image import Resampling

    width, height = cut.frame
    at = number / (cut.frames - 1) if cut.frames > 1 else 0.0
    left, top, right, bottom = camera.view(cut.move, at, cut.length_ms)
    light = _light(cut, number)
    parts = []
    for plane, size, rest in (
        (planes[0], (width, height), 16),
        (planes[1], (width // 2, height // 2), 128),
        (planes[2], (width // 2, height // 2), 128),
    ):
        wide, high = plane.size
        box = (left * wide, top * high, right * wide, bottom * high)
        how = Resampling.BICUBIC if rest == 16 else Resampling.BILINEAR
        part = plane.resize(size, how, box=box)
        if light < 1:
            part = part.point([round(rest + (value - rest) * light) for value in range(256)])
        parts.append(part.tobytes())
    return b"".join(parts)


def _light(cut: Cut, number: int) -> float:
    up = (number + 1) / (cut.fade_in + 1) if cut.fade_in else 1.0
    down = (cut.frames - number) / (cut.fade_out + 1) if cut.fade_out else 1.0
    return max(0.0, min(1.0, up, down))


def _planes(picture: Path, frame: tuple[int, int]) -> tuple["Image", "Image", "Image"]:
    """The picture as Y, Cb, Cr in BT.709 television range, filling the camera's room; chroma at half the size."""
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    room = tuple(2 * round(side * camera.OVERSCAN / 2) for side in frame)
    try:
        with Image.open(picture) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Permanent("picture_unreadable", f"{picture.name} cannot be read as a picture.") from error
    if image.size != room:
        image = ImageOps.fit(image, (room[0], room[1]), Image.Resampling.LANCZOS)
    rgb = np.asarray(image, np.float32)
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    blue, red = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748

    def plane(values: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]", scale: float, zero: int) -> "Image.Image":
        return Image.fromarray(np.clip(values * scale + zero + 0.5, 0, 255).astype(np.uint8), "L")

    half = (room[0] // 2, room[1] // 2)
    return (
        plane(luma, 219 / 255, 16),
        plane(blue, 224 / 255, 128).resize(half, Image.Resampling.BOX),
        plane(red, 224 / 255, 128).resize(half, Image.Resampling.BOX),
    )
