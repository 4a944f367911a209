"""Post processor: encodes each shot once in its final form, mixes the sound once, and joins the film."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from shared.model.callsheet import subject_of, work_of
from shared.model.job import Options
from shared.model.storyboard import Line, Scene, Shot, Storyboard
from shared.model.timeline import Timeline, cut, frames_of, placed
from shared.pipeline.shelf import bring, keep, read_paper
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import scene_of, shot_of, timed, timed_name

Cue = tuple[Line, int, int]
Fetch = Callable[[str], Path]


class CuttingRoom(Protocol):
    @property
    def version(self) -> str: ...

    def segment(
        self, take: Path, shot: Shot, scene: Scene, cues: Sequence[Cue], options: Options, language: str, to: Path
    ) -> None:
        """One shot, final: every frame of it, captions burnt in."""
        ...

    def join(self, timeline: Timeline, fetch: Fetch, scratch: Path, to: Path) -> None:
        """The whole film: segments joined by stream copy, sound mixed once."""
        ...

    def subtitles(self, timeline: Timeline) -> dict[str, bytes]:
        """Caption files by suffix: .srt, .vtt."""
        ...


def agent(room: CuttingRoom) -> Agent:
    def key(work: Work) -> Any:
        if work_of(work.unit.name) == "segment":
            shot = subject_of(work.unit.name)
            scene = scene_of(shot)
            take = work.recall(f"render-{shot}")["take"]
            return [room.version, take, timed_name(work, scene), work.recall(f"voice-{scene}")["lines"], _look(work)]
        return [room.version, _laid_out(work).model_dump(mode="json"), _look(work)]

    def make(work: Work) -> Made:
        return _segment(work, room) if work_of(work.unit.name) == "segment" else _assemble(work, room)

    return Agent("post_processor", make, key)


def _look(work: Work) -> Any:
    return [work.options.frame, work.options.fps]


def _segment(work: Work, room: CuttingRoom) -> Made:
    shot_id = subject_of(work.unit.name)
    sheet = timed(work, scene_of(shot_id))
    shot = shot_of(sheet, shot_id)
    name = str(work.recall(f"render-{shot_id}")["take"])
    spoken = work.recall(f"voice-{scene_of(shot_id)}")["lines"]
    take = bring(work, name, work.scratch / f"take{Path(name).suffix}")
    cues = placed(shot, {line: int(voice["ms"]) for line, voice in spoken.items()})
    file = work.scratch / "segment.mp4"
    room.segment(take, shot, sheet.scene, cues, work.options, sheet.language, file)
    work.check()
    result = {"segment": keep(work, "segments", ".mp4", file), "frames": frames_of(shot, work.options.fps)}
    return Made(result)


def _assemble(work: Work, room: CuttingRoom) -> Made:
    timeline = _laid_out(work)
    numbers = iter(range(10_000_000))

    def fetch(name: str) -> Path:
        work.check()
        return bring(work, name, work.scratch / f"{next(numbers)}{Path(name).suffix}")

    file = work.scratch / "film.mp4"
    room.join(timeline, fetch, work.scratch, file)
    work.check()
    outputs = {suffix[1:]: keep(work, "captions", suffix, text) for suffix, text in room.subtitles(timeline).items()}
    result = {
        "film": keep(work, "films", ".mp4", file),
        "ms": timeline.ms,
        "frames": timeline.frames,
        "spoken": bool(timeline.voices),
        "outputs": outputs,
    }
    return Made(result)


def _laid_out(work: Work) -> Timeline:
    prompts = work.recall("prompts")
    storyboard = read_paper(work, str(prompts["storyboard"]), Storyboard)
    spoken: dict[str, Any] = {}
    for scene in prompts["scenes"]:
        spoken |= work.recall(f"voice-{scene}")["lines"]
    return cut(
        storyboard.title,
        storyboard.scenes,
        work.options.fps,
        work.options.frame,
        spoken,
        {scene: str(work.recall(f"effects-{scene}")["object"]) for scene in prompts["scenes"]},
        str(work.recall("music")["object"]),
        {shot.id: str(work.recall(f"segment-{shot.id}")["segment"]) for shot in storyboard.shots},
    )


class LocalRoom:
    """ffmpeg, on whatever machine we are."""

    @property
    def version(self) -> str:
        from functions.post_processor import film, segment

        return f"{segment.VERSION}+{film.VERSION}"

    def segment(
        self, take: Path, shot: Shot, scene: Scene, cues: Sequence[Cue], options: Options, language: str, to: Path
    ) -> None:
        from functions.post_processor.segment import segment

        segment(take, shot, scene, cues, options, language, to)

    def join(self, timeline: Timeline, fetch: Fetch, scratch: Path, to: Path) -> None:
        from functions.post_processor.film import join

        join(timeline, fetch, scratch, to)

    def subtitles(self, timeline: Timeline) -> dict[str, bytes]:
        from shared.media.captions import as_srt, as_vtt

        return {".srt": as_srt(timeline.captions), ".vtt": as_vtt(timeline.captions)}


AGENT = agent(LocalRoom())
