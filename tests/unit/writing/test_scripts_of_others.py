"""Scripts that nobody here wrote, where they lie beside the project."""

from pathlib import Path

import pytest

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from shared.model.job import Options
from shared.writing.casting import Cast
from shared.writing.scenes import SHOWN
from tests.unit.writing.builders import SHARED, words_by_speaker, words_in_lines

FOUND = (
    sorted(path for path in SHARED.rglob("*.*") if path.suffix in (".fountain", ".md", ".json"))
    if SHARED.exists()
    else []
)
pytestmark = pytest.mark.skipif(not FOUND, reason="no scripts of others beside the project")


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_it_is_read_and_directed_with_every_word(path: Path) -> None:
    script = read_script(path.read_bytes(), path.name)
    assert script.elements
    if not any(element.kind in SHOWN for element in script.elements):
        return  # nothing but sections or a transition: a script that the sanitizer sends back
    cast = Cast(script)  # BEAULIEU is SERGENT BEAULIEU
    said = [(cast.name(speaker), word) for speaker, word in words_by_speaker(script.elements)]
    assert words_in_lines(direct(script, Options())) == said


def test_a_french_screenplay_in_markdown_keeps_its_36_scenes_and_its_people() -> None:
    path = SHARED / "fr_eva_screenplay.md"
    board = direct(read_script(path.read_bytes(), path.name), Options())
    assert (board.language, len(board.scenes)) == ("fr", 36)
    assert {"ANABELLE", "EVA", "SHAWN", "MARIE-CLAIRE"} <= {character.name for character in board.characters}
    assert board.scenes[0].place == "APPARTEMENT MONTRÉAL - CUISINE"
