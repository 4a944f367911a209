"""Small scripts for the tests of the writer's room."""

from pathlib import Path

import pytest

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.errors import Refused
from shared.model.job import Options
from shared.model.script import SPOKEN, Element, Script
from shared.model.storyboard import Storyboard

ROOT = Path(__file__).parents[3]
SAMPLES = sorted(
    path
    for path in (ROOT / "scripts" / "samples").iterdir()
    if path.suffix not in (".py", "") and path.name != "README.md"
)
SHARED = ROOT.parent / "shared" / "samples"


def a_script(text: str, name: str = "film.fountain") -> Script:
    return read_script(text.encode(), name)


def a_storyboard(text: str, name: str = "film.fountain", preset: str = "animatic") -> Storyboard:
    return direct(sanitize(a_script(text, name)), Options.model_validate({"preset": preset}))


def outline(script: Script) -> list[tuple[str, str]]:
    """What was read, in two columns: kind (with its speaker), words."""
    return [(f"{element.kind} {element.speaker}".strip(), element.text) for element in script.elements]


def refusal(data: bytes, name: str) -> Refused:
    """How a file is refused. Everything that is not a refusal fails the test."""
    with pytest.raises(Refused) as caught:
        sanitize(read_script(data, name))
    refused = caught.value
    assert refused.sentence.endswith(".")
    assert refused.remedy
    assert refused.code.replace("_", "").isalpha()
    return refused


def words_by_speaker(elements: tuple[Element, ...]) -> list[tuple[str, str]]:
    """Every spoken word with who says it, in order."""
    return [(element.speaker, word) for element in elements if element.kind in SPOKEN for word in element.text.split()]


def words_in_lines(storyboard: Storyboard) -> list[tuple[str, str]]:
    return [(line.speaker, word) for shot in storyboard.shots for line in shot.lines for word in line.text.split()]
