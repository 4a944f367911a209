"""Two shots go over into each other: what the joint shows is what both would show, and nothing is encoded twice."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from functions.post_processor import film, segment
from functions.post_processor.cutting import Cut
from shared.media import ffmpeg
from shared.media.captions import Cue
from shared.media.probe import probe
from shared.model.joints import KINDS, Kind
from tests.unit.media.props import FPS, FRAME, a_picture


def seen(path: Path) -> NDArray[Any]:
    raw = bytearray()
    ffmpeg.run(["-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], timeout_s=60, sink=raw.extend)
    return np.frombuffer(bytes(raw), np.uint8).reshape(-1, FRAME[1], FRAME[0]).astype(np.float32)


def a_cut(frames: int = 30, **more: object) -> Cut:
    return Cut.model_validate({"frame": FRAME, "fps": FPS, "frames": frames, **more})


def a_clip(path: Path, shade: str, frames: int = 60) -> Path:
    source = f"color=c={shade}:s=320x180:r={FPS}:d={frames / FPS}"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-crf", "10", path], timeout_s=30)
    return path


def sides(folder: Path, which: str, half: int) -> list[tuple[Path, Cut]]:
    """One bright shot that goes, one dark shot that comes, as stills or clips."""
    takes: list[Path] = []
    for name, kind in zip(("white", "0x202020"), which.split(), strict=True):
        path = folder / f"{len(takes)}"
        if kind == "clip":
            takes.append(a_clip(path.with_suffix(".mp4"), name))
            continue
        from PIL import Image

        takes.append(path.with_suffix(".png"))
        Image.new("RGB", (346, 194), "white" if name == "white" else "#202020").save(takes[-1])
    return [(takes[0], a_cut(leaves=half)), (takes[1], a_cut(enters=half))]


def headers(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return bytes(container.streams.video[0].codec_context.extradata or b"")


def colours(path: Path) -> tuple[int, ...]:
    """What a player is told of them: space, primaries, transfer, range."""
    with av.open(str(path)) as container:
        told = container.streams.video[0].codec_context
        return int(told.colorspace), int(told.color_primaries), int(told.color_trc), int(told.color_range)


def test_whatever_its_segments_are_made_of_one_film_has_one_kind_of_stream(tmp_path: Path) -> None:
    (still, _), (clip, _) = left, right = sides(tmp_path, "still clip", 6)
    made = [
        segment.body(still, tmp_path / "held.mp4", a_cut()),
        segment.body(still, tmp_path / "moved.mp4", a_cut(move="pan_left", slate="1.1")),
        segment.body(clip, tmp_path / "clip.mp4", a_cut()),
        segment.joint(left, right, "dissolve", tmp_path / "joint.mp4"),
    ]
    assert headers(made[0])
    assert len({headers(each) for each in made}) == 1
    assert {colours(each) for each in made} == {(1, 1, 1, 1)}, "BT.709, and the range of television"


@pytest.mark.parametrize("which", ["still still", "still clip", "clip still", "clip clip"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_joint_goes_from_the_one_to_the_other_in_exactly_its_frames(tmp_path: Path, which: str, kind: Kind) -> None:
    left, right = sides(tmp_path, which, 6)
    pictures = seen(segment.joint(left, right, kind, tmp_path / "j.mp4"))
    light = pictures.mean((1, 2))
    assert len(pictures) == 12
    assert light[0] > 225
    assert light[-1] < 90
    if kind == "fade":
        assert light[5:8].min() < 40, "through black"
    elif kind == "fade_white":
        assert light[6] > 170, "through white"
    else:
        assert 60 < light[6] < 200


def test_the_film_is_even_over_its_joints_and_has_the_frames_of_its_shots(tmp_path: Path) -> None:
    left = (a_picture(tmp_path / "a.png"), a_cut(move="pan_left", leaves=5))
    right = (a_picture(tmp_path / "b.png", shade=3), a_cut(move="dolly_in", enters=5))
    parts = [
        segment.body(left[0], tmp_path / "1.mp4", left[1]),
        segment.joint(left, right, "dissolve", tmp_path / "2.mp4"),
        segment.body(right[0], tmp_path / "3.mp4", right[1]),
    ]
    assert [probe(part).frames for part in parts] == [25, 10, 25]
    sound = tmp_path / "s.m4a"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=r=48000:d=2.5", "-ac", "2", sound], timeout_s=30)
    film.splice(parts, sound, tmp_path / "film.mp4", scratch=tmp_path)
    pictures = seen(tmp_path / "film.mp4")
    assert len(pictures) == 60
    steps = np.abs(np.diff(pictures, axis=0)).mean((1, 2))
    whole = np.abs(pictures[24] - pictures[35]).mean()
    assert steps[24:36].max() < whole / 3, "nothing jumps where body and joint meet"


def test_words_are_read_through_a_joint(tmp_path: Path) -> None:
    """The words of the shot that goes stay until its end, those of the next begin with it: none is blended."""
    left, right = sides(tmp_path, "clip clip", 6)
    spoken = (Cue(start_ms=0, end_ms=1250, text="MMMMMM"),)
    dark = a_clip(tmp_path / "dark.mp4", "0x202020")
    with_words = (dark, left[1].model_copy(update={"cues": spoken}))
    pictures = seen(segment.joint(with_words, right, "dissolve", tmp_path / "j.mp4"))
    lit = (pictures[:, 130:] > 180).sum((1, 2))
    assert lit[:6].min() > 50, "to the last frame of its own place"
    assert lit[7:].max() == 0
