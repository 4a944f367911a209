"""A picture that stands still: what a player shows of it is what it would show if every frame had been encoded."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from functions.post_processor import asbefore, segment
from functions.post_processor.cutting import Cut
from shared.media import ffmpeg
from shared.media.captions import Cue, Name
from tests.unit.media.props import FPS, FRAME, a_picture

SAID = (Cue(start_ms=400, end_ms=900, text="Hello."), Cue(start_ms=1500, end_ms=1900, text="There."))


def a_cut(**more: object) -> Cut:
    return Cut.model_validate({"frame": FRAME, "fps": FPS, "frames": 60, **more})


def strictly(path: Path) -> NDArray[Any]:
    """Every frame, from a decoder that forgives nothing."""
    raw = bytearray()
    strict: list[str | Path] = ["-xerror", "-err_detect", "explode", "-i", path]
    said = ffmpeg.run(
        [*strict, "-f", "rawvideo", "-pix_fmt", "gray", "-fps_mode", "passthrough", "pipe:1"],
        timeout_s=60,
        sink=raw.extend,
    )
    assert "error" not in said.lower()
    return np.frombuffer(bytes(raw), np.uint8).reshape(-1, FRAME[1], FRAME[0]).astype(np.float32)


def packets(path: Path) -> list[tuple[int, int, bool, int]]:
    with av.open(str(path)) as container:
        found = [each for each in container.demux(video=0) if each.size]
        return [(each.pts or 0, each.dts or 0, each.is_keyframe, each.size) for each in found]


def made(folder: Path, **more: object) -> Path:
    return segment.body(a_picture(folder / "p.png"), folder / "s.mp4", a_cut(**more), scratch=folder)


def test_each_thing_that_is_written_is_encoded_once_and_stands_until_the_next(tmp_path: Path) -> None:
    film = made(tmp_path, cues=SAID, slate="1.1")
    pictures = strictly(film)
    changed = [at for at in range(1, 60) if (pictures[at] != pictures[at - 1]).any()]
    assert changed == [10, 22, 36, 46]  # 400, 900, 1500 and 1900 ms, as frames
    keys = [at for at, (*_, is_key, _) in enumerate(packets(film)) if is_key]
    assert keys == [0, *changed]


def test_it_shows_what_it_would_show_if_every_frame_had_been_encoded(tmp_path: Path) -> None:
    held = strictly(made(tmp_path, cues=SAID, slate="1.1"))
    drawn = strictly(made(tmp_path, cues=SAID, slate="1.1", fade_out=1))
    assert len(held) == len(drawn) == 60
    assert np.abs(held[:-1] - drawn[:-1]).mean(axis=(1, 2)).max() < 1.5


@pytest.mark.parametrize("joint", [0, 6])
def test_its_clock_is_that_of_every_other_segment(tmp_path: Path, joint: int) -> None:
    held = packets(made(tmp_path, enters=joint))
    moved = packets(made(tmp_path, enters=joint, move="pan_left"))
    assert sorted(pts for pts, *_ in held) == sorted(pts for pts, *_ in moved)
    assert [dts for _, dts, *_ in held] == [dts for _, dts, *_ in moved]


def test_a_frame_that_changes_nothing_takes_hardly_any_room(tmp_path: Path) -> None:
    first, *others = packets(made(tmp_path))
    assert first[3] > 1000
    assert max(size for *_, size in others) < 60


def test_players_can_jump_into_a_long_one(tmp_path: Path) -> None:
    film = made(tmp_path, frames=25 * FPS)
    assert [at for at, (*_, is_key, _) in enumerate(packets(film)) if is_key] == [0, 10 * FPS, 20 * FPS]
    pictures = strictly(film)
    assert all((picture == pictures[0]).all() for picture in pictures[: 10 * FPS])


@pytest.mark.parametrize(
    "more",
    [
        {"title": "A Film"},
        {"names": (Name(start_ms=0, text="Anna"),)},
        {"style": "karaoke", "cues": (Cue(start_ms=0, end_ms=900, text="Hi.", words=(("Hi.", 100, 800),)),)},
        {"fade_out": 6},
        {"move": "pan_left"},
    ],
)
def test_where_something_changes_while_it_stands_every_frame_is_encoded(tmp_path: Path, more: dict[str, Any]) -> None:
    film = made(tmp_path, **{"cues": SAID, **more})
    assert [is_key for *_, is_key, _ in packets(film)].count(True) == 1


def a_stream(path: Path, *how: str) -> Path:
    source = f"testsrc2=s=320x180:r={FPS}:d=1"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-frames:v", "2", *how, path], timeout_s=30)
    return path


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (("-g", "10"), "not one key picture"),
        (("-force_key_frames", "expr:1", "-coder", "vlc"), "not CABAC"),
        (("-force_key_frames", "expr:1", "-bf", "0", "-x264-params", "bframes=0"), "not an order that is told"),
        (("-force_key_frames", "expr:1", "-pix_fmt", "yuv444p"), "not 4:2:0"),
        (("-force_key_frames", "expr:1", "-x264-params", "interlaced=1"), "not whole frames"),
        (("-c:v", "mpeg4", "-g", "1"), "no avcC"),
    ],
)
def test_other_streams_are_left_alone(tmp_path: Path, how: tuple[str, ...], why: str) -> None:
    stream = a_stream(tmp_path / "other.mp4", *how)
    with pytest.raises(asbefore.Unlike, match=why):
        asbefore.lengthened(stream, [5, 5], tmp_path / "long.mp4", fps=FPS, timescale=segment.TIMESCALE)
    assert not (tmp_path / "long.mp4").exists()


def test_a_still_whose_stream_is_not_as_ours_are_is_encoded_as_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlike(*_: object, **__: object) -> Path:
        raise asbefore.Unlike("another encoder")

    monkeypatch.setattr(asbefore, "lengthened", unlike)
    assert len(strictly(made(tmp_path, cues=SAID))) == 60
