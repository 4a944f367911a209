"""What a film is meant to be: the plan that it is measured against, as a paper that `aiprod check --expect` reads, too.

The one rule: what nobody asked for is not judged. A number that is left open (0 or empty) is no fault.
"""

import re
from collections.abc import Iterator
from typing import Final

from pydantic import Field

from shared.model.base import Frozen

TARGET_LUFS: Final = -16.0


class Planned(Frozen):
    """A shot at its place. `look`: its first own picture, 16 by 9 grey points in hex; `own`: the frame where that is,
    after what the shot shares with the one before."""

    shot: str
    first_frame: int = Field(ge=0)
    frames: int = Field(gt=0)
    own: int = Field(default=-1, ge=-1)
    still: bool = False  # the camera may stand
    look: str = Field(default="", pattern=r"^([0-9a-f]{288})?$")


class Wanted(Frozen):
    duration_ms: int = Field(default=0, ge=0)
    frames: int = Field(default=0, ge=0)
    size: tuple[int, int] | None = None
    fps: float = Field(default=0, ge=0)
    video_codec: str = "h264"
    audio_codec: str = "aac"
    lufs: float | None = TARGET_LUFS
    spoken: bool = True  # somebody speaks in it: too quiet is a fault
    moving: bool = True  # a picture that stands still is a fault, but for shots that may
    shots: tuple[Planned, ...] = ()
    shot_count: int = Field(default=0, ge=0)  # where nothing but the number of shots is known
    captions: tuple[tuple[int, int], ...] = ()  # from, to, in milliseconds


_TIMES = re.compile(r"((?:\d+:)?\d+:\d+[.,]\d+)\s*-->\s*((?:\d+:)?\d+:\d+[.,]\d+)")


def cues(text: str) -> Iterator[tuple[int, int]]:
    """The times of an SRT or a VTT."""
    for match in _TIMES.finditer(text):
        yield _ms(match[1]), _ms(match[2])


def _ms(clock: str) -> int:
    seconds = 0.0
    for part in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds * 1000)
