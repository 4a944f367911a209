"""A plane is seen from anywhere as a curve through all its points would show it, and from its middle as it is."""

from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from functions.post_processor import carried as carrying
from functions.post_processor import yuv
from functions.post_processor.carried import Swelling, carried
from functions.post_processor.cutting import Cut
from functions.post_processor.footage import Footage
from shared.media.room import room
from shared.model.storyboard import Move
from tests.unit.media.props import FRAME

ROOM = room(FRAME)
MIDDLE = ((ROOM[0] - FRAME[0]) / 2, (ROOM[1] - FRAME[1]) / 2)
SWELLS = ((1.08, 1.08), (1.0413, 1.0407), (1.0063, 1.0051), (1.0, 1.0))


@pytest.fixture
def plane() -> NDArray[Any]:
    """Soft shapes and hard edges."""
    noise = np.random.default_rng(7).integers(0, 255, (ROOM[1], ROOM[0]), np.uint8)
    soft = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 1.5), None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload]
    soft[40:90, 60:120] = 235
    return np.asarray(soft)


def curved(plane: NDArray[Any], place: tuple[float, float], grow: tuple[float, float]) -> NDArray[Any]:
    """The same, drawn the long way."""
    way = np.array([[grow[0], 0, place[0] + grow[0] / 2 - 0.5], [0, grow[1], place[1] + grow[1] / 2 - 0.5]])
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, way, FRAME, flags=how, borderMode=cv2.BORDER_REPLICATE)


def seen(plane: NDArray[Any], move: Move, place: tuple[float, float], grow: tuple[float, float]) -> NDArray[Any]:
    frame = np.zeros((FRAME[1], FRAME[0]), np.uint8)
    carried(plane, move).seen(place, grow, frame)
    return frame


def apart(one: NDArray[Any], two: NDArray[Any]) -> float:
    return float(np.abs(one.astype(int) - two).mean())


@pytest.mark.parametrize("across", [0.0, 3.25, 7.5, 11.9, 24.0])
def test_a_glide_shows_what_lies_between_two_columns(plane: NDArray[Any], across: float) -> None:
    assert apart(seen(plane, "pan_left", (across, 8), (1, 1)), curved(plane, (across, 8), (1, 1))) < 2.5


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.7, 0.3), (5.31, 2.77)])
@pytest.mark.parametrize("grow", SWELLS)
def test_a_swell_shows_what_lies_between_the_points(
    plane: NDArray[Any], place: tuple[float, float], grow: tuple[float, float]
) -> None:
    assert apart(seen(plane, "zoom_in", place, grow), curved(plane, place, grow)) < 2.5


@pytest.mark.parametrize("grow", SWELLS)
def test_where_no_whole_point_is_near_it_is_drawn_the_long_way(
    plane: NDArray[Any], grow: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = seen(plane, "dolly_in", (2.3, 1.9), grow)
    monkeypatch.setattr(carrying, "_begun", lambda start, grow: None)
    assert apart(quick, seen(plane, "dolly_in", (2.3, 1.9), grow)) < 1


def test_a_piece_that_reaches_over_the_edge_shows_the_edge(plane: NDArray[Any]) -> None:
    frame = np.zeros((60, 60), np.uint8)
    moves: tuple[Move, ...] = ("pan_left", "zoom_in")
    for move in moves:
        carried(plane[:40, :40], move).seen((-2.0, -3.0), (1.0, 1.0), frame)
        assert apart(frame[:2, 2:30], frame[2:3, 2:30]) < 3
        assert apart(frame[10:40, 45:], frame[10:40, 45:46]) < 1


def test_a_move_goes_on_evenly(plane: NDArray[Any]) -> None:
    """No step is much longer than the next, though each frame begins on a point of its own."""
    edge = np.tile(np.linspace(0, 255, ROOM[0]).astype(np.uint8), (ROOM[1], 1))
    swelling, frame = Swelling(cv2.GaussianBlur(edge, (0, 0), 3)), np.zeros((FRAME[1], FRAME[0]), np.uint8)
    places = []
    for step in range(60):
        swelling.seen((6 + 0.1 * step, 4.0), (1.03, 1.03), frame)
        places.append(float(frame[60:120].mean()))
    steps = np.diff(places)
    assert steps.mean() == pytest.approx(0.1 * 255 / ROOM[0], rel=0.1)
    assert np.abs(steps - steps.mean()).max() < 0.45 * steps.mean()


def test_a_camera_that_stands_sees_the_picture_pixel_for_pixel(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (ROOM[1], ROOM[0], 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "take.png")
    drawn = np.frombuffer(Footage(tmp_path / "take.png", Cut(frame=FRAME, fps=30, frames=9)).frame(4), np.uint8)
    left, top = map(int, MIDDLE)
    luma, blue, red = yuv.planes(noise)
    half = blue[top // 2 :, left // 2 :], red[top // 2 :, left // 2 :]
    wanted = [luma[top:, left:][: FRAME[1], : FRAME[0]], *(each[: FRAME[1] // 2, : FRAME[0] // 2] for each in half)]
    assert drawn.tobytes() == b"".join(each.tobytes() for each in wanted)


@pytest.mark.parametrize("frame", [(1920, 1080), (1080, 1920), (1280, 720), (854, 480), (1080, 1080), (864, 1080)])
def test_the_room_around_a_frame_comes_in_fours(frame: tuple[int, int]) -> None:
    for side, whole in zip(frame, room(frame), strict=True):
        assert (whole - side) % 4 == 0
        assert whole / side == pytest.approx(1.08, abs=0.01)


def test_every_move_has_its_way_of_being_carried(plane: NDArray[Any]) -> None:
    for move in get_args(Move):
        assert seen(plane, move, MIDDLE, (1, 1)).std() > 10
