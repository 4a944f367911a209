"""A camera that moves through space goes by what is near faster than by what is far."""

import io
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from functions.post_processor import camera
from functions.post_processor.cutting import Cut
from functions.post_processor.footage import Footage
from functions.post_processor.planes import beside
from functions.render_executor import animatic
from functions.render_executor.animatic_planes import Planes
from shared.media.room import room
from shared.model.errors import Permanent
from shared.model.storyboard import THROUGH, Move, Shot, Size
from tests.unit.media.props import ELIAS, FRAME, MARA, a_scene, a_shot

ROOM = room(FRAME)
AT = (100, 40)
PIECE = (120, 120)
RED, BLUE = (220, 30, 30), (30, 30, 220)


def a_take(folder: Path) -> Path:
    """A red square in front of the middle of a grey wall on which a blue one hangs."""
    wall = Image.new("RGB", ROOM, (128, 128, 128))
    wall.paste(BLUE, (60, 70, 80, 90))
    glass = Image.new("RGBA", PIECE)
    glass.paste((*RED, 255), (40, 40, 80, 80))
    take = folder / "take.png"
    front, behind = beside(take)
    glass.save(front)
    wall.crop((*AT, AT[0] + PIECE[0], AT[1] + PIECE[1])).save(behind)
    wall.paste(glass, AT, glass)
    wall.save(take)
    return take


def a_cut(move: Move, at: tuple[int, int] | None = AT) -> Cut:
    return Cut(frame=FRAME, fps=30, frames=150, move=move, planes_at=at)


def seen(footage: Footage, number: int) -> NDArray[Any]:
    import cv2

    raw = np.frombuffer(footage.frame(number), np.uint8).reshape(FRAME[1] * 3 // 2, FRAME[0])
    return cv2.cvtColor(raw, cv2.COLOR_YUV2RGB_I420).astype(int)


def place(picture: NDArray[Any], channel: int) -> tuple[float, float, float]:
    """The middle of what has this colour, and how much there is of it."""
    others = [other for other in (0, 1, 2) if other != channel]
    found = picture[..., channel] - picture[..., others].max(axis=2) > 60
    rows, columns = np.nonzero(found)
    return float(columns.mean()), float(rows.mean()), float(found.sum())


def drawn(size: Size, move: Move, **more: Any) -> tuple[bytes, Planes | None]:
    shot: Shot = a_shot(size=size, **more).model_copy(update={"move": move})
    return animatic.draw(shot, a_scene(shot), (MARA, ELIAS), FRAME, 7)


def test_in_a_pan_the_near_goes_by_faster_than_the_far(tmp_path: Path) -> None:
    footage = Footage(a_take(tmp_path), a_cut("pan_left"))
    first, last = seen(footage, 0), seen(footage, 149)
    near, far = (place(last, channel)[0] - place(first, channel)[0] for channel in (0, 2))
    assert near > 20
    assert 0.3 * near < far < 0.5 * near


def test_a_dolly_comes_nearer_to_the_near_than_to_the_far(tmp_path: Path) -> None:
    footage = Footage(a_take(tmp_path), a_cut("dolly_in"))
    near, far = (place(seen(footage, 149), channel)[2] / place(seen(footage, 0), channel)[2] for channel in (0, 2))
    assert near > far + 0.04
    assert far > 1


def test_an_orbit_turns_around_the_near(tmp_path: Path) -> None:
    footage = Footage(a_take(tmp_path), a_cut("orbital"))
    near, far = (abs(place(seen(footage, 149), at)[0] - place(seen(footage, 0), at)[0]) for at in (0, 2))
    assert near < far / 2


def test_what_was_hidden_behind_somebody_is_there_when_they_have_moved(tmp_path: Path) -> None:
    footage = Footage(a_take(tmp_path), a_cut("pan_left"))
    for number in (0, 149):
        assert place(seen(footage, number), 0)[2] == pytest.approx(40 * 40, rel=0.1)


@pytest.mark.parametrize("move", sorted(THROUGH))
def test_in_one_depth_the_planes_are_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: Move) -> None:
    monkeypatch.setattr(camera, "depths", lambda move: (1.0, 1.0))
    take = a_take(tmp_path)
    for number in (0, 75, 149):
        whole, parted = (seen(Footage(take, a_cut(move, at)), number) for at in (None, AT))
        assert np.abs(whole - parted).mean() < 0.3
        assert (np.abs(whole - parted) > 40).mean() < 0.003, "but for a line around what was cut out"


@pytest.mark.parametrize("move", get_args(Move))
def test_no_plane_shows_its_edge(move: Move) -> None:
    for part in camera.depths(move):
        for at in (0.0, 0.3, 0.7, 1.0):
            left, top, right, bottom = camera.view(move, at, 6000, part)
            assert min(left, top, 1 - right, 1 - bottom) > -1e-9


def test_only_a_camera_that_moves_through_space_sees_depth() -> None:
    assert {move for move in get_args(Move) if camera.depths(move) != (1.0, 1.0)} == THROUGH


@pytest.mark.parametrize("size", ["medium", "medium_close", "close", "over_shoulder", "insert"])
def test_whoever_stands_near_is_a_plane_of_their_own(size: Size) -> None:
    content, planes = drawn(size, "dolly_in", picture="She waits by the kettle.", characters=("MARA", "ELIAS"))
    assert planes is not None
    whole = Image.open(io.BytesIO(content))
    behind, front = (Image.open(io.BytesIO(each)) for each in (planes.behind, planes.front))
    (left, top), (wide, high) = planes.at, front.size
    assert (front.mode, behind.mode, behind.size) == ("RGBA", "RGB", front.size)
    assert 0 <= left < left + wide <= whole.width
    together = behind.convert("RGBA")
    together.alpha_composite(front)
    there = np.asarray(whole.crop((left, top, left + wide, top + high)), int)
    apart = np.abs(there - np.asarray(together.convert("RGB"), int))
    assert apart.mean() < 1, "laid on one another they are the picture"
    covers = np.asarray(front.getchannel("A"), int)
    assert 0.05 < (covers > 128).mean() < 0.95
    if left:
        assert covers[:, 0].max() == 0, "nothing is cut off"


@pytest.mark.parametrize(
    ("size", "move", "title"),
    [("wide", "dolly_in", ""), ("medium", "zoom_in", ""), ("medium", "static", ""), ("medium", "dolly_in", "THE END")],
)
def test_other_shots_are_one_plane(size: Size, move: Move, title: str) -> None:
    assert drawn(size, move, title=title)[1] is None


@pytest.mark.parametrize("weather", ["", "rain", "fog"])
def test_an_empty_place_is_one_plane_whatever_falls_in_it(weather: str) -> None:
    shot = a_shot(size="medium", picture="A wall.", characters=()).model_copy(update={"move": "pan_left"})
    scene = a_scene(shot, place="Street", interior=False, weather=weather)
    assert animatic.draw(shot, scene, (), FRAME, 7)[1] is None


def test_whoever_is_seen_to_stand_on_the_ground_does_not_slide_over_it() -> None:
    names = ("MARA", "ELIAS", "TOM")
    shot = a_shot(size="medium", characters=names).model_copy(update={"move": "pan_left"})
    upright, wide = (animatic.draw(shot, a_scene(shot), (MARA, ELIAS), frame, 7)[1] for frame in ((202, 360), FRAME))
    assert upright is None, "three people in a narrow frame are small enough to show their feet"
    assert wide is not None


def test_the_picture_is_the_same_with_and_without_planes() -> None:
    flat, deep = (Image.open(io.BytesIO(drawn("medium", move)[0])) for move in ("zoom_in", "dolly_in"))
    assert np.abs(np.asarray(flat, int) - np.asarray(deep, int)).mean() < 0.5


def test_a_plane_that_cannot_be_read_is_the_takes_fault(tmp_path: Path) -> None:
    take = a_take(tmp_path)
    beside(take)[0].write_bytes(b"no picture")
    with pytest.raises(Permanent, match="cannot be read"):
        Footage(take, a_cut("pan_left"))
