"""Every sign finds a font that ships with us, or is shown as a box; what runs from right to left is seen that way."""

import pytest

from shared.media.directions import in_sight, runs_rightwards
from shared.media.lettering import (
    CAPTION_FAMILY,
    FONTS,
    STAND_IN,
    TITLE_FAMILY,
    em,
    has,
    missing,
    runs,
    shortened,
    width,
)

ARABIC, HEBREW, EMOJI = "Noto Sans Arabic Semi Bold", "Noto Sans Hebrew Semi Bold", "Noto Emoji Film"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Café, «œuvre»…", TITLE_FAMILY), ("Здравствуй, Ελλάς, œuvre", CAPTION_FAMILY), ("مرحبا بالعالم", ARABIC),
        ("שלום", HEBREW), ("नमस्ते", "Noto Sans Devanagari Semi Bold"), ("สวัสดี", "Noto Sans Thai Semi Bold"),
        ("你好世界", "Droid Sans Fallback"), ("こんにちは", "Droid Sans Fallback"), ("한국어", "Droid Sans Fallback"),
        ("😀👩\u200d👩\u200d👧", EMOJI),
    ],
)  # fmt: skip
def test_a_script_is_drawn_by_one_of_our_fonts(text: str, family: str) -> None:
    assert runs(text, TITLE_FAMILY if family == TITLE_FAMILY else CAPTION_FAMILY) == [(family, text)]
    assert missing(text) == ""


def test_what_no_font_has_is_a_box_and_is_told() -> None:
    assert missing("a ᚠ b ᚢ ᚠ") == "ᚠᚢ"
    assert "".join(piece for _, piece in runs("a ᚠ b", CAPTION_FAMILY)) == f"a {STAND_IN} b"


def test_every_font_that_ships_is_used() -> None:
    used = {
        each for text in ("aא٠Աა", "ক", "த", "अ", "ก", "☨", "😀", "中", "é") for each, _ in runs(text, TITLE_FAMILY)
    }
    assert len(list(FONTS.glob("*.[ot]tf"))) == len(used | {CAPTION_FAMILY, TITLE_FAMILY})
    assert all(0.4 < em(each) <= 1 for each in used)
    assert not any(has(each, "ᚠ") for each in used)


def test_points_between_letters_of_a_font_stay_with_it_and_those_at_the_edge_do_not() -> None:
    said = runs("مرحبا بالعالم! yes", CAPTION_FAMILY)
    assert said == [(ARABIC, "مرحبا بالعالم"), (CAPTION_FAMILY, "! yes")]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc def", ["abc def"]),
        ("مرحبا!", ["!", "مرحبا"]),
        ("(مرحبا) שלום", ["שלום", " (", "مرحبا", ")"]),
        ("he said مرحبا שלום twice", ["he said ", "שלום", " ", "مرحبا", " twice"]),
        ("في 2024 كان", ["كان", " 2024 ", "في"]),
    ],
)
def test_pieces_stand_where_their_reader_looks_for_them(text: str, seen: list[str]) -> None:
    assert [piece for _, piece in in_sight(runs(text, CAPTION_FAMILY))] == seen


def test_directions_are_told_apart() -> None:
    assert runs_rightwards("well, שלום")
    assert not runs_rightwards("well, 42 😀")


def test_a_line_that_is_too_long_ends_in_an_ellipsis_and_fits() -> None:
    short = shortened("W" * 80, 20, 300, CAPTION_FAMILY)
    assert short.endswith("…")
    assert width(short, 20, CAPTION_FAMILY) <= 300 < width("W" + short, 20, CAPTION_FAMILY)
    assert shortened("fits", 20, 300, CAPTION_FAMILY) == "fits"
