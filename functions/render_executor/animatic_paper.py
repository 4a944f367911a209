"""The paper that a shot is cut from: a transparent sheet with a camera, drawn larger and reduced for clean edges.

The one rule: every stroke is given in the place's own measure (the frame is 1 high), so that a close-up is the same
place drawn nearer, and any aspect and size gives the same picture.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

Colour = tuple[int, int, int]
Point = tuple[float, float]
Fill = tuple[int, int, int, int]
Move = Callable[[Sequence[Point]], list[Point]]
"""Carries pixels to where the piece that is drawn on begins."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands: `zoom` times nearer than the whole place, looking at (x, y). `aspect` is the frame's
    width when its height is 1; the whole place is as wide as the frame."""

    aspect: float
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.5


@dataclass(slots=True)
class Sheet:
    """One layer. Far layers are drawn first; each casts a soft shadow on what lies behind."""

    size: tuple[int, int]
    view: View
    shadow: float = 0.35
    blur: float = 0.0  # as a part of the frame's height
    rim: Colour | None = None  # the light that touches its upper left edge
    image: Image.Image = field(init=False)
    _draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        if self.blur:  # nobody sees its finer half
            self.size = (self.size[0] // 2, self.size[1] // 2)
        self.image = Image.new("RGBA", self.size, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)

    @property
    def left(self) -> float:
        return self.view.x - self.view.aspect / 2 / self.view.zoom

    @property
    def right(self) -> float:
        return self.view.x + self.view.aspect / 2 / self.view.zoom

    def scale(self) -> float:
        return self.size[1] * self.view.zoom

    def at(self, x: float, y: float) -> Point:
        scale = self.scale()
        return ((x - self.view.x) * scale + self.size[0] / 2, (y - self.view.y) * scale + self.size[1] / 2)

    def shape(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        pixels = [self.at(*point) for point in points]
        self._filled(lambda draw, fill, move: draw.polygon(move(pixels), fill=fill), pixels, colour, opacity)

    def curve(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        """A closed, soft outline through these points."""
        self.shape(smooth(points), colour, opacity)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, opacity: float = 1.0,
            corner: float = 0.0) -> None:  # fmt: skip
        corners = [self.at(x, y), self.at(x + width, y + height)]
        if corners[1][0] <= corners[0][0] or corners[1][1] <= corners[0][1]:
            return
        radius = corner * self.scale()

        def drawn(draw: ImageDraw.ImageDraw, fill: Fill, move: Move) -> None:
            if radius:
                draw.rounded_rectangle(move(corners), radius, fill=fill)
            else:
                draw.rectangle(move(corners), fill=fill)

        self._filled(drawn, corners, colour, opacity)

    def oval(self, x: float, y: float, across: float, high: float, colour: Colour, opacity: float = 1.0) -> None:
        """Around its centre; `across` and `high` are half its width and height."""
        corners = [self.at(x - across, y - high), self.at(x + across, y + high)]
        self._filled(lambda draw, fill, move: draw.ellipse(move(corners), fill=fill), corners, colour, opacity)

    def line(self, points: Sequence[Point], width: float, colour: Colour, opacity: float = 1.0) -> None:
        """With round ends and joints."""
        pixels = [self.at(*point) for point in points]
        thick = max(1, round(width * self.scale()))

        def drawn(draw: ImageDraw.ImageDraw, fill: Fill, move: Move) -> None:
            moved = move(pixels)
            draw.line(moved, fill=fill, width=thick, joint="curve")
            half = thick / 2 - 0.5
            for x, y in (moved[0], moved[-1]):
                draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

        self._filled(drawn, pixels, colour, opacity, thick)

    def _filled(
        self,
        drawn: Callable[[ImageDraw.ImageDraw, Fill, Move], None],
        pixels: Sequence[Point],
        colour: Colour,
        opacity: float,
        margin: int = 0,
    ) -> None:
        """What lets something through is drawn apart, on a piece just large enough, and laid over."""
        if opacity >= 1:
            drawn(self._draw, (*colour, 255), list)
            return
        piece = self._piece(pixels, margin + 2)
        if piece is None:
            return
        left, top, width, height = piece
        veil = Image.new("RGBA", (width, height), (*colour, 0))
        fill = (*colour, round(255 * opacity))
        drawn(ImageDraw.Draw(veil), fill, lambda points: [(x - left, y - top) for x, y in points])
        self.image.alpha_composite(veil, (left, top))

    def _piece(self, pixels: Sequence[Point], margin: int) -> tuple[int, int, int, int] | None:
        """The part of the sheet that these points touch: left, top, width, height."""
        left = max(0, math.floor(min(x for x, _ in pixels)) - margin)
        top = max(0, math.floor(min(y for _, y in pixels)) - margin)
        right = min(self.size[0], math.ceil(max(x for x, _ in pixels)) + margin)
        low = min(self.size[1], math.ceil(max(y for _, y in pixels)) + margin)
        return (left, top, right - left, low - top) if right > left and low > top else None

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.6) -> None:
        """Soft light around a point."""
        (cx, cy), far = self.at(x, y), radius * self.scale()
        piece = self._piece([(cx - far, cy - far), (cx + far, cy + far)], 0)
        if piece is None or strength <= 0:
            return
        left, top, width, height = piece
        grow = 128 / (2 * far)
        box = tuple((value - corner + far) * grow for value, corner in (
            (left, cx), (top, cy), (left + width, cx), (top + height, cy)))  # fmt: skip
        box = tuple(min(128.0, max(0.0, value)) for value in box)
        mask = _disc().resize((width, height), Image.Resampling.BILINEAR, box=(box[0], box[1], box[2], box[3]))
        veil = Image.new("RGBA", (width, height), (*colour, 0))
        veil.putalpha(mask.point([round(value * strength) for value in range(256)]))
        self.image.alpha_composite(veil, (left, top))

    def beam(self, points: Sequence[Point], colour: Colour, strength: float, soft: float = 0.02) -> None:
        """Light with soft edges in the outline of these points."""
        little = (max(2, self.size[0] // 4), max(2, self.size[1] // 4))
        alpha = Image.new("L", little, 0)
        pixels = [(x / 4, y / 4) for x, y in (self.at(*point) for point in points)]
        ImageDraw.Draw(alpha).polygon(pixels, fill=round(255 * strength))
        alpha = alpha.filter(ImageFilter.GaussianBlur(soft * self.scale() / 4)).resize(self.size)
        veil = Image.new("RGBA", self.size, (*colour, 0))
        veil.putalpha(alpha)
        self.image.alpha_composite(veil)

    def fade(self, top: Colour, low: Colour, horizon: float = 1.0) -> None:
        """Fills the sheet from the place's top (0) to its horizon, however near the camera is."""
        high = self.size[1]
        strip = Image.new("RGB", (1, high))
        for row in range(high):
            y = (row - high / 2) / self.scale() + self.view.y
            strip.putpixel((0, row), mix(top, low, min(1.0, max(0.0, y / horizon))))
        self.image.paste(strip.resize(self.size, Image.Resampling.NEAREST))


def compose(sheets: Sequence[Sheet], ground: Image.Image) -> Image.Image:
    """The layers laid on one another, with their shadows and light edges, at the size that they were drawn for."""
    work = ground.size
    for sheet in sheets:
        layer = sheet.image
        if sheet.blur:
            layer = _blurred(layer, sheet.blur * work[1], work)
        if sheet.shadow:
            _shade(ground, layer, sheet.shadow)
        covered = layer.getbbox()
        if covered is None:
            continue
        layer = layer.crop(covered)
        if sheet.rim is not None:
            layer = _lit(layer, sheet.rim, work[1])
        _lay(ground, layer, (covered[0], covered[1]), layer.getchannel("A"))
    return ground


def reduced(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """As large as it is kept."""
    return image.resize(size, Image.Resampling.HAMMING)


def _lay(ground: Image.Image, layer: Image.Image, at: tuple[int, int], mask: Image.Image) -> None:
    if ground.mode == "RGB":
        ground.paste(layer, at, mask)
        return
    glass = layer.convert("RGBA")
    glass.putalpha(mask)
    ground.alpha_composite(glass, at)


def _shade(ground: Image.Image, layer: Image.Image, strength: float) -> None:
    small = layer.getchannel("A").reduce(8)
    small = small.filter(ImageFilter.GaussianBlur(small.height / 60))
    small = _moved(small, small.width // 200, small.height // 70)
    small = small.point([round(value * strength) for value in range(256)])
    covered = small.getbbox()
    if covered is None:
        return
    left, top, right, low = (8 * value for value in covered)
    mask = small.crop(covered).resize((right - left, low - top), Image.Resampling.BILINEAR)
    _lay(ground, Image.new("RGB", mask.size, (8, 8, 16)), (left, top), mask)


def _moved(mask: Image.Image, right: int, down: int) -> Image.Image:
    result = Image.new("L", mask.size, 0)
    result.paste(mask, (right, down))
    return result


def _lit(layer: Image.Image, light: Colour, high: int) -> Image.Image:
    """The one light edge of a paper figure: what it covers and its copy, moved down and right, does not."""
    alpha = layer.getchannel("A")
    moved = _moved(alpha, max(1, high // 260), max(1, high // 330))
    edge = ImageChops.subtract(alpha, moved).point([round(value * 0.55) for value in range(256)])
    veil = Image.new("RGBA", layer.size, (*light, 0))
    veil.putalpha(edge)
    return Image.alpha_composite(layer, veil)


def _blurred(layer: Image.Image, radius: float, size: tuple[int, int]) -> Image.Image:
    """Out of focus, from half the size. Colours are weighted by what covers, until it is as large as the others."""
    import cv2
    import numpy as np

    small = layer.convert("RGBa").reduce(2).filter(ImageFilter.GaussianBlur(radius / 4))
    large = cv2.resize(np.asarray(small), size, interpolation=cv2.INTER_LINEAR)
    return Image.fromarray(cv2.cvtColor(large, cv2.COLOR_mRGBA2RGBA), "RGBA")


class Finish:
    """Grain (which also keeps wide gradients from banding) and corners that fall off, for a picture of this size."""

    def __init__(self, size: tuple[int, int], rng: Random, *, vignette: float = 0.34, grain: float = 3.5) -> None:
        import numpy as np

        width, height = size
        dust = np.random.default_rng(rng.getrandbits(32)).standard_normal((height, width), np.float32)
        self._dust = dust * np.float32(grain)
        self._fall = _fall(width, height, vignette)

    def on(self, image: Image.Image, at: tuple[int, int] = (0, 0)) -> Image.Image:
        """The whole picture, or the piece of it that lies there."""
        import cv2
        import numpy as np

        (left, top), (width, height) = at, image.size
        piece = np.s_[top : top + height, left : left + width]
        planes = [
            cv2.add(cv2.multiply(plane, self._fall[piece], dtype=cv2.CV_32F), self._dust[piece], dtype=cv2.CV_8U)
            for plane in cv2.split(np.asarray(image.convert("RGB")))
        ]
        if image.mode == "RGBA":
            planes.append(np.asarray(image.getchannel("A")))
        return Image.fromarray(cv2.merge(planes))


@lru_cache(maxsize=2)
def _fall(width: int, height: int, strength: float) -> "NDArray[Any]":
    """How much light is left at each place."""
    import numpy as np

    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    fall = 1 - strength * np.clip((x * x * 0.9 + y * y * 0.9) - 0.35, 0, None) ** 1.2 * 0.62
    return np.asarray(fall, np.float32)


def png(image: Image.Image) -> bytes:
    """Losslessly, in half the time of others: grain can hardly be packed, however hard one tries."""
    import cv2
    import numpy as np

    how = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY]
    how += [cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_AVG]
    colours = cv2.COLOR_RGBA2BGRA if image.mode == "RGBA" else cv2.COLOR_RGB2BGR
    done, packed = cv2.imencode(".png", cv2.cvtColor(np.asarray(image), colours), how)
    assert done, "there is a picture, and there is memory"
    return packed.tobytes()


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    side = 128
    disc = Image.new("L", (side, side))
    disc.putdata(
        [round(255 * max(0.0, 1 - math.hypot(x - 63.5, y - 63.5) / 64) ** 2) for y in range(side) for x in range(side)]
    )
    return disc


def mix(a: Colour, b: Colour, part: float) -> Colour:
    red, green, blue = (round(x + (y - x) * part) for x, y in zip(a, b, strict=True))
    return red, green, blue


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed Catmull-Rom curve."""
    count, out = len(points), []
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k - 1) % count] for k in range(4))
        for step in range(steps):
            t = step / steps
            out.append(
                (
                    _spline(p0[0], p1[0], p2[0], p3[0], t),
                    _spline(p0[1], p1[1], p2[1], p3[1], t),
                )
            )
    return out


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
