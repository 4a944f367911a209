"""The published schema of storyboards is what the reader reads."""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.reading.board_schema import schema
from functions.ingest.sanitizer import sanitize
from scripts.samples.publish import PAGE, published
from shared.model.job import Options
from tests.unit.writing.builders import SAMPLES, a_script, outline

KNOWN = json.loads(PAGE.read_text("utf-8"))
BOARDS = [path for path in SAMPLES if path.suffix in (".yaml", ".json")]


def complaints(tree: object) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(KNOWN).iter_errors(tree)]


def warnings_of(tree: object) -> tuple[str, ...]:
    return a_script(json.dumps(tree), "x.json").warnings


def test_the_published_schema_is_up_to_date_and_a_schema() -> None:
    assert PAGE.read_text("utf-8") == published(), "python -m scripts.samples.publish"
    jsonschema.Draft202012Validator.check_schema(KNOWN)


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.name)
def test_a_sample_keeps_to_it(path: Any) -> None:
    assert complaints(yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_our_director_writes_keeps_to_it_and_is_read_again(path: Any) -> None:
    board = direct(sanitize(read_script(path.read_bytes(), path.name)), Options())
    tree = board.model_dump(mode="json")
    assert complaints(tree) == []
    again = read_script(json.dumps(tree).encode(), "board.json")
    assert again.warnings == ()
    assert [element.text for element in again.spoken()] == [line.text for shot in board.shots for line in shot.lines]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_storyboard_that_is_read_again_is_the_same_film(path: Any) -> None:
    board = direct(sanitize(read_script(path.read_bytes(), path.name)), Options())
    again = direct(sanitize(read_script(board.model_dump_json().encode(), "board.json")), Options())
    for scene, other in zip(board.scenes, again.scenes, strict=True):
        for fact in ("place", "interior", "time_of_day", "weather", "mood", "music", "transition"):
            assert getattr(scene, fact) == getattr(other, fact)
        for shot, twin in zip(scene.shots, other.shots, strict=True):
            for fact in ("picture", "move", "angle", "characters", "title", "duration_ms"):
                assert getattr(shot, fact) == getattr(twin, fact)
            assert [(cue.category, cue.words) for cue in shot.sounds] == [
                (cue.category, cue.words) for cue in twin.sounds
            ]


def test_what_a_storyboard_says_outright_is_not_guessed() -> None:
    shot = {"picture": "Rain falls on ANNA.", "characters": ["BEN"], "sounds": [], "angle": "low", "size": "pov"}
    scene = {"heading": "EXT. SEA - DAY", "mood": "epic", "weather": "fog", "music": "none", "shots": [shot]}
    tree = {"scenes": [scene], "characters": {"ANNA": "tall", "BEN": "small"}}
    (told,) = direct(sanitize(a_script(json.dumps(tree), "x.json")), Options()).scenes
    assert (told.mood, told.weather, told.music) == ("epic", "fog", "none")
    assert (told.shots[0].characters, told.shots[0].sounds) == (("BEN",), ())
    assert (told.shots[0].angle, told.shots[0].size) == ("low", "pov")


def test_the_music_and_the_sounds_of_a_scene_are_heard() -> None:
    scene = {"heading": "EXT. SEA - DAY", "music": "slow sad piano", "sounds": ["gulls"], "shots": ["The sea."]}
    (told,) = direct(sanitize(a_script(json.dumps({"scenes": [scene]}), "x.json")), Options()).scenes
    assert told.music == "sad"
    assert "gulls" in [cue.words for cue in told.shots[0].sounds]


def test_a_voice_from_elsewhere_stays_elsewhere() -> None:
    shot = {"picture": "A lamp.", "lines": [{"speaker": "ANNA", "text": "No.", "manner": "V.O., low"}]}
    script = a_script(json.dumps({"scenes": [{"heading": "INT. A - DAY", "shots": [shot]}]}), "x.json")
    (line,) = script.spoken()
    assert (line.speaker, line.extension, line.manner) == ("ANNA", "V.O.", "low")
    assert direct(script, Options()).shots[0].characters == ()


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("seconds", "abc", "is no length in seconds"),
        ("duration_ms", -5, "is no length in seconds"),
        ("seconds", 90_000, "is no length in seconds"),
        ("size", "huge", "is no size"),
        ("move", "teleport", "is no move"),
        ("angle", "sideways", "is no angle"),
    ],
)
def test_what_nobody_can_read_is_pointed_at(name: str, value: object, what: str) -> None:
    tree = {"scenes": [{"heading": "INT. A", "shots": [{"picture": "A lamp", name: value}]}]}
    (warning,) = warnings_of(tree)
    assert warning.startswith("Line 1: “")
    assert what in warning


@pytest.mark.parametrize("name", sorted(schema()["$defs"]["shot"]["anyOf"][0]["properties"]))
def test_every_name_of_a_shot_is_read_without_a_warning(name: str) -> None:
    value = {"size": "close", "move": "static", "angle": "low"}.get(name, "4")
    tree = {"scenes": [{"heading": "INT. A", "shots": [{"picture": "A lamp", name: value}]}]}
    assert warnings_of(tree) == ()


@pytest.mark.parametrize("name", sorted(schema()["$defs"]["scene"]["anyOf"][0]["properties"]))
def test_every_name_of_a_scene_is_read_without_a_warning(name: str) -> None:
    value = ["A lamp"] if name == "shots" else "4"
    assert warnings_of({"scenes": [{"heading": "INT. A", name: value}]}) == ()


@pytest.mark.parametrize(
    "tree",
    [
        {"shots": ["A lamp", {"picture": "A door", "seconds": 4, "narration": "Late."}]},
        [{"heading": "INT. A", "shots": [{"image": "A lamp", "dialogue": [{"character": "ANNA", "line": "No."}]}]}],
        {"scenes": ["A lamp", "A door"]},
        {"characters": {"ANNA": "a red coat"}, "scenes": [{"place": "A roof", "lines": "ANNA: Hello."}]},
    ],
)
def test_other_ways_to_write_a_storyboard_are_allowed_and_read(tree: object) -> None:
    assert complaints(tree) == []
    assert warnings_of(tree) == ()
    assert outline(a_script(json.dumps(tree), "x.json"))


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        ({"scenes": [{"heading": "INT. A", "shots": [{"picture": "A lamp", "secnds": 4}]}]}, "secnds"),
        ({"scenes": [{"headng": "INT. A", "shots": ["A lamp"]}]}, "headng"),
    ],
)
def test_a_slip_of_the_pen_is_found_by_both(tree: object, name: str) -> None:
    assert complaints(tree)
    assert name in warnings_of(tree)[0]


@pytest.mark.parametrize("tree", [{}, {"title": "Film"}, {"scenes": []}, {"scenes": [{"shots": [{}]}]}, 3])
def test_what_holds_no_film_is_no_storyboard(tree: object) -> None:
    assert complaints(tree)
