"""Post processor: encodes each shot once in its final form, mixes the sound once, and joins the film."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from functions.post_processor.cutting import Cut, cut_of, first_words
from shared.model.callsheet import subject_of, work_of
from shared.model.credits import Credit, as_text, collected, listed
from shared.model.joints import Joint, Kind, around
from shared.model.storyboard import Storyboard
from shared.model.timeline import Timeline, cut
from shared.pipeline.shelf import bring, keep, read_paper
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import scene_of, shot_of, timed

Fetch = Callable[[str], Path]
Check = Callable[[], None]


@dataclass(frozen=True)
class Soundtrack:
    """What was measured on the finished sound, and a file for each stem."""

    report: Mapping[str, Any] = field(default_factory=dict)
    stems: Mapping[str, Path] = field(default_factory=dict)


class CuttingRoom(Protocol):
    @property
    def version(self) -> str: ...

    def segment(self, take: Path, cut: Cut, to: Path, check: Check) -> None:
        """One shot's own frames, final: words burnt in."""
        ...

    def joint(self, left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, to: Path, check: Check) -> None:
        """The frames that two neighbours share."""
        ...

    def join(
        self, timeline: Timeline, loudness: str, fetch: Fetch, scratch: Path, to: Path, check: Check
    ) -> Soundtrack:
        """The whole film: pictures joined by stream copy, sound mixed once."""
        ...

    def papers(self, timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
        """What is delivered beside the film, by suffix: .srt, .otio, …"""
        ...

    def unwritable(self, text: str) -> str:
        """The signs of it that no font can draw."""
        ...


def agent(room: CuttingRoom) -> Agent:
    def key(work: Work) -> Any:
        match work_of(work.unit.name):
            case "segment":
                return [room.version, *_keyed(work, subject_of(work.unit.name))]
            case "joint":
                joint = _joint(work)
                return [room.version, joint.kind, _keyed(work, joint.left), _keyed(work, joint.right)]
            case _:
                asked = [work.options.frame, work.options.fps, work.options.loudness]
                return [room.version, _laid_out(work).model_dump(mode="json"), asked]

    def make(work: Work) -> Made:
        made = {"segment": _segment, "joint": _joined}.get(work_of(work.unit.name), _assemble)
        return made(work, room)

    return Agent("post_processor", make, key)


def _keyed(work: Work, shot: str) -> Any:
    """All that the encoded picture of a shot depends on: its take, and how it stands in the film."""
    return [work.recall(f"render-{shot}")["take"], _cut(work, shot).model_dump(mode="json")]


def _cut(work: Work, shot_id: str) -> Cut:
    plan = work.recall("prompts")
    scene = scene_of(shot_id)
    sheet = timed(work, scene)
    order, shots = plan["scenes"], plan["shots"][scene]
    return cut_of(
        shot_of(sheet, shot_id),
        sheet.scene,
        work.options,
        work.recall(f"voice-{scene}")["lines"],
        around(plan, shot_id),
        first=(scene, shot_id) == (order[0], shots[0]),
        last=(scene, shot_id) == (order[-1], shots[-1]),
        named=first_words(_storyboard(work)) if work.options.names else {},
    )


def _joint(work: Work) -> Joint:
    return Joint.model_validate(work.recall("prompts")["joints"][subject_of(work.unit.name)])


def _take(work: Work, shot: str) -> Path:
    name = str(work.recall(f"render-{shot}")["take"])
    return bring(work, name, work.scratch / f"{shot}{Path(name).suffix}")


def _segment(work: Work, room: CuttingRoom) -> Made:
    shot = subject_of(work.unit.name)
    cut = _cut(work, shot)
    file = work.scratch / "segment.mp4"
    room.segment(_take(work, shot), cut, file, work.check)
    work.check()
    return Made({"segment": keep(work, "segments", ".mp4", file), "frames": cut.own[1] - cut.own[0]})


def _joined(work: Work, room: CuttingRoom) -> Made:
    joint = _joint(work)
    sides = [(_take(work, shot), _cut(work, shot)) for shot in (joint.left, joint.right)]
    file = work.scratch / "joint.mp4"
    room.joint(sides[0], sides[1], joint.kind, file, work.check)
    work.check()
    return Made({"segment": keep(work, "segments", ".mp4", file), "frames": joint.frames})


def _assemble(work: Work, room: CuttingRoom) -> Made:
    timeline = _laid_out(work)
    numbers = iter(range(10_000_000))

    def fetch(name: str) -> Path:
        work.check()
        return bring(work, name, work.scratch / f"{next(numbers)}{Path(name).suffix}")

    file = work.scratch / "film.mp4"
    sound = room.join(timeline, work.options.loudness, fetch, work.scratch, file, work.check)
    work.check()
    stems = {}
    for name, stem in sound.stems.items():
        stems[name] = keep(work, "stems", ".wav", stem)
        stem.unlink()
        work.check()
    owed = _credits(work)
    written = {
        **room.papers(timeline, _storyboard(work)),
        ".credits.json": json.dumps(listed(owed), ensure_ascii=False, indent=1).encode(),
        ".credits.txt": as_text(owed).encode(),
    }
    outputs = {name[1:]: keep(work, "papers", f".{name.rpartition('.')[2]}", text) for name, text in written.items()}
    result = {
        "film": keep(work, "films", ".mp4", file),
        "ms": timeline.ms,
        "frames": timeline.frames,
        "spoken": bool(timeline.voices),
        "outputs": outputs,
        "stems": stems,
        "sound": sound.report,
    }
    words = (timeline.title, work.options.mark, *(each.title for each in timeline.clips))
    boxes = room.unwritable("".join((*words, *(cue.text for cue in timeline.captions))))
    return Made(result, job=_told_of(work, boxes) if boxes else {})


def _told_of(work: Work, boxes: str) -> dict[str, Any]:
    """Nothing is left out silently."""
    warning = f"No font here can draw {' '.join(boxes[:20])}: boxes stand for them in the picture."
    return {"warnings": [*(other for other in work.job["warnings"] if other != warning), warning]}


def _storyboard(work: Work) -> Storyboard:
    return read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)


def _credits(work: Work) -> tuple[Credit, ...]:
    """Whoever made a part of the film named in its result what they used."""
    prompts = work.recall("prompts")
    units = ["music", *(f"{kind}-{scene}" for scene in prompts["scenes"] for kind in ("voice", "effects"))]
    units += [f"render-{shot}" for scene in prompts["scenes"] for shot in prompts["shots"][scene]]
    return collected(work.recall(unit) for unit in units)


def _laid_out(work: Work) -> Timeline:
    prompts = work.recall("prompts")
    storyboard = _storyboard(work)
    joints = prompts["joints"]
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
        [
            Joint.model_validate({**joints[shot.id], "picture": work.recall(f"joint-{shot.id}")["segment"]})
            for shot in storyboard.shots
            if shot.id in joints
        ],
        {shot.id: str(work.recall(f"render-{shot.id}")["take"]) for shot in storyboard.shots},
    )


class LocalRoom:
    """ffmpeg, on whatever machine we are."""

    @property
    def version(self) -> str:
        from functions.post_processor import film, papers, segment

        return f"{segment.VERSION}+{film.VERSION}+{papers.VERSION}"

    def segment(self, take: Path, cut: Cut, to: Path, check: Check) -> None:
        from functions.post_processor.segment import body

        body(take, to, cut, check=check)

    def joint(self, left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, to: Path, check: Check) -> None:
        from functions.post_processor.segment import joint

        joint(left, right, kind, to, check=check)

    def join(
        self, timeline: Timeline, loudness: str, fetch: Fetch, scratch: Path, to: Path, check: Check
    ) -> Soundtrack:
        from functions.post_processor.film import join

        mastered = join(timeline, fetch, scratch, to, loudness=loudness, stems=scratch / "stems", check=check)
        return Soundtrack(mastered.report(), mastered.stems)

    def papers(self, timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
        from functions.post_processor.papers import papers

        return papers(timeline, storyboard)

    def unwritable(self, text: str) -> str:
        from shared.media.lettering import missing
        from shared.media.setting import readable

        return "" if text.isascii() else missing(readable(text))


AGENT = agent(LocalRoom())
