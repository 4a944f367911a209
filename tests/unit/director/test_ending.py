"""The card that a film ends on: given by every director when it is asked for, last whatever is moved, bought never."""

import json
from collections.abc import Callable
from random import Random

import pytest

from functions.creative_director.agent import AGENT as DIRECTOR
from functions.creative_director.directing import direct
from functions.fast_track.agent import AGENT as FAST
from functions.fast_track.planning import plan
from functions.post_processor.cutting import cut_of
from shared.model.edit import Drop, Edit, Reorder, ReorderScene
from shared.model.errors import Refused
from shared.model.job import PRESETS, Options
from shared.model.money import DOLLAR
from shared.model.script import Script
from shared.model.storyboard import END, Scene, Storyboard
from shared.money.quote_film import Film
from shared.money.quote_heroes import merits
from shared.writing.editing import edited
from shared.writing.ending import END_MS
from tests.unit.core.builders import Studio, a_unit, a_work
from tests.unit.director.desk import a_desk
from tests.unit.director.test_staging import a_brief, grouped, staged
from tests.unit.money.props import small, wanted
from tests.unit.writing.builders import a_script

TEXT = (
    "Title: The Kettle\nAuthor: Ann Bo\n\nINT. KITCHEN - NIGHT\n\nA kettle sings.\n\nEXT. PIER - DAWN\n\nGulls cry.\n"
)
ASKED = Options(end_card=True)
Make = Callable[[Script, Options], Storyboard]


def the_card(board: Storyboard) -> Scene:
    assert [scene.id for scene in board.scenes].index(END) == len(board.scenes) - 1
    return board.scenes[-1]


def rest(board: Storyboard) -> Storyboard:
    return board.model_copy(update={"scenes": tuple(scene for scene in board.scenes if scene.id != END)})


@pytest.mark.parametrize("make", [direct, plan])
def test_our_own_directors_end_on_a_card_and_change_nothing_else(make: Make) -> None:
    script = a_script(TEXT)
    without, board = make(script, Options()), make(script, ASKED)
    assert END not in {scene.id for scene in without.scenes}
    assert the_card(board).shots[0].title == "The End\nThe Kettle\nWritten by Ann Bo"
    assert rest(board) == without


def test_the_model_too_ends_on_a_card() -> None:
    brief = a_brief(TEXT.encode(), "film.fountain", end_card=True)
    board = staged(brief, grouped(brief, Random(1)))
    assert the_card(board).shots[0].title.startswith("The End\n")


@pytest.mark.parametrize(
    ("page", "language", "told"),
    [
        ("Title: La rame\nAuteur: É. Bo", "fr", "Fin\nLa rame\nÉcrit par É. Bo"),
        ("Title: La rame", "fr-CA", "Fin\nLa rame"),
        ("Title: 猫", "ja", "猫"),
        ("Title: The Kettle", "en", "The End\nThe Kettle"),
    ],
)
def test_a_card_says_what_is_known_in_the_films_language(page: str, language: str, told: str) -> None:
    script = a_script(f"{page}\n\nINT. KITCHEN - NIGHT\n\nA kettle sings.\n")
    board = direct(script, Options(end_card=True, language=language))
    assert the_card(board).shots[0].title == told


def test_where_there_is_nothing_to_tell_there_is_no_card() -> None:
    script = a_script("INT. KITCHEN - NIGHT\n\nA kettle sings.\n").model_copy(update={"title": "Untitled"})
    board = direct(script, Options(end_card=True, language="ja"))
    assert END not in {scene.id for scene in board.scenes}


@pytest.mark.parametrize(
    "edit", [ReorderScene(scene="s01", after=END), ReorderScene(scene=END), ReorderScene(scene=END, after="s01")]
)
def test_whatever_is_moved_the_card_stays_last(edit: Edit) -> None:
    assert the_card(edited(direct(a_script(TEXT), ASKED), [edit])).shots


def test_the_card_can_be_dropped_but_does_not_make_a_film_alone() -> None:
    board = direct(a_script(TEXT), ASKED)
    assert edited(board, [Drop(shot=board.shots[-1].id)]).scenes == rest(board).scenes
    with pytest.raises(Refused, match="no shot"):
        edited(board, [Drop(shot=shot.id) for shot in board.shots[:-1]])
    assert edited(board, [Reorder(shot=board.shots[0].id)]).shots[-1].is_end


def test_a_film_that_has_to_fit_makes_room_for_its_card() -> None:
    text = "Title: Long\n\nINT. KITCHEN - NIGHT\n\n" + "\n\n".join(f"A kettle sings {n} songs." for n in range(16))
    options = Options(preset="quick_social")
    full, carded = (direct(a_script(text), each) for each in (options, options.model_copy(update={"end_card": True})))
    most = PRESETS["quick_social"].max_ms or 0
    assert most - 500 < full.duration_ms <= most
    assert the_card(carded).shots[0].duration_ms == END_MS
    assert most - 500 < carded.duration_ms <= most
    assert json.loads(a_brief(text.encode(), "a.fountain", preset="quick_social", end_card=True).text)["film"] == {
        "frame": "9:16",
        "most_seconds": 25,
    }


def test_nobody_is_paid_for_the_card_and_it_makes_the_film_no_worse() -> None:
    board, book = direct(a_script(TEXT), ASKED), small()
    with_card, without = (Film(book, wanted(book), shots) for shots in (board.shots, rest(board).shots))
    planned, other = with_card.plan(20 * DOLLAR, floor=0.85), without.plan(20 * DOLLAR, floor=0.85)
    assert planned.plan.shots[board.shots[-1].id].choice.backend == "animatic"
    assert planned.plan.price == other.plan.price > 0
    assert planned.quality == pytest.approx(other.quality, abs=0.001)
    assert merits(board.shots)[-2:] == [("last",), ()]


def test_the_card_has_no_slate() -> None:
    board = direct(a_script(TEXT), ASKED)
    scenes = {shot.id: scene for scene in board.scenes for shot in scene.shots}
    slates = [cut_of(shot, scenes[shot.id], ASKED, {}).slate for shot in board.shots]
    assert all(slates[:-1])
    assert slates[-1] == ""


def test_directing_is_keyed_as_ever_where_no_card_is_asked_for(studio: Studio) -> None:
    plain, asked = a_unit("direction", job="j1"), a_unit("direction", job="j2")
    a_desk(studio, key="", job=plain.job)
    a_desk(studio, key="", job=asked.job, end_card=True)
    for agent in (DIRECTOR, FAST):
        assert agent.key is not None
        key = agent.key(a_work(studio, plain, agent=agent.name))
        assert "end card" not in key
        assert agent.key(a_work(studio, asked, agent=agent.name)) == [*key, "end card"]
        studio.clock.time += 10**7  # whoever was at it is gone
