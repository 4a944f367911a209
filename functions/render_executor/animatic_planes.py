"""A picture in two planes: who stands in front, cut out, and what is behind, for a camera that moves through space.

The one rule: laid on one another where they were drawn, they are the very picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image

from functions.render_executor.animatic_paper import Finish, Sheet, compose, png, reduced

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_EDGE: Final = 4
"""So much room around what is cut out: nothing of it is lost where it is reduced."""


@dataclass(frozen=True)
class Planes:
    """Of the piece in which somebody stands: them, on glass, and what is seen without them; and where the piece is."""

    front: bytes
    behind: bytes
    at: tuple[int, int]


def parted(
    far: Sequence[Sheet], near: Sequence[Sheet], work: tuple[int, int], size: tuple[int, int], finish: Finish
) -> tuple["Picture", Planes | None]:
    """The whole picture, and its planes; none where nothing stands in front."""
    ground = compose(far, Image.new("RGB", work))
    glass = compose(near, Image.new("RGBA", work))
    covered = glass.getbbox()
    if covered is None:
        return finish.on(reduced(ground, size)), None
    box = _even(covered, work, size)
    left, top, right, low = (round(value * work[0] / size[0]) for value in box)
    at, shape = (box[0], box[1]), (box[2] - box[0], box[3] - box[1])
    behind = reduced(ground.crop((left, top, right, low)), shape)
    front = reduced(glass.crop((left, top, right, low)).convert("RGBa"), shape).convert("RGBA")
    ground.paste(glass, (0, 0), glass)
    planes = Planes(png(finish.on(front, at)), png(finish.on(behind, at)), at)
    return finish.on(reduced(ground, size)), planes


def _even(
    covered: tuple[int, int, int, int], work: tuple[int, int], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """At the final size, on even pixels, as colours come in twos."""
    grow = size[0] / work[0]
    left, top = (max(0, (int(value * grow) - _EDGE) // 2 * 2) for value in covered[:2])
    right, low = (
        min(whole, (int(value * grow) + _EDGE) // 2 * 2 + 2) for value, whole in zip(covered[2:], size, strict=True)
    )
    return left, top, right, low
