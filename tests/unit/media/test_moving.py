"""Takes that move by themselves: the frames that are seen of them, however they are found."""

from pathlib import Path

import pytest

from functions.post_processor import moving
from functions.post_processor.cutting import Cut
from shared.media import ffmpeg

FPS = 24
CUT = Cut(frame=(160, 90), fps=FPS, frames=60)


def clip(folder: Path, name: str, fps: int = FPS, frames: int = 60, **more: str) -> Path:
    path = folder / name
    source = f"testsrc2=s=160x90:r={fps}:d={frames / fps:.5f}"
    encode = ["-c:v", "libx264", "-g", "12", "-bf", "2", "-pix_fmt", "yuv420p"]
    ffmpeg.run(["-f", "lavfi", "-i", source, *encode, *more.values(), path], timeout_s=60)
    return path


def seen(path: Path, start: int, stop: int) -> list[str]:
    import ffmpeg as graph

    said = bytearray()
    out = graph.output(moving.frames(path, CUT, start, stop), "pipe:1", f="framemd5")
    ffmpeg.run([*out.get_args()], timeout_s=60, sink=said.extend)
    return [line.rpartition(",")[2].strip() for line in said.decode().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("start", [12, 13, 23, 24, 25, 37, 55, 59])
def test_a_jump_lands_on_the_frame_that_counting_finds(tmp_path: Path, start: int) -> None:
    jumps = clip(tmp_path, "take.mp4")
    counts = tmp_path / "take.mkv"
    ffmpeg.run(["-i", jumps, "-c", "copy", counts], timeout_s=60)
    found = seen(jumps, start, 66)
    assert len(found) == 66 - start
    assert found == seen(counts, start, 66)
    assert found[0] == seen(jumps, 0, 60)[start]


def test_whoever_is_too_short_is_held_even_where_nothing_of_it_is_left(tmp_path: Path) -> None:
    short = clip(tmp_path, "take.mp4", frames=20)
    last = seen(short, 0, 20)[-1]
    assert seen(short, 30, 34) == [last] * 4
    assert seen(short, 18, 24)[2:] == [last] * 4


def test_only_what_lies_on_the_grid_of_the_film_is_jumped_over(tmp_path: Path) -> None:
    assert moving.on_grid(clip(tmp_path, "even.mp4"), FPS) == 60
    assert moving.on_grid(clip(tmp_path, "faster.mp4", fps=30), FPS) == 0
    assert moving.on_grid(tmp_path / "missing.mp4", FPS) == 0
    uneven = clip(tmp_path, "uneven.mp4", drop="-vf", what="select='not(eq(n,7))'", how="-fps_mode", like="vfr")
    assert moving.on_grid(uneven, FPS) == 0
