"""Type set into lines and pages: how words are broken, how long a page stands.

The one rule: every word is shown, in the writer's order; what is too long is broken, not lost.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from shared.media.lettering import CAPTION_FAMILY, width
from shared.model.base import Frozen

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
            for piece in _broken(readable(word).strip(), size, room, CAPTION_FAMILY)
            if piece
        ]
        lines: list[list[Sung]] = []
        for piece in pieces:
            if lines and width(" ".join([*(word for word, _, _ in lines[-1]), piece[0]]), size, CAPTION_FAMILY) <= room:
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


def wrap(text: str, size: int, room: float, family: str = CAPTION_FAMILY) -> list[str]:
    """Lines that fit into `room` pixels, the last two of equal length where that is possible; a word that is longer
    than a line is broken."""
    words = [piece for word in readable(text).split() for piece in _broken(word, size, room, family)]
    lines = _filled(words, size, room, family)
    if len(lines) == MAX_LINES:  # two lines read best when they are alike
        narrow = room
        while narrow > room * 0.5 and len(tighter := _filled(words, size, narrow * 0.94, family)) == MAX_LINES:
            lines, narrow = tighter, narrow * 0.94
    return lines


def _filled(words: Sequence[str], size: int, room: float, family: str) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}", size, family) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _broken(word: str, size: int, room: float, family: str) -> Iterator[str]:
    while len(word) > 1 and width(word, size, family) > room:
        cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width(word[:n], size, family) <= room)
        yield word[:cut]
        word = word[cut:]
    yield word


def readable(text: str) -> str:
    """The text without what is not meant to be seen: control characters, and what only chooses between two looks of
    one sign. Joiners stay: they make one sign of several."""
    return "".join(
        char if char.isprintable() or char in "\u200c\u200d\u200e\u200f" else " "
        for char in unicodedata.normalize("NFC", text)
        if not ("\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff")
    )
