"""A shot becomes a segment: exact frames, a camera that moves softly, words burnt in."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.post_processor import camera, segment
from functions.post_processor.cutting import Cut, cut_of
from shared.media import ffmpeg
from shared.media.captions import Cue
from shared.media.probe import probe
from shared.model.errors import Permanent
from shared.model.storyboard import Move
from tests.unit.media.props import FPS, FRAME, a_line, a_picture, a_scene, a_shot, options

MOVES: tuple[Move, ...] = ("static", "dolly_in", "dolly_out", "pan_left", "pan_right", "zoom_in", "zoom_out", "orbital")


def frames_of(path: Path, frame: tuple[int, int] = FRAME) -> NDArray[Any]:
    raw = bytearray()
    ffmpeg.run(["-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], timeout_s=60, sink=raw.extend)
    return np.frombuffer(bytes(raw), np.uint8).reshape(-1, frame[1], frame[0]).astype(np.float32)


def a_cut(frames: int = 12, **more: object) -> Cut:
    return Cut.model_validate({"frame": FRAME, "fps": FPS, "frames": frames, **more})


@pytest.mark.parametrize("fps", [24, 25, 30])
def test_a_segment_has_exactly_its_frames(tmp_path: Path, fps: int) -> None:
    cut = Cut(frame=FRAME, fps=fps, frames=17, move="pan_left")
    facts = probe(segment.body(a_picture(tmp_path / "p.png"), tmp_path / "s.mp4", cut, scratch=tmp_path))
    assert (facts.frames, facts.fps, facts.width, facts.height) == (17, float(fps), *FRAME)


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "p.png")
    cut = a_cut(move="orbital", cues=(Cue(start_ms=0, end_ms=400, text="Là-bas"),), slate="1.1")
    one = segment.body(picture, tmp_path / "1.mp4", cut, scratch=tmp_path).read_bytes()
    two = segment.body(picture, tmp_path / "2.mp4", cut, scratch=tmp_path).read_bytes()
    assert one == two


@pytest.mark.parametrize("move", MOVES)
def test_a_move_stays_inside_the_picture_and_never_jumps(move: Move) -> None:
    views = [camera.view(move, at / 99, 4500) for at in range(100)]
    assert all(0 <= left < right <= 1.0000001 and 0 <= top < low <= 1.0000001 for left, top, right, low in views)
    steps = [max(abs(a - b) for a, b in zip(one, two, strict=True)) for one, two in pairwise(views)]
    assert max(steps) < 0.0022
    assert (max(steps) == 0) == (move == "static")
    assert move == "static" or steps[0] < max(steps) / 2, "it starts softly"


def test_a_camera_that_moves_shows_it_and_a_still_one_stands(tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "p.png")
    moving = frames_of(segment.body(picture, tmp_path / "m.mp4", a_cut(24, move="pan_left"), scratch=tmp_path))
    still = frames_of(segment.body(picture, tmp_path / "s.mp4", a_cut(24), scratch=tmp_path))
    assert np.abs(moving[0] - moving[-1]).mean() > 4 > np.abs(still[0] - still[-1]).mean()


def test_captions_stand_in_the_lower_part_while_they_are_spoken(tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "p.png")
    cues = (Cue(start_ms=500, end_ms=900, text="Nobody answered."),)
    with_words = frames_of(segment.body(picture, tmp_path / "c.mp4", a_cut(24, cues=cues), scratch=tmp_path))
    without = frames_of(segment.body(picture, tmp_path / "n.mp4", a_cut(24), scratch=tmp_path))
    changed = np.abs(with_words - without).max(axis=(1, 2)) > 60
    assert list(np.flatnonzero(changed)) == list(range(12, 22))
    rows = np.flatnonzero(np.abs(with_words[15] - without[15]).max(axis=1) > 60)
    assert 0.7 * FRAME[1] < rows.min() < rows.max() < 0.97 * FRAME[1]


def test_a_film_fades_from_and_to_black(tmp_path: Path) -> None:
    cut = a_cut(24, fade_in=6, fade_out=6)
    light = frames_of(segment.body(a_picture(tmp_path / "p.png"), tmp_path / "f.mp4", cut, scratch=tmp_path)).mean(
        (1, 2)
    )
    assert light[0] < light[3] < light[12] > light[20] > light[23]


@pytest.mark.parametrize("frames", [6, 40])
def test_a_clip_is_trimmed_or_held_and_fills_the_frame(tmp_path: Path, frames: int) -> None:
    clip = tmp_path / "clip.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "testsrc2=s=200x200:r=30:d=0.7", "-c:v", "libx264", clip], timeout_s=30)
    facts = probe(segment.body(clip, tmp_path / "s.mp4", a_cut(frames), scratch=tmp_path))
    assert (facts.frames, facts.fps, facts.width, facts.height) == (frames, 24.0, *FRAME)


def test_names_full_of_signs_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] 100%: odd; name, \\b"
    folder.mkdir()
    cut = a_cut(title="Title: {100%}", cues=(Cue(start_ms=0, end_ms=300, text="it's"),))
    made = segment.body(a_picture(folder / "p.png"), folder / "s.mp4", cut, scratch=folder)
    assert probe(made).frames == 12


def test_a_shot_is_filmed_from_its_take(tmp_path: Path) -> None:
    shot = a_shot(lines=(a_line("Nobody answered."),))
    take = a_picture(tmp_path / "take.png", (640, 360))
    spoken = {shot.lines[0].id: {"ms": 700}}
    segment.body(take, tmp_path / "s.mp4", cut_of(shot, a_scene(shot), options(), spoken))
    facts = probe(tmp_path / "s.mp4")
    assert (facts.frames, facts.width, facts.height) == (24, 640, 360)


def test_a_picture_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"nothing")
    with pytest.raises(Permanent, match="cannot be read as a picture"):
        segment.body(tmp_path / "p.png", tmp_path / "s.mp4", a_cut(), scratch=tmp_path)


def test_a_segment_lasts_whole_frames_by_every_clock_in_it(tmp_path: Path) -> None:
    """In milliseconds, seven frames of thirty a second would be a little longer or shorter."""
    cut = Cut(frame=(320, 180), fps=30, frames=7, move="dolly_in")
    told = segment.body(a_picture(tmp_path / "take.png"), tmp_path / "segment.mp4", cut).read_bytes()
    header, edits = told.index(b"mvhd"), told.index(b"elst")
    assert [int.from_bytes(told[at : at + 4]) for at in (header + 16, header + 20)] == [30_000, 7_000]
    assert int.from_bytes(told[edits + 12 : edits + 16]) == 7_000
