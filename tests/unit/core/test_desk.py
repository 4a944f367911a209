"""A person's wish is granted once, or refused in a sentence; asking twice does no harm."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.model.edit import Drop
from shared.model.errors import Permanent, Refused, Transient
from shared.model.job import MOST_EDITS, Options
from shared.model.states import TABLE
from shared.pipeline import desk, faults
from shared.platform.ports import Document
from shared.telemetry import log, trace
from tests.unit.core.builders import NOON, ONE_SHOT, Studio, a_job, a_unit, done, lost

SCRIPT = {"object": "manuscripts/anna/1.txt", "name": "kettle.txt", "bytes": 10}

Wish = Callable[[Studio], Document]


def create(studio: Studio, owner: str = "anna", options: Options | None = None) -> Document:
    return desk.create(studio.platform, "j1", owner, SCRIPT, options or Options(seed=3), name="Kettle")


def start(studio: Studio) -> Document:
    return desk.start(studio.platform, "j1")


def cancel(studio: Studio) -> Document:
    return desk.cancel(studio.platform, "j1")


def approve(studio: Studio, revision: int = 1) -> Document:
    return desk.approve(studio.platform, "j1", revision)


def fail(studio: Studio) -> Document:
    return desk.fail(studio.platform, "j1", Refused("empty", "The script is empty.", "Write."))


def revise(studio: Studio, **changes: Any) -> Document:
    return desk.revise(studio.platform, "j1", changes)


def edit(studio: Studio, shot: str = "s01-a1", revision: int | None = None) -> Document:
    return desk.edit(studio.platform, "j1", (Drop(shot=shot),), "anna", revision=revision)


def reject(studio: Studio) -> Document:
    return desk.reject(studio.platform, "j1", "")


def priced(studio: Studio, revision: int = 1) -> None:
    a_job(studio, state="waiting_approval", revision=revision)
    done(studio, {"prompts": ONE_SHOT}, revision)


def refused(wish: Callable[[], object]) -> Permanent:
    with pytest.raises(Permanent) as refusal:
        wish()
    assert refusal.value.at_fault == "input"
    return refusal.value


# ------------------------------------------------------------------------------------------------ create and start


def test_a_new_job_says_what_was_asked_and_what_it_comes_to(studio: Studio) -> None:
    job = create(studio)
    assert (job.fields["state"], job.fields["revision"], job.fields["owner"]) == ("created", 1, "anna")
    assert job.fields["asked"] == {"seed": 3}
    assert job.fields["options"]["aspect"] == "16:9"
    assert studio.documents.fields("gates/j1")["open"] is True
    assert studio.post.sent == []


def test_the_same_job_again_is_the_same_success_and_changes_nothing(studio: Studio) -> None:
    first = create(studio)
    studio.clock.time += 1000
    assert create(studio) == first


def test_a_job_whose_answer_was_lost_was_made(studio: Studio) -> None:
    studio.documents.happenings = [lost]
    assert create(studio).fields["state"] == "created"


@pytest.mark.parametrize("times", [1, 3])
def test_a_job_is_started_once_however_often_it_is_asked_to(studio: Studio, times: int) -> None:
    create(studio)
    assert {start(studio).fields["state"] for _ in range(times)} == {"analyzing"}
    assert (studio.post.calls, studio.rows()) == (["ingest ingest"], [])


@pytest.mark.parametrize("state", [state for state in TABLE if state != "created"])
def test_a_job_that_is_on_its_way_or_over_is_left_alone_by_a_start(studio: Studio, state: str) -> None:
    before = a_job(studio, state=state)
    assert start(studio) == before
    assert studio.post.sent == []


def test_a_start_begins_a_trace_that_the_film_carries_on(studio: Studio) -> None:
    create(studio)
    start(studio)
    span = trace.current()
    assert span is not None
    assert studio.post.sent[0].message.attributes == {"traceparent": span.traceparent}


def test_a_wish_that_came_with_a_trace_keeps_it(studio: Studio) -> None:
    span = trace.enter({})
    create(studio)
    start(studio)
    assert trace.current() == span


# --------------------------------------------------------------------------------------------------------- approve


def test_an_approved_film_is_shot(studio: Studio) -> None:
    priced(studio)
    assert approve(studio).fields["state"] == "rendering"
    assert studio.post.calls == ["music_composer music", "sound_effects effects-s01", "render_executor render-s01-a1"]
    assert studio.documents.fields(a_unit().join("film"))["pending"] == 2


def test_who_saw_an_older_revision_is_told_which_it_is_now(studio: Studio) -> None:
    priced(studio, revision=3)
    error = refused(lambda: approve(studio, 2))
    assert (error.code, error.sentence) == (
        "stale_approval",
        "You saw revision 2; the film is at revision 3 now.",
    )
    assert studio.job()["state"] == "waiting_approval"


def test_what_waits_for_nothing_cannot_be_approved(studio: Studio) -> None:
    priced(studio)
    approve(studio)
    error = refused(lambda: approve(studio))
    assert (error.code, error.sentence) == ("wrong_state", "The job is rendering; it cannot be approved now.")


def test_what_was_not_directed_yet_cannot_be_shot(studio: Studio) -> None:
    a_job(studio, state="waiting_approval")
    with pytest.raises(LookupError, match="prompts is not done"):
        approve(studio)


# ------------------------------------------------------------------------------------------------- cancel and fail


@pytest.mark.parametrize("state", [state for state, events in TABLE.items() if "cancelled" in events])
def test_whatever_is_not_over_can_be_cancelled_and_again_without_harm(studio: Studio, state: str) -> None:
    a_job(studio, state=state)
    for _ in range(2):
        assert cancel(studio).fields["state"] == "cancelled"
    assert studio.documents.fields("gates/j1")["open"] is False
    assert studio.post.calls == ["budget_guard settle", "notifier notify-cancelled"]


@pytest.mark.parametrize("state", ["delivered", "failed"])
def test_what_is_over_cannot_be_cancelled(studio: Studio, state: str) -> None:
    a_job(studio, state=state)
    assert refused(lambda: cancel(studio)).code == "wrong_state"


def test_a_job_that_cannot_become_a_film_says_why_and_is_failed_once(studio: Studio) -> None:
    create(studio)
    fail(studio)
    job = fail(studio)
    assert (job.fields["state"], job.fields["error"]["sentence"]) == ("failed", "The script is empty.")
    assert studio.post.calls == ["budget_guard settle", "notifier notify-failed"]


# ----------------------------------------------------------------------------------------------------------- revise


@pytest.mark.parametrize(
    ("state", "called"),
    [
        ("delivered", ["ingest ingest"]),
        ("failed", ["ingest ingest"]),
        ("cancelled", ["ingest ingest"]),
        ("rendering", ["ingest ingest", "budget_guard settle"]),
        ("needs_review", ["ingest ingest", "budget_guard settle"]),
    ],
)
def test_a_revision_begins_anew_and_settles_what_was_not_settled(studio: Studio, state: str, called: list[str]) -> None:
    a_job(studio, state=state, error={"sentence": "It was dark."})
    job = revise(studio, asked={"seed": 8})
    assert (job.fields["state"], job.fields["revision"], job.fields["error"]) == ("analyzing", 2, None)
    assert job.fields["asked"] == {"seed": 8}
    gate = studio.documents.fields("gates/j1")
    assert (gate["open"], gate["revision"]) == (True, 2)
    assert (studio.post.calls, studio.rows()) == (called, [])
    assert [each.message.body["revision"] for each in studio.post.sent] == [2, 1][: len(called)]
    assert trace.current() is not None


def test_a_delivered_film_stays_until_the_next_is_delivered(studio: Studio) -> None:
    a_job(studio, state="delivered", film="films/anna/1.mp4")
    assert revise(studio).fields["film"] == "films/anna/1.mp4"


def test_a_job_that_never_began_cannot_be_revised(studio: Studio) -> None:
    create(studio)
    assert refused(lambda: revise(studio)).sentence == "The job is created; it cannot be revised now."


def test_of_two_edits_at_once_both_are_kept(studio: Studio) -> None:
    a_job(studio, state="delivered", title="")
    studio.documents.happenings = [lambda: desk.revise(studio.platform, "j1", {"title": "Theirs"})]
    job = revise(studio, asked={"seed": 8})
    assert (job.fields["revision"], job.fields["title"], job.fields["asked"]) == (3, "Theirs", {"seed": 8})


def test_of_two_who_edit_what_they_saw_the_second_is_told(studio: Studio) -> None:
    a_job(studio, state="waiting_approval")
    edit(studio, "s01-a1", 1)
    assert refused(lambda: edit(studio, "s01-a2", 1)).code == "stale_approval"
    assert edit(studio, "s01-a2").fields["revision"] == 3
    assert [change["revision"] for change in studio.job()["edits"]] == [2, 3]


def test_a_film_is_not_edited_without_end(studio: Studio) -> None:
    a_job(studio, state="delivered", edits=[{"edits": [{}] * MOST_EDITS}])
    assert refused(lambda: edit(studio)).code == "too_many_edits"
    assert refused(lambda: desk.edit(studio.platform, "j1", (), "anna")).code == "no_edits"


# ------------------------------------------------------------------------------------------ every wish, come what may

WISHES: dict[str, tuple[Callable[[Studio], object], Wish]] = {
    "start": (create, start),
    "approve": (priced, approve),
    "cancel": (a_job, cancel),
    "fail": (create, fail),
    "revise": (lambda studio: a_job(studio, state="failed"), revise),
    "edit": (lambda studio: a_job(studio, state="delivered"), edit),
    "reject": (lambda studio: a_job(studio, state="needs_review"), reject),
}

every_wish = pytest.mark.parametrize(("before", "wish"), WISHES.values(), ids=WISHES)


@every_wish
def test_a_wish_whose_answer_was_lost_is_granted_once(
    studio: Studio, before: Callable[[Studio], object], wish: Wish
) -> None:
    before(studio)
    studio.documents.happenings = [lost]
    job = wish(studio)
    assert job.fields["state"] in ("analyzing", "rendering", "cancelled", "failed")
    assert job.fields["revision"] <= 2
    assert len(studio.post.sent) == len(set(studio.post.calls)) > 0
    assert studio.rows() == []


@every_wish
def test_a_wish_for_a_job_that_is_written_meanwhile_is_granted_all_the_same(
    studio: Studio, before: Callable[[Studio], object], wish: Wish
) -> None:
    before(studio)
    studio.documents.happenings = [lambda: studio.documents.put("jobs/j1", title="The Kettle")]
    assert wish(studio).fields["title"] == "The Kettle"
    assert studio.post.calls


@every_wish
def test_a_wish_for_a_job_that_is_fought_over_says_so(
    studio: Studio, before: Callable[[Studio], object], wish: Wish
) -> None:
    before(studio)
    studio.documents.always = lambda: studio.documents.put("jobs/j1", title="again")
    with pytest.raises(Transient, match="Job j1 is busy"):
        wish(studio)


@every_wish
def test_a_wish_for_a_job_that_is_not_there_says_where_to_look(
    studio: Studio, before: Callable[[Studio], object], wish: Wish
) -> None:
    error = refused(lambda: wish(studio))
    assert (error.code, error.remedy) == ("no_such_job", "`aiprod jobs` lists them.")


@every_wish
def test_what_a_crash_left_unsent_is_found_in_the_outbox(
    studio: Studio, before: Callable[[Studio], object], wish: Wish
) -> None:
    class Killed(BaseException):
        pass

    def strike(here: str) -> None:
        if here == "after_desk":
            raise Killed

    before(studio)
    faults.install(strike)
    with pytest.raises(Killed):
        wish(studio)
    faults.install(None)
    assert (studio.post.sent, len(studio.rows()) > 0) == ([], True)
    if wish in (start, cancel, fail):
        wish(studio)
        assert studio.rows() == []
        assert studio.post.calls


@every_wish
def test_every_wish_leaves_a_trace_for_a_reviewer(
    studio: Studio, before: Callable[[Studio], object], wish: Wish, said: list[log.Line]
) -> None:
    before(studio)
    said.clear()
    wish(studio)
    assert [line["audit"]["job"] for line in said if "audit" in line] == ["j1"]
    assert studio.job()["updated_at"] == NOON
