"""Post processor: encodes each shot once in its final form, mixes the sound once, and joins the film."""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from functions.post_processor.cutting import Cut
from functions.post_processor.layout import credits_of, joint_of, laid_out, placed, sounding, storyboard_of
from functions.post_processor.planes import beside
from shared.model.callsheet import subject_of, work_of
from shared.model.credits import as_text, listed
from shared.model.joints import Kind
from shared.model.storyboard import Storyboard
from shared.model.timeline import Timeline
from shared.pipeline.shelf import bring, keep
from shared.pipeline.work import Agent, Made, Work

Fetch = Callable[[str], Path]
Check = Callable[[], None]


@dataclass(frozen=True)
class Soundtrack:
    """What was measured on the finished sound, and a file for each stem."""

    report: Mapping[str, Any] = field(default_factory=dict)
    stems: Mapping[str, Path] = field(default_factory=dict)


class CuttingRoom(Protocol):
    def version(self, work: str) -> str:
        """Of all that one work of ours is done with: what changes a mix changes no picture."""
        ...

    def segment(self, take: Path, cut: Cut, logo: Path | None, to: Path, check: Check) -> None:
        """One shot's own frames, final: words and logo burnt in."""
        ...

    def joint(
        self, left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, logo: Path | None, to: Path, check: Check
    ) -> None:
        """The frames that two neighbours share."""
        ...

    def mix(self, timeline: Timeline, loudness: str, fetch: Fetch, scratch: Path, to: Path, check: Check) -> Soundtrack:
        """The sound of the whole film, mixed once and mastered."""
        ...

    def join(self, timeline: Timeline, sound: Path, fetch: Fetch, scratch: Path, to: Path, check: Check) -> None:
        """The whole film: pictures joined by stream copy, the sound beside them."""
        ...

    def papers(self, timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
        """What is delivered beside the film, by suffix: .srt, .otio, …"""
        ...

    def unwritable(self, text: str) -> str:
        """The signs of it that no font can draw."""
        ...


def agent(room: CuttingRoom) -> Agent:
    def key(work: Work) -> Any:
        version = room.version(work_of(work.unit.name))
        match work_of(work.unit.name):
            case "segment":
                return [version, *_keyed(work, subject_of(work.unit.name))]
            case "joint":
                joint = joint_of(work)
                return [version, joint.kind, _keyed(work, joint.left), _keyed(work, joint.right)]
            case "mix":
                timeline = sounding(work)
                heard = timeline.model_dump(mode="json", include={"voices", "effects", "music", "fps"})
                return [version, heard, timeline.frames, work.options.loudness]
            case _:
                sound, board = work.recall("mix")["sound"], work.recall("prompts")["storyboard"]
                return [version, laid_out(work).model_dump(mode="json"), sound, board, listed(credits_of(work))]

    def make(work: Work) -> Made:
        made = {"segment": _segment, "joint": _joined, "mix": _mixed}.get(work_of(work.unit.name), _assemble)
        return made(work, room)

    return Agent("post_processor", make, key)


def _keyed(work: Work, shot: str) -> Any:
    """All that the encoded picture of a shot depends on: its take, and how it stands in the film."""
    filmed = work.recall(f"render-{shot}")
    return [filmed["take"], filmed.get("planes"), placed(work, shot).model_dump(mode="json")]


def _take(work: Work, shot: str) -> Path:
    filmed = work.recall(f"render-{shot}")
    name = str(filmed["take"])
    take = bring(work, name, work.scratch / f"{shot}{Path(name).suffix}")
    if "planes" in filmed:
        for which, path in zip(("front", "behind"), beside(take), strict=True):
            bring(work, str(filmed["planes"][which]), path)
    return take


def _logo(work: Work, cut: Cut) -> Path | None:
    return bring(work, cut.logo, work.scratch / f"logo{Path(cut.logo).suffix}") if cut.logo else None


def _segment(work: Work, room: CuttingRoom) -> Made:
    shot = subject_of(work.unit.name)
    cut = placed(work, shot)
    file = work.scratch / "segment.mp4"
    room.segment(_take(work, shot), cut, _logo(work, cut), file, work.check)
    work.check()
    return Made({"segment": keep(work, "segments", ".mp4", file), "frames": cut.own[1] - cut.own[0]})


def _joined(work: Work, room: CuttingRoom) -> Made:
    joint = joint_of(work)
    sides = [(_take(work, shot), placed(work, shot)) for shot in (joint.left, joint.right)]
    file = work.scratch / "joint.mp4"
    room.joint(sides[0], sides[1], joint.kind, _logo(work, sides[1][1]), file, work.check)
    work.check()
    return Made({"segment": keep(work, "segments", ".mp4", file), "frames": joint.frames})


def _mixed(work: Work, room: CuttingRoom) -> Made:
    """It needs no picture, so it is made while those are filmed, and not again because one of them changed."""
    file = work.scratch / "mix.m4a"
    told = room.mix(sounding(work), work.options.loudness, _fetching(work), work.scratch, file, work.check)
    work.check()
    stems = {}
    for name, stem in told.stems.items():
        stems[name] = keep(work, "stems", ".wav", stem)
        stem.unlink()
        work.check()
    return Made({"sound": keep(work, "mixes", ".m4a", file), "stems": stems, "measured": told.report})


def _assemble(work: Work, room: CuttingRoom) -> Made:
    timeline = laid_out(work)
    fetch = _fetching(work)
    file = work.scratch / "film.mp4"
    room.join(timeline, fetch(str(work.recall("mix")["sound"])), fetch, work.scratch, file, work.check)
    work.check()
    owed = credits_of(work)
    written = {
        **room.papers(timeline, storyboard_of(work)),
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
    }
    words = (timeline.title, work.options.mark, *(each.title for each in timeline.clips))
    boxes = room.unwritable("".join((*words, *(cue.text for cue in timeline.captions))))
    return Made(result, job=_told_of(work, boxes) if boxes else {})


def _fetching(work: Work) -> Fetch:
    """Brings one object after another; whoever has heard or seen it throws it away."""
    numbers = itertools.count()

    def fetch(name: str) -> Path:
        work.check()
        return bring(work, name, work.scratch / f"{next(numbers)}{Path(name).suffix}")

    return fetch


def _told_of(work: Work, boxes: str) -> dict[str, Any]:
    """Nothing is left out silently."""
    warning = f"No font here can draw {' '.join(boxes[:20])}: boxes stand for them in the picture."
    return {"warnings": [*(other for other in work.job["warnings"] if other != warning), warning]}


class LocalRoom:
    """ffmpeg, on whatever machine we are."""

    def version(self, work: str) -> str:
        from functions.post_processor import film, mix, papers, segment

        versions = {"segment": segment.VERSION, "joint": segment.VERSION, "mix": mix.VERSION}
        return versions.get(work) or f"{film.VERSION}+{papers.VERSION}"

    def segment(self, take: Path, cut: Cut, logo: Path | None, to: Path, check: Check) -> None:
        from functions.post_processor.segment import body

        body(take, to, cut, logo=logo, check=check)

    def joint(
        self, left: tuple[Path, Cut], right: tuple[Path, Cut], kind: Kind, logo: Path | None, to: Path, check: Check
    ) -> None:
        from functions.post_processor.segment import joint

        joint(left, right, kind, to, logo=logo, check=check)

    def mix(self, timeline: Timeline, loudness: str, fetch: Fetch, scratch: Path, to: Path, check: Check) -> Soundtrack:
        from functions.post_processor.mix import mixed

        mastered = mixed(timeline, fetch, to, scratch=scratch, target=loudness, stems=scratch / "stems", check=check)
        return Soundtrack(mastered.report(), mastered.stems)

    def join(self, timeline: Timeline, sound: Path, fetch: Fetch, scratch: Path, to: Path, check: Check) -> None:
        from functions.post_processor.film import splice

        splice([fetch(name) for name in timeline.pictures], sound, to, scratch=scratch, check=check)

    def papers(self, timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
        from functions.post_processor.papers import papers

        return papers(timeline, storyboard)

    def unwritable(self, text: str) -> str:
        from shared.media.lettering import missing
        from shared.media.setting import readable

        return "" if text.isascii() else missing(readable(text))


AGENT = agent(LocalRoom())
