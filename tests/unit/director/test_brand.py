"""A brand looks the same from film to film: the same people in the same words, for its own owner, for a week."""

from dataclasses import replace
from typing import Any

import pytest

from shared.model.base import Instant
from shared.model.storyboard import Character, Storyboard
from shared.writing import brand
from shared.writing.brand import TTL_MS, Entry, Look
from shared.writing.casting import look_of
from tests.unit.core.builders import NOON, Studio, a_scene, a_shot, a_storyboard
from tests.unit.director.desk import a_desk, directed

RED = "30, in a red coat, with a braid; adult"


def a_film(*people: tuple[str, str], place: str = "Kitchen", mood: str = "calm") -> Storyboard:
    cast = tuple(Character(name=name, look=look, colour="#123456") for name, look in people)
    scene = a_scene("s01", shots=[a_shot("s01-a1", characters=tuple(name for name, _ in people))], place=place)
    return a_storyboard(scene, mood=mood).model_copy(update={"characters": cast})


def shown(studio: Studio, board: Storyboard, *, owner: str = "anna", name: str = "Maison", job: str = "j1") -> Look:
    return brand.agree(studio.platform, owner, name, board, job)


def names(studio: Studio, *, owner: str = "anna", name: str = "Maison") -> list[tuple[str, str]]:
    return [(entry.kind, entry.name) for entry in brand.known(studio.platform, owner, name)]


def test_the_first_film_of_a_brand_is_kept(studio: Studio) -> None:
    look = shown(studio, a_film(("ANNA", RED)))
    assert names(studio) == [("style", "style"), ("palette", "palette"), ("character", "ANNA"), ("place", "Kitchen")]
    assert all(match.how is None for match in look.matches)


def test_a_later_film_shows_the_same_person_in_the_same_words(studio: Studio) -> None:
    first = shown(studio, a_film(("ANNA", RED)))
    later = a_film(("Anna", look_of("Anna", "", "teal")), mood="tense")
    look = shown(studio, later, job="j2")
    (anna,) = look.dressed(later).characters
    assert (anna.name, anna.look, anna.colour) == ("Anna", RED, "#123456")
    assert look.words("style", "style") == first.words("style", "style")
    assert look.matches[2].told() == {
        "kind": "character",
        "asked": "Anna",
        "name": "ANNA",
        "score": 1.0,
        "because": "name 1.00",
    }


def test_what_was_matched_and_why_is_logged(studio: Studio, said: list[dict[str, Any]]) -> None:
    shown(studio, a_film(("ANNA", RED)))
    said.clear()
    shown(studio, a_film(("ANNA", RED)), job="j2")
    (line,) = [line for line in said if line["message"] == "brand: character ANNA"]
    assert (line["score"], line["because"]) == (1.0, "name 1.00, description 1.00")


def test_somebody_else_of_the_same_name_is_another_person(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    old = a_film(("ANNA", "70, with white hair, on crutches; old"))
    assert shown(studio, old, job="j2").dressed(old) == old
    assert names(studio).count(("character", "ANNA")) == 2
    again = a_film(("ANNA", "70, white hair and crutches; old"))
    assert shown(studio, again, job="j3").dressed(again).characters[0].look == "70, with white hair, on crutches; old"


def test_two_people_of_one_film_never_share_an_entry(studio: Studio) -> None:
    shown(studio, a_film(("EVA MOREAU", RED)))
    both = a_film(("DR EVA MOREAU", RED), ("EVA MOREAU", RED))
    look = shown(studio, both, job="j2")
    assert look.matches[3].how is not None
    assert look.matches[2].how is None


@pytest.mark.parametrize(("owner", "name"), [("bela", "Maison"), ("anna", "Maison 2"), ("annaMaison", "")])
def test_no_other_owner_and_no_other_brand_sees_it(studio: Studio, owner: str, name: str) -> None:
    shown(studio, a_film(("ANNA", RED)))
    other = a_film(("ANNA", look_of("ANNA", "", "teal")))
    assert shown(studio, other, owner=owner, name=name, job="j2").dressed(other) == other


def test_an_entry_that_somebody_put_into_anothers_folder_is_not_read(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    for path in studio.documents.paths(f"{brand.home('anna', 'Maison')}/looks"):
        studio.documents.put(f"{brand.home('anna', 'Maison')}/looks/{path}", owner="bela")
    assert names(studio) == []


def test_the_spelling_of_a_brand_is_no_other_brand(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)), name="Maison Été")
    assert ("character", "ANNA") in names(studio, name="maison  ete")


@pytest.mark.parametrize(("after", "kept"), [(TTL_MS - 1, True), (TTL_MS, False)])
def test_a_week_after_the_last_film_it_is_forgotten(studio: Studio, after: Instant, kept: bool) -> None:
    shown(studio, a_film(("ANNA", RED)))
    studio.clock.time = NOON + after
    assert (("character", "ANNA") in names(studio)) is kept
    later = a_film(("ANNA", look_of("ANNA", "", "teal")))
    look = shown(studio, later, job="j2").dressed(later).characters[0].look
    assert (look == RED) is kept
    assert names(studio).count(("character", "ANNA")) == 1


def test_being_asked_for_keeps_an_entry_for_another_week(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    studio.clock.time = NOON + TTL_MS - 1
    shown(studio, a_film(("ANNA", RED)), job="j2")
    studio.clock.time = NOON + 2 * TTL_MS - 2
    assert ("character", "ANNA") in names(studio)


def test_a_pinned_entry_stays_and_wins_over_what_the_script_says(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    (anna,) = [entry for entry in brand.known(studio.platform, "anna", "Maison") if entry.name == "ANNA"]
    brand.keep(studio.platform, "anna", "Maison", [replace(anna, words="40, in a blue cape", pinned=True)], {})
    studio.clock.time = NOON + 100 * TTL_MS
    later = a_film(("ANNA", "70, with white hair; old"))
    look = shown(studio, later, job="j2")
    assert look.dressed(later).characters[0].look == "40, in a blue cape"
    assert look.matches[2].told()["because"] == "name 1.00, pinned"


def test_a_film_that_was_faster_is_looked_at_again(studio: Studio) -> None:
    mine = a_film(("ANNA", look_of("ANNA", "", "teal")))
    theirs = a_film(("ANNA", look_of("ANNA", "", "rust")))
    studio.documents.happenings = [lambda: shown(studio, theirs, job="j2")]
    look = shown(studio, mine)
    assert look.dressed(mine).characters[0].look == theirs.characters[0].look
    assert names(studio).count(("character", "ANNA")) == 1


def test_an_edit_that_comes_between_is_not_overwritten(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    (anna,) = [entry for entry in brand.known(studio.platform, "anna", "Maison") if entry.name == "ANNA"]

    def edited() -> None:
        brand.keep(studio.platform, "anna", "Maison", [replace(anna, words="a blue cape", pinned=True)], {})

    studio.documents.happenings = [lambda: None, lambda: None, edited]
    shown(studio, a_film(("ANNA", RED)), job="j2")
    assert [entry.words for entry in brand.known(studio.platform, "anna", "Maison") if entry.name == "ANNA"] == [
        "a blue cape"
    ]


def test_a_film_with_hundreds_of_places_is_kept_in_several_batches(studio: Studio) -> None:
    scenes = [a_scene(f"s{at:03}", shots=1, place=f"Room {at * 7919}") for at in range(1, 260)]
    shown(studio, a_storyboard(*scenes))
    assert sum(kind == "place" for kind, _ in names(studio)) > 200


@pytest.mark.parametrize(
    ("look", "written"),
    [
        (look_of("ANNA", "", "teal"), ""),
        (look_of("ANNA", "a red coat", ""), "a red coat"),
        (look_of("ANNA", "30, in a red coat; a braid and boots", ""), "30, in a red coat; a braid and boots"),
        ("a red coat", "a red coat"),
    ],
)
def test_what_the_script_said_of_somebody_is_told_from_what_we_made_up(look: str, written: str) -> None:
    assert brand.written_in(look) == written


# ------------------------------------------------------------------------------------------------ in the director


def direct(studio: Studio, text: str, *, job: str = "j1", name: str = "Maison") -> Storyboard:
    a_desk(studio, text, preset="animatic", brand=name, job=job)
    return directed(studio, job)


FIRST = "INT. KITCHEN - DAY\n\nANNA (30), in a red coat, waits.\n\nANNA\nHello.\n"
SECOND = "INT. STATION - DAY\n\nA train.\n\nMARC\nWho is it?\n\nANNA\nMe again.\n"


def test_two_scripts_of_one_brand_describe_their_heroine_alike(studio: Studio) -> None:
    first, second = direct(studio, FIRST), direct(studio, SECOND, job="j2")
    looks = [{each.name: each.look for each in board.characters}["ANNA"] for board in (first, second)]
    assert looks[0] == looks[1]
    assert "red coat" in looks[1]


def test_without_a_brand_nothing_is_kept(studio: Studio) -> None:
    direct(studio, FIRST, name="")
    assert studio.documents.paths("brands") == []


def test_an_entry_has_the_same_name_in_every_process() -> None:
    assert Entry("character", "ANNA", "x").identity == Entry("character", " anna", "y").identity
