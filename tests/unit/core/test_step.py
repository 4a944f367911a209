"""One delivery of one message, whatever state its step is in and whoever else is at work on it."""

from typing import Any

import pytest

from shared.model.errors import Permanent, Transient
from shared.pipeline.outcome import ATTEMPTS
from shared.pipeline.step import SKEW_MS
from shared.pipeline.work import LeaseLost, Made, Wait, Work, fingerprint
from shared.platform.ports import Create, Message
from shared.telemetry import log, trace
from tests.unit.core.builders import (
    NOON,
    ONE_SHOT,
    RENDERED,
    Studio,
    a_job,
    a_join,
    a_message,
    a_step,
    a_unit,
    an_agent,
    deliver,
    done,
    rendered,
    row,
)

KEPT = "takes/anna/" + "a" * 40 + ".png"


def never(work: Work) -> Made:
    pytest.fail("nobody should have worked")


# ---------------------------------------------------------------------------------------------- what came by message


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"job": ""}, {"job": "../x"}, {"job": 7}, {"job": None}, {"unit": ""}, {"unit": "a/b"}, {"revision": 0},
        {"revision": "1"}, {"revision": True}, {"revision": 1.0}, {"schema": None}, {"schema": "1"}, {"schema": -1},
        {"job": ["j1"]}, {"unit": {"a": 1}},
    ],
    ids=str,
)  # fmt: skip
def test_what_names_no_unit_of_work_is_garbage_for_good(studio: Studio, wrong: dict[str, Any]) -> None:
    body = {**a_unit().body(), **wrong} if wrong else {}
    with pytest.raises(Permanent, match="names no unit"):
        deliver(studio, an_agent(never), Message("music_composer", body))


def test_a_message_of_a_newer_version_waits_for_the_roll_out(studio: Studio) -> None:
    with pytest.raises(Transient) as sent_back:
        deliver(studio, an_agent(never), Message("music_composer", {**a_unit().body(), "schema": 2}))
    assert sent_back.value.retry_after_s == 30


def test_a_message_of_the_version_before_is_understood(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=2)
    deliver(studio, an_agent(), Message("music_composer", {**a_unit().body(), "schema": 0}))
    assert studio.step()["state"] == "done"


def test_a_message_for_a_job_that_never_was_is_dropped(studio: Studio) -> None:
    deliver(studio, an_agent(never))
    assert studio.documents.everything("jobs/j1/steps") == []


@pytest.mark.parametrize("job", [{"revision": 2}, {"state": "cancelled"}, {"state": "failed"}, {"state": "delivered"}])
def test_what_belongs_to_an_earlier_revision_or_an_ended_film_is_dropped(studio: Studio, job: dict[str, Any]) -> None:
    a_job(studio, **job)
    row(studio, "j1.1.music.1", deliver_at=NOON)
    deliver(studio, an_agent(never), a_message(wake="j1.1.music.1"))
    assert studio.documents.everything("jobs/j1/steps") == []
    assert studio.rows() == []


@pytest.mark.parametrize("unit", ["settle", "notify-cancelled"])
@pytest.mark.parametrize("job", [{"revision": 2}, {"state": "cancelled"}])
def test_settling_and_telling_go_on_when_the_film_has_ended(studio: Studio, unit: str, job: dict[str, Any]) -> None:
    a_job(studio, **job)
    deliver(studio, an_agent({"told": True}), a_message(unit))
    assert studio.step(unit)["result"] == {"told": True}
    assert "told" not in studio.job()


# -------------------------------------------------------------------------------------------------- the usual course


def test_a_unit_is_claimed_worked_and_recorded_and_what_follows_is_called(studio: Studio) -> None:
    a_job(studio)
    rendered(studio, Made(RENDERED, cost=250_000))
    step = studio.step("render-s01-a1")
    assert (step["state"], step["result"], step["cost"], step["token"]) == ("done", RENDERED, 250_000, 1)
    assert studio.post.calls == ["post_processor segment-s01-a1"]
    assert studio.rows() == []


def test_what_an_agent_tells_everyone_stands_on_the_job(studio: Studio) -> None:
    a_job(studio)
    rendered(studio, Made(RENDERED, job={"title": "The Kettle"}))
    assert studio.job()["title"] == "The Kettle"


def test_an_event_moves_the_job_in_the_same_batch(studio: Studio) -> None:
    a_job(studio, state="creative_direction")
    deliver(studio, an_agent({}), a_message("prompts"))
    assert studio.job()["state"] == "financial"
    assert studio.post.calls == ["financial_orchestrator plan"]


def test_an_agent_may_write_documents_of_its_own_in_the_same_batch(studio: Studio) -> None:
    a_job(studio)
    rendered(studio, Made(RENDERED, (Create("jobs/j1/entries/1", {"amount": 5}),)))
    assert studio.documents.fields("jobs/j1/entries/1") == {"amount": 5}


def test_everything_that_is_said_meanwhile_names_job_step_agent_shot_and_attempt(
    studio: Studio, said: list[log.Line]
) -> None:
    a_job(studio)
    span = trace.enter({})

    def draw(work: Work) -> Made:
        log.info("drawing")
        return Made(RENDERED)

    agent = an_agent(draw, name="render_executor")
    done(studio, {"prompts": ONE_SHOT})
    deliver(studio, agent, a_message("render-s01-a1", traceparent=span.traceparent))
    (line,) = [line for line in said if line["message"] == "drawing"]
    assert line["logging.googleapis.com/labels"] == {
        "job": "j1", "step": "render-s01-a1", "agent": "render_executor", "shot": "s01-a1", "attempt": "1",
    }  # fmt: skip
    assert line["logging.googleapis.com/trace"].endswith(span.trace)
    assert span.trace in studio.post.sent[0].message.attributes["traceparent"]


def test_the_last_to_arrive_moves_the_meeting_on(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=2, calls=[["post_processor", "assemble"]], event="pictured")
    deliver(studio, an_agent())
    assert (studio.job()["state"], studio.post.calls) == ("rendering", [])
    deliver(studio, an_agent(), a_message("effects-s01"))
    assert (studio.job()["state"], studio.post.calls) == ("assembling", ["post_processor assemble"])


# ------------------------------------------------------------------------------------------------- again and at once


@pytest.mark.parametrize("state", ["done", "failed", "dropped"])
def test_a_duplicate_of_finished_work_sends_what_a_crash_left_unsent_and_works_no_more(
    studio: Studio, state: str
) -> None:
    a_job(studio)
    a_step(studio, state=state)
    row(studio, "j1.1.assemble", topic="post_processor", source=a_unit().path)
    deliver(studio, an_agent(never))
    assert (len(studio.post.sent), studio.rows()) == (1, [])


def test_a_duplicate_of_finished_work_moves_a_meeting_on_that_a_crash_left_standing(studio: Studio) -> None:
    a_job(studio)
    a_step(studio, state="done", feeds="sound")
    a_join(studio, "sound", pending=0, calls=[["post_processor", "assemble"]], event="pictured")
    deliver(studio, an_agent(never))
    assert (studio.job()["state"], studio.post.calls) == ("assembling", ["post_processor assemble"])


def test_a_duplicate_of_live_work_comes_back_when_the_lease_ends_and_is_acknowledged(studio: Studio) -> None:
    a_job(studio)
    a_step(studio, token=3)
    for _ in range(2):
        deliver(studio, an_agent(never))
    (later,) = studio.post.sent
    assert (later.deliver_at, later.message.topic) == (NOON + 30_000 + SKEW_MS, "music_composer")
    assert studio.rows() == [f"j1.1.music.3.{NOON + 30_000}"]


def test_work_whose_lease_has_ended_is_taken_over_and_its_attempt_counts(studio: Studio) -> None:
    a_job(studio)
    a_step(studio, "render-s01-a1", lease_until=NOON)
    rendered(studio)
    step = studio.step("render-s01-a1")
    assert (step["state"], step["token"], step["attempts"]) == ("done", 2, 2)


def test_work_of_a_holder_who_is_known_to_be_dead_is_taken_over_at_once_and_forgiven(studio: Studio) -> None:
    a_job(studio)
    a_step(studio, "render-s01-a1", attempts=ATTEMPTS)
    studio.holders.dead.add("w2")
    rendered(studio)
    step = studio.step("render-s01-a1")
    assert (step["state"], step["attempts"]) == ("done", ATTEMPTS)


def test_who_loses_the_race_for_a_claim_looks_again(studio: Studio) -> None:
    a_job(studio)
    studio.documents.happenings = [lambda: a_step(studio, token=9)]
    deliver(studio, an_agent(never))
    assert [each.deliver_at for each in studio.post.sent] == [NOON + 30_000 + SKEW_MS]


def test_a_zombie_can_record_nothing(studio: Studio) -> None:
    a_job(studio)

    def overtaken(work: Work) -> Made:
        a_step(studio, "render-s01-a1", token=2)
        return Made(RENDERED)

    with pytest.raises(Transient, match="somebody else's"):
        rendered(studio, overtaken)
    assert (studio.step("render-s01-a1")["state"], studio.post.sent) == ("running", [])


def test_whoever_notices_that_its_lease_was_lost_stops_and_the_message_comes_again(studio: Studio) -> None:
    a_job(studio)

    def stop(work: Work) -> Made:
        work.check()
        work.lease.lost = True
        work.check()
        pytest.fail("it should have stopped")

    with pytest.raises(Transient, match="was lost") as sent_back:
        rendered(studio, stop)
    assert isinstance(sent_back.value.__cause__, LeaseLost)


# ---------------------------------------------------------------------------------------------------------- waiting


def test_a_wait_is_a_row_and_a_message_for_its_time(studio: Studio) -> None:
    a_job(studio)
    deliver(studio, an_agent(Wait(NOON + 7000, "the provider is busy")))
    step = studio.step()
    assert (step["state"], step["wake_at"], step["attempts"]) == ("waiting", NOON + 7000, 0)
    assert [(each.deliver_at, each.name) for each in studio.post.sent] == [(NOON + 7000, "j1.1.music.1")]
    assert studio.rows() == ["j1.1.music.1"]


@pytest.mark.parametrize(
    ("passed", "attributes", "worked"),
    [(0, {}, False), (6999, {"wake": "another"}, False), (7000, {}, True), (0, {"wake": "j1.1.music.1"}, True)],
    ids=["a duplicate", "an older wake-up", "any message in time", "its own wake-up"],
)
def test_a_sleeper_wakes_at_its_time_or_by_its_own_wake_up_and_by_nothing_else(
    studio: Studio, passed: int, attributes: dict[str, str], worked: bool
) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=2)
    deliver(studio, an_agent(Wait(NOON + 7000, "the provider is busy")))
    studio.clock.time += passed
    deliver(studio, an_agent(), a_message(**attributes))
    assert studio.step()["state"] == ("done" if worked else "waiting")
    assert studio.rows() == ([] if worked else ["j1.1.music.1"])


def test_waiting_costs_no_attempts_however_often_it_happens(studio: Studio) -> None:
    a_job(studio)
    for _ in range(ATTEMPTS + 2):
        deliver(studio, an_agent(Wait(studio.clock.time + 1000, "busy")))
        studio.clock.time += 1000
    assert (studio.step()["state"], studio.step()["attempts"]) == ("waiting", 0)


def test_what_comes_back_from_a_wait_looks_at_earlier_revisions_no_more_and_is_kept_under_its_key(
    studio: Studio,
) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=2)
    looks = []

    def key(work: Work) -> str:
        looks.append(work.token)
        return "C major"

    for _ in range(3):
        deliver(studio, an_agent(Wait(studio.clock.time + 1000, "busy"), key=key))
        studio.clock.time += 1000
    assert looks == [1]
    deliver(studio, an_agent(key=key))
    assert (looks, studio.step()["key"]) == ([1, 4], fingerprint("C major"))


@pytest.mark.parametrize(
    "outcome", [Wait(NOON + 7000, "busy"), RuntimeError("the engine broke")], ids=["wait", "error"]
)
def test_who_was_overtaken_does_not_put_the_work_to_sleep(studio: Studio, outcome: Any) -> None:
    a_job(studio)

    def overtaken(work: Work) -> Any:
        a_step(studio, token=2)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with pytest.raises(Transient, match="somebody else's"):
        deliver(studio, an_agent(overtaken))
    assert (studio.step()["state"], studio.rows()) == ("running", [])


# ---------------------------------------------------------------------------------------------- an earlier revision


@pytest.mark.parametrize(
    ("before", "taken"),
    [
        ({"state": "done"}, True),
        ({"state": "done", "key": "other"}, False),
        ({"state": "failed"}, False),
        ({"state": "done", "result": {"takes": [{"object": KEPT}]}}, False),
    ],
    ids=["the same inputs", "other inputs", "it failed", "what it made is gone"],
)
def test_a_revision_takes_over_what_did_not_change(studio: Studio, before: dict[str, Any], taken: bool) -> None:
    a_job(studio)
    rendered(studio, Made(RENDERED, job={"title": "The Kettle"}, cost=5), key=lambda work: ["a1", 7])
    studio.documents.put(a_unit("render-s01-a1").path, **before)
    a_job(studio, revision=3)
    rendered(studio, {"take": "again"}, 3, key=lambda work: ["a1", 7])
    step = studio.step("render-s01-a1", revision=3)
    assert (step["state"], step["cost"]) == ("done", 0)
    assert step["result"] == (RENDERED if taken else {"take": "again"})
    assert studio.job().get("title") == ("The Kettle" if taken else None)


def test_what_was_made_and_is_still_there_is_taken_over(studio: Studio) -> None:
    studio.objects.write(KEPT, b"a picture")
    a_job(studio)
    rendered(studio, {"take": KEPT}, key=lambda work: "same")
    a_job(studio, revision=2)
    rendered(studio, never, 2, key=lambda work: "same")
    assert studio.step("render-s01-a1", revision=2)["result"] == {"take": KEPT}


def test_an_agent_without_a_key_works_anew_each_time(studio: Studio) -> None:
    a_job(studio)
    rendered(studio)
    a_job(studio, revision=2)
    rendered(studio, {"take": "again"}, 2)
    assert studio.step("render-s01-a1", revision=2)["result"] == {"take": "again"}


def test_a_result_of_this_revision_is_recalled_and_what_is_not_done_is_not(studio: Studio) -> None:
    a_job(studio, state="financial")
    done(studio, {"prompts": ONE_SHOT})
    deliver(studio, an_agent({"approval": False}), a_message("escrow"))
    assert studio.post.calls == ["music_composer music", "sound_effects effects-s01", "render_executor render-s01-a1"]


def test_a_step_waits_for_the_disk_once_when_it_is_done(studio: Studio) -> None:
    """The claim binds only the living, and what clears away can be done again: both may be lost with the power."""
    a_job(studio)
    rendered(studio)
    assert studio.documents.lasted == [False, True, False]
