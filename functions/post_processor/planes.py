"""A still in two planes: who stands in front, cut out, before what is far. The camera that moves through space goes by
the one faster than by the other.

The one rule: seen from where they were drawn, the planes show the very picture that they were cut from.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.post_processor import camera, grading, yuv
from functions.post_processor.cutting import Cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = f"planes-1+{camera.VERSION}+{grading.VERSION}+{yuv.VERSION}"

_BAND: Final = 64
"""Rows. Where nothing is cut out of a band, nothing is laid over the frame: people are narrower than their box."""

_Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def beside(take: Path) -> tuple[Path, Path]:
    """Where the planes of a take lie: in front, and behind."""
    return take.with_suffix(".front.png"), take.with_suffix(".behind.png")


class Front:
    """What is cut out, in the film's colours, weighed with how much of it covers what is behind."""

    def __init__(self, file: Path, cut: Cut, finer: int) -> None:
        import cv2
        import numpy as np

        assert cut.planes_at is not None
        glass = yuv.opened(file, "RGBA")
        cover = glass[..., 3].copy()
        luma, blue, red = grading.graded(yuv.planes(glass[..., :3]), cut.grade)
        fine, covers = (
            cv2.resize(each, None, fx=finer, fy=finer, interpolation=cv2.INTER_CUBIC)
            for each in (_weighed(luma, cover), cover)
        )
        half = cv2.resize(cover, (cover.shape[1] // 2, cover.shape[0] // 2), interpolation=cv2.INTER_AREA)
        empty = np.zeros_like(fine)
        self._luma = cv2.merge([fine, covers, empty, empty])
        self._colours = cv2.merge([_weighed(blue, half), _weighed(red, half), half, half])
        self._bands = list(_bands(cover))
        self._at = cut.planes_at
        self._finer = finer

    def over_luma(self, target: "Plane", way: "Plane") -> None:
        """Lays it over the luma of a frame. `way` leads from there into the whole picture."""
        import cv2

        for box, here in self._pieces(target, way, self._finer, 1):
            shown = _seen(self._luma, here, box)
            _laid(_piece(target, box), cv2.extractChannel(shown, 0), cv2.extractChannel(shown, 1))

    def over_colours(self, blue: "Plane", red: "Plane", way: "Plane") -> None:
        import cv2

        for box, here in self._pieces(blue, way, 1, 2):
            colours = cv2.split(_seen(self._colours, here, box))
            _laid(_piece(blue, box), colours[0], colours[2])
            _laid(_piece(red, box), colours[1], colours[2])

    def _pieces(self, target: "Plane", way: "Plane", finer: int, coarser: int) -> Iterator[tuple[_Box, "Plane"]]:
        """Where in a frame each band is seen, and the way from there into the cut-out."""
        (grow_x, _, from_x), (_, grow_y, from_y) = way.tolist()
        high, wide = map(int, target.shape)
        left, top = (value * finer // coarser for value in self._at)

        def across(value: int) -> int:
            return int((left + value * finer / coarser - from_x) / grow_x)

        def down(value: int) -> int:
            return min(high, max(0, int((top + value * finer / coarser - from_y) / grow_y)))

        for first, upper, last, lower in self._bands:
            box = max(0, across(first) - 1), down(upper), min(wide, across(last) + 2), down(lower)
            if box[2] > box[0] and box[3] > box[1]:
                here = way.copy()
                here[0, 2] += box[0] * grow_x - left
                here[1, 2] += box[1] * grow_y - top
                yield box, here


def _bands(cover: "Plane") -> Iterator[_Box]:
    """Everything that covers, in boxes below one another."""
    rows = cover.shape[0]
    for top, low in pairwise((*range(0, rows, _BAND), rows + _BAND)):
        columns = cover[top:low].max(axis=0).nonzero()[0]
        if len(columns):
            yield int(columns[0]), top, int(columns[-1]) + 1, low


def _piece(plane: "Plane", box: _Box) -> "Plane":
    left, top, right, low = box
    return plane[top:low, left:right]


def _seen(plane: "Plane", way: "Plane", box: _Box) -> "Plane":
    """Four values at once cost as much as one, but two and three do not."""
    import cv2

    size = (box[2] - box[0], box[3] - box[1])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, way, size, flags=how, borderMode=cv2.BORDER_REPLICATE)


def _laid(piece: "Plane", shown: "Plane", covers: "Plane") -> None:
    import cv2

    cv2.add(cv2.multiply(piece, cv2.bitwise_not(covers), scale=1 / 255), shown, dst=piece)


def _weighed(plane: "Plane", cover: "Plane") -> "Plane":
    import cv2

    return cv2.multiply(plane, cover, scale=1 / 255)
