"""How the camera moves over a picture that is a little larger than the frame.

The one rule: a move is slow, starts and ends softly, and never shows the picture's edge.
"""

from typing import Final

from shared.model.storyboard import Move

VERSION: Final = "camera-2"

OVERSCAN: Final = 1.08
"""How much larger than the frame a picture is drawn."""

FULL_MOVE_MS: Final = 4500
"""A shorter shot gets a shorter way, so that nothing rushes."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as parts of the picture."""

_NEAR = 1 / OVERSCAN

# Where the frame's centre stands in the free room (-1 … 1 on each axis), and how large the frame is, start and end.
_WAYS: Final[dict[Move, tuple[tuple[float, float, float], tuple[float, float, float]]]] = {
    "static": ((0.0, 0.0, _NEAR), (0.0, 0.0, _NEAR)),
    "dolly_in": ((0.0, 0.0, 1.0), (0.0, -0.25, _NEAR)),
    "dolly_out": ((0.0, -0.25, _NEAR), (0.0, 0.0, 1.0)),
    "zoom_in": ((0.0, 0.0, 1.0), (0.0, -0.6, _NEAR)),
    "zoom_out": ((0.0, -0.6, _NEAR), (0.0, 0.0, 1.0)),
    "pan_left": ((1.0, 0.0, _NEAR), (-1.0, 0.0, _NEAR)),
    "pan_right": ((-1.0, 0.0, _NEAR), (1.0, 0.0, _NEAR)),
    "orbital": ((-0.9, 0.3, _NEAR), (0.9, -0.3, 0.965)),
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


def view(move: Move, at: float, length_ms: int, part: float = 1.0) -> Box:
    """What the camera sees at the moment `at` (0 … 1) of a shot of this length, in a plane that goes by with this
    `part` of its way."""
    start, end = _WAYS[move]
    far = min(1.0, max(0.35, length_ms / FULL_MOVE_MS))
    way = eased(at) * far + (1 - far) / 2  # a shorter way lies in the middle of the long one
    x, y, size = (a + (b - a) * way for a, b in zip(start, end, strict=True))
    size = _NEAR + (size - _NEAR) * part
    free = (1 - size) / 2
    left, top = free * (1 + x * part), free * (1 + y * part)
    return left, top, left + size, top + size
