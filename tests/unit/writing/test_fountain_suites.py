"""The suites of two other Fountain readers, file by file: each element that the syntax means, and no other."""

from pathlib import Path

import pytest

from functions.ingest.reading import read_script
from tests.unit.writing.truths import SAMPLES, expected, told

FILES = sorted((SAMPLES / "fountain").glob("*.fountain"))
TABLES = expected("fountain")


def test_every_file_has_its_table_and_every_table_its_file() -> None:
    assert {path.name for path in FILES} == TABLES.keys()
    assert len(FILES) == 33
    assert all(TABLES.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_parses_to_the_elements_that_its_suite_means(path: Path) -> None:
    script = read_script(path.read_bytes(), path.name)
    assert [told(element) for element in script.elements] == TABLES[path.name]


def test_title_pages_are_no_part_of_the_story() -> None:
    simple, page = (
        read_script((SAMPLES / "fountain" / name).read_bytes(), name)
        for name in ("nyousefi_Simple.fountain", "vilcans_title-page.fountain")
    )
    assert (simple.title, simple.author) == ("A Simple Script", "Nima Yousefi")
    assert (page.title, page.author, page.wishes) == ("My Screenplay", "Your Name", {})
