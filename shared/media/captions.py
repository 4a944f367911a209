"""Words on the picture: captions, titles and the slate, written as an ASS file that libass burns in.

The one rule: whatever a person wrote is shown as text. Nothing in it can become a command of the subtitle format.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import Field

from shared.media.lettering import CAPTION_FAMILY, CAPTION_FILE, TITLE_FAMILY, TITLE_FILE
from shared.model.base import Frozen
from shared.model.timeline import Caption

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

VERSION: Final = "captions-1"

MAX_LINES: Final = 2

_STYLE_FORMAT: Final = (
    "Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,"
    "StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding"
)


class Cue(Frozen):
    """Words that are read between two moments, counted from the start of their shot."""

    start_ms: int = Field(ge=0)
    end_ms: int = Field(gt=0)
    text: str


def ass(
    frame: tuple[int, int],
    length_ms: int,
    cues: Sequence[Cue] = (),
    *,
    title: str = "",
    slate: str = "",
    frame_ms: float = 1000 / 24,
) -> str:
    """The whole file. Times are put half a frame off the grid, so that no rounding can move a caption by a frame."""
    width, height = frame
    unit = min(width, height)
    size, big, small = round(unit * 0.052), round(unit * 0.115), max(11, round(unit * 0.026))
    foot = round(height * (0.065 if width >= height else 0.14))
    edge = round(unit * 0.045)
    events: list[str] = []
    for start, end, lines in pages(cues, length_ms, size, width * 0.84):
        events.append(_event("Caption", start, end, frame_ms, "\\N".join(map(_plain, lines))))
    if title:
        lines = wrap(title, big, width * 0.8, face="title")[:4]
        fade = min(600, length_ms // 3)
        words = "\\N".join(map(_plain, lines))
        events.append(_event("Title", 0, length_ms, frame_ms, f"{{\\fad({fade},{fade})}}{words}"))
    if slate:
        events.append(_event("Slate", 0, length_ms, frame_ms, _plain(" ".join(slate.split())[:80])))
    outline, shade = max(1.4, unit / 400), max(0.6, unit / 900)
    caption = f"{CAPTION_FAMILY},{size},&H00F7FAFC,&H00F7FAFC,&H10140E0C,&H70000000,0,0,0,0,100,100"
    heading = f"{TITLE_FAMILY},{big},&H00F2F8FC,&H00F2F8FC,&H50140E0C,&H90000000,0,0,0,0,100,100"
    corner = f"{CAPTION_FAMILY},{small},&H30F7FAFC,&H30F7FAFC,&H60140E0C,&H90000000,0,0,0,0,100,100"
    return "\n".join(
        (
            "[Script Info]",
            "ScriptType: v4.00+",
            f"PlayResX: {width}",
            f"PlayResY: {height}",
            "WrapStyle: 2",
            "ScaledBorderAndShadow: yes",
            "YCbCr Matrix: TV.709",
            "",
            "[V4+ Styles]",
            _STYLE_FORMAT,
            f"Style: Caption,{caption},0,0,1,{outline:.2f},{shade:.2f},2,{edge},{edge},{foot},1",
            f"Style: Title,{heading},{unit * 0.004:.1f},0,1,{outline * 0.8:.2f},{unit / 300:.2f},5,{edge},{edge},0,1",
            f"Style: Slate,{corner},{unit * 0.0012:.2f},0,1,{outline * 0.6:.2f},0,7,{edge},{edge},{edge},1",
            "",
            "[Events]",
            "Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text",
            *events,
            "",
        )
    )


def pages(cues: Sequence[Cue], length_ms: int, size: int, room: float) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Cues in time order, each at most two lines: a longer one is turned into pages that share its time by length."""
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    for place, cue in enumerate(ordered):
        following = ordered[place + 1].start_ms if place + 1 < len(ordered) else length_ms
        end = min(cue.end_ms, length_ms, max(following, cue.start_ms + 1))
        lines = wrap(cue.text, size, room)
        sheets = [lines[at : at + MAX_LINES] for at in range(0, len(lines), MAX_LINES)]
        weights = [sum(map(len, sheet)) for sheet in sheets]
        total, passed = sum(weights), 0
        for sheet, weight in zip(sheets, weights, strict=True):
            begin = cue.start_ms + (end - cue.start_ms) * passed // total
            passed += weight
            until = cue.start_ms + (end - cue.start_ms) * passed // total
            if until > begin:
                yield begin, until, sheet


def wrap(text: str, size: int, room: float, face: str = "caption") -> list[str]:
    """Lines that fit into `room` pixels, the last two of equal length where that is possible; a word that is longer
    than a line is broken."""
    words = [piece for word in readable(text).split() for piece in _broken(word, size, room, face)]
    lines = _filled(words, size, room, face)
    if len(lines) == MAX_LINES:  # two lines read best when they are alike
        narrow = room
        while narrow > room * 0.5 and len(tighter := _filled(words, size, narrow * 0.94, face)) == MAX_LINES:
            lines, narrow = tighter, narrow * 0.94
    return lines


def _filled(words: Sequence[str], size: int, room: float, face: str) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(f"{lines[-1]} {word}", size, face) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _broken(word: str, size: int, room: float, face: str) -> Iterator[str]:
    while len(word) > 1 and _width(word, size, face) > room:
        cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or _width(word[:n], size, face) <= room)
        yield word[:cut]
        word = word[cut:]
    yield word


def readable(text: str) -> str:
    """The text without what no text font can draw: control characters, emoji, and what belongs to them."""
    return "".join(
        char if char.isprintable() or char in "\u200e\u200f" else " "
        for char in unicodedata.normalize("NFC", text)
        if not ("\U0001f000" <= char <= "\U0001faff" or "\ufe00" <= char <= "\ufe0f" or char == "\u200d")
    )


def as_srt(captions: Sequence[Caption]) -> bytes:
    """SubRip, for players and editors. An empty line would end a cue, so there is none."""
    cues = (
        f"{number}\n{_timecode(cue.start_ms, ',')} --> {_timecode(cue.end_ms, ',')}\n{_spoken_by(cue)}\n"
        for number, cue in enumerate(captions, 1)
    )
    return "\n".join(cues).encode()


def as_vtt(captions: Sequence[Caption]) -> bytes:
    """WebVTT, for the web, where `<` and `&` would be markup."""
    cues = []
    for cue in captions:
        text = _spoken_by(cue).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_timecode(cue.start_ms, '.')} --> {_timecode(cue.end_ms, '.')}\n{text}\n")
    return "\n".join(["WEBVTT\n", *cues]).encode()


def _spoken_by(cue: Caption) -> str:
    return (
        "\n".join(" ".join(line.split()) for line in cue.text.splitlines() if line.strip()) or "\N{HORIZONTAL ELLIPSIS}"
    )


def _timecode(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{rest:03d}"


def _plain(line: str) -> str:
    """ASS knows \\N, {…} and \\{: a backslash is parted from what follows by an invisible joiner, braces escaped."""
    return line.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")


def _event(style: str, start_ms: int, end_ms: int, frame_ms: float, text: str) -> str:
    start = max(0.0, (round(start_ms / frame_ms) - 0.5) * frame_ms)
    end = (round(end_ms / frame_ms) - 0.5) * frame_ms
    return f"Dialogue: 0,{_clock(start)},{_clock(end)},{style},,0,0,0,,{text}"


def _clock(ms: float) -> str:
    hundredths = max(0, round(ms / 10))
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _width(text: str, size: int, face: str) -> float:
    """libass sizes a font by its line height, Pillow by its em: the factor is the font's own."""
    return _font(face).getlength(text) / 100 * size * _EM_OF_LINE[face]


_EM_OF_LINE: Final = {"caption": 0.83, "title": 0.81}


@lru_cache(maxsize=2)
def _font(face: str) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(TITLE_FILE if face == "title" else CAPTION_FILE), 100)
