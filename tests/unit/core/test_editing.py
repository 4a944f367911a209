"""An owner's edits: each does one thing, and what it cannot find it leaves alone and says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.edit import Again, Drop, Edit, Frame, Reorder, ReorderScene, Retime, Rewrite, Say, Score, Star, read
from shared.model.errors import Permanent, Refused
from shared.model.storyboard import Shot, Storyboard
from shared.writing import boards
from shared.writing.editing import edited
from tests.unit.core.builders import a_line, a_scene, a_shot, a_storyboard

ONE = [
    a_shot("s01-a1", lines=[a_line("l1")], number="1.1"),
    a_shot("s01-a2", number="1.2"),
    a_shot("s01-a3", number="1.3"),
]
BOARD = a_storyboard(a_scene("s01", shots=ONE), a_scene("s02", shots=[a_shot("s02-b1", number="2.1")]))


def order(board: Storyboard) -> list[str]:
    return [shot.id for shot in board.shots]


def after(*edits: Edit) -> Storyboard:
    return edited(BOARD, edits)


def first(*edits: Edit) -> Shot:
    return after(*edits).shots[0]


def test_each_edit_changes_what_it_names_and_nothing_else() -> None:
    assert first(Rewrite(shot="s01-a1", picture="A red kettle.")).picture == "A red kettle."
    assert first(Say(line="l1", text="You left.")).lines[0].text == "You left."
    assert first(Retime(shot="s01-a1", ms=5000)).duration_ms == 5000
    assert (first(Frame(shot="s01-a1", size="close")).size, first(Frame(shot="s01-a1", size="close")).move) == (
        "close",
        "static",
    )
    assert first(Frame(shot="s01-a1", move="orbital")).move == "orbital"
    assert first(Star(shot="s01-a1")).star
    assert not first(Star(shot="s01-a1"), Star(shot="s01-a1", on=False)).star
    assert after(Score(scene="s02", music="none")).scenes[1].music == "none"
    for edit in (Rewrite(shot="s01-a1", picture="x"), Score(scene="s01", music="joy"), Say(line="l1", text="x")):
        assert after(edit).scenes[1] == BOARD.scenes[1]


def test_filmed_again_is_another_take_each_time() -> None:
    assert first(Again(shot="s01-a1"), Again(shot="s01-a1", backend="veo")).take == 2
    assert first(Again(shot="s01-a1", backend="veo"), Again(shot="s01-a1")).backend == "veo"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Drop(shot="s01-a2"), ["s01-a1", "s01-a3", "s02-b1"]),
        (Drop(shot="s02-b1"), ["s01-a1", "s01-a2", "s01-a3"]),
        (Reorder(shot="s01-a3"), ["s01-a3", "s01-a1", "s01-a2", "s02-b1"]),
        (Reorder(shot="s01-a1", after="s01-a2"), ["s01-a2", "s01-a1", "s01-a3", "s02-b1"]),
        (Reorder(shot="s01-a1", after="s01-a3"), ["s01-a2", "s01-a3", "s01-a1", "s02-b1"]),
        (ReorderScene(scene="s02"), ["s02-b1", "s01-a1", "s01-a2", "s01-a3"]),
        (ReorderScene(scene="s01", after="s02"), ["s02-b1", "s01-a1", "s01-a2", "s01-a3"]),
    ],
    ids=str,
)
def test_shots_and_scenes_go_and_move(edit: Edit, expected: list[str]) -> None:
    assert order(after(edit)) == expected
    assert after(edit).warnings == ()


@pytest.mark.parametrize(
    "edit",
    [
        Drop(shot="s01-zz"), Drop(shot="s09-a1"), Rewrite(shot="s01-zz", picture="x"), Say(line="l9", text="x"),
        Reorder(shot="s01-zz"), Reorder(shot="s01-a1", after="s02-b1"), Reorder(shot="s01-a1", after="s01-a1"),
        ReorderScene(scene="s09"), Score(scene="s09", music="joy"),
    ],
    ids=str,
)  # fmt: skip
def test_an_edit_that_finds_nothing_is_said_and_passed_over(edit: Edit) -> None:
    board = after(edit)
    assert board.scenes == BOARD.scenes
    (warning,) = board.warnings
    assert warning.startswith("An edit was passed over: there is no ")


def test_a_film_keeps_at_least_one_shot() -> None:
    with pytest.raises(Refused, match="no shot"):
        after(*(Drop(shot=shot) for shot in order(BOARD)))


IDS = st.sampled_from(["s01-a1", "s01-a2", "s01-a3", "s02-b1", "s01-zz", "s09-a1"])
ANY = st.one_of(
    st.builds(Reorder, shot=IDS, after=st.one_of(st.just(""), IDS)),
    st.builds(ReorderScene, scene=st.sampled_from(["s01", "s02", "s03"]), after=st.sampled_from(["", "s01", "s02"])),
    st.builds(Star, shot=IDS),
    st.builds(Again, shot=IDS),
    st.builds(Retime, shot=IDS, ms=st.integers(200, 9000)),
)


@given(st.lists(ANY, max_size=12))
def test_no_order_of_edits_loses_or_doubles_a_shot(edits: list[Edit]) -> None:
    assert sorted(order(edited(BOARD, edits))) == sorted(order(BOARD))
    assert read([edit.model_dump(mode="json") for edit in edits]) == tuple(edits)


# ------------------------------------------------------------------------------------------------ as people call them


def test_people_say_numbers_and_the_papers_say_ids() -> None:
    assert boards.shot_called(BOARD, "1.2") == boards.shot_called(BOARD, "s01-a2") == ONE[1]
    assert boards.scene_called(BOARD, "2").id == boards.scene_called(BOARD, "s02").id == "s02"
    assert boards.line_called(BOARD, "1.1/1") == boards.line_called(BOARD, "l1") == ONE[0].lines[0]


@pytest.mark.parametrize("name", ["", "9.9", "s01", "1.1/1"])
def test_a_shot_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(Permanent, match=r"There are 1\.1, 1\.2"):
        boards.shot_called(BOARD, name)


@pytest.mark.parametrize("name", ["1.1/2", "1.1/0", "1.1/x", "9.9/1", "l9"])
def test_a_line_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(Refused):
        boards.line_called(BOARD, name)


@pytest.mark.parametrize("name", ["0", "3", "s03", ""])
def test_a_scene_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(Refused, match="1 to 2"):
        boards.scene_called(BOARD, name)
