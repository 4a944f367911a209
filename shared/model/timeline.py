"""The film as it is cut: what plays when, in frames for the picture and milliseconds for the sound.

The one rule: a shot is a whole number of frames, and every time of the film follows from those numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.model.base import Frozen
from shared.model.joints import Joint
from shared.model.storyboard import Line, Scene, Shot
from shared.model.words import onset_ms

BREATH_MS: Final = 350
"""Before the first line of a shot, between its lines, and after the last."""

LEAD_MS: Final = 500
"""The bed of a scene begins so much before the scene and ends so much after it, so that it can go over into others."""

_CUT_MS: Final = 120
"""Half of the way from one bed to the next where the picture is cut; where it goes over in a joint, they go with it."""

_EDGE_MS: Final = 350
"""The first bed comes and the last one goes as slowly, where there is time."""


class Clip(Frozen):
    """One shot in the film. `enters` and `leaves`: how many of its frames belong to the joints before and after it."""

    shot: str
    first_frame: int
    frames: int
    picture: str = ""  # the segment's object
    enters: int = 0
    leaves: int = 0
    title: str = ""
    scene: str = ""
    number: str = ""
    take: str = ""  # the object that was filmed


class Sound(Frozen):
    start_ms: int
    ms: int
    source: str  # the object that is heard
    offset_ms: int = 0  # so much of it is over when it begins to be heard
    fade_in_ms: int = 0
    fade_out_ms: int = 0


class Caption(Frozen):
    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""


class Timeline(Frozen):
    title: str
    fps: int
    frame: tuple[int, int]
    clips: tuple[Clip, ...]
    joints: tuple[Joint, ...] = ()
    voices: tuple[Sound, ...] = ()
    effects: tuple[Sound, ...] = ()
    music: tuple[Sound, ...] = ()
    captions: tuple[Caption, ...] = ()

    @property
    def frames(self) -> int:
        return sum(clip.frames for clip in self.clips)

    @property
    def ms(self) -> int:
        return frames_ms(self.frames, self.fps)

    @property
    def pictures(self) -> list[str]:
        """What the film is joined from, in order: each shot's own frames, and before them the joint that opens it."""
        opened = {joint.right: joint.picture for joint in self.joints}
        return [name for clip in self.clips for name in (opened.get(clip.shot), clip.picture) if name]

    def pictured(self, segments: Mapping[str, str], takes: Mapping[str, str], joints: Mapping[str, str]) -> "Timeline":
        """With what was filmed and cut for each shot, and for the joint that opens it."""
        clips = tuple(
            clip.model_copy(update={"picture": segments.get(clip.shot, ""), "take": takes.get(clip.shot, "")})
            for clip in self.clips
        )
        opened = tuple(joint.model_copy(update={"picture": joints.get(joint.right, "")}) for joint in self.joints)
        return self.model_copy(update={"clips": clips, "joints": opened})


def to_frames(ms: int, fps: int) -> int:
    """The fewest whole frames that last at least so long."""
    return max(1, -(-ms * fps // 1000))


def frames_ms(frames: int, fps: int) -> int:
    return round(frames * 1000 / fps)


def frames_of(shot: Shot, fps: int) -> int:
    return max(1, round(shot.duration_ms * fps / 1000))


def speech_ms(shot: Shot, lengths: Mapping[str, int]) -> int:
    """How long a shot must be for what is said in it."""
    return sum(lengths[line.id] + BREATH_MS for line in shot.lines) + BREATH_MS if shot.lines else 0


def placed(shot: Shot, lengths: Mapping[str, int]) -> list[tuple[Line, int, int]]:
    """When each line of a shot starts and ends, counted from the shot's start."""
    cues = []
    start = BREATH_MS
    for line in shot.lines:
        cues.append((line, start, start + lengths[line.id]))
        start += lengths[line.id] + BREATH_MS
    return cues


def cut(
    title: str,
    scenes: Sequence[Scene],
    fps: int,
    frame: tuple[int, int],
    spoken: Mapping[str, Mapping[str, Any]],
    beds: Mapping[str, str],
    music: str,
    joints: Sequence[Joint] = (),
) -> Timeline:
    """Lays the whole film out: every shot's place, and what is heard there. `spoken` tells each line's object and
    length."""
    lengths = {line: int(voice["ms"]) for line, voice in spoken.items()}
    clips: list[Clip] = []
    voices: list[Sound] = []
    effects: list[Sound] = []
    captions: list[Caption] = []
    enters = {joint.right: joint.half for joint in joints}
    leaves = {joint.left: joint.half for joint in joints}
    film_ms = frames_ms(sum(frames_of(shot, fps) for scene in scenes for shot in scene.shots), fps)
    position = 0
    for scene in scenes:
        scene_start = position
        for shot in scene.shots:
            start_ms = frames_ms(position, fps)
            count = frames_of(shot, fps)
            clips.append(
                Clip(
                    shot=shot.id,
                    first_frame=position,
                    frames=count,
                    enters=enters.get(shot.id, 0),
                    leaves=leaves.get(shot.id, 0),
                    title=shot.title,
                    scene=scene.id,
                    number=shot.number,
                )
            )
            for line, begins, ends in placed(shot, lengths):
                source = str(spoken[line.id]["object"])
                voices.append(Sound(start_ms=start_ms + begins, ms=ends - begins, source=source))
                heard = start_ms + begins + onset_ms(spoken[line.id])
                captions.append(Caption(start_ms=heard, end_ms=start_ms + ends, text=line.text, speaker=line.speaker))
            position += count
        if scene.id in beds:
            way_in, way_out = enters.get(scene.shots[0].id, 0), leaves.get(scene.shots[-1].id, 0)
            halves = tuple(frames_ms(half, fps) if half else _CUT_MS for half in (way_in, way_out))
            span = frames_ms(scene_start, fps), frames_ms(position, fps)
            effects.append(_bed(beds[scene.id], span, halves, film_ms))
    score = (Sound(start_ms=0, ms=frames_ms(position, fps), source=music),) if music else ()
    return Timeline(
        title=title,
        fps=fps,
        frame=frame,
        clips=tuple(clips),
        joints=tuple(joints),
        voices=tuple(voices),
        effects=tuple(effects),
        music=score,
        captions=tuple(captions),
    )


def _bed(source: str, span: tuple[int, int], halves: tuple[int, ...], film_ms: int) -> Sound:
    """It is heard a little longer than its scene on both sides, while that of its neighbour goes or comes. Where every
    shot was rounded to a millisecond, its file may be some of them shorter: then it ends so much earlier."""
    start, end = max(0, span[0] - halves[0]), min(film_ms, span[1] + halves[1])
    edge = min(_EDGE_MS, (end - start) // 4)
    return Sound(
        start_ms=start,
        ms=end - start,
        source=source,
        offset_ms=LEAD_MS - (span[0] - start),
        fade_in_ms=2 * halves[0] if span[0] else edge,
        fade_out_ms=2 * halves[1] if span[1] < film_ms else edge,
    )
