"""How the camera moves over a picture that is a little larger than the frame.

The one rule: a move is slow, starts and ends softly, and never shows the picture's edge.
"""

from typing import Final

from shared.media.room import OVERSCAN
from shared.model.storyboard import Move

VERSION: Final = "camera-3"

FULL_MOVE_MS: Final = 4500
"""A shorter shot gets a shorter way, so that nothing rushes."""

NEAREST: Final = (1 / OVERSCAN, 1 / OVERSCAN)
"""How much of a picture is seen at its own size, across and down; of a real one, a whole number of pixels."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as parts of the picture."""

# Where the frame's centre stands in the free room (-1 … 1 on each axis), and how much of the room is seen, from 0,
# where the picture is seen at its own size, to 1, where it is seen whole. At the start, and at the end.
_WAYS: Final[dict[Move, tuple[tuple[float, float, float], tuple[float, float, float]]]] = {
    "static": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    "dolly_in": ((0.0, 0.0, 1.0), (0.0, -0.25, 0.0)),
    "dolly_out": ((0.0, -0.25, 0.0), (0.0, 0.0, 1.0)),
    "zoom_in": ((0.0, 0.0, 1.0), (0.0, -0.6, 0.0)),
    "zoom_out": ((0.0, -0.6, 0.0), (0.0, 0.0, 1.0)),
    "pan_left": ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0)),
    "pan_right": ((-1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    "orbital": ((-0.9, 0.3, 0.0), (0.9, -0.3, 0.53)),
}


_DEPTHS: Final[dict[Move, tuple[float, float]]] = {
    "dolly_in": (1.0, 0.4),
    "dolly_out": (1.0, 0.4),
    "pan_left": (1.0, 0.4),
    "pan_right": (1.0, 0.4),
    "orbital": (0.3, 1.0),
}
"""How much of the way is seen in what is near and in what is far: an orbit turns around the near. None is longer than
the whole way, so that no plane shows its edge, and no face comes nearer to the captions than in one plane."""


def depths(move: Move) -> tuple[float, float]:
    return _DEPTHS.get(move, (1.0, 1.0))


def eased(at: float) -> float:
    """From 0 to 1, soft at both ends."""
    return at * at * (3 - 2 * at) * 0.7 + at * 0.3


def view(move: Move, at: float, length_ms: int, part: float = 1.0, nearest: tuple[float, float] = NEAREST) -> Box:
    """What the camera sees at the moment `at` (0 … 1) of a shot of this length, in a plane that goes by with this
    `part` of its way. `nearest` is what that picture has of `NEAREST`."""
    start, end = _WAYS[move]
    far = min(1.0, max(0.35, length_ms / FULL_MOVE_MS))
    way = eased(at) * far + (1 - far) / 2  # a shorter way lies in the middle of the long one
    x, y, whole = ((a + (b - a) * way) * part for a, b in zip(start, end, strict=True))
    wide, high = (near + (1 - near) * whole for near in nearest)
    left, top = (1 - wide) / 2 * (1 + x), (1 - high) / 2 * (1 + y)
    return left, top, left + wide, top + high
