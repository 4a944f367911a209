"""Scripts that nobody here wrote: those in tests/samples, and more where they lie beside the project."""

from pathlib import Path

import pytest

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.errors import Refused
from shared.model.job import Options
from tests.unit.writing.builders import ROOT, SHARED, words_by_speaker, words_in_lines
from tests.unit.writing.truths import SAMPLES

EVA = ROOT / "scripts" / "bench" / "eva"
KINDS = (".fountain", ".md", ".json")
FOUND = sorted(
    path
    for folder in (SAMPLES, EVA, SHARED)
    for path in folder.rglob("*.*")
    if path.suffix in KINDS and path.name != "README.md" and not (folder == SHARED and path.parent.name == "fountain")
)
NOTHING_TO_SEE = "vilcans_forced-transition.fountain"
ALSO_CALLED = {"BEAULIEU": "SERGENT BEAULIEU"}  # one person, whom a cue calls by the bare name


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_it_is_read_and_directed_with_every_word(path: Path) -> None:
    script = read_script(path.read_bytes(), path.name)
    assert script.elements
    if path.name == NOTHING_TO_SEE:
        with pytest.raises(Refused, match="nothing that can be seen or heard"):
            sanitize(script)
        return
    written = [(ALSO_CALLED.get(speaker, speaker), word) for speaker, word in words_by_speaker(script.elements)]
    assert words_in_lines(direct(sanitize(script), Options())) == written


def test_a_french_screenplay_in_markdown_keeps_its_36_scenes_and_its_people() -> None:
    path = EVA / "fr_eva_screenplay.md"
    board = direct(read_script(path.read_bytes(), path.name), Options())
    assert (board.language, len(board.scenes)) == ("fr", 36)
    assert {"ANABELLE", "EVA", "SHAWN", "MARIE-CLAIRE"} <= {character.name for character in board.characters}
    assert board.scenes[0].place == "APPARTEMENT MONTRÉAL - CUISINE"
