"""A still picture as the camera sees it: its frames as raw bytes, each drawn at its exact place, between pixels too.

The one rule: what stands still is drawn once; what moves is drawn plane by plane, in the form that the encoder takes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.post_processor import camera, grading, planes, yuv
from functions.post_processor.carried import Place, carried
from functions.post_processor.cutting import Cut
from shared.media.room import room

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = f"footage-6+{camera.VERSION}+{planes.VERSION}"


class Footage:
    """One still picture in its cut. `frame(n)` is the n-th frame that the film sees of it, as planar YUV 4:2:0."""

    def __init__(self, picture: Path, cut: Cut) -> None:
        import cv2
        import numpy as np

        cv2.setNumThreads(1)  # segments run side by side, and its threads wait for each other by turning in circles
        self._cut = cut
        self._near, self._far = camera.depths(cut.move) if cut.planes_at else (0.0, 1.0)
        ground = grading.graded(yuv.planes(_ground(picture, cut)), cut.grade)
        self._luma, self._blue, self._red = (carried(plane, cut.move) for plane in ground)
        self._front = planes.Front(planes.beside(picture)[0], cut) if cut.planes_at else None
        width, height = cut.frame
        self._drawn = np.empty(width * height * 3 // 2, np.uint8)
        self._still: bytes | None = None

    def frames(self, start: int, stop: int) -> Iterator[bytes | memoryview]:
        """Each is gone when the next is asked for: all are drawn in one place."""
        for number in range(start, stop):
            yield self._shown(number)

    def frame(self, number: int) -> bytes:
        return bytes(self._shown(number))

    def _shown(self, number: int) -> bytes | memoryview:
        light = _light(self._cut, number)
        if self._cut.move != "static":
            self._draw(number)
            return self._drawn.data if light >= 1 else _dimmed(self._drawn.tobytes(), self._cut.frame, light)
        if self._still is None:
            self._draw(0)
            self._still = self._drawn.tobytes()
        return self._still if light >= 1 else _dimmed(self._still, self._cut.frame, light)

    def _draw(self, number: int) -> None:
        width, height = self._cut.frame
        luma = self._drawn[: width * height].reshape(height, width)
        blue, red = self._drawn[width * height :].reshape(2, height // 2, width // 2)
        place, grow = self._view(number, self._far)
        half = place[0] / 2, place[1] / 2
        self._luma.seen(place, grow, luma)
        self._blue.seen(half, grow, blue)
        self._red.seen(half, grow, red)
        if self._front:
            self._front.over(luma, (blue, red), *self._view(number, self._near))

    def _view(self, number: int, part: float) -> tuple[Place, Place]:
        """Where the frame lies in the picture, in its pixels, and how many of them its own are wide and high."""
        cut, whole = self._cut, room(self._cut.frame)
        nearest = cut.frame[0] / whole[0], cut.frame[1] / whole[1]
        at = number / (cut.seen - 1) if cut.seen > 1 else 0.0
        left, top, right, low = camera.view(cut.move, at, cut.seen * 1000 // cut.fps, part, nearest)
        return (left * whole[0], top * whole[1]), ((right - left) / nearest[0], (low - top) / nearest[1])


def _ground(picture: Path, cut: Cut) -> "Plane":
    """The picture, filling the camera's room; without who stands in front, where they are a plane of their own."""
    whole = yuv.opened(picture, room=room(cut.frame))
    if cut.planes_at is None:
        return whole
    behind = yuv.opened(planes.beside(picture)[1])
    (left, top), (high, wide) = cut.planes_at, behind.shape[:2]
    whole = whole.copy()
    whole[top : top + high, left : left + wide] = behind
    return whole


def _dimmed(drawn: bytes, frame: tuple[int, int], light: float) -> bytes:
    """Nearer to black: the luma towards 16, the colours towards grey."""
    bright = frame[0] * frame[1]
    luma = bytes(round(16 + (value - 16) * light) if value > 16 else value for value in range(256))
    chroma = bytes(round(128 + (value - 128) * light) for value in range(256))
    return drawn[:bright].translate(luma) + drawn[bright:].translate(chroma)


def _light(cut: Cut, number: int) -> float:
    up = (number + 1) / (cut.fade_in + 1) if cut.fade_in else 1.0
    down = (cut.seen - number) / (cut.fade_out + 1) if cut.fade_out else 1.0
    return max(0.0, min(1.0, up, down))
