"""A take that moves by itself: its frames in the film's size and rhythm, from the first that is seen of it.

The one rule: what is not seen costs as little as it can: it is dropped before it is scaled, and jumped over where the
take lies on the film's own grid, so that a jump lands on the very frame that counting would have found.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from functions.post_processor import grading
from functions.post_processor.cutting import Cut

VERSION: Final = f"moving-1+{grading.VERSION}"

CLIPS: Final = (".mp4", ".mov", ".webm", ".mkv")
"""Takes that move by themselves; everything else is a still picture."""

_INDEXED: Final = (".mp4", ".mov")
"""Kinds of file that know where each frame lies."""

_WORTH_A_JUMP: Final = 12


def frames(clip: Path, cut: Cut, start: int, stop: int) -> Any:
    """Held on its last frame if it is too short, filling the frame of the film."""
    import ffmpeg as graph

    width, height = cut.frame
    seek = {}
    if start >= _WORTH_A_JUMP and clip.suffix in _INDEXED and start < on_grid(clip, cut.fps):
        seek = {"ss": f"{(start - 0.5) / cut.fps:.6f}"}  # between two frames: no rounding moves it to another
        start, stop = 0, stop - start
    stream = graph.input(str(clip), threads=1, **seek).video
    stream = stream.filter("setpts", "PTS-STARTPTS").filter("fps", fps=cut.fps, round="near")
    stream = stream.filter("tpad", stop=-1, stop_mode="clone").filter("trim", start_frame=start, end_frame=stop)
    stream = stream.filter("setpts", "PTS-STARTPTS")
    stream = stream.filter("scale", width, height, force_original_aspect_ratio="increase", flags="bicubic",
                           out_color_matrix="bt709", out_range="tv")  # fmt: skip
    stream = stream.filter("crop", width, height).filter("format", "yuv420p")
    return grading.in_graph(stream, cut.grade).filter("settb", f"1/{cut.fps}")


def on_grid(clip: Path, fps: int) -> int:
    """How many frames a clip has, if it has one at each of the film's moments from its beginning on; else none."""
    import av

    try:
        with av.open(str(clip), metadata_errors="replace") as container:
            video = container.streams.video[0]
            times = sorted(packet.pts for packet in container.demux(video) if packet.pts is not None)
            base = video.time_base
    except (av.FFmpegError, OSError, IndexError):
        return 0  # whoever decodes it says what is wrong
    if base is None or not times or times[0] != 0:
        return 0
    even = all((after - before) * base * fps == 1 for before, after in pairwise(times))
    return len(times) if even else 0
