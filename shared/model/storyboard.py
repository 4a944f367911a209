"""The film on paper: scenes, their shots, who is in them, what is said and what is heard.

The one rule: shots and scenes have ids that survive reordering; numbers are for people.
"""

from typing import Final, Literal

from pydantic import Field

from shared.model.base import Frozen, Id

Size = Literal["extreme_wide", "wide", "medium", "medium_close", "close", "insert", "over_shoulder", "pov"]
Move = Literal["static", "dolly_in", "dolly_out", "pan_left", "pan_right", "zoom_in", "zoom_out", "orbital"]
THROUGH: Final[frozenset[Move]] = frozenset(("dolly_in", "dolly_out", "pan_left", "pan_right", "orbital"))
"""Moves of the camera through space, in which what is near goes by faster than what is far. A zoom only enlarges."""

TimeOfDay = Literal["dawn", "day", "golden", "dusk", "night", "unknown"]

END: Final = "end"
"""The scene of the card that a film ends on; every other is numbered."""


class Line(Frozen):
    """Something that is said, word for word, inside one shot."""

    id: Id
    speaker: str  # "" is the narrator
    text: str
    manner: str = ""
    source_line: int = 0


class SoundCue(Frozen):
    """Something that is heard: its category (`impact`, `weather`, …) and the words that asked for it."""

    category: str
    words: str
    source_line: int = 0


class Character(Frozen):
    """One person of the film, always described in the same words."""

    name: str
    look: str
    colour: str  # #rrggbb, the figure's colour in the animatic


class Shot(Frozen):
    """One take of the camera. `duration_ms` is a plan until the speech has been measured."""

    id: Id  # <scene>-<hash>: stays with the shot when it is moved
    number: str  # what people call it: 3.2
    size: Size
    angle: str = "eye"
    move: Move
    duration_ms: int = Field(gt=0)
    picture: str  # what is seen, in the writer's words
    characters: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    sounds: tuple[SoundCue, ...] = ()
    title: str = ""  # words on the screen: a headline, and what stands in the lines below it
    star: bool = False  # its owner says that it matters
    take: int = 0  # filmed again: another picture of the same shot
    backend: str = ""  # its owner wants this one
    source_line: int = 0

    @property
    def is_end(self) -> bool:
        return scene_of(self.id) == END


class Scene(Frozen):
    id: Id  # s01
    heading: str
    place: str
    interior: bool | None = None
    time_of_day: TimeOfDay = "unknown"
    weather: str = ""
    mood: str = "neutral"
    music: str = ""  # the colour of the score; "" leaves it to the film's mood, "none" is silence
    transition: str = "cut"  # how the scene is entered
    shots: tuple[Shot, ...] = Field(min_length=1)
    source_line: int = 0


class Storyboard(Frozen):
    title: str
    language: str
    mood: str
    scenes: tuple[Scene, ...] = Field(min_length=1)
    characters: tuple[Character, ...] = ()
    warnings: tuple[str, ...] = ()
    director: str = "deterministic"

    @property
    def shots(self) -> tuple[Shot, ...]:
        return tuple(shot for scene in self.scenes for shot in scene.shots)

    @property
    def duration_ms(self) -> int:
        return sum(shot.duration_ms for shot in self.shots)


def scene_of(shot_id: str) -> str:
    """A shot's id names its scene, so that a message needs to carry no more than the shot."""
    return shot_id.split("-", 1)[0]
