"""A plane of a picture, carried past the camera: seen from anywhere, and between its pixels too.

The one rule: a picture is made finer once, so that a straight line between two of its points is as good as a curve;
what a frame costs then is one look.
"""

from collections.abc import Callable
from math import floor
from typing import TYPE_CHECKING, Any, Final, Protocol

from shared.model.storyboard import Move

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = "carried-1"

_FINER: Final = 2
_FINER_YET: Final = 2.236
"""No fraction of small numbers: steps of this length soon come near to every place between two points."""

_EDGE: Final = 96
"""Points around the finer picture, equal to the last of its own."""

_NEAR_ENOUGH: Final = 1 / 24
"""Of such a point. Nobody sees a fiftieth of a pixel."""

Place = tuple[float, float]
"""Across and down."""


class Carried(Protocol):
    def seen(self, place: Place, grow: Place, to: "Plane") -> None:
        """Draws what is seen into `to`. Its left upper corner lies at `place` in the plane, and each of its pixels is
        `grow` of the plane's wide and high."""


class Standing:
    """Nothing moves, and nothing is drawn anew."""

    def __init__(self, plane: "Plane") -> None:
        self._plane = plane

    def seen(self, place: Place, grow: Place, to: "Plane") -> None:
        (left, top), (high, wide) = map(round, place), to.shape
        to[:] = self._plane[top : top + high, left : left + wide]


class Gliding:
    """The camera goes sideways at the picture's own size: whole rows, and two columns for each, weighed."""

    def __init__(self, plane: "Plane") -> None:
        import cv2

        fine = cv2.resize(plane, None, fx=_FINER, fy=1, interpolation=cv2.INTER_CUBIC)
        fine = cv2.copyMakeBorder(fine, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_REPLICATE)
        self._columns = [fine[:, first::_FINER].copy() for first in range(_FINER)]

    def seen(self, place: Place, grow: Place, to: "Plane") -> None:
        import cv2

        top, (high, wide) = round(place[1]) + _EDGE, to.shape
        start = _EDGE + _FINER * (place[0] + 0.5) - 0.5
        first = floor(start)

        def shown(point: int) -> "Plane":
            left = point // _FINER
            return self._columns[point % _FINER][top : top + high, left : left + wide]

        cv2.addWeighted(shown(first), 1 - start + first, shown(first + 1), start - first, 0, dst=to)


class Swelling:
    """The camera comes nearer or goes away. Making a picture smaller is quick where it begins on a whole point, and so
    it is begun a few pixels outside the frame: at the first place from where the frame is met."""

    def __init__(self, plane: "Plane") -> None:
        import cv2

        fine = cv2.resize(plane, None, fx=_FINER_YET, fy=_FINER_YET, interpolation=cv2.INTER_CUBIC)
        self._fine = cv2.copyMakeBorder(fine, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_REPLICATE)
        self._room: Plane | None = None

    def seen(self, place: Place, grow: Place, to: "Plane") -> None:
        import cv2

        high, wide = to.shape
        (left, top), (across, down) = ([_FINER_YET * value for value in pair] for pair in (place, grow))
        sideways, downwards = _begun(_EDGE + left, across), _begun(_EDGE + top, down)
        if sideways is None or downwards is None:
            way = _way((_EDGE + left, _EDGE + top), (across, down))
            how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            cv2.warpAffine(self._fine, way, (wide, high), dst=to, flags=how, borderMode=cv2.BORDER_REPLICATE)
            return
        (first, columns), (upper, rows) = sideways, downwards
        shape = rows + high, columns + wide
        piece = self._fine[upper : upper + round(shape[0] * down), first : first + round(shape[1] * across)]
        how = cv2.INTER_LINEAR
        drawn = cv2.resize(piece, None, dst=self._drawn(shape), fx=1 / across, fy=1 / down, interpolation=how)
        to[:] = drawn[rows:, columns:]

    def _drawn(self, shape: tuple[int, int]) -> "Plane":
        """The same place for every frame: to ask for a new one takes as long as to draw it."""
        import numpy as np

        size = shape[0] * shape[1]
        if self._room is None or self._room.size < size:
            self._room = np.empty(size, np.uint8)
        return self._room[:size].reshape(shape)


def _begun(start: float, grow: float) -> tuple[int, int] | None:
    """The whole point from which a number of whole pixels leads to the start, and that number. None where no such
    point lies near enough."""
    for pixels in range(int(start / grow)):
        point = start - pixels * grow
        if abs(point - round(point)) <= _NEAR_ENOUGH:
            return round(point), pixels
    return None


def _way(start: Place, grow: Place) -> "Plane":
    """From a pixel to its place in the finer picture. The middle of a pixel is half a pixel from its edge, on both
    sides."""
    import numpy as np

    rows = [[grow[0], 0, start[0] + grow[0] / 2 - 0.5], [0, grow[1], start[1] + grow[1] / 2 - 0.5]]
    return np.array(rows, np.float64)


_KINDS: Final[dict[Move, Callable[["Plane"], Carried]]] = {
    "static": Standing, "pan_left": Gliding, "pan_right": Gliding,
}  # fmt: skip


def carried(plane: "Plane", move: Move) -> Carried:
    return _KINDS.get(move, Swelling)(plane)
