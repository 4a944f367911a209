"""Technical QA: measures the finished film as a machine would, and lets nothing broken through."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import Field

from shared.model.base import Frozen
from shared.model.errors import Permanent, described
from shared.model.job import Options
from shared.model.storyboard import Storyboard
from shared.model.timeline import frames_of
from shared.pipeline.shelf import bring, keep, read, read_paper, write_json
from shared.pipeline.work import Agent, Made, Work

if TYPE_CHECKING:
    from functions.technical_qa.wanted import Wanted


class Finding(Frozen):
    """One fault: what, where in the film, its numbers, and whether it stops the delivery."""

    code: str
    sentence: str
    blocks: bool
    start_ms: int = 0
    end_ms: int = 0
    numbers: dict[str, float] = Field(default_factory=dict)
    thumbnail: str = ""  # the object that shows it


@dataclass(frozen=True)
class Piece:
    """A shot as it was planned, and the file of its own frames, which begin at frame `own` of the film."""

    shot: str
    first_frame: int
    frames: int
    own: int
    still: bool
    bring: Callable[[], Path]


@dataclass(frozen=True)
class Expected:
    ms: int
    frames: int
    spoken: bool
    pieces: tuple[Piece, ...] = ()
    subtitles: bytes = b""
    target_lufs: float = -16.0
    voice: Callable[[], Path] | None = None  # what is said in it, alone


@dataclass(frozen=True)
class Verdict:
    """`plan`: what it was measured against. `pictures`: a file for each finding that can be shown, by its place."""

    score: float
    findings: tuple[Finding, ...]
    numbers: dict[str, Any]
    plan: dict[str, Any] = field(default_factory=dict)
    pictures: dict[int, Path] = field(default_factory=dict)


class Instruments(Protocol):
    @property
    def version(self) -> str: ...

    def measure(self, film: Path, expected: Expected, options: Options) -> Verdict: ...


class LocalInstruments:
    @property
    def version(self) -> str:
        from functions.technical_qa.checks import VERSION

        return VERSION

    def measure(self, film: Path, expected: Expected, options: Options) -> Verdict:
        from functions.technical_qa import checks
        from functions.technical_qa.drift import loudness_of
        from functions.technical_qa.thumbnails import taken
        from shared.media.sound import FloatReader

        with ThreadPoolExecutor(1) as pool:
            watched = pool.submit(checks.watched, film)
            wanted = _wanted(expected, options)
            voice = None if expected.voice is None else expected.voice()
            speech = None if voice is None else loudness_of(FloatReader(voice).pieces())
            score, findings, numbers = checks.judged(watched.result(), wanted, speech)
        return Verdict(
            score,
            tuple(Finding.model_validate(finding) for finding in findings),
            numbers,
            wanted.model_dump(mode="json", exclude_defaults=True),
            taken(film, findings, film.parent),
        )


def _wanted(expected: Expected, options: Options) -> "Wanted":
    from functions.technical_qa.shots import look
    from functions.technical_qa.wanted import Planned, Wanted, cues

    planned = []
    for piece in expected.pieces:
        file = piece.bring()
        planned.append(
            Planned(
                shot=piece.shot, first_frame=piece.first_frame, frames=piece.frames, own=piece.own,
                still=piece.still, look=look(file),
            )
        )  # fmt: skip
        file.unlink(missing_ok=True)
    return Wanted(
        duration_ms=expected.ms,
        frames=expected.frames,
        size=options.settled().frame,
        fps=options.fps,
        lufs=expected.target_lufs,
        spoken=expected.spoken,
        shots=tuple(planned),
        captions=tuple(cues(expected.subtitles.decode("utf-8", "replace"))),
    )


def agent(instruments: Instruments) -> Agent:
    def key(work: Work) -> Any:
        return [instruments.version, work.recall("assemble")["film"]]

    def make(work: Work) -> Made:
        made = work.recall("assemble")
        film = bring(work, str(made["film"]), work.scratch / "film.mp4")
        verdict = instruments.measure(film, _expected(work), work.options)
        findings = [
            finding.model_copy(update={"thumbnail": keep(work, "reports", ".png", verdict.pictures[number])})
            if number in verdict.pictures
            else finding
            for number, finding in enumerate(verdict.findings)
        ]
        blocking = [finding for finding in findings if finding.blocks]
        report = {
            "passed": not blocking,
            "score": verdict.score,
            "film": str(made["film"]),
            "numbers": verdict.numbers,
            "findings": [finding.model_dump() for finding in findings],
            "expected": verdict.plan,
        }
        result = {
            "passed": not blocking,
            "score": verdict.score,
            "report": write_json(work, "reports", report),
            "thumbnails": [finding.thumbnail for finding in findings if finding.thumbnail],
        }
        if not blocking:
            return Made(result)
        sentences = " ".join(finding.sentence for finding in blocking[:6])
        remedy = "The job's report shows each fault; retry the job, or change the shots that it names."
        error = Permanent("technical_qa", f"The film did not pass its checks: {sentences}", remedy)
        return Made(result, job={"error": described(error), "report": result["report"]})

    return Agent("technical_qa", make, key)


def _expected(work: Work) -> Expected:
    made = work.recall("assemble")
    sound = work.recall("mix")
    voice = sound["stems"].get("voice")
    subtitles = str(made.get("outputs", {}).get("srt", ""))
    return Expected(
        ms=int(made["ms"]),
        frames=int(made["frames"]),
        spoken=bool(made["spoken"]),
        pieces=_pieces(work),
        subtitles=read(work, subtitles) if subtitles else b"",
        target_lufs=float(sound["measured"].get("target_lufs", -16.0)),
        voice=_bringing(work, str(voice), "voice.wav") if made["spoken"] and voice else None,
    )


def _pieces(work: Work) -> tuple[Piece, ...]:
    """Every shot at its place. Where a joint opens it, its own frames begin after what it shares."""
    prompts = work.recall("prompts")
    opened = prompts["joints"]
    storyboard = read_paper(work, str(prompts["storyboard"]), Storyboard)
    pieces: list[Piece] = []
    position = 0
    for shot in storyboard.shots:
        count = frames_of(shot, work.options.fps)
        name = str(work.recall(f"segment-{shot.id}")["segment"])
        own = position + int(opened.get(shot.id, {}).get("half", 0))
        pieces.append(Piece(shot.id, position, count, own, shot.move == "static", _bringing(work, name, "piece.mp4")))
        position += count
    return tuple(pieces)


def _bringing(work: Work, name: str, to: str) -> Callable[[], Path]:
    def brought() -> Path:
        work.check()
        return bring(work, name, work.scratch / to)

    return brought


AGENT = agent(LocalInstruments())
