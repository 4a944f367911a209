"""Captions never stand over a face: whoever is heard, however they hold themselves, wherever the camera moves."""

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest

from functions.post_processor import camera
from functions.render_executor.animatic import picture
from functions.render_executor.animatic_face import face as drawn_face
from functions.render_executor.animatic_figures import Body
from shared.media.captions import reach
from shared.model.storyboard import Character, Move, Scene, Size
from tests.unit.media.props import ELIAS, MARA, a_line, a_scene, a_shot

KID = Character(name="KID", look="a girl of eight", colour="#5b8e3e")
CASTS = ((KID,), (MARA, KID), (ELIAS, MARA, KID))
DOING = ("They wait.", "She sits.", "She weeps.")
SIZES: tuple[Size, ...] = ("extreme_wide", "wide", "medium", "medium_close", "close", "over_shoulder")
FRAMES = ((96, 54), (54, 96), (54, 54), (54, 68))

Box = tuple[float, float, float, float]


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> list[Box]:
    """Where faces are drawn, in the frame's measure: x from its middle, y from its top, in its heights."""
    seen: list[Box] = []

    def face(body: Body, look: Any, head: Any, *rest: Any, **more: Any) -> None:
        if not more["away"]:
            x, y, across, high = head
            corners = [body.at(x - across, y - high), body.at(x + across, y + high)]
            (left, right), (top, bottom) = (sorted(each) for each in zip(*corners, strict=True))
            seen.append((left, top, right, bottom))
        drawn_face(body, look, head, *rest, **more)

    monkeypatch.setattr("functions.render_executor.animatic_figures.face", face)
    return seen


def drawn(faces: list[Box], scene: Scene, cast: tuple[Character, ...], frame: tuple[int, int]) -> list[Box]:
    faces.clear()
    picture(scene.shots[0], scene, cast, frame, 7)
    return list(faces)


def scenes(size: Size, *, heard: bool = True) -> Iterator[tuple[Scene, tuple[Character, ...]]]:
    for cast, doing in product(CASTS, DOING):
        names = tuple(person.name for person in cast)
        lines = (a_line(speaker=names[0], manner="sad"),) if heard else ()
        yield a_scene(a_shot(size=size, picture=doing, characters=names, lines=lines)), cast


def lowest_seen(bottom: float) -> float:
    """Of all moves of the camera, the one that brings it nearest to the foot of the frame."""
    views = [camera.view(move, at, 6000) for move in get_args(Move) for at in (0.0, 0.5, 1.0)]
    return max((bottom - top) / (end - top) for _, top, _, end in views)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("size", SIZES)
def test_faces_are_above_two_lines_of_captions(faces: list[Box], size: Size, frame: tuple[int, int]) -> None:
    for scene, cast in scenes(size):
        boxes = drawn(faces, scene, cast, frame)
        assert boxes
        for _, top, _, bottom in boxes:
            assert lowest_seen(bottom) <= 1 - reach(frame) + 0.005, (scene.shots[0].picture, len(cast))
            assert top > 0


@pytest.mark.parametrize("frame", FRAMES)
def test_who_lies_is_seen_whole_beside_the_others_and_above_the_captions(
    faces: list[Box], frame: tuple[int, int]
) -> None:
    shot = a_shot(size="medium", picture="Mara lies asleep.", characters=("MARA", "ELIAS"), lines=(a_line(),))
    for left, _, right, bottom in drawn(faces, a_scene(shot), (MARA, ELIAS), frame):
        assert lowest_seen(bottom) <= 1 - reach(frame) + 0.005
        assert max(abs(left), abs(right)) <= frame[0] / frame[1] * 0.47


def test_where_nobody_is_heard_nothing_gives_way(faces: list[Box]) -> None:
    (silent, cast), *_ = scenes("close", heard=False)
    (heard, _), *_ = scenes("close")
    assert drawn(faces, silent, cast, (54, 68))[0][3] > drawn(faces, heard, cast, (54, 68))[0][3] + 0.05
