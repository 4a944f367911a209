"""How a shot stands in the film: its frames, its joints, its words; all that its picture depends on but the take.

The one rule: nothing else reaches the encoder, so that what did not change here is not encoded again.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import Field

from shared.media.captions import Cue, Name, Words
from shared.model.base import Frozen
from shared.model.job import Captions, Grade, Options
from shared.model.joints import Joint
from shared.model.storyboard import Move, Scene, Shot, Storyboard
from shared.model.timeline import frames_of, placed
from shared.model.words import onset_ms, words_of

LINGER_MS: Final = 150
"""A caption stays this long after the last word."""


class Cut(Frozen):
    """Times of cues count from the first frame of the shot's own place, which is `frames` long. The take is seen a
    little longer, from the joint before it (half of which is `enters`) to the joint after it (`leaves`)."""

    frame: tuple[int, int]
    fps: int = Field(gt=0, le=60)
    frames: int = Field(gt=0)
    move: Move = "static"
    cues: tuple[Cue, ...] = ()
    title: str = ""
    slate: str = ""
    style: Captions = "classic"
    names: tuple[Name, ...] = ()
    mark: str = ""
    logo: str = ""  # the object
    grade: Grade = "natural"
    fade_in: int = Field(default=0, ge=0)  # frames, from black
    fade_out: int = Field(default=0, ge=0)  # frames, to black
    enters: int = Field(default=0, ge=0)
    leaves: int = Field(default=0, ge=0)
    planes_at: tuple[int, int] | None = None  # where the planes of its take lie in it, if it has any

    @property
    def length_ms(self) -> int:
        return self.frames * 1000 // self.fps

    @property
    def words(self) -> Words:
        return Words(
            frame=self.frame,
            length_ms=max(1, self.length_ms),
            cues=self.cues,
            style=self.style,
            title=self.title,
            names=self.names,
            slate=self.slate,
            mark=self.mark,
        )

    @property
    def stands_still(self) -> bool:
        """Whether all frames of a still are one picture."""
        return self.move == "static" and not self.fade_in and not self.fade_out

    @property
    def seen(self) -> int:
        """How many frames of the take are in the film."""
        return self.enters + self.frames + self.leaves

    @property
    def own(self) -> tuple[int, int]:
        """The frames of the take that no neighbour shares."""
        return 2 * self.enters, self.seen - 2 * self.leaves

    @property
    def first_shared(self) -> tuple[int, int]:
        return 0, 2 * self.enters

    @property
    def last_shared(self) -> tuple[int, int]:
        return self.seen - 2 * self.leaves, self.seen


def cut_of(
    shot: Shot,
    scene: Scene,
    options: Options,
    spoken: Mapping[str, Mapping[str, Any]],
    joints: tuple[Joint | None, Joint | None] = (None, None),
    *,
    first: bool = False,
    last: bool = False,
    named: Mapping[str, str] = MappingProxyType({}),
    planes_at: tuple[int, int] | None = None,
    logo: str = "",
) -> Cut:
    """`spoken` is what the voices said of each line; `first` and `last` are of the whole film; `named` tells the lines
    at which somebody's name is shown; `logo` is an object."""
    before, after = joints
    slated = options.preset == "animatic" if options.slate is None else options.slate
    fade = min(options.fps // 2, frames_of(shot, options.fps) // 3)
    return Cut(
        frame=options.frame,
        fps=options.fps,
        frames=frames_of(shot, options.fps),
        move=shot.move,
        cues=_cues(shot, spoken),
        title=shot.title,
        slate=f"{shot.number} \N{MIDDLE DOT} {scene.place or scene.heading}".upper()
        if slated and not shot.is_end
        else "",
        style=options.captions,
        names=_names(shot, spoken, named),
        mark=options.mark,
        logo=logo,
        grade=options.grade,
        fade_in=fade if first and scene.transition in ("fade", "fade_white") else 0,
        fade_out=fade if last else 0,
        enters=before.half if before else 0,
        leaves=after.half if after else 0,
        planes_at=planes_at,
    )


def first_words(storyboard: Storyboard) -> dict[str, str]:
    """The line at which each person of the film is first heard, and the name that they have."""
    known: set[str] = set()
    named: dict[str, str] = {}
    for line in (line for shot in storyboard.shots for line in shot.lines):
        if line.speaker and line.speaker not in known:
            known.add(line.speaker)
            named[line.id] = line.speaker.title()
    return named


def _names(shot: Shot, spoken: Mapping[str, Mapping[str, Any]], named: Mapping[str, str]) -> tuple[Name, ...]:
    lines = placed(shot, _lengths(shot, spoken))
    return tuple(Name(start_ms=start, text=named[line.id]) for line, start, _ in lines if line.id in named)


def _lengths(shot: Shot, spoken: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    return {line.id: int(spoken[line.id]["ms"]) for line in shot.lines}


def _cues(shot: Shot, spoken: Mapping[str, Mapping[str, Any]]) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            start_ms=start + onset_ms(spoken[line.id]),
            end_ms=end + LINGER_MS,
            text=line.text,
            words=tuple((word, start + begin, start + until) for word, begin, until in words_of(spoken[line.id])),
        )
        for line, start, end in placed(shot, _lengths(shot, spoken))
    )
