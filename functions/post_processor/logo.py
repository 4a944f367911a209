"""A brand's logo as the film shows it: in the corner of the watermark, below its words where there are some.

The one rule: it is made as large as it is shown before ffmpeg sees it, so that a frame costs a few thousand pixels, and
its own colours stay what they are, whatever the grade of the film.
"""

import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from functions.post_processor.cutting import Cut
from shared.media import captions
from shared.model.errors import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION: Final = "logo-1"

MOST_PIXELS: Final = 4096
"""On a side. A picture of a few bytes may unfold to more than there is memory."""

_HIGH: Final = 0.07  # of the frame's shorter side
_WIDE: Final = 0.18  # of the frame's width, at most
_OPACITY: Final = 0.85

_BROKEN: Final = (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error, zlib.error)
"""What Pillow raises at files that are cut short, or lie about themselves."""


def opened(picture: Path | BinaryIO) -> "Image":
    """What there is to see of it, without the margins. Raises Refused when it cannot be shown."""
    from PIL import Image, ImageOps

    large = Refused(
        "logo_too_large",
        f"The logo has more than {MOST_PIXELS:,} pixels on a side.",
        "Save it smaller: in a film it is a few hundred wide.",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we look ourselves, before it unfolds
            found = Image.open(picture, formats=("PNG", "JPEG"))
        with found:
            if max(found.size) > MOST_PIXELS:
                raise large
            if found.format == "PNG" and getattr(found, "is_animated", False):
                raise Refused("logo_moves", "The logo is an animated picture.", "Save one that stands still.")
            upright = ImageOps.exif_transpose(found)
            if upright.mode.startswith("I"):  # sixteen bits of grey
                upright = upright.convert("I").point(lambda value: value / 256).convert("L")
            image = upright.convert("RGBA")
    except Image.DecompressionBombError:
        raise large from None
    except _BROKEN as error:
        raise Refused(
            "logo_unreadable", "The logo cannot be read as a picture.", "Save it again, as PNG or JPEG."
        ) from error
    margins = image.getchannel("A").getbbox()
    if margins is None:
        raise Refused("logo_unseen", "The logo is transparent everywhere.", "Save one in which there is something.")
    return image.crop(margins)


def over(stream: Any, picture: Path, cut: Cut, scratch: Path) -> Any:
    """Every frame with the logo on it."""
    import ffmpeg as graph

    shown = _as_shown(opened(picture), cut.frame)
    file = scratch / "shown.png"
    shown.save(file)
    logo = graph.input(str(file), f="png_pipe", framerate=cut.fps).video
    logo = logo.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuva420p")
    # A stream that does not say its colours would be taken for another one, and the logo's would be turned into those.
    stream = stream.filter("setparams", range="tv", colorspace="bt709")
    left, top = place(shown.size, cut)
    return graph.filter([stream, logo], "overlay", x=left, y=top, format="yuv420", eof_action="repeat")


def place(size: tuple[int, int], cut: Cut) -> tuple[int, int]:
    """Its left and its top, even, because four pixels of a film share their colour."""
    edge, top = captions.free_corner(cut.frame, cut.mark)
    return _even(cut.frame[0] - edge - size[0]), _even(top)


def _as_shown(image: "Image", frame: tuple[int, int]) -> "Image":
    from PIL import Image

    room = _even(frame[0] * _WIDE), _even(min(frame) * _HIGH)
    grow = min(room[0] / image.width, room[1] / image.height)
    size = max(2, _even(image.width * grow)), max(2, _even(image.height * grow))
    shown = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    # Four pixels share a colour: those that are not seen take the one of their neighbours, or edges would be grey.
    alpha = shown.getchannel("A")
    around = shown.reduce(2).resize(size, Image.Resampling.NEAREST).convert("RGB")
    shown = Image.composite(shown.convert("RGB"), around, alpha.point(lambda value: 255 if value else 0))
    shown.putalpha(alpha.point(lambda value: round(value * _OPACITY)))
    return shown


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)
