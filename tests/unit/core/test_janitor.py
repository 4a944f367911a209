"""The janitor finishes what a crash left undone, and doing it twice is harmless."""

from typing import Any

import pytest

from functions.ingest import door
from functions.janitor.agent import LATE_MS, PATIENCE_MS, once, sweep
from shared.telemetry import log
from tests.unit.core.builders import NOON, Studio, a_job, a_step, a_unit, row
from tests.unit.core.test_envelope import push, request

LATE = NOON - LATE_MS - 1


def test_where_nothing_is_left_undone_nothing_is_done(studio: Studio, said: list[log.Line]) -> None:
    a_job(studio)
    row(studio, "j1.1.music", due=NOON - LATE_MS)
    a_step(studio, "effects-s01", lease_until=NOON - LATE_MS)
    assert once(studio.platform) == {"rows": 0, "leases": 0, "uploads": 0, "approvals": 0}
    assert (studio.post.sent, said) == ([], [])


def test_a_row_that_nobody_sent_is_sent(studio: Studio) -> None:
    row(studio, "j1.1.music", due=LATE)
    assert once(studio.platform)["rows"] == 1
    assert (studio.post.calls, studio.rows()) == (["music_composer music"], [])


def test_work_whose_worker_died_is_called_for_again(studio: Studio) -> None:
    a_job(studio)
    a_step(studio, lease_until=LATE)
    for _ in range(2):
        assert once(studio.platform)["leases"] == 1
    assert studio.post.calls == ["music_composer music"] * 2
    assert studio.post.sent[0].message.body == a_unit().body()
    assert studio.step()["state"] == "running"


UNWANTED: list[Any] = [{"revision": 2}, {"state": "cancelled"}, {"state": "failed"}, None]


@pytest.mark.parametrize("job", UNWANTED, ids=["edited", "cancelled", "failed", "gone"])
def test_work_that_nobody_wants_any_more_is_closed_so_that_it_is_not_found_again(
    studio: Studio, job: dict[str, Any] | None
) -> None:
    if job is not None:
        a_job(studio, **job)
    a_step(studio, lease_until=LATE)
    assert once(studio.platform)["leases"] == 0
    assert (studio.step()["state"], studio.post.sent) == ("dropped", [])


def test_what_is_taken_up_again_just_then_is_left_to_whoever_took_it(studio: Studio) -> None:
    a_job(studio, state="cancelled")
    a_step(studio, lease_until=LATE)
    studio.documents.happenings = [lambda: a_step(studio, token=2)]
    once(studio.platform)
    assert studio.step()["state"] == "running"


@pytest.mark.parametrize("job", [{"revision": 2}, {"state": "cancelled"}])
def test_money_that_is_still_to_be_settled_is_settled_however_the_film_ended(
    studio: Studio, job: dict[str, Any]
) -> None:
    a_job(studio, **job)
    a_step(studio, "settle", agent="budget_guard", lease_until=LATE)
    assert once(studio.platform)["leases"] == 1
    assert studio.post.calls == ["budget_guard settle"]


def test_hundreds_of_unwanted_works_do_not_hide_one_that_is_wanted(studio: Studio) -> None:
    a_job(studio, "j0", state="cancelled")
    for number in range(150):
        a_step(studio, a_unit(f"render-{number}", job="j0"), lease_until=LATE - 1000)
    a_job(studio)
    a_step(studio, lease_until=LATE)
    assert [once(studio.platform)["leases"] for _ in range(2)] == [0, 1]


def test_an_upload_whose_notification_was_lost_is_told_of_until_it_was_taken(studio: Studio) -> None:
    studio.uploads.write("scripts/anna/kettle.txt", b"A kettle sings.")
    studio.uploads.write("elsewhere/kettle.txt", b"A kettle sings.")
    assert once(studio.platform)["uploads"] == 1
    (told,) = studio.post.take()
    door.dispatch(studio.platform, told.message)
    assert once(studio.platform)["uploads"] == 0
    assert len(studio.documents.everything("jobs")) == 1


def test_a_round_is_begun_by_any_message(studio: Studio, said: list[log.Line]) -> None:
    row(studio, "j1.1.music", due=LATE)
    assert sweep(request(push(data=""))) == ("", 204)
    assert studio.rows() == []
    (line,) = [line for line in said if line["message"] == "swept"]
    assert line["rows"] == 1


def test_a_price_that_nobody_approves_in_time_is_cancelled_and_holds_no_money(studio: Studio) -> None:
    a_job(studio, state="waiting_approval", updated_at=NOON - PATIENCE_MS - 1)
    a_job(studio, "j2", state="waiting_approval", updated_at=NOON - PATIENCE_MS)
    assert [once(studio.platform)["approvals"] for _ in range(2)] == [1, 0]
    job = studio.job()
    assert (job["state"], job["error"]["code"]) == ("cancelled", "approval_expired")
    assert studio.job("j2")["state"] == "waiting_approval"
    assert sorted(studio.post.calls) == ["budget_guard settle", "notifier notify-cancelled"]


def test_an_approval_at_the_last_moment_wins(studio: Studio) -> None:
    a_job(studio, state="waiting_approval", updated_at=NOON - PATIENCE_MS - 1)
    studio.documents.happenings = [lambda: studio.documents.put("jobs/j1", state="rendering")]
    assert once(studio.platform)["approvals"] == 0
    assert studio.job()["state"] == "rendering"
