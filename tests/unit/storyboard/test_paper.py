"""The storyboard on paper: three files, harmless whatever the script says, and the same every time."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from scripts.cli.__main__ import main
from scripts.storyboard.page import page
from scripts.storyboard.reading import as_json, board
from scripts.storyboard.sheet import WIDTH, contact_sheet
from scripts.storyboard.thumbnails import frame_of, thumbnails
from scripts.storyboard.type import fitted, sans, wrapped
from scripts.storyboard.words import said_words, seen_words
from shared.model.storyboard import END, Storyboard

EVIL = """Title: <script>alert("title")</script> & 'quotes'

INT. </style><script>x</script> - NIGHT

<img src=x onerror="alert(1)"> waits by the "window". BEN'S </title> lamp burns.

"><SVG ONLOAD=ALERT(1)>
</p><script>alert('line')</script> javascript:alert(1)

BEN ("><b>)
It's <i>fine</i> & "good".

SFX: <iframe src="https://example.com">, &lt;b&gt; {{7*7}}
"""
SMALL = "Title: Kettle\n\nINT. KITCHEN - NIGHT\n\nA kettle sings.\n\nANNA\nYou came back.\n\nShe smiles.\n"


class Tags(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def a_page(text: str) -> str:
    boarded = board(text.encode(), "x.fountain", {})
    return page(boarded, thumbnails(boarded.storyboard, "16:9", 0))


def test_a_script_full_of_markup_is_harmless_text() -> None:
    seen = Tags(a_page(EVIL))
    assert not set(seen.tags) & {"script", "iframe", "svg", "object", "embed", "base", "form", "link", "i-frame"}
    assert [name for name, _ in seen.attributes if name.startswith("on")] == []
    assert all(
        value.startswith(("data:image/jpeg;base64,", "#")) for name, value in seen.attributes if name in ("src", "href")
    )
    assert "</p><script>alert('line')</script>" in seen.text
    assert seen.open == []


def test_a_page_needs_nothing_from_outside_and_forbids_itself_scripts() -> None:
    text = a_page(SMALL)
    for outside in ("http://", "https://", "url(", "@import"):
        assert outside not in text
    assert "default-src 'none'" in text


def test_a_page_has_every_shot_with_its_picture_words_sounds_and_line() -> None:
    boarded = board(f"{SMALL}\nSFX: thunder\n".encode(), "x.fountain", {})
    text = page(boarded, thumbnails(boarded.storyboard, "16:9", 0))
    seen = Tags(text)
    assert seen.tags.count("img") == len(boarded.storyboard.shots)
    for shot in boarded.storyboard.shots:
        assert f'id="{shot.id}"' in text
        assert f"line {shot.source_line}" in seen.text
        for line in shot.lines:
            assert line.text in seen.text
        for cue in shot.sounds:
            assert cue.words in seen.text


def test_the_timing_bar_is_as_long_as_the_shots() -> None:
    boarded = board(SMALL.encode(), "x.fountain", {})
    text = page(boarded, thumbnails(boarded.storyboard, "16:9", 0))
    for shot in boarded.storyboard.shots:
        assert f'href="#{shot.id}" style="flex-grow:{shot.duration_ms}"' in text


def test_a_warning_points_at_its_line_and_quotes_it() -> None:
    boarded = board(b"INT. A - DAY\n\nANNA\nHello\x07 there.\n", "x.fountain", {})
    assert [(note.line, note.quoted) for note in boarded.notes] == [(4, "Hello there.")] or boarded.notes[0].line == 3
    assert boarded.notes[0].words in Tags(page(boarded, thumbnails(boarded.storyboard, "16:9", 0))).text.replace(
        "\n", ""
    )


def test_complexity_is_shown_with_its_reasons() -> None:
    seen = Tags(a_page(SMALL))
    assert "Complexity 0." in seen.text
    assert "1 speech by 1 speaker" in seen.text


def test_a_colour_that_is_none_colours_nothing() -> None:
    boarded = board(SMALL.encode(), "x.fountain", {})
    told = boarded.storyboard.model_dump()
    told["characters"][0]["colour"] = 'red" onclick="x'
    evil = boarded.__class__(**{**vars(boarded), "storyboard": Storyboard.model_validate(told)})
    assert "onclick" not in page(evil, thumbnails(boarded.storyboard, "16:9", 0))


def test_a_contact_sheet_has_the_same_width_for_any_film() -> None:
    for count in (1, 40, 170):
        text = "INT. A - DAY\n\n" + "\n\n".join(f"Thing {number} falls." for number in range(count))
        boarded = board(text.encode(), "x.fountain", {"preset": "animatic"})
        blank = {shot.id: Image.new("RGB", (160, 90)) for shot in boarded.storyboard.shots}
        assert contact_sheet(boarded, blank).width == WIDTH


def test_an_upright_film_has_upright_pictures() -> None:
    wide, high = frame_of("9:16")
    assert wide < high
    assert abs(wide / high - 9 / 16) < 0.01


def test_words_never_run_over_their_neighbour() -> None:
    font = sans(15)
    for text in ("a" * 500, "many words " * 80, "W" * 30 + " end"):
        lines = wrapped(text, font, 200, 3)
        assert len(lines) <= 3
        assert all(font.getlength(line) <= 200 for line in lines)
    assert wrapped("a b", font, 200, 3) == ["a b"]


def test_a_caption_says_what_is_seen_and_what_is_said_and_nothing_twice() -> None:
    boarded = board(b"INT. A - DAY\n\nA kettle sings.\n\nANNA\nYou came back.\n", "x.fountain", {})
    shots = boarded.storyboard.shots
    assert [(seen_words(shot), said_words(shot)) for shot in shots] == [
        ("A kettle sings.", ""),
        ("", "ANNA: You came back."),
    ]
    told = board(b"Anna ran. Anna fell.", "x.txt", {}).storyboard.shots
    assert {seen_words(shot) for shot in told} == {""}


def test_a_title_of_one_long_word_is_set_smaller_and_not_cut() -> None:
    font = fitted("SOMEBODY HAS TO GO FIRST", 60, 160)
    assert font.getlength("SOMEBODY") <= 160
    assert " ".join(wrapped("SOMEBODY HAS TO GO FIRST", font, 160, 4)) == "SOMEBODY HAS TO GO FIRST"
    assert fitted("Go", 60, 160).size == 60


def test_the_same_script_makes_the_same_three_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "kettle.fountain"
    script.write_text(SMALL, encoding="utf-8")
    made = []
    for name in ("one", "two"):
        assert main(["storyboard", str(script), "--out", str(tmp_path / name), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert sorted(told["outputs"]) == ["html", "json", "png"]
        made.append({kind: Path(file).read_bytes() for kind, file in told["outputs"].items()})
    assert made[0] == made[1]
    assert not list(tmp_path.rglob("*.part"))
    written = json.loads(made[0]["json"])
    assert written["scenes"][0]["shots"][0]["picture"] == "A kettle sings."
    assert written["complexity"]["reasons"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["storyboard", str(tmp_path / "none.txt"), "--json"]) == 2
    assert "There is no file" in json.loads(capsys.readouterr().out)["error"]["sentence"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "kettle.fountain"
    script.write_text(SMALL, encoding="utf-8")
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert main(["storyboard", str(script), "--out", str(tmp_path / "taken"), "--json"]) == 1
    assert "cannot be put into" in json.loads(capsys.readouterr().out)["error"]["sentence"]


def test_the_words_are_the_models_words() -> None:
    boarded = board(SMALL.encode(), "x.fountain", {})
    told = as_json(boarded)
    kept = {name: told[name] for name in Storyboard.model_fields}
    assert Storyboard.model_validate({**kept, "warnings": boarded.storyboard.warnings}) == boarded.storyboard


def test_what_is_written_is_a_script_that_ends_on_the_same_card() -> None:
    boarded = board(f"Author: Ann Bo\n{SMALL}".encode(), "x.fountain", {"end_card": True})
    again = board(json.dumps(as_json(boarded)).encode(), "storyboard.json", {})
    cards = [scene.shots[0].title for each in (boarded, again) for scene in each.storyboard.scenes if scene.id == END]
    assert cards == ["The End\nKettle\nWritten by Ann Bo"] * 2
    assert len(again.storyboard.shots) == len(boarded.storyboard.shots)
    assert contact_sheet(again, thumbnails(again.storyboard, "16:9", 0)).height > 0
    assert "End card" in page(again, thumbnails(again.storyboard, "16:9", 0))
