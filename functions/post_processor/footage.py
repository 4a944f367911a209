"""A still picture as the camera sees it: its frames as raw bytes, each drawn at its exact place, between pixels too.

The one rule: what stands still is drawn once; what moves is drawn plane by plane, in the form that the encoder takes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.post_processor import camera, grading
from functions.post_processor.cutting import Cut
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = f"footage-4+{camera.VERSION}+{grading.VERSION}"

_FINER: Final = 2
"""A picture that the camera moves over has its luma this much finer: then the straight way between two points is as
good as a curve through four of the coarser ones, at a third of the price, and the grain is as sharp at every place."""


class Footage:
    """One still picture in its cut. `frame(n)` is the n-th frame that the film sees of it, as planar YUV 4:2:0."""

    def __init__(self, picture: Path, cut: Cut) -> None:
        import cv2

        self._cut = cut
        luma, blue, red = grading.graded(_planes(picture, cut.frame), cut.grade)
        if cut.move != "static":
            luma = cv2.resize(luma, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_CUBIC)
        self._planes = luma, blue, red
        self._still: bytes | None = None

    def frames(self, start: int, stop: int) -> Iterator[bytes]:
        for number in range(start, stop):
            yield self.frame(number)

    def frame(self, number: int) -> bytes:
        light = _light(self._cut, number)
        if self._cut.move != "static":
            return self._drawn(number, light)
        if self._still is None:
            self._still = self._drawn(0, 1.0)
        return self._still if light >= 1 else _dimmed(self._still, self._cut.frame, light)

    def _drawn(self, number: int, light: float) -> bytes:
        import cv2
        import numpy as np

        cut = self._cut
        width, height = cut.frame
        at = number / (cut.seen - 1) if cut.seen > 1 else 0.0
        left, top, right, bottom = camera.view(cut.move, at, cut.seen * 1000 // cut.fps)
        out = np.empty(width * height * 3 // 2, np.uint8)
        place = 0
        luma = cv2.INTER_CUBIC if cut.move == "static" else cv2.INTER_LINEAR
        for plane, wide, high, how in (
            (self._planes[0], width, height, luma),
            (self._planes[1], width // 2, height // 2, cv2.INTER_LINEAR),
            (self._planes[2], width // 2, height // 2, cv2.INTER_LINEAR),
        ):
            rows, columns = plane.shape
            grow_x, grow_y = (right - left) * columns / wide, (bottom - top) * rows / high
            # The centre of a pixel is half a pixel from its edge, on both sides.
            way = np.array(
                [[grow_x, 0, left * columns + grow_x / 2 - 0.5], [0, grow_y, top * rows + grow_y / 2 - 0.5]], np.float64
            )
            target = out[place : place + wide * high].reshape(high, wide)
            cv2.warpAffine(
                plane, way, (wide, high), dst=target, flags=how | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
            )
            place += wide * high
        drawn = out.tobytes()
        return drawn if light >= 1 else _dimmed(drawn, cut.frame, light)


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


def _planes(picture: Path, frame: tuple[int, int]) -> tuple["Plane", "Plane", "Plane"]:
    """The picture as Y, Cb, Cr in BT.709 television range, filling the camera's room; chroma at half the size."""
    import cv2
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    room = tuple(2 * round(side * camera.OVERSCAN / 2) for side in frame)
    try:
        with Image.open(picture) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Permanent("picture_unreadable", f"{picture.name} cannot be read as a picture.") from error
    if image.size != room:
        image = ImageOps.fit(image, (room[0], room[1]), Image.Resampling.LANCZOS)
    rgb = np.asarray(image)
    small = cv2.resize(rgb, (room[0] // 2, room[1] // 2), interpolation=cv2.INTER_AREA)
    colour = cv2.transform(small, np.array(_CHROMA))
    return cv2.transform(rgb, np.array([_LUMA])), colour[..., 0].copy(), colour[..., 1].copy()


_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_LUMA: Final = [219 / 255 * part for part in (_RED, _GREEN, _BLUE)] + [16.0]
_CHROMA: Final = [
    [224 / 255 / 1.8556 * part for part in (-_RED, -_GREEN, 1 - _BLUE)] + [128.0],
    [224 / 255 / 1.5748 * part for part in (1 - _RED, -_GREEN, -_BLUE)] + [128.0],
]
"""BT.709 in television range: what each colour gives, and where black and grey lie."""
