"""The supervisor delivers, rejects or asks a person, and writes down what it delivered."""

import json
from typing import Any

import pytest

from functions.supervisor.agent import AGENT, verdict
from shared.model.job import Options
from shared.pipeline.step import handle
from tests.unit.core.builders import Studio, a_job, a_message, done


@pytest.mark.parametrize(
    ("quality", "technical", "spent", "budget", "floor", "decision", "because"),
    [
        (0.95, 1.00, 0, 0, 0.0, "delivered", "quality 0.95, technical 1.00"),
        (0.95, 0.80, 0, 0, 0.0, "delivered", ""),
        (0.95, 0.79, 0, 0, 0.0, "rejected", "technical score 0.79 is below 0.8"),
        (None, 0.79, 0, 0, 0.9, "rejected", "technical"),
        (None, 1.00, 0, 0, 0.9, "delivered", "nobody was there to judge"),
        (None, 1.00, 2, 1, 0.9, "escalated", "more than its budget"),
        (0.95, 1.00, 2, 1, 0.0, "escalated", "more than its budget"),
        (0.95, 1.00, 1, 1, 0.0, "delivered", ""),
        (0.39, 1.00, 0, 0, 0.0, "rejected", "quality 0.39 is below 0.4"),
        (0.40, 1.00, 0, 0, 0.0, "delivered", ""),
        (0.40, 1.00, 0, 0, 0.6, "escalated", "quality 0.40 is below 0.7"),
        (0.69, 1.00, 0, 0, 0.6, "escalated", "is below 0.7"),
        (0.70, 1.00, 0, 0, 0.6, "delivered", ""),
        (0.79, 1.00, 0, 0, 0.8, "escalated", "quality 0.79 is below 0.8"),
        (0.80, 1.00, 0, 0, 0.8, "delivered", ""),
    ],
)
def test_the_verdict_and_why(
    quality: float | None, technical: float, spent: int, budget: int, floor: float, decision: str, because: str
) -> None:
    decided, reason = verdict(quality, technical, spent, budget, floor)
    assert decided == decision
    assert because in reason


FILM = "films/anna/1.mp4"
RESULTS: dict[str, Any] = {
    "prompts": {"scenes": ["s01", "s02"], "shots": {"s01": ["s01-a1"], "s02": ["s02-a1", "s02-a2"]}},
    "render-s01-a1": {"backend": "runway", "model": "gen4_turbo", "cached": True},
    "render-s02-a1": {"backend": "runway", "model": "gen4_turbo", "cached": False},
    "render-s02-a2": {"backend": "animatic"},
    "assemble": {"film": FILM, "ms": 61_500, "outputs": {"srt": "captions/anna/1.srt"}},
    "technical": {"score": 1.0, "report": "reports/anna/1.json"},
    "semantic": {"score": 0.9, "scores": {"visual_quality": 0.9}, "judge": "looks-1"},
}


def judged(studio: Studio, *, spent: int = 0, options: Options | None = None, **results: Any) -> None:
    a_job(studio, state="final_approval", title="The Kettle", options=options or Options())
    done(studio, {**RESULTS, **results})
    if spent:
        studio.documents.put("jobs/j1/entries/1.render-s01-a1", amount=spent, revision=1)
    handle(studio.platform, AGENT, a_message("final", topic="supervisor"))


def test_what_is_delivered_is_on_the_job_and_in_a_manifest(studio: Studio) -> None:
    judged(studio, spent=750_000, options=Options(preset="quick_social"))
    job = studio.job()
    assert (job["state"], job["film"], job["spent"], job["duration_ms"]) == ("delivered", FILM, 750_000, 61_500)
    manifest = json.loads(studio.objects.all[job["outputs"].pop("manifest")][1])
    assert job["outputs"] == {"mp4": FILM, "srt": "captions/anna/1.srt"} == manifest["outputs"]
    assert (manifest["cost_usd"], manifest["duration_s"], manifest["verdict"]) == (0.75, 61.5, "delivered")
    assert (manifest["title"], manifest["semantic"]["judge"]) == ("The Kettle", "looks-1")
    assert manifest["pictures"] == {"runway gen4_turbo": 2, "animatic": 1}
    assert job["warnings"] == ["1 of 3 pictures was bought before: nothing was paid again."]


def test_a_rejected_film_says_why_and_is_still_there_to_be_looked_at(studio: Studio) -> None:
    judged(studio, technical={"score": 0.5, "report": ""})
    assert (studio.job()["state"], studio.job()["film"]) == ("failed", FILM)
    assert studio.job()["error"]["sentence"] == "The film was rejected: technical score 0.50 is below 0.8."


@pytest.mark.parametrize(("spent", "state"), [(1, "needs_review"), (0, "delivered")])
def test_a_quality_is_promised_to_whoever_pays_for_it(studio: Studio, spent: int, state: str) -> None:
    semantic = {**RESULTS["semantic"], "score": 0.75}
    judged(studio, spent=spent, options=Options(preset="brand_campaign"), semantic=semantic)
    assert studio.job()["state"] == state
