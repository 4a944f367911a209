"""Technical QA: measures the finished film as a machine would, and lets nothing broken through."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shared.model.base import Frozen
from shared.model.errors import Permanent
from shared.model.job import Options
from shared.pipeline.shelf import bring, write_json
from shared.pipeline.work import Agent, Made, Work


class Finding(Frozen):
    """One fault: what, where in the film, and whether it stops the delivery."""

    code: str
    sentence: str
    blocks: bool
    start_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True)
class Expected:
    ms: int
    frames: int
    spoken: bool


@dataclass(frozen=True)
class Verdict:
    score: float
    findings: tuple[Finding, ...]
    numbers: dict[str, Any]


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
        from functions.technical_qa.checks import measure

        score, findings, numbers = measure(film, expected.ms, expected.frames, expected.spoken, options)
        return Verdict(score, tuple(Finding.model_validate(finding) for finding in findings), numbers)


def agent(instruments: Instruments) -> Agent:
    def key(work: Work) -> Any:
        return [instruments.version, work.recall("assemble")["film"]]

    def make(work: Work) -> Made:
        made = work.recall("assemble")
        film = bring(work, str(made["film"]), work.scratch / "film.mp4")
        expected = Expected(int(made["ms"]), int(made["frames"]), bool(made["spoken"]))
        verdict = instruments.measure(film, expected, work.options)
        blocking = [finding for finding in verdict.findings if finding.blocks]
        if blocking:
            sentences = " ".join(finding.sentence for finding in blocking)
            raise Permanent("technical_qa", f"The film did not pass its checks: {sentences}")
        report = {
            "score": verdict.score,
            "numbers": verdict.numbers,
            "findings": [finding.model_dump() for finding in verdict.findings],
        }
        return Made({"score": verdict.score, "report": write_json(work, "reports", report)})

    return Agent("technical_qa", make, key)


AGENT = agent(LocalInstruments())
