"""How large a still picture is drawn for a frame, so that the camera has room to move over it.

The one rule: the room around the frame comes in fours, so that a camera in its middle sees the picture pixel for pixel,
colours and all.
"""

from typing import Final

OVERSCAN: Final = 1.08


def room(frame: tuple[int, int]) -> tuple[int, int]:
    wide, high = (side + 4 * round(side * (OVERSCAN - 1) / 4) for side in frame)
    return wide, high
