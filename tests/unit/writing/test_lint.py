"""What is odd in a script is listed by line; what is as it should be is left alone."""

import argparse
import json
from pathlib import Path

import pytest

from functions.ingest.oddities import oddities
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from scripts.cli.__main__ import main
from scripts.cli.lint import lint
from shared.model.errors import Refused
from tests.unit.writing.builders import SAMPLES, a_script

FINE = "INT. ROOM - DAY\n\nShe waits.\n\n"


def odd(page: str, name: str = "film.fountain") -> list[tuple[int, str]]:
    return [(oddity.line, oddity.rule) for oddity in oddities(sanitize(a_script(page, name)))]


@pytest.mark.parametrize(
    ("page", "line", "rule"),
    [
        (f"{FINE}> Swirl into the past.\n\nEXT. SEA - DAY\n\nWaves.", 5, "unknown-transition"),
        (f"{FINE}CUT TO: \n\nEXT. SEA - DAY\n\nWaves.", 5, "perhaps-transition"),
        (f"{FINE}SWIRL:\n\nHe goes.", 5, "perhaps-transition"),
        ("INT. ROOM\n\nShe waits.\n", 1, "heading-without-time"),
        ("INTÉRIEUR. CUISINE\n\nElle attend.\n", 1, "heading-without-time"),
        (f"{FINE}INT. HALL - DAY\n\nEXT. SEA - NIGHT\n\nWaves.", 5, "empty-scene"),
        (f"{FINE}INT. HALL - DAY\nEXT. SEA - NIGHT\n\nWaves.", 5, "perhaps-heading"),
        (f"{FINE}He looks.\nEXT. SEA - NIGHT\nWaves.", 6, "perhaps-heading"),
        (f"{FINE}EXT, SEA, NIGHT\n\nWaves.", 5, "perhaps-heading"),
        (f"{FINE}ANNA\nHello. You.\nEXT. SEA - NIGHT\n\nWaves.", 6, "perhaps-heading"),
        ("INT. A - DAY #4#\n\nOne.\n\nINT. B - DAY #4#\n\nTwo.", 5, "scene-number-twice"),
        (f"{FINE}JOHANNA\nOne.\n\nJOHANNA\nTwo.\n\nJOHANA\nThree.", 12, "perhaps-misspelt-name"),
        (f"{FINE}ÉLOÏSE\nOne.\n\nÉLOÏSE\nTwo.\n\nELOISE\nThree.", 12, "perhaps-misspelt-name"),
        (f"{FINE}ANNA\n\nHello.\n", 5, "dialogue-without-words"),
        (f"{FINE}“Hello there,” she says.\n", 5, "dialogue-without-speaker"),
        (f"{FINE}— Bonjour, dit-elle.\n", 5, "dialogue-without-speaker"),
        (f"{FINE}Voix off : Il était une fois.\n", 5, "dialogue-without-speaker"),
        (f"{FINE}THE DOOR SLAMS BEHIND HIM AND\nit stays shut.\n", 6, "perhaps-no-name"),
        (f"{FINE}BEN ^\nHello.\n", 6, "dual-alone"),
        (f"{FINE}ANNA\n{'I have so very much to say to you today. ' * 60}\n", 6, "long-speech"),
        (f"{FINE}One [[ two.\n\nThree.\n", 5, "open-note"),
        (f"{FINE}One ]] two.\n", 5, "open-note"),
        (f"{FINE}One /* two.\n", 5, "open-boneyard"),
        (f"{FINE}One */ two.\n", 5, "open-boneyard"),
        (f"{FINE}A card: jane@example.com.\n", 5, "private"),
        (f"{FINE}BEN\nDeath to all refugees!\n", 6, "content"),
        ("Title: A\nCharacters:\n    EVA: a girl\n\nINT. ROOM - DAY\n\nShe waits.\n", 0, "cast-unseen"),
    ],
)  # fmt: skip
def test_what_is_odd_is_found_on_its_line_and_nothing_else(page: str, line: int, rule: str) -> None:
    assert odd(page) == [(line, rule)]


@pytest.mark.parametrize(
    "page",
    [
        f"{FINE}CUT TO:\n\nINT. HALL - CONTINUOUS\n\nHe runs.\n",
        f"{FINE}FONDU AU NOIR\n\nEXT. MER – AUBE\n\nDes vagues.\n",
        f"{FINE}MATCH CUT TO:\n\nINT. HALL - LATER\n\nHe runs.\n",
        f"{FINE}GUARD 1\nHalt.\n\nGUARD 1\nWho?\n\nGUARD 2\nMe.\n",
        f"{FINE}ANNA\nOne.\n\nANNA\nTwo.\n\nBEN\nThree.\n",
        f"{FINE}ANNA\nInteresting. EXTRA TIME, she calls it. INT is a type.\n",
        f"{FINE}BANG! The door opens.\n\nSILENCE.\n\n!BOOM\n",
        f"{FINE}ANNA\nOne.\n\nBEN ^\nTwo. [[a note]]\n\n/* gone */\n",
        f"{FINE}A sign: KEEP OUT. She laughs: twice.\n",
    ],
)
def test_what_is_as_it_should_be_is_left_alone(page: str) -> None:
    assert odd(page) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_our_samples_have_nothing_odd(path: Path) -> None:
    assert oddities(sanitize(read_script(path.read_bytes(), path.name))) == []


def test_words_of_final_draft_that_nobody_is_named_for_are_odd() -> None:
    body = "".join(
        f'<Paragraph Type="{kind}"><Text>{text}</Text></Paragraph>\n'
        for kind, text in [
            ("Dialogue", "Who?"), ("Character", "ANNA"), ("Dialogue", "Me."), ("Action", "She goes."),
            ("Dialogue", "Bye."),
        ]
    )  # fmt: skip
    found = oddities(sanitize(a_script(f"<FinalDraft><Content>{body}</Content></FinalDraft>", "x.fdx")))
    assert [(oddity.line, oddity.rule) for oddity in found] == [
        (1, "dialogue-without-speaker"),
        (5, "dialogue-without-speaker"),
    ]
    assert "the narrator says it" in found[0].sentence
    assert "ANNA, who spoke last" in found[1].sentence


def test_an_unknown_name_in_a_storyboard_is_odd() -> None:
    assert odd(
        '{"scenes": [{"heading": "INT. A - DAY",\n"shots": [{"picture": "A lamp", "secnds": 4}]}]}', "x.json"
    ) == [(2, "unknown-name")]


def asked(path: Path, *, as_json: bool = False) -> argparse.Namespace:
    return argparse.Namespace(script=str(path), json=as_json)


def test_a_value_of_a_storyboard_that_nobody_can_read_is_odd() -> None:
    board = '{"scenes": [{"heading": "INT. A - DAY",\n "shots": [{"picture": "A lamp",\n "size": "huge"}]}]}'
    assert odd(board, "x.json") == [(3, "unknown-value")]


def test_the_command_prints_lines_that_a_person_can_act_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.fountain"
    path.write_text(f"{FINE}JOHANNA\nOne.\n\nJOHANNA\nTwo.\n\nJOHANA\nThree.\n\nEXT. SEA\n\nWaves.\n")
    assert lint(asked(path)) == 1
    told = capsys.readouterr()
    assert told.out == (
        "12  JOHANA speaks only here; JOHANNA speaks 2 times. If they are one person, spell the name the same way.  "
        "[perhaps-misspelt-name]\n"
        "14  “EXT. SEA” tells no time of day, so that of the scene before it is kept. Add one: EXT. SEA - DAY.  "
        "[heading-without-time]\n"
    )
    assert told.err.startswith("film.fountain: “Film”, fountain, en, 2 scenes, 2 speakers, about 0 min ")
    assert told.err.endswith("2 odd: 1 perhaps-misspelt-name, 1 heading-without-time\n")


def test_the_command_prints_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.fountain"
    path.write_text(FINE)
    assert lint(asked(path, as_json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["script"], told["scenes"], told["speakers"], told["findings"]) == ("film.fountain", 1, {}, [])


def test_a_clean_script_ends_well_an_odd_one_does_not_and_an_unreadable_one_is_at_fault(tmp_path: Path) -> None:
    for name, page, code in (("a", FINE, 0), ("b", "INT. ROOM\n\nShe waits.", 1), ("c", "%PDF-1.4", 2)):
        (tmp_path / f"{name}.fountain").write_text(page)
        assert main(["lint", str(tmp_path / f"{name}.fountain")]) == code
    assert main(["lint", str(tmp_path / "none.fountain")]) == 2


def test_what_cannot_be_filmed_is_refused_before_anything_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "film.fountain"
    path.write_text(f"Title: A\nPreset: huge\n\n{FINE}")
    with pytest.raises(Refused, match="preset: huge"):
        lint(asked(path))
