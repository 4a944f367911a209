"""A still picture as the camera sees it: its frames as raw bytes, each drawn at its exact place, between pixels too.

The one rule: what stands still is drawn once; what moves is drawn plane by plane, in the form that the encoder takes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.post_processor import camera, grading, planes, yuv
from functions.post_processor.cutting import Cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = f"footage-5+{planes.VERSION}"

_FINER: Final = 2
"""A picture that the camera moves over has its luma this much finer: then the straight way between two points is as
good as a curve through four of the coarser ones, at a third of the price, and the grain is as sharp at every place."""


class Footage:
    """One still picture in its cut. `frame(n)` is the n-th frame that the film sees of it, as planar YUV 4:2:0."""

    def __init__(self, picture: Path, cut: Cut) -> None:
        import cv2
        import numpy as np

        cv2.setNumThreads(1)  # segments run side by side, and its threads wait for each other by turning in circles
        self._cut = cut
        self._near, self._far = camera.depths(cut.move) if cut.planes_at else (0.0, 1.0)
        luma, blue, red = grading.graded(yuv.planes(_ground(picture, cut)), cut.grade)
        if cut.move != "static":
            luma = cv2.resize(luma, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_CUBIC)
        self._luma, self._colours = luma, cv2.merge([blue, red, blue, red])
        self._front = planes.Front(planes.beside(picture)[0], cut, _FINER) if cut.planes_at else None
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
        """Four values at once cost as much as one, so both colours are carried together."""
        import cv2

        cut = self._cut
        width, height = cut.frame
        at = number / (cut.seen - 1) if cut.seen > 1 else 0.0
        far, near = (camera.view(cut.move, at, cut.seen * 1000 // cut.fps, part) for part in (self._far, self._near))
        luma = self._drawn[: width * height].reshape(height, width)
        blue, red = self._drawn[width * height :].reshape(2, height // 2, width // 2)
        how = cv2.INTER_CUBIC if cut.move == "static" else cv2.INTER_LINEAR
        _carried(self._luma, _way(far, self._luma, luma), luma.shape, how, luma)
        colours = _carried(self._colours, _way(far, self._colours, blue), blue.shape, cv2.INTER_LINEAR)
        cv2.mixChannels([colours], [blue, red], [0, 0, 1, 1])
        if self._front:
            self._front.over_luma(luma, _way(near, self._luma, luma))
            self._front.over_colours(blue, red, _way(near, self._colours, blue))


def _carried(plane: "Plane", way: "Plane", shape: tuple[int, ...], how: int, to: "Plane | None" = None) -> "Plane":
    import cv2

    high, wide = shape
    how |= cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, way, (wide, high), dst=to, flags=how, borderMode=cv2.BORDER_REPLICATE)


def _ground(picture: Path, cut: Cut) -> "Plane":
    """The picture, filling the camera's room; without who stands in front, where they are a plane of their own."""
    room = (2 * round(cut.frame[0] * camera.OVERSCAN / 2), 2 * round(cut.frame[1] * camera.OVERSCAN / 2))
    whole = yuv.opened(picture, room=room)
    if cut.planes_at is None:
        return whole
    behind = yuv.opened(planes.beside(picture)[1])
    (left, top), (high, wide) = cut.planes_at, behind.shape[:2]
    whole = whole.copy()
    whole[top : top + high, left : left + wide] = behind
    return whole


def _way(view: camera.Box, picture: "Plane", frame: "Plane") -> "Plane":
    """From a pixel of the frame to its place in the picture. The centre of a pixel is half a pixel from its edge, on
    both sides."""
    import numpy as np

    left, top, right, bottom = view
    (rows, columns), (high, wide) = picture.shape[:2], frame.shape
    grow_x, grow_y = (right - left) * columns / wide, (bottom - top) * rows / high
    return np.array(
        [[grow_x, 0, left * columns + grow_x / 2 - 0.5], [0, grow_y, top * rows + grow_y / 2 - 0.5]], np.float64
    )


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
