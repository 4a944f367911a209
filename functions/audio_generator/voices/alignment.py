"""Which part of a sentence's sound belongs to which of its words.

The one rule: an engine tells how long each of its signs lasts; words are found by laying the signs of each word, spoken
alone, along the signs of the whole sentence. Engines run short words together and read figures as many words, so
counting gaps would shift everything that follows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "alignment-1"

Mark = tuple[str, float, float]
"""A sign of speech, its first sample and the one after its last."""

_MATCH, _GAP, _OTHER, _NEVER = 2, -1, -1, -4
_PAUSE: Final = " "


@dataclass(slots=True)
class Said:
    """A sentence as sound, and for each of its words (`sentence.split()`) its place in it. None where nobody knows."""

    samples: "NDArray[Any]"
    words: list[tuple[int, int]] | None = field(default=None)


def placed(words: Sequence[str], alone: Callable[[str], str], marks: Sequence[Mark]) -> list[tuple[int, int]] | None:
    """The samples of each word. `alone` gives the signs of a word by itself."""
    heard = [(_sign(sign), start, end) for sign, start, end in marks]
    written: list[tuple[str, int]] = []
    for number, word in enumerate(words):
        written += [(_PAUSE, -1)] if number else []
        written += [(sign, number) for sign in map(_sign, alone(word)) if sign != _PAUSE]
    pairs = _laid(written, [sign for sign, _, _ in heard])
    spans: dict[int, tuple[float, float]] = {}
    for left, right in pairs:
        number, (sign, start, end) = written[left][1], heard[right]
        if number >= 0 and sign != _PAUSE:
            spans[number] = (spans.get(number, (start, end))[0], end)
    if not spans:
        return None
    found: list[tuple[int, int]] = []
    until = round(min(start for start, _ in spans.values()))
    for number in range(len(words)):
        start, end = spans.get(number, (until, until))
        begin = max(until, round(start))
        until = max(begin, round(end))
        found.append((begin, until))
    return found


def _sign(sign: str) -> str:
    """Everything that is not heard is a pause: gaps, commas, full stops."""
    return sign if sign.isalpha() or sign in "ˈˌːʲʰ̃" else _PAUSE


def _laid(written: Sequence[tuple[str, int]], heard: Sequence[str]) -> list[tuple[int, int]]:
    """The best way to lay one row of signs along the other: pairs of places, in order."""
    rows, columns = len(written) + 1, len(heard) + 1
    score = [[_GAP * column for column in range(columns)]]
    for row in range(1, rows):
        sign, above = written[row - 1][0], score[-1]
        line = [_GAP * row]
        for column in range(1, columns):
            meet = above[column - 1] + _likeness(sign, heard[column - 1])
            line.append(max(meet, above[column] + _GAP, line[column - 1] + _GAP))
        score.append(line)
    pairs: list[tuple[int, int]] = []
    row, column = rows - 1, columns - 1
    while row and column:
        here = score[row][column]
        if here == score[row - 1][column - 1] + _likeness(written[row - 1][0], heard[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif here == score[row - 1][column] + _GAP:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


def _likeness(one: str, other: str) -> int:
    if one == other:
        return _MATCH
    return _NEVER if _PAUSE in (one, other) else _OTHER
