"""Letters as they were written, whatever program wrote them."""

import pytest

from functions.ingest.reading import read_script

TEXT = "INT. CAFÉ - JOUR\n\nÉLÉONORE\nÇa va, « cœur » d’été ?\n\nElle sourit.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252", "crlf", "cr"],
)
def test_the_same_words_arrive_from_every_encoding(data: bytes) -> None:
    _, speech, action = read_script(data, "x.fountain").elements
    assert (speech.speaker, speech.text) == ("ÉLÉONORE", "Ça va, « cœur » d’été ?")
    assert (action.text, action.line) == ("Elle sourit.", 6)


def test_latin_1_is_read() -> None:
    assert "déjà" in read_script("Elle était déjà là.".encode("latin-1"), "x.txt").elements[0].text


def test_other_alphabets_pass_through() -> None:
    script = read_script("INT. ДОМ - НОЧЬ\n\nАННА\nПривет, как дела?\n".encode(), "x.fountain")
    assert (script.elements[1].speaker, script.elements[1].text) == ("АННА", "Привет, как дела?")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The night is young and so are we.", "en"),
        ("La nuit est jeune et nous aussi.", "fr"),
        ("Xyz.", "en"),
        ("INT. MAISON - NUIT\n\nElle dort dans la cuisine.", "fr"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, language: str) -> None:
    assert read_script(text.encode(), "x.txt").language == language
