"""How an attempt ends: given up, let go, decided again, killed, or recorded although nobody heard that it was."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.model.errors import Permanent, Transient
from shared.pipeline import faults
from shared.pipeline.lease import LEASE_MS
from shared.pipeline.outcome import ATTEMPTS, BACK_OFF_MS
from shared.pipeline.work import Made, Wait, Work
from shared.platform.ports import Create
from tests.unit.core.builders import (
    NOON,
    ONE_SHOT,
    Studio,
    a_job,
    a_join,
    a_message,
    a_step,
    a_unit,
    an_agent,
    deliver,
    done,
    lost,
    nothing,
    rendered,
)


def never(work: Work) -> Made:
    pytest.fail("nobody should have worked")


# ---------------------------------------------------------------------------------------------------------- failing


def test_what_an_engine_throws_is_tried_again_after_15_and_30_seconds_and_then_fails_the_film(studio: Studio) -> None:
    a_job(studio)
    pauses = []
    for _ in range(ATTEMPTS - 1):
        deliver(studio, an_agent(RuntimeError("the engine broke")))
        assert studio.step()["error"]["sentence"] == "RuntimeError: the engine broke"
        pauses.append(studio.step()["wake_at"] - studio.clock.time)
        studio.clock.time = studio.step()["wake_at"]
    assert pauses == [BACK_OFF_MS, 2 * BACK_OFF_MS] == [15_000, 30_000]

    deliver(studio, an_agent(RuntimeError("the engine broke")))
    assert (studio.step()["state"], studio.job()["state"]) == ("failed", "failed")
    assert studio.job()["error"]["code"] == "gave_up"
    assert "after 3 attempts. RuntimeError: the engine broke" in studio.job()["error"]["sentence"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [({}, "Its worker died each time."), ({"error": {"sentence": "Out of memory."}}, "Out of memory.")],
)
def test_work_that_kills_its_worker_each_time_is_given_up_without_another_try(
    studio: Studio, error: dict[str, Any], sentence: str
) -> None:
    a_job(studio)
    a_step(studio, attempts=ATTEMPTS, lease_until=NOON, **error)
    deliver(studio, an_agent(never))
    assert studio.job()["state"] == "failed"
    assert studio.job()["error"]["sentence"].endswith(sentence)


def test_what_cannot_help_to_try_again_fails_the_film_closes_its_gate_settles_and_tells(studio: Studio) -> None:
    a_job(studio)
    deliver(studio, an_agent(Permanent("dark", "The film is dark.", "Light it.")))
    told = {"code": "dark", "sentence": "The film is dark.", "remedy": "Light it.", "at_fault": "us"}
    assert (studio.step()["state"], studio.step()["error"]) == ("failed", told)
    assert (studio.job()["state"], studio.job()["error"]) == ("failed", told)
    assert studio.documents.fields("gates/j1")["open"] is False
    assert sorted(studio.post.calls) == ["budget_guard settle", "notifier notify-failed"]
    assert studio.rows() == []


def test_news_that_cannot_be_delivered_does_not_fail_the_film(studio: Studio) -> None:
    a_job(studio, state="waiting_approval")
    deliver(studio, an_agent(Permanent("bad_webhook", "No.")), a_message("notify-waiting_approval"))
    assert studio.step("notify-waiting_approval")["state"] == "failed"
    assert (studio.job()["state"], studio.job().get("error")) == ("waiting_approval", None)


def test_a_failure_that_comes_too_late_stands_on_the_step_alone(studio: Studio) -> None:
    a_job(studio)

    def too_late(work: Work) -> Made:
        a_job(studio, revision=2)
        raise Permanent("dark", "The film is dark.")

    deliver(studio, an_agent(too_late))
    assert (studio.step()["state"], studio.job()["state"]) == ("failed", "rendering")
    assert studio.post.sent == []


def test_our_own_platforms_hiccup_lets_the_work_go_at_once_and_costs_no_attempt(studio: Studio) -> None:
    a_job(studio)
    with pytest.raises(Transient, match="busy"):
        deliver(studio, an_agent(Transient("busy", "The store is busy.")))
    assert (studio.step()["lease_until"], studio.step()["attempts"]) == (NOON, 0)
    a_join(studio, "sound", pending=2)
    deliver(studio, an_agent())
    assert (studio.step()["state"], studio.step()["attempts"]) == ("done", 1)


def hiccup() -> None:
    raise Transient("busy", "The store is busy.")


def overtake(studio: Studio) -> Callable[[], Any]:
    return lambda: a_step(studio, token=2)


@pytest.mark.parametrize("meanwhile", ["hiccup", "overtaken"])
def test_what_cannot_be_let_go_ends_with_its_lease(studio: Studio, meanwhile: str) -> None:
    a_job(studio)
    studio.documents.happenings = [nothing, hiccup if meanwhile == "hiccup" else overtake(studio)]
    with pytest.raises(Transient, match="busy"):
        deliver(studio, an_agent(Transient("busy", "The store is busy.")))
    assert studio.step()["lease_until"] == NOON + LEASE_MS


def test_owed_work_is_never_given_up_and_waits_longer_each_time_up_to_an_hour(studio: Studio) -> None:
    a_job(studio, state="cancelled")
    pauses = []
    for _ in range(12):
        deliver(studio, an_agent(OSError("no line"), owed=frozenset({"settle"})), a_message("settle"))
        pauses.append((studio.step("settle")["wake_at"] - studio.clock.time) // 1000)
        studio.clock.time = studio.step("settle")["wake_at"]
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1920, 3840, 3840, 3840, 3840]


# -------------------------------------------------------------------------------------------- lost answers and races


def test_a_commit_whose_answer_was_lost_is_known_by_its_nonce_and_what_follows_is_sent(studio: Studio) -> None:
    a_job(studio)
    studio.documents.happenings = [nothing, lost]
    rendered(studio)
    assert studio.step("render-s01-a1")["state"] == "done"
    assert studio.post.calls == ["post_processor segment-s01-a1"]
    assert studio.rows() == []


def test_an_arrival_whose_answer_was_lost_still_moves_the_meeting_on(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=1, calls=[["post_processor", "assemble"]], event="pictured")
    studio.documents.happenings = [nothing, lost]
    deliver(studio, an_agent())
    assert studio.documents.fields(a_unit().join("sound"))["pending"] == 0
    assert studio.post.calls == ["post_processor assemble"]


@pytest.mark.parametrize("ending", [Wait(NOON + 5000, "busy"), Permanent("dark", "Dark.")], ids=["wait", "failure"])
def test_a_wait_or_a_failure_whose_answer_was_lost_is_recorded_once_and_sent(studio: Studio, ending: Any) -> None:
    a_job(studio)
    studio.documents.happenings = [nothing, lost]
    deliver(studio, an_agent(ending))
    assert studio.step()["state"] == ("waiting" if isinstance(ending, Wait) else "failed")
    assert len(studio.post.sent) == (1 if isinstance(ending, Wait) else 2)


def touched(studio: Studio, **fields: Any) -> Callable[[], Any]:
    """Somebody else writes the job meanwhile."""
    return lambda: studio.documents.put("jobs/j1", **fields)


def test_an_outcome_is_committed_again_when_the_job_moved_under_it(studio: Studio) -> None:
    a_job(studio, state="creative_direction")
    studio.documents.happenings = [nothing, touched(studio, title="The Kettle")]
    deliver(studio, an_agent(), a_message("prompts"))
    assert (studio.job()["state"], studio.job()["title"]) == ("financial", "The Kettle")


@pytest.mark.parametrize("since", [{"revision": 2}, {"state": "cancelled"}], ids=["edited", "cancelled"])
def test_an_outcome_that_nobody_wants_any_more_is_dropped(studio: Studio, since: dict[str, Any]) -> None:
    a_job(studio, state="creative_direction")

    def make(work: Work) -> Made:
        studio.documents.put("jobs/j1", **since)
        return Made({})

    deliver(studio, an_agent(make), a_message("prompts"))
    assert (studio.step("prompts")["state"], studio.post.sent) == ("dropped", [])


def test_what_is_dropped_may_be_somebody_elses_by_now(studio: Studio) -> None:
    a_job(studio, state="creative_direction")

    def make(work: Work) -> Made:
        studio.documents.put("jobs/j1", state="cancelled")
        a_step(studio, "prompts", token=2)
        return Made({})

    deliver(studio, an_agent(make), a_message("prompts"))
    assert studio.step("prompts")["state"] == "running"


def test_an_outcome_that_is_fought_over_too_long_comes_again_later(studio: Studio) -> None:
    a_job(studio, state="creative_direction")
    studio.documents.happenings = [nothing]
    studio.documents.always = touched(studio)
    with pytest.raises(Transient, match="too many neighbours"):
        deliver(studio, an_agent(), a_message("prompts"))


def test_a_failure_is_recorded_again_when_the_job_moved_under_it_and_not_for_ever(studio: Studio) -> None:
    a_job(studio)
    studio.documents.happenings = [nothing, touched(studio)]
    deliver(studio, an_agent(Permanent("dark", "Dark.")))
    assert studio.job()["state"] == "failed"

    a_job(studio)
    studio.documents.happenings = [nothing]
    studio.documents.always = touched(studio)
    with pytest.raises(Transient, match="could not be recorded"):
        deliver(studio, an_agent(Permanent("dark", "Dark.")), a_message("effects-s01"))


def test_a_failure_of_somebody_who_was_overtaken_is_not_recorded(studio: Studio) -> None:
    a_job(studio)

    def overtaken(work: Work) -> Made:
        a_step(studio, token=2)
        raise Permanent("dark", "Dark.")

    with pytest.raises(Transient, match="somebody else's"):
        deliver(studio, an_agent(overtaken))
    assert (studio.step()["state"], studio.job()["state"]) == ("running", "rendering")


# ---------------------------------------------------------------------------- when money moved under a finished work


def paying(*outcomes: Any) -> Callable[[Work], Any]:
    """An agent that decides anew each time, and uses its scratch folder to do so."""
    left = list(outcomes)

    def make(work: Work) -> Any:
        (work.scratch / "note").write_text("x")
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return make


FIRST = Made({"price": 1}, (Create("budgets/day", {"taken": 1}),))


def contested(studio: Studio, *outcomes: Any) -> None:
    a_job(studio)
    done(studio, {"prompts": ONE_SHOT})
    studio.documents.happenings = [nothing, lambda: studio.documents.put("budgets/day", taken=9)]
    deliver(studio, an_agent(paying(FIRST, *outcomes)), a_message("render-s01-a1"))


def test_it_decides_again(studio: Studio) -> None:
    contested(studio, Made({"price": 2}, (Create("budgets/night", {"taken": 2}),)))
    assert studio.step("render-s01-a1")["result"] == {"price": 2}
    assert studio.documents.fields("budgets/night") == {"taken": 2}


def test_it_may_find_that_it_must_wait(studio: Studio) -> None:
    contested(studio, Wait(NOON + 1000, "the budget is busy"))
    assert studio.step("render-s01-a1")["state"] == "waiting"


def test_it_may_find_that_it_cannot(studio: Studio) -> None:
    contested(studio, Permanent("over_budget", "Nothing is left.", at_fault="budget"))
    assert (studio.step("render-s01-a1")["state"], studio.job()["state"]) == ("failed", "failed")


def test_it_does_not_decide_for_ever(studio: Studio) -> None:
    a_job(studio)
    studio.documents.put("budgets/day", taken=9)
    with pytest.raises(Transient, match="decided again and again"):
        rendered(studio, FIRST)
    assert studio.step("render-s01-a1")["state"] == "running"


def test_no_attempt_leaves_its_scratch_behind(studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    contested(studio, Made({"price": 2}))
    contested(studio, Permanent("over_budget", "Nothing is left."))
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------------ fault points


class Killed(BaseException):
    """The process is gone, as after kill -9."""


@pytest.mark.parametrize("place", ["after_claim", "before_commit", "after_commit", "before_row_delete", "before_ack"])
def test_killed_anywhere_the_next_delivery_finishes_the_work_and_sends_what_follows(studio: Studio, place: str) -> None:
    a_job(studio)

    def strike(here: str) -> None:
        if here == place:
            raise Killed

    faults.install(strike)
    with pytest.raises(Killed):
        rendered(studio)
    faults.install(None)
    studio.clock.time += LEASE_MS
    rendered(studio)
    assert studio.step("render-s01-a1")["state"] == "done"
    assert set(studio.post.calls) == {"post_processor segment-s01-a1"}
    assert studio.rows() == []


def test_killed_after_it_went_to_sleep_the_wake_up_stays_for_the_sweeper(studio: Studio) -> None:
    a_job(studio)

    def strike(here: str) -> None:
        if here == "after_wait":
            raise Killed

    faults.install(strike)
    with pytest.raises(Killed):
        deliver(studio, an_agent(Wait(NOON + 1000, "busy")))
    assert (studio.step()["state"], studio.rows(), studio.post.sent) == ("waiting", ["j1.1.music.1"], [])
