"""The technical gate in the pipeline: what is broken goes no further, and everyone can read why."""

import json
from pathlib import Path

from functions.technical_qa import agent as technical
from functions.technical_qa.agent import Expected, Finding, Verdict
from scripts.simulation.doubles import PRICE, cast
from scripts.simulation.scripts import SCRIPTS
from shared.model.callsheet import work_of
from shared.model.job import Options
from shared.pipeline import desk, reception
from shared.pipeline.shelf import kept_in
from shared.pipeline.work import Unit
from tests.unit.core.builders import Studio, play, provided

CONTENT, NAME = SCRIPTS[0]
BLACK = Finding(code="black", sentence="The picture is black for 2.0 s.", blocks=True, start_ms=1000, end_ms=3000,
                numbers={"seconds": 2.0})  # fmt: skip
QUIET = Finding(code="too_quiet", sentence="The film is too quiet.", blocks=False)


class Instruments:
    """Sees what it is told to see, and notes what it was asked."""

    def __init__(self, *findings: Finding) -> None:
        self.version = "double " + " ".join(finding.code for finding in findings)
        self.findings = findings
        self.asked: list[Expected] = []

    def measure(self, film: Path, expected: Expected, options: Options) -> Verdict:
        self.asked.append(expected)
        picture = film.parent / "fault.png"
        picture.write_bytes(b"a picture of it")
        score = 0.5 if any(finding.blocks for finding in self.findings) else 0.95
        return Verdict(
            score, self.findings, {"lufs": -16.0}, {"fps": options.fps}, {0: picture} if self.findings else {}
        )


def made(studio: Studio, instruments: Instruments) -> tuple[str, list[str]]:
    options = Options(budget=PRICE * 100)
    job = reception.receive(studio.platform, "anna", NAME, CONTENT, options).path.partition("/")[2]
    desk.start(provided(studio).platform, job)
    return job, play(studio, {**cast(), "technical_qa": technical.agent(instruments)})


def report(studio: Studio, job: str) -> dict[str, object]:
    step = studio.platform.documents.get(Unit(job, 1, "technical").path)
    assert step is not None
    assert set(kept_in(step.fields["result"])) >= {step.fields["result"]["report"]}, "it goes when the job goes"
    with studio.platform.objects.open(step.fields["result"]["report"]) as stream:
        read: dict[str, object] = json.loads(stream.read())
    return read


def test_a_broken_film_stops_at_the_gate_and_the_job_says_why(studio: Studio) -> None:
    job, played = made(studio, Instruments(BLACK))
    fields = studio.job(job)
    assert fields["state"] == "failed"
    assert (fields["error"]["code"], fields["error"]["at_fault"]) == ("technical_qa", "us")
    assert BLACK.sentence in fields["error"]["sentence"]
    works = {work_of(each.split()[1]) for each in played}
    assert "technical" in works
    assert not works & {"semantic", "final"}, "nobody goes on as if nothing was"
    assert "settle" in works, "its money is settled all the same"


def test_the_report_is_an_object_of_the_job_with_a_picture_of_each_fault(studio: Studio) -> None:
    job, _ = made(studio, Instruments(BLACK))
    read = report(studio, job)
    assert studio.job(job)["report"]
    assert (read["passed"], read["numbers"], read["expected"]) == (False, {"lufs": -16.0}, {"fps": 24})
    findings = read["findings"]
    assert isinstance(findings, list)
    (finding,) = findings
    assert (finding["start_ms"], finding["end_ms"], finding["numbers"]) == (1000, 3000, {"seconds": 2.0})
    with studio.platform.objects.open(finding["thumbnail"]) as stream:
        assert stream.read() == b"a picture of it"


def test_what_is_worth_a_word_does_not_stop_a_film(studio: Studio) -> None:
    job, _ = made(studio, Instruments(QUIET))
    assert studio.job(job)["state"] == "delivered"
    assert report(studio, job)["passed"] is True


def test_the_gate_knows_every_shot_and_its_place(studio: Studio) -> None:
    instruments = Instruments()
    job, _ = made(studio, instruments)
    (expected,) = instruments.asked
    assert len(expected.pieces) == studio.job(job)["shots"]
    assert expected.pieces[0].first_frame == 0
    for piece, after in zip(expected.pieces, expected.pieces[1:], strict=False):
        assert after.first_frame == piece.first_frame + piece.frames
        assert piece.first_frame <= piece.own < after.first_frame
    last = expected.pieces[-1]
    assert last.first_frame + last.frames == expected.frames
