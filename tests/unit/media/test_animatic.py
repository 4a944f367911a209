"""Every shot becomes a picture: the same each time, unlike its neighbours, in every format."""

import io
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from functions.render_executor import animatic
from functions.render_executor.animatic_emblems import emblem_in, signs, stander_in
from functions.render_executor.animatic_framing import framing
from functions.render_executor.animatic_indoors import INDOORS
from functions.render_executor.animatic_journeys import JOURNEYS_IN, JOURNEYS_OUT
from functions.render_executor.animatic_looks import Look, look_of
from functions.render_executor.animatic_outdoors import OUTDOORS
from functions.render_executor.animatic_places import place_rng, set_of
from functions.render_executor.animatic_poses import attitude, pose_of
from functions.render_executor.animatic_ships import SHIPS_IN
from functions.render_executor.animatic_weather import weather_in
from shared.media.lettering import has
from shared.model.storyboard import Character, Size
from tests.unit.media.props import ELIAS, FRAME, MARA, a_line, a_scene, a_shot

CAST = (MARA, ELIAS)
SETS_OUT, SETS_IN = {**OUTDOORS, **JOURNEYS_OUT}, {**INDOORS, **JOURNEYS_IN, **SHIPS_IN}
SIZES: tuple[Size, ...] = (
    "extreme_wide", "wide", "medium", "medium_close", "close", "insert", "over_shoulder", "pov",
)  # fmt: skip


def draw(*shot: Any) -> bytes:
    """The whole picture."""
    return animatic.draw(*shot)[0]


def pixels(png: bytes) -> NDArray[Any]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float32)


def apart(a: bytes, b: bytes) -> float:
    return float(np.abs(pixels(a) - pixels(b)).mean())


def test_the_same_shot_and_seed_give_the_same_bytes() -> None:
    scene = a_scene(a_shot())
    assert len({draw(scene.shots[0], scene, CAST, FRAME, 7) for _ in range(2)}) == 1
    assert draw(scene.shots[0], scene, CAST, FRAME, 7) != draw(scene.shots[0], scene, CAST, FRAME, 8)


@pytest.mark.parametrize("frame", [(320, 180), (180, 320), (180, 180), (180, 226)])
def test_a_picture_is_a_little_larger_than_its_frame(frame: tuple[int, int]) -> None:
    scene = a_scene()
    size = Image.open(io.BytesIO(draw(scene.shots[0], scene, CAST, frame, 1))).size
    assert all(1.06 < side / wanted < 1.1 and side % 2 == 0 for side, wanted in zip(size, frame, strict=True))


def test_neighbouring_shots_look_different_even_when_they_are_alike_on_paper() -> None:
    shots = tuple(a_shot(name=f"s01-{letter}", size=size) for letter, size in zip("abcdefgh", SIZES, strict=True))
    twins = (*shots, a_shot(name="s01-y", size="wide"), a_shot(name="s01-z", size="wide"))
    scene = a_scene(*twins, place="Beach", interior=False)
    pictures = [draw(shot, scene, CAST, FRAME, 7) for shot in twins]
    for before, after in pairwise(pictures):
        assert apart(before, after) > 6


def test_a_place_is_built_alike_in_every_scene() -> None:
    first, second = a_scene(name="s01", place="The Kitchen"), a_scene(name="s09", place="the kitchen")
    assert place_rng(first, 7).random() == place_rng(second, 7).random() != place_rng(first, 8).random()


@pytest.mark.parametrize(
    ("place", "interior", "kind"),
    [
        ("LIGHTHOUSE", False, "lighthouse"), ("CUISINE DE CLAIRE", True, "kitchen"), ("OFFICE", True, "office"),
        ("POLICE CAR", True, "car"), ("RUE DES LILAS", False, "street"), ("FORÊT", False, "forest"),
        ("BY THE FIREPLACE", True, "room"), ("PIERRE'S FIELD", False, "field"), ("CAR", False, "road"),
        ("NOWHERE", None, "void"), ("CENTRAL STATION - LOST PROPERTY OFFICE", True, "office"),
        ("STATION DE MÉTRO - QUAI", True, "station"), ("GARE DU NORD", False, "station"), ("GARE", True, "station"),
        ("RAILWAY STATION", False, "station"), ("TRAIN", False, "train"), ("SPACE STATION", True, "space"),
        ("BOUCHE DE MÉTRO", False, "street"), ("MOON - CRATER RIM", False, "space"),
        ("FERRY - WHEELHOUSE", True, "boat"), ("FERRY - ENGINE ROOM", True, "engines"), ("FERRY - DECK", False, "boat"),
        ("PAQUEBOT - SALLE DES MACHINES", True, "engines"), ("FERRY - CAFÉ", True, "cafe"),
        ("POLICE STATION", True, "office"), ("BEACH - CAFÉ", False, "beach"),
        ("LIGHTHOUSE - STAIRWELL", True, "corridor"), ("MARCHÉ", False, "market"), ("CAVE", True, "cave"),
    ],
)  # fmt: skip
def test_a_set_is_found_by_its_words_in_both_languages(place: str, interior: bool | None, kind: str) -> None:
    assert set_of(a_scene(place=place, interior=interior))[0] == kind


@pytest.mark.parametrize(("interior", "inside"), [(True, True), (False, False), (None, False)])
def test_a_ship_is_drawn_from_within_only_where_the_heading_says_so(interior: bool | None, inside: bool) -> None:
    assert set_of(a_scene(place="ON THE FERRY", interior=interior)) == ("boat", inside)


def test_weather_in_a_heading_does_not_change_the_place() -> None:
    scene = a_scene(place="La rue du Four", interior=False).model_copy(
        update={"heading": "La rue du Four, nuit de neige"}
    )
    assert set_of(scene) == ("street", False)


@pytest.mark.parametrize(
    ("words", "falls"),
    [
        ("SAMI traverse la rue.", ""), ("The train leaves.", ""), ("An optimist, in prose.", ""),
        ("No rain at all.", ""),
        ("Rain runs down.", "rain"), ("Une averse.", "rain"), ("A storm.", "rain"), ("Il neige.", "snow"),
        ("Brouillard.", "fog"), ("Smoke drifts.", "fog"), ("Wind.", ""),
    ],
)  # fmt: skip
def test_what_falls_is_known_by_whole_words(words: str, falls: str) -> None:
    assert weather_in(words) == falls


@pytest.mark.parametrize("kind", sorted({*SETS_OUT, *SETS_IN}))
def test_every_set_can_be_built_in_an_upright_frame_at_night(kind: str) -> None:
    from functions.render_executor.animatic_palette import palette
    from functions.render_executor.animatic_paper import View
    from functions.render_executor.animatic_places import Stage

    scene = a_scene(night=True, weather="storm", mood="fearful")
    for built, indoors in ((SETS_OUT.get(kind), False), (SETS_IN.get(kind), True)):
        if built is not None:
            stage = Stage((108, 192), View(0.5625), palette(scene, kind, indoors, ""), place_rng(scene, 1))
            built(stage)
            opaque = stage.sheets[0].image.getchannel("A").getextrema()
            assert opaque == (255, 255), "the farthest layer covers everything"


def test_odd_names_colours_and_words_are_no_reason_to_fail() -> None:
    shot = a_shot(
        picture="\x00{\\b1} 🤖", characters=("🤖", "", "MARA" * 60), lines=(a_line("", "NOBODY"),), title="日本語 \\N"
    )
    scene = a_scene(shot, place="", interior=None)
    strange = (Character(name="🤖", look="", colour="no colour"),)
    assert draw(shot, scene, strange, FRAME, 0)


def test_a_person_looks_as_described_and_always_the_same() -> None:
    old = look_of(ELIAS, 7)
    assert old.old
    assert old == look_of(ELIAS, 7)
    assert look_of(Character(name="TOM", look="a boy of eight", colour="#d9a441"), 7).child


@pytest.mark.parametrize(
    "words",
    [
        "A sparrow waits.",
        "Une graine germe.",
        "A small boat.",
        "La bouilloire chante.",
        "A loaf of bread.",
        "A letter.",
    ],
)
@pytest.mark.parametrize("size", ["insert", "close", "medium"])
def test_a_near_shot_of_a_thing_shows_it(words: str, size: Size) -> None:
    with_it, without = (a_shot(size=size, picture=picture, characters=()) for picture in (words, "Nothing at all."))
    scene = a_scene(with_it)
    assert apart(draw(with_it, scene, CAST, FRAME, 3), draw(without, scene, CAST, FRAME, 3)) > 1


def test_whoever_is_in_the_picture_is_what_it_is_of() -> None:
    words = "Mara looks at a letter."
    shown, plain = (a_shot(size="medium", picture=picture) for picture in (words, "Mara looks at a hand."))
    assert apart(draw(shown, a_scene(shown), CAST, FRAME, 3), draw(plain, a_scene(plain), CAST, FRAME, 3)) == 0


def a_look(words: str, name: str = "SAM") -> Look:
    return look_of(Character(name=name, look=words, colour="#d9a441"), 7)


def test_a_person_wears_and_is_what_the_storyboard_says() -> None:
    nora = a_look("a girl of nine in a blue woollen hat; child, girl", "Nora")
    assert (nora.head, nora.child, nora.old, nora.beard) == ("beanie", True, False, False)
    man = a_look("adult, man, broad, red hair, a scarf and a coat in amber", "man")
    assert (man.hair in ("short", "curly", "bald"), man.coat, man.skirt) == (True, True, False)
    assert man.hair_colour != a_look("adult, man, broad, short dark hair, overalls in rust", "man").hair_colour
    jeanne = a_look("la soixantaine, un tablier bleu marine, les cheveux gris relevés; adult, woman", "JEANNE")
    assert (jeanne.head, jeanne.hair, jeanne.old) == ("", "bun", False)
    assert jeanne.hair_colour == a_look("old, white hair").hair_colour
    assert (a_look("a boy, eight years old").old, a_look("a bald man").hair) == (False, "bald")


@pytest.mark.parametrize("name", ["ANNA", "BEN", "ÉLOÏSE", "MR. HALE", "X"])
def test_a_man_wears_no_bun_and_a_woman_no_beard(name: str) -> None:
    assert a_look("adult, man, a plain shirt", name).hair in ("short", "curly", "bald")
    assert not a_look("a woman", name).beard


def test_verbs_of_both_languages_make_poses() -> None:
    assert pose_of("She sits by the fire", speaks=False) == "sit"
    assert pose_of("Il court dans la rue", speaks=False) == "run"
    assert pose_of("A quiet room", speaks=True) == "talk"
    assert pose_of("Les deux hommes se battent.", speaks=False) == "fight"
    assert pose_of("She weeps.", speaks=True) == "weep"


def test_people_do_not_stand_like_statues_and_the_same_shot_is_always_the_same() -> None:
    stood = [attitude("stand", "", Random(number)) for number in range(20)]
    assert len({(held.near_arm, held.far_arm) for held in stood}) >= 4
    assert len({held.near_leg for held in stood}) >= 3
    assert stood == [attitude("stand", "", Random(number)) for number in range(20)]
    sad, well = attitude("talk", "sad", Random(1)), attitude("talk", "", Random(1))
    assert (sad.nod, sad.lean) > (well.nod, well.lean)


def test_whoever_the_action_speaks_of_is_there_even_without_a_name() -> None:
    def there(words: str, size: Size = "wide") -> int:
        scene = a_scene(a_shot(picture=words, characters=(), size=size))
        return len(framing(scene.shots[0], scene, (), 1.78, 1).people)

    assert there("Two figures stand between the shelves.") == 2
    assert there("La foule attend.") == 5
    assert there("A lone rider crosses the dunes.") == 1
    assert there("Rain on the window.") == 0
    assert there("A man's hand.", "insert") == 0


def test_nobody_stands_in_a_car() -> None:
    for place, poses in (("CAR", {"sit"}), ("KITCHEN", {"stand"})):
        scene = a_scene(a_shot(picture="Night.", characters=("MARA", "ELIAS")), place=place)
        assert {person.pose for person in framing(scene.shots[0], scene, CAST, 1.78, 1).people} == poses


def test_two_who_embrace_stand_closer_than_two_who_talk() -> None:
    def gap(words: str) -> float:
        scene = a_scene(a_shot(picture=words, characters=("MARA", "ELIAS")))
        one, two = framing(scene.shots[0], scene, CAST, 1.78, 1).people
        return abs(one.x - two.x)

    assert gap("They embrace.") < gap("They fight.") < gap("They talk.")


@pytest.mark.parametrize(
    ("words", "sign"),
    [("Une cloche sonne.", "🔔"), ("A wolf howls.", "🐺"), ("Des pommes, du pain.", "🍎"), ("Nothing of that.", "")],
)
def test_a_thing_is_found_by_its_words_in_both_languages(words: str, sign: str) -> None:
    assert emblem_in(words) == sign


def test_every_silhouette_is_in_the_font_that_ships() -> None:
    assert len(signs()) > 120
    assert [sign for sign in signs() if not has("Noto Emoji Film", sign)] == []


def test_what_stands_beside_people_has_a_body() -> None:
    assert stander_in("Un chien aboie.") == "🐕"
    assert stander_in("A wolf howls.") == ""
    scene = a_scene(a_shot(picture="Mara and her horse."), interior=False, place="Field")
    without = a_scene(a_shot(picture="Mara and her hope."), interior=False, place="Field")
    one, two = (draw(each.shots[0], each, CAST, FRAME, 7) for each in (scene, without))
    assert apart(one, two) > 0.5


def test_an_insert_of_what_we_know_is_not_empty() -> None:
    known, unknown = (a_scene(a_shot(picture=words, size="insert")) for words in ("A teapot.", "Some dust."))
    assert apart(*(draw(each.shots[0], each, CAST, FRAME, 7) for each in (known, unknown))) > 3


def test_it_does_not_rain_on_every_train() -> None:
    assert weather_in("EXT. TRAIN - DAY The train leaves.") == ""
    assert weather_in("Rain on the roof.") == "rain"
