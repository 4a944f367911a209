"""Everything that is delivered beside the film: captions, lists of shots and cuts, projects for other cutting rooms.

The one rule: all of it is read off the timeline that the film was joined from, so that no paper can tell another film.
"""

import csv
import io
import json
from typing import Final

from functions.post_processor import interchange
from shared.media.subtitles import as_srt, as_vtt
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.model.timeline import Clip, Timeline, frames_ms

VERSION: Final = "papers-2"

_COLUMNS: Final = (
    "number", "scene", "shot", "heading", "starts", "ends", "frames", "seconds", "entered by", "size", "move",
    "characters", "picture", "title", "spoken",
)  # fmt: skip


def papers(timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
    """Files by suffix."""
    return {
        ".srt": as_srt(timeline.captions),
        ".vtt": as_vtt(timeline.captions),
        ".otio": interchange.as_otio(timeline),
        ".edl": interchange.as_edl(timeline),
        ".fcpxml": interchange.as_fcpxml(timeline),
        ".csv": as_csv(timeline, storyboard),
        ".json": as_json(timeline),
    }


def as_json(timeline: Timeline) -> bytes:
    """The timeline itself, and the names that the other projects give its media."""
    told = {**timeline.model_dump(mode="json"), "frames": timeline.frames, "ms": timeline.ms}
    return json.dumps({**told, "media": interchange.media(timeline)}, ensure_ascii=False, indent=1).encode()


def as_csv(timeline: Timeline, storyboard: Storyboard) -> bytes:
    """A list of shots for a table: one row each, in the film's order."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    known = {shot.id: (scene, shot) for scene in storyboard.scenes for shot in scene.shots}
    kinds = {joint.right: joint.kind for joint in timeline.joints}
    for clip in timeline.clips:
        scene, shot = known[clip.shot]
        table.writerow(map(_cell, _row(timeline, clip, scene, shot, str(kinds.get(clip.shot, "cut")))))
    return out.getvalue().encode("utf-8-sig")  # the mark tells tables that it is UTF-8


def _row(timeline: Timeline, clip: Clip, scene: Scene, shot: Shot, entered: str) -> tuple[str | int | float, ...]:
    end = clip.first_frame + clip.frames
    return (
        shot.number, scene.id, shot.id, scene.heading, _timecode(clip.first_frame, timeline.fps),
        _timecode(end, timeline.fps), clip.frames, frames_ms(clip.frames, timeline.fps) / 1000, entered, shot.size,
        shot.move, ", ".join(shot.characters), shot.picture, shot.title,
        " / ".join(f"{line.speaker}: {line.text}" if line.speaker else line.text for line in shot.lines),
    )  # fmt: skip


def _cell(value: str | float) -> str | float:
    """What begins like a formula is text: a table would carry it out."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _timecode(frame: int, fps: int) -> str:
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
