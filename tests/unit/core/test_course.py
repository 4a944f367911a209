"""A meeting moves on once, when everyone has arrived, and never when the film was stopped."""

from typing import Any

import pytest

from shared.model.callsheet import Call, Join, Next
from shared.model.errors import Transient
from shared.pipeline import faults
from shared.pipeline.course import OutOfTurn, advance, plot
from tests.unit.core.builders import NOON, Studio, a_job, a_join, a_unit, lost, row

ASSEMBLE: dict[str, Any] = {"calls": [["post_processor", "assemble"]], "event": "pictured"}


def move_on(studio: Studio, name: str = "film") -> None:
    advance(studio.platform, a_unit("segment-s01-a1"), name)


def join(studio: Studio, name: str = "film") -> Any:
    return studio.documents.fields(a_unit().join(name))


def test_when_all_have_arrived_the_next_are_called_and_the_job_moves(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    move_on(studio)
    assert (studio.job()["state"], studio.post.calls) == ("assembling", ["post_processor assemble"])
    assert join(studio)["advanced"] != ""
    assert studio.rows() == []


def test_while_somebody_is_missing_nothing_happens(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=1, **ASSEMBLE)
    move_on(studio)
    assert (studio.job()["state"], studio.post.sent, join(studio)["advanced"]) == ("rendering", [], "")


def test_a_scene_that_is_complete_arrives_at_the_film_and_the_last_scene_moves_it_on(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "film", pending=2, **ASSEMBLE)
    for scene in ("scene-s01", "scene-s02"):
        a_join(studio, scene, pending=0, feeds="film")
    move_on(studio, "scene-s01")
    assert (join(studio)["pending"], studio.post.sent) == (1, [])
    move_on(studio, "scene-s02")
    assert (join(studio)["pending"], studio.post.calls) == (0, ["post_processor assemble"])


def test_it_moves_on_once_however_often_it_is_asked_to(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "film", pending=1, **ASSEMBLE)
    a_join(studio, "scene-s01", pending=0, feeds="film")
    for _ in range(3):
        move_on(studio, "scene-s01")
    assert (join(studio)["pending"], studio.post.calls) == (0, ["post_processor assemble"])


@pytest.mark.parametrize(
    "gate", [None, {"open": False}, {"revision": 2}], ids=["none", "closed", "of another revision"]
)
def test_a_stopped_film_calls_nobody(studio: Studio, gate: dict[str, Any] | None) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    if gate is None:
        studio.documents._all.pop("gates/j1")
    else:
        studio.documents.put("gates/j1", **gate)
    move_on(studio)
    assert (studio.job()["state"], studio.post.sent) == ("rendering", [])


def test_a_film_that_is_stopped_in_the_last_moment_calls_nobody(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    studio.documents.happenings = [lambda: studio.documents.put("gates/j1", open=False)]
    move_on(studio)
    assert (studio.job()["state"], studio.post.sent) == ("rendering", [])


@pytest.mark.parametrize("since", [{"revision": 2}, {"state": "assembling"}], ids=["begun anew", "elsewhere"])
def test_a_meeting_that_moves_the_job_does_so_only_where_the_job_is(studio: Studio, since: dict[str, Any]) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    studio.documents.put("jobs/j1", **since)
    move_on(studio)
    assert (join(studio)["advanced"], studio.post.sent) == ("", [])


def test_when_the_job_was_written_meanwhile_it_is_read_again(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    studio.documents.happenings = [lambda: studio.documents.put("jobs/j1", title="The Kettle")]
    move_on(studio)
    assert (studio.job()["state"], studio.job()["title"]) == ("assembling", "The Kettle")


def test_a_move_whose_answer_was_lost_is_found_done_and_sent(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    studio.documents.happenings = [lost]
    move_on(studio)
    assert (studio.post.calls, studio.rows()) == (["post_processor assemble"], [])


def test_what_a_crash_left_unsent_is_sent_and_the_next_meeting_is_moved_on_too(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "scene-s01", pending=0, feeds="film", advanced="theirs")
    a_join(studio, "film", pending=0, **ASSEMBLE)
    row(studio, "j1.1.music", source=a_unit().join("scene-s01"))
    move_on(studio, "scene-s01")
    assert studio.post.calls == ["music_composer music", "post_processor assemble"]


def test_what_is_fought_over_too_long_comes_again_later(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    studio.documents.always = lambda: studio.documents.put("jobs/j1", title="again")
    with pytest.raises(Transient, match="fought over"):
        move_on(studio)


def test_a_meeting_that_was_never_called_is_a_mistake_of_ours(studio: Studio) -> None:
    a_job(studio)
    with pytest.raises(LookupError, match="never opened"):
        move_on(studio)


def test_both_sides_of_the_move_can_be_crashed_at(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, pending=0, **ASSEMBLE)
    passed: list[str] = []
    faults.install(passed.append)
    move_on(studio)
    assert passed == ["before_advance", "after_advance", "before_row_delete"]


# ------------------------------------------------------------------------------------------------- what is written


def test_meetings_are_written_with_all_that_they_need_to_move_on(studio: Studio) -> None:
    a_job(studio)
    film = Join("film", 5, (Call("post_processor", "assemble"),), "", "pictured")
    course = plot(studio.platform, a_unit(), "jobs/j1", Next(joins=(film,)), NOON, {})
    studio.documents.commit(course.writes)
    written = {name: join(studio)[name] for name in ("pending", "calls", "event", "feeds", "advanced", "job")}
    assert written == {
        "pending": 5, "calls": [["post_processor", "assemble"]], "event": "pictured", "feeds": "", "advanced": "",
        "job": "j1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "event", "is_open", "called"),
    [
        ("financial", "priced", True, ["notify-waiting_approval"]),
        ("final_approval", "delivered", False, ["settle", "notify-delivered"]),
        ("final_approval", "escalated", False, ["notify-needs_review"]),
        ("rendering", "pictured", True, []),
    ],
)
def test_the_gate_closes_where_the_job_rests_and_the_state_calls_its_own(
    studio: Studio, state: str, event: str, is_open: bool, called: list[str]
) -> None:
    a_job(studio, state=state)
    course = plot(studio.platform, a_unit(), "jobs/j1", Next(event), NOON, {})
    studio.documents.commit(course.writes)
    assert studio.documents.fields("gates/j1")["open"] is is_open
    assert [each.fields["body"]["unit"] for each in course.rows] == called


def test_the_job_is_neither_read_nor_written_when_nothing_of_it_changes(studio: Studio) -> None:
    following = Next(calls=(Call("post_processor", "segment-s01-a1"),))
    course = plot(studio.platform, a_unit(), "jobs/j1", following, NOON, {})
    assert course.writes == course.rows


@pytest.mark.parametrize(("event", "changes"), [("pictured", {}), ("", {"title": "x"})], ids=["event", "changes"])
def test_nothing_of_an_older_revision_touches_the_job(studio: Studio, event: str, changes: dict[str, Any]) -> None:
    a_job(studio, revision=2)
    with pytest.raises(OutOfTurn, match="newer revision"):
        plot(studio.platform, a_unit(), "jobs/j1", Next(event), NOON, changes)


def test_nothing_touches_a_job_that_is_not_there(studio: Studio) -> None:
    with pytest.raises(OutOfTurn):
        plot(studio.platform, a_unit(), "jobs/j1", Next("pictured"), NOON, {})


def test_an_event_that_cannot_happen_here_is_out_of_turn(studio: Studio) -> None:
    a_job(studio, state="cancelled")
    with pytest.raises(OutOfTurn, match="pictured cannot happen in cancelled"):
        plot(studio.platform, a_unit(), "jobs/j1", Next("pictured"), NOON, {})
