"""A still in two planes: who stands in front, cut out, before what is far. The camera that moves through space goes by
the one faster than by the other.

The one rule: seen from where they were drawn, the planes show the very picture that they were cut from.
"""

from collections.abc import Sequence
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.post_processor import carried, grading, yuv
from functions.post_processor.carried import Place
from functions.post_processor.cutting import Cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = f"planes-2+{carried.VERSION}+{grading.VERSION}+{yuv.VERSION}"


def beside(take: Path) -> tuple[Path, Path]:
    """Where the planes of a take lie: in front, and behind."""
    return take.with_suffix(".front.png"), take.with_suffix(".behind.png")


class Front:
    """What is cut out, in the film's colours."""

    def __init__(self, file: Path, cut: Cut) -> None:
        import cv2

        assert cut.planes_at is not None
        glass = yuv.opened(file, "RGBA")
        cover = glass[..., 3].copy()
        luma, *colours = grading.graded(yuv.planes(glass[..., :3]), cut.grade)
        half = cv2.resize(cover, (cover.shape[1] // 2, cover.shape[0] // 2), interpolation=cv2.INTER_AREA)
        left, top = cut.planes_at
        self._luma = _Glass([luma], cover, (left, top), cut)
        self._colours = _Glass(colours, half, (left // 2, top // 2), cut)

    def over(self, luma: "Plane", colours: Sequence["Plane"], place: Place, grow: Place) -> None:
        """Lays it over a frame, whose corner lies at `place` in the whole picture."""
        self._luma.over([luma], place, grow)
        self._colours.over(colours, (place[0] / 2, place[1] / 2), grow)


class _Glass:
    """Planes of one size, weighed with how much of them covers what is behind."""

    def __init__(self, planes: Sequence["Plane"], cover: "Plane", at: tuple[int, int], cut: Cut) -> None:
        import cv2
        import numpy as np

        weighed = [cv2.multiply(plane, cover, scale=1 / 255) for plane in planes]
        self._planes = [carried.carried(plane, cut.move) for plane in weighed]
        self._cover = carried.carried(cover, cut.move)
        self._at, self._size = at, (cover.shape[1], cover.shape[0])
        self._through, self._shown = np.empty((2, cut.frame[0] * cut.frame[1]), np.uint8)

    def over(self, targets: Sequence["Plane"], place: Place, grow: Place) -> None:
        import cv2

        high, wide = targets[0].shape
        left, right = self._span(0, place, grow, wide)
        top, low = self._span(1, place, grow, high)
        shape = low - top, right - left
        if min(shape) <= 0:
            return
        through, shown = (room[: shape[0] * shape[1]].reshape(shape) for room in (self._through, self._shown))
        here = place[0] + left * grow[0] - self._at[0], place[1] + top * grow[1] - self._at[1]
        self._cover.seen(here, grow, through)
        cv2.bitwise_not(through, dst=through)
        for plane, target in zip(self._planes, targets, strict=True):
            plane.seen(here, grow, shown)
            piece = target[top:low, left:right]
            cv2.multiply(piece, through, dst=piece, scale=1 / 255)
            cv2.add(piece, shown, dst=piece)

    def _span(self, axis: int, place: Place, grow: Place, most: int) -> tuple[int, int]:
        """From which pixel of a frame to which it is seen."""
        first = (self._at[axis] - place[axis]) / grow[axis]
        return max(0, floor(first)), min(most, ceil(first + self._size[axis] / grow[axis]))
