"""How a job is doing is read from what happened."""

from typing import Any

import pytest

from shared.pipeline.status import describe, shots_done
from tests.unit.core.builders import NOON, Studio, a_job, a_join


def test_a_new_job_is_nowhere_and_has_no_price(studio: Studio) -> None:
    job = a_job(studio, state="created", shots=0)
    assert describe(studio.platform, job) == {
        "id": "j1",
        "owner": "anna",
        "state": "created",
        "revision": 1,
        "title": "kettle.txt",
        "progress": 0,
        "current_stage": "created",
        "estimated_completion": None,
        "scenes": 0,
        "shots": 0,
        "shots_done": 0,
        "waiting": [],
        "cost_estimate": None,
        "cost_actual": 0.0,
        "duration_s": 0.0,
        "warnings": [],
        "error": None,
        "created_at": NOON,
        "updated_at": NOON,
    }


@pytest.mark.parametrize(
    ("fields", "title"),
    [({}, "kettle.txt"), ({"name": "My film"}, "My film"), ({"name": "My film", "title": "The Kettle"}, "The Kettle")],
)
def test_a_job_is_called_what_its_script_its_owner_or_its_file_call_it(
    studio: Studio, fields: dict[str, Any], title: str
) -> None:
    assert describe(studio.platform, a_job(studio, **fields))["title"] == title


def test_money_is_told_in_dollars_and_time_in_seconds(studio: Studio) -> None:
    told = describe(studio.platform, a_job(studio, price=1_250_000, spent=250_000, duration_ms=61_500))
    assert (told["cost_estimate"], told["cost_actual"], told["duration_s"]) == (1.25, 0.25, 61.5)
    assert describe(studio.platform, a_job(studio, price=0))["cost_estimate"] == 0


@pytest.mark.parametrize(("pending", "done", "progress"), [((3, 2), 0, 20), ((1, 2), 2, 44), ((0, 0), 5, 80)])
def test_the_shots_that_are_done_are_those_that_no_scene_waits_for(
    studio: Studio, pending: tuple[int, ...], done: int, progress: int
) -> None:
    job = a_job(studio, shots=5, revision=2)
    for number, missing in enumerate(pending):
        a_join(studio, f"scene-s{number}", pending=missing, revision=2)
        a_join(studio, f"scene-s{number}", pending=7)
    a_join(studio, "film", pending=9, revision=2)
    told = describe(studio.platform, job)
    assert (told["shots_done"], told["progress"]) == (done, progress)


def test_before_the_scenes_are_called_no_shot_is_done(studio: Studio) -> None:
    job = a_job(studio, shots=5, state="financial")
    a_join(studio, "voices", pending=0)
    assert shots_done(studio.platform, job) == 0


def test_every_scene_counts_however_many_there_are(studio: Studio) -> None:
    job = a_job(studio, shots=800)
    for number in range(400):
        a_join(studio, f"scene-s{number}", pending=1)
    assert shots_done(studio.platform, job) == 400


@pytest.mark.parametrize(
    ("state", "begun", "ready"),
    [
        ("rendering", {"started_at": NOON - 10_000}, NOON + 40_000),
        ("rendering", {}, NOON),
        ("assembling", {"started_at": NOON - 80_000}, NOON + 20_000),
        ("analyzing", {"started_at": NOON - 10_000}, None),
        ("waiting_approval", {"started_at": NOON - 10_000}, None),
        ("delivered", {"started_at": NOON - 10_000}, None),
    ],
)
def test_it_will_be_ready_when_it_goes_on_as_fast_as_until_now(
    studio: Studio, state: str, begun: dict[str, Any], ready: int | None
) -> None:
    assert describe(studio.platform, a_job(studio, state=state, **begun))["estimated_completion"] == ready
