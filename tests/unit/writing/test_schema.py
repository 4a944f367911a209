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


@pytest.mark.parametrize("name", sorted(schema()["$defs"]["shot"]["anyOf"][0]["properties"]))
def test_every_name_of_a_shot_is_read_without_a_warning(name: str) -> None:
    tree = {"scenes": [{"heading": "INT. A", "shots": [{"picture": "A lamp", name: "4"}]}]}
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
