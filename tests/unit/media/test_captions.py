"""Words on the picture are shown as they were written, at their time, in lines that fit."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.media import ffmpeg, lettering
from shared.media.captions import Cue, Words, document, events
from shared.media.setting import readable, wrap
from shared.media.subtitles import as_srt, as_vtt
from shared.model.timeline import Caption

HOSTILE = "{\\b1}bold\\N 'quote' \"two\" : , ; [drawtext=text=x] %{pts} \n\r\t end\\"


def ass(frame: tuple[int, int], length_ms: int, cues: Sequence[Cue] = (), **more: Any) -> str:
    words = Words.model_validate({"frame": frame, "length_ms": length_ms, "cues": tuple(cues), **more})
    return document(frame, events(words, 24))


def shown(text: str, frame: tuple[int, int] = (640, 360), folder: Path = Path()) -> int:
    """How many pixels are lit when only this text stands on black."""
    words = folder / "words.ass"
    words.write_text(ass(frame, 1000, [Cue(start_ms=0, end_ms=1000, text=text)]), encoding="utf-8")
    pixels = bytearray()
    ffmpeg.run(
        ["-f", "lavfi", "-i", f"color=s={frame[0]}x{frame[1]}:d=0.5:r=24", "-frames:v", "1", "-pix_fmt", "gray",
         "-vf", f"ass=filename={words}:fontsdir={lettering.FONTS}", "-f", "rawvideo", "pipe:1"],
        timeout_s=30, sink=pixels.extend,
    )  # fmt: skip
    return sum(value > 128 for value in pixels)


def test_nothing_in_a_caption_can_become_a_command() -> None:
    told = ass((640, 360), 4000, [Cue(start_ms=0, end_ms=4000, text=HOSTILE)], title="{\\pos(0,0)}", slate="{\\an9}")
    events = [line.split(",", 9)[9] for line in told.splitlines() if line.startswith("Dialogue")]
    assert len(events) == 3
    for text in events:
        ours = text.removeprefix("{\\fad(600,600)}")
        assert "bold\\N" not in ours, "a line break is ours alone"
        rest = re.sub(r"\\[{}N\u2060]", "", ours)
        assert not set(rest) & set("\\{}")


def test_hostile_text_is_drawn_as_text(tmp_path: Path) -> None:
    assert shown("{\\alpha&HFF&}visible{\\p1}", folder=tmp_path) > shown("visible", folder=tmp_path) > 100


def test_a_card_has_a_headline_and_smaller_lines_that_keep_their_size_after_other_type() -> None:
    told = ass((640, 360), 4000, title="The End\nThe 猫 Boat\nWritten by Ann")
    headline, *below = re.findall(r",,0,0,0,,(.*)", told)[0].split("\\N")
    assert headline == "{\\fad(600,600)}The End"
    sizes = [re.findall(r"\\fs([\d.]+)", line) for line in below]
    assert [each[-1] for each in sizes] == ["14", "23", "10", "16"]
    assert len(sizes[1]) == 3, "after the sign from another font its line goes on at its own size"


@pytest.mark.parametrize("frame", [(640, 360), (360, 640), (360, 360), (360, 450)])
def test_a_word_of_three_hundred_letters_stays_in_the_picture(frame: tuple[int, int]) -> None:
    told = ass(frame, 9000, [Cue(start_ms=0, end_ms=9000, text="W" * 300)])
    letters = [re.sub(r"\W", "", part) for part in re.findall(r",,0,0,0,,(.*)", told)]
    assert sum(map(len, letters)) >= 300
    size = round(min(frame) * 0.052)
    assert all(
        len(line) * size * 0.6 < frame[0] for part in re.findall(r",,0,0,0,,(.*)", told) for line in part.split("\\N")
    )


def test_a_long_caption_becomes_pages_of_two_lines_that_share_its_time() -> None:
    told = ass((640, 360), 20_000, [Cue(start_ms=1000, end_ms=19_000, text="One word after another. " * 20)])
    pages = [line for line in told.splitlines() if line.startswith("Dialogue")]
    assert len(pages) > 3
    assert all(page.count("\\N") <= 1 for page in pages)
    ends = [page.split(",")[2] for page in pages]
    assert [page.split(",")[1] for page in pages][1:] == ends[:-1]


def test_a_caption_ends_when_the_next_begins() -> None:
    cues = [Cue(start_ms=0, end_ms=3000, text="a"), Cue(start_ms=2000, end_ms=4000, text="b")]
    first = next(line for line in ass((640, 360), 5000, cues).splitlines() if line.startswith("Dialogue"))
    assert first.split(",")[2] <= "0:00:02.00"


def test_control_characters_and_shades_of_emoji_are_left_out() -> None:
    assert readable("a\x00b \U0001f44d\U0001f3fd\ufe0fc") == "a b \U0001f44dc"


def test_two_lines_are_of_like_length() -> None:
    lines = wrap("You could have told me that they were closing it for good.", 30, 560)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 14


def test_caption_files_are_valid_and_say_every_word() -> None:
    captions = [Caption(start_ms=1234, end_ms=3_723_004, text="Été <b> & co\n\nligne 2")]
    assert as_srt(captions).decode() == "1\n00:00:01,234 --> 01:02:03,004\nÉté <b> & co\nligne 2\n"
    assert "00:00:01.234 --> 01:02:03.004\nÉté &lt;b&gt; &amp; co\nligne 2\n" in as_vtt(captions).decode()
    assert as_vtt([]).startswith(b"WEBVTT")
