"""Pictures as the encoder takes them: Y, Cb, Cr in BT.709 television range, chroma at half the size.

The one rule: what cannot be read as a picture is the take's fault, and says so.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[Any]

VERSION: Final = "yuv-1"

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_LUMA: Final = [219 / 255 * part for part in (_RED, _GREEN, _BLUE)] + [16.0]
_CHROMA: Final = [
    [224 / 255 / 1.8556 * part for part in (-_RED, -_GREEN, 1 - _BLUE)] + [128.0],
    [224 / 255 / 1.5748 * part for part in (1 - _RED, -_GREEN, -_BLUE)] + [128.0],
]
"""What each colour gives, and where black and grey lie."""


def opened(picture: Path, mode: str = "RGB", room: tuple[int, int] | None = None) -> "Plane":
    """Its pixels; cut to fill `room` where it is not so large."""
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(picture) as file:
            image = ImageOps.exif_transpose(file).convert(mode)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Permanent("picture_unreadable", f"{picture.name} cannot be read as a picture.") from error
    if room is not None and image.size != room:
        image = ImageOps.fit(image, room, Image.Resampling.LANCZOS)
    return np.asarray(image)


def planes(rgb: "Plane") -> tuple["Plane", "Plane", "Plane"]:
    import cv2
    import numpy as np

    high, wide = rgb.shape[:2]
    small = cv2.resize(rgb, (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
    colour = cv2.transform(small, np.array(_CHROMA))
    return cv2.transform(rgb, np.array([_LUMA])), colour[..., 0].copy(), colour[..., 1].copy()
