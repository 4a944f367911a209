"""Printing a parsed Fountain and parsing it again changes nothing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.ingest.reading import read_script
from functions.ingest.reading.press import printed
from shared.model.errors import Refused
from shared.model.script import Script
from tests.unit.writing.builders import SAMPLES, a_script, outline
from tests.unit.writing.in_every_format import FORMATS, SCENES, Scenes
from tests.unit.writing.truths import SAMPLES as OTHERS

FOUNTAINS = [
    *sorted((OTHERS / "fountain").glob("*.fountain")),
    *(path for path in SAMPLES if path.suffix == ".fountain"),
]
INK = st.sampled_from(
    [
        "INT. HOUSE - DAY", "EXT. RUE - NUIT #2#", ".KITCHEN", "CUT TO:", "FADE IN:", "COUPE À :", "> Burn.", "> x <",
        "ANNA",
        "BEN (V.O.)", "ANNA ^", "@McDuck", "NARRATOR", "VOIX OFF", "EVE (kissing)", "23", "23 (O.S.)", "(low)", "(no",
        "yes)",
        "~La la", "# A", "## B", "= So", "===", "!BANG", "!", "...no", "[[note]]", "[[", "]]", "/*", "*/", "*b*", "_u_",
        "**bold**", "\\*", "\\", "Hello there.", "été", "SFX: rain", "TITLE: Foo", "TO:", "Title: Foo", "Cast:",
        "x: y", "<",
        ">", "#", "=", "~", "@", "  ", "\t", "\x1c", "İ",
    ]
)  # fmt: skip
PAGES = st.lists(st.tuples(INK, st.sampled_from(["\n", "\n\n", " ", "", "\n  \n"])), max_size=16).map(
    lambda pieces: "".join(ink + gap for ink, gap in pieces)
)
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def without_lines(script: Script) -> Script:
    """Lines have other numbers on paper, and what was warned about has been put right."""
    elements = tuple(element.model_copy(update={"line": 0}) for element in script.elements)
    return script.model_copy(update={"elements": elements, "warnings": ()})


def check(script: Script) -> None:
    paper = printed(script)
    again = read_script(paper.encode(), "paper.fountain")
    assert without_lines(again) == without_lines(script)
    assert printed(again) == paper


@pytest.mark.parametrize("path", FOUNTAINS, ids=lambda path: path.stem)
def test_a_sample_printed_and_read_again_is_the_same_script(path: Path) -> None:
    check(read_script(path.read_bytes(), path.name))


@often
@given(scenes=SCENES)
def test_a_written_script_printed_and_read_again_is_the_same_script(scenes: Scenes) -> None:
    name, written = FORMATS["fountain"]
    check(read_script(written(scenes), name))


@often
@given(st.one_of(PAGES, st.text(max_size=60)))
def test_any_text_at_all_printed_and_read_again_is_the_same_script(text: str) -> None:
    try:
        script = read_script(text.encode("utf-8", "replace"), "film.fountain")
    except Refused:
        return
    check(script)


def test_what_is_printed_looks_as_a_writer_would_write_it() -> None:
    source = (
        "Title: La Mer\nAuthor: Ada\nPreset: quick_social\nCharacters:\n    EVA: une enfant\n\nFADE IN:\n\n"
        "INT. MER - JOUR #4#\n\nElle nage.\nVite.\n\nEVA (V.O.)\n(bas)\nBonjour !\n(fort)\nViens.\n(elle rit)\n\n"
        "@McDuck ^\nNon.\n\n"
        "!CUT TO:\n\n> Burn to white.\n\n[[À revoir]]\n\n===\n\n> FIN <\n"
    )
    assert printed(a_script(source)) == source


def test_a_script_of_another_kind_is_printed_as_fountain() -> None:
    script = a_script("# Film\n\n## The garden, night\n\n**ANNA**\nHello.\n\n- A gate\n", "x.md")
    assert outline(a_script(printed(script))) == [
        ("heading", "The garden, night"),
        ("speech ANNA", "Hello."),
        ("action", "A gate"),
    ]
