"""How much a shot counts in its film: what is long is seen longer, and what everyone remembers counts more.

The one rule: weights are whole numbers that follow from the storyboard and from the stars that a person gave.
"""

from collections.abc import Collection, Sequence
from typing import Final

from shared.model.storyboard import Shot

PLAIN: Final = 100
FACE: Final = 60
DETAIL: Final = 30  # a close look at something that is nobody
FIRST_OR_LAST: Final = 60
STAR: Final = 200

_CLOSE: Final = ("medium_close", "close", "insert")


def weights(shots: Sequence[Shot], stars: Collection[str] = ()) -> list[int]:
    """For each shot its tenths of a second, times what a second of it counts. Stars are ids or numbers of shots."""
    count = _pictures(shots)
    return [
        max(1, round(shot.duration_ms / 100)) * (PLAIN + sum(_merits(shot, place, count, stars).values()))
        if place < count
        else 1
        for place, shot in enumerate(shots)
    ]


def merits(shots: Sequence[Shot], stars: Collection[str] = ()) -> list[tuple[str, ...]]:
    """Why each shot counts more than its length, in words."""
    count = _pictures(shots)
    return [tuple(_merits(shot, place, count, stars)) if place < count else () for place, shot in enumerate(shots)]


def _pictures(shots: Sequence[Shot]) -> int:
    """The card that ends a film is type: how good its pictures are is asked of the others."""
    return len(shots) - 1 if len(shots) > 1 and shots[-1].is_end else len(shots)


def _merits(shot: Shot, place: int, count: int, stars: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    if shot.star or shot.id in stars or shot.number in stars:
        found["star"] = STAR
    if place == 0:
        found["first"] = FIRST_OR_LAST
    elif place == count - 1:
        found["last"] = FIRST_OR_LAST
    if shot.size in _CLOSE:
        found["face" if shot.characters else "detail"] = FACE if shot.characters else DETAIL
    return found
