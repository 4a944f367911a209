"""Type set into lines and pages: how words are broken, how long a page stands.

The one rule: every word that a font can draw is shown, in the writer's order; what is too long is broken, not lost.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import Field

from shared.media.lettering import CAPTION_FILE, TITLE_FILE
from shared.model.base import Frozen

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

MAX_LINES: Final = 2


class Cue(Frozen):
    """Words that are read between two moments, counted from the start of their shot. `words` says when each is heard,
    where the voice tells that."""

    start_ms: int = Field(ge=0)
    end_ms: int = Field(gt=0)
    text: str
    words: tuple[tuple[str, int, int], ...] = ()


Sung = tuple[str, int, int]
"""A word, or a piece of one, and when it is heard."""


def pages(cues: Sequence[Cue], length_ms: int, size: int, room: float) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Cues in time order, each at most two lines: a longer one is turned into pages that share its time by length."""
    for cue, end in _in_turn(cues, length_ms):
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


def sung(cues: Sequence[Cue], length_ms: int, size: int, room: float) -> Iterator[tuple[int, int, list[list[Sung]]]]:
    """Pages of lines of timed words."""
    for cue, end in _in_turn(cues, length_ms):
        pieces = [
            (piece, start, until)
            for word, start, until in cue.words
            for piece in _broken(readable(word).strip(), size, room, "caption")
            if piece
        ]
        lines: list[list[Sung]] = []
        for piece in pieces:
            if lines and _width(" ".join([*(word for word, _, _ in lines[-1]), piece[0]]), size, "caption") <= room:
                lines[-1].append(piece)
            else:
                lines.append([piece])
        sheets = [lines[at : at + MAX_LINES] for at in range(0, len(lines), MAX_LINES)]
        starts = [max(cue.start_ms, sheet[0][0][1]) for sheet in sheets[1:]]
        for sheet, begin, until in zip(sheets, [cue.start_ms, *starts], [*starts, end], strict=True):
            if min(until, end) > begin:
                yield begin, min(until, end), sheet


def _in_turn(cues: Sequence[Cue], length_ms: int) -> Iterator[tuple[Cue, int]]:
    """In time order; a caption ends when the next begins."""
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    for place, cue in enumerate(ordered):
        following = ordered[place + 1].start_ms if place + 1 < len(ordered) else length_ms
        yield cue, min(cue.end_ms, length_ms, max(following, cue.start_ms + 1))


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


def runs_rightwards(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _width(text: str, size: int, face: str) -> float:
    """libass sizes a font by its line height, Pillow by its em: the factor is the font's own."""
    return _font(face).getlength(text) / 100 * size * _EM_OF_LINE[face]


_EM_OF_LINE: Final = {"caption": 0.83, "title": 0.81}


@lru_cache(maxsize=2)
def _font(face: str) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(TITLE_FILE if face == "title" else CAPTION_FILE), 100)
