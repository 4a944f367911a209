"""Which way words run: pieces of different fonts put into the order in which they are seen.

The one rule: libass sets each piece in its own direction, and the pieces from left to right; so whoever runs from right
to left is turned here, and nothing within a piece is.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

Run = tuple[str, str]
"""A family, and what it draws."""

_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def runs_rightwards(text: str) -> bool:
    """Whether anything in it runs from right to left."""
    return any(_strong(char) == "R" for char in text)


def in_sight(runs: Sequence[Run]) -> list[Run]:
    """A line begins on the side of its first letter; what runs the other way is turned where it stands."""
    runs = [(family, part) for family, piece in runs for part in _parted(piece)]
    ways = [_way(piece) for _, piece in runs]
    base = next((way for way in ways if way), "L")
    settled: list[str] = []
    for place, way in enumerate(ways):  # what has no direction of its own goes with both of its neighbours, or the line
        before = settled[-1] if settled else base
        after = next((other for other in ways[place + 1 :] if other), base)
        settled.append(way or (before if before == after else base))
    groups = [
        (way, [run for run, _ in pairs])
        for way, pairs in groupby(zip(runs, settled, strict=True), key=lambda pair: pair[1])
    ]
    seen: list[Run] = []
    for way, group in groups[::-1] if base == "R" else groups:
        seen += [_turned(run) for run in group[::-1]] if way == "R" else group
    joined = groupby(seen, key=lambda run: run[0])
    return [(family, "".join(piece for _, piece in pieces)) for family, pieces in joined]


def _parted(piece: str) -> Iterator[str]:
    """What stands at its edges has no direction of its own."""
    letters = [place for place, char in enumerate(piece) if _strong(char)]
    first, last = (letters[0], letters[-1] + 1) if letters else (0, len(piece))
    while last < len(piece) and unicodedata.category(piece[last])[0] in "MC":
        last += 1
    yield from filter(None, (piece[:first], piece[first:last], piece[last:]))


def _turned(run: Run) -> Run:
    family, piece = run
    return run if _way(piece) else (family, piece[::-1].translate(_MIRRORED))


def _way(text: str) -> str:
    return next((way for char in text if (way := _strong(char))), "")


def _strong(char: str) -> str:
    """Numbers stand with the letters of the left: they are set that way everywhere."""
    return {"R": "R", "AL": "R", "L": "L", "EN": "L", "AN": "L"}.get(unicodedata.bidirectional(char), "")
