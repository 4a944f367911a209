"""The film for other people's cutting rooms: OpenTimelineIO, and through it CMX3600 EDL and Final Cut's XML.

The one rule: all of them have the same cuts. Lists of cuts know a transition by its first frame, so the cut of a joint
stands where it begins; half of it later is where the next shot's own place begins.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from xml.dom import minidom

from shared.model.joints import Joint, Kind
from shared.model.timeline import Clip, Sound, Timeline

if TYPE_CHECKING:
    from opentimelineio.schema import Timeline as Otio
    from opentimelineio.schema import Track

_KNOWN: Final[dict[Kind, str]] = {"dissolve": "SMPTE_Dissolve"}
"""The one transition that every format knows by the same name; the others keep theirs in the metadata."""


def as_otio(timeline: Timeline) -> bytes:
    import opentimelineio as otio

    text: str = otio.adapters.write_to_string(laid(timeline), "otio_json")
    return text.encode()


def as_edl(timeline: Timeline) -> bytes:
    """A list of cuts knows one picture track, and every transition as a dissolve."""
    import opentimelineio as otio

    text: str = otio.adapters.write_to_string(laid(timeline, sounds=False), "cmx_3600", rate=timeline.fps)
    return text.encode()


def as_fcpxml(timeline: Timeline) -> bytes:
    """Final Cut's XML holds the cuts; the adapter that writes it leaves transitions out."""
    import opentimelineio as otio

    text: str = otio.adapters.write_to_string(laid(timeline, sounds=False, joints=False), "fcpx_xml")
    document = minidom.parseString(text.encode())  # noqa: S318 (we have just written it)
    return document.toxml("UTF-8")


def laid(timeline: Timeline, *, sounds: bool = True, joints: bool = True) -> "Otio":
    """The whole film. Pictures and sounds are named as `media` has them."""
    import opentimelineio as otio

    film = otio.schema.Timeline(name=_name(timeline.title) or "Film")
    film.global_start_time = otio.opentime.RationalTime(0, timeline.fps)
    film.metadata["aiprod"] = {
        "frame": list(timeline.frame),
        "captions": [[cue.start_ms, cue.end_ms, cue.speaker, cue.text] for cue in timeline.captions],
    }
    film.tracks.append(_pictures(timeline, joints=joints))
    if sounds:
        for name, heard in (("Voices", timeline.voices), ("Music", timeline.music), ("Effects", timeline.effects)):
            for number, lane in enumerate(_lanes(heard), 1):
                film.tracks.append(_lane(f"{name} {number}", lane, timeline.fps))
    return film


def media(timeline: Timeline) -> dict[str, str]:
    """What the project speaks of: each name in it, and the object that it stands for."""
    found = {_picture_name(clip): clip.take for clip in timeline.clips if clip.take}
    heard = (*timeline.voices, *timeline.music, *timeline.effects)
    return found | {_sound_name(sound): sound.source for sound in heard}


def _pictures(timeline: Timeline, *, joints: bool) -> "Track":
    import opentimelineio as otio

    fps = timeline.fps
    track = otio.schema.Track(name="Picture", kind=otio.schema.TrackKind.Video)
    opened = {joint.right: joint for joint in timeline.joints} if joints else {}
    for clip in timeline.clips:
        if joint := opened.get(clip.shot):
            track.append(_transition(joint, fps))
        seen = _span(0, clip.enters + clip.frames + clip.leaves, fps)
        piece = otio.schema.Clip(
            name=clip.shot,
            source_range=_span(0, clip.enters + clip.frames - clip.leaves, fps),
            media_reference=otio.schema.ExternalReference(_picture_name(clip), seen),
        )
        piece.metadata["aiprod"] = {"scene": clip.scene, "number": clip.number, "title": clip.title}
        piece.metadata["cmx_3600"] = {"reel": _reel(clip)}
        track.append(piece)
    return track


def _transition(joint: Joint, fps: int) -> Any:
    import opentimelineio as otio

    return otio.schema.Transition(
        name=joint.kind,
        transition_type=_KNOWN.get(joint.kind, "SMPTE_Dissolve"),
        in_offset=otio.opentime.RationalTime(0, fps),
        out_offset=otio.opentime.RationalTime(joint.frames, fps),
        metadata={"aiprod": {"kind": joint.kind}},
    )


def _lanes(sounds: Sequence[Sound]) -> Iterator[list[Sound]]:
    """As few tracks as it takes that no sound lies over another."""
    left = sorted(sounds, key=lambda sound: (sound.start_ms, sound.source))
    while left:
        lane: list[Sound] = []
        rest: list[Sound] = []
        for sound in left:
            free = not lane or sound.start_ms >= lane[-1].start_ms + lane[-1].ms
            (lane if free else rest).append(sound)
        yield lane
        left = rest


def _lane(name: str, lane: Sequence[Sound], fps: int) -> "Track":
    import opentimelineio as otio

    track = otio.schema.Track(name=name, kind=otio.schema.TrackKind.Audio)
    position = 0
    for sound in lane:
        start, end = (round(ms * fps / 1000) for ms in (sound.start_ms, sound.start_ms + sound.ms))
        start = max(start, position)
        if end <= start:
            continue
        if start > position:
            track.append(otio.schema.Gap(source_range=_span(0, start - position, fps)))
        over = round(sound.offset_ms * fps / 1000)
        reference = otio.schema.ExternalReference(_sound_name(sound), _span(0, over + end - start, fps))
        piece = otio.schema.Clip(
            name=PurePosixPath(_sound_name(sound)).stem,
            source_range=_span(over, end - start, fps),
            media_reference=reference,
        )
        piece.metadata["aiprod"] = sound.model_dump(exclude={"source"})
        track.append(piece)
        position = end
    return track


def _span(start: int, frames: int, fps: int) -> Any:
    import opentimelineio as otio

    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, fps), otio.opentime.RationalTime(frames, fps))


def _picture_name(clip: Clip) -> str:
    return f"media/{clip.shot}{PurePosixPath(clip.take).suffix or '.mp4'}"


def _sound_name(sound: Sound) -> str:
    return f"media/{PurePosixPath(sound.source).name}"


def _reel(clip: Clip) -> str:
    """Eight letters and digits, as the old machines want them: `S02B1F0`."""
    return "".join(char for char in clip.shot.upper() if char.isascii() and char.isalnum())[:8] or "AX"


def _name(title: str) -> str:
    """One line that XML and EDL can hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in title).split())
