"""What must be sent is a row first, and a row goes away only when its message has."""

from typing import Any

import pytest

from shared.model.callsheet import Call
from shared.model.errors import Transient
from shared.pipeline import faults, outbox
from shared.platform.ports import Create, Message
from shared.telemetry import trace
from tests.unit.core.builders import NOON, Studio, a_message, a_unit, row


class Killed(BaseException):
    """The process is gone."""


def killed_at(place: str) -> None:
    def strike(here: str) -> None:
        if here == place:
            raise Killed

    faults.install(strike)


def calls(*units: str) -> list[Create]:
    wanted = [Call("render_executor", unit) for unit in units]
    return outbox.called(wanted, a_unit("escrow"), a_unit("escrow").path, NOON)


def test_a_row_is_named_after_the_work_that_it_calls_for_so_that_it_cannot_be_called_for_twice(studio: Studio) -> None:
    rows = calls("render-s01-a1", "render-s01-a2")
    assert [each.path for each in rows] == ["outbox/j1.1.render-s01-a1", "outbox/j1.1.render-s01-a2"]
    assert rows[0].fields["body"] == {"schema": 1, "job": "j1", "revision": 1, "unit": "render-s01-a1"}


def test_relaying_sends_every_row_and_deletes_it(studio: Studio) -> None:
    rows = calls("render-s01-a1", "render-s01-a2", "render-s01-a3")
    studio.documents.commit(rows)
    outbox.relay(studio.platform, rows)
    assert studio.post.calls == [f"render_executor render-s01-a{i}" for i in (1, 2, 3)]
    assert studio.rows() == []


def test_relaying_nothing_sends_nothing(studio: Studio) -> None:
    outbox.relay(studio.platform, [])
    assert (studio.post.sent, studio.rows()) == ([], [])


def test_a_row_stays_when_its_message_was_not_accepted(studio: Studio) -> None:
    rows = calls("render-s01-a1")
    studio.documents.commit(rows)
    studio.post.refusal = Transient("busy", "No.")
    with pytest.raises(Transient):
        outbox.relay(studio.platform, rows)
    assert studio.rows() == ["j1.1.render-s01-a1"]


@pytest.mark.parametrize(("place", "sent"), [("between_relays", 1), ("before_row_delete", 3)])
def test_what_a_crash_left_behind_is_sent_again_by_whoever_comes_next(studio: Studio, place: str, sent: int) -> None:
    rows = calls("render-s01-a1", "render-s01-a2", "render-s01-a3")
    studio.documents.commit(rows)
    killed_at(place)
    with pytest.raises(Killed):
        outbox.relay(studio.platform, rows)
    assert (len(studio.post.take()), len(studio.rows())) == (sent, 3)

    faults.install(None)
    outbox.relay_left_over(studio.platform, a_unit("escrow").path)
    assert len(studio.post.sent) == 3
    assert studio.rows() == []


def test_what_is_left_over_of_others_is_left_to_them(studio: Studio) -> None:
    row(studio, "j1.1.music")
    row(studio, "j2.1.music", source="jobs/j2")
    outbox.relay_left_over(studio.platform, "jobs/j2")
    assert studio.rows() == ["j1.1.music"]


def test_more_than_a_page_of_left_over_rows_is_sent_too(studio: Studio) -> None:
    for number in range(305):
        row(studio, f"j1.1.render-s01-{number:03d}")
    outbox.relay_left_over(studio.platform, a_unit("escrow").path)
    assert (len(studio.post.sent), studio.rows()) == (305, [])


def test_a_wait_is_sent_under_its_name_and_stays_until_its_wake_up_was_used(studio: Studio) -> None:
    waiting = row(studio, "j1.1.music.4", deliver_at=NOON + 5000)
    outbox.relay(studio.platform, [waiting])
    outbox.relay_left_over(studio.platform, waiting.fields["source"])
    assert {(each.deliver_at, each.name) for each in studio.post.sent} == {(NOON + 5000, "j1.1.music.4")}
    assert studio.rows() == ["j1.1.music.4"]

    (message,) = {each.message.attributes["wake"]: each.message for each in studio.post.sent}.values()
    outbox.used(studio.platform, message)
    assert studio.rows() == []
    outbox.used(studio.platform, message)
    outbox.used(studio.platform, a_message())


def test_the_sweep_sends_what_is_late_and_leaves_what_may_still_be_on_its_way(studio: Studio) -> None:
    row(studio, "j1.1.late", created_at=NOON - 60_000, due=NOON - 60_000)
    row(studio, "j1.1.fresh", due=NOON - 1000)
    assert outbox.sweep(studio.platform, NOON - 30_000) == 1
    assert studio.rows() == ["j1.1.fresh"]


def test_the_sweep_wakes_who_was_not_woken_and_keeps_the_row_in_case_that_is_lost_too(studio: Studio) -> None:
    row(studio, "j1.1.music.4", deliver_at=NOON - 40_000)
    for _ in range(2):
        assert outbox.sweep(studio.platform, NOON - 30_000) == 1
    assert [(each.deliver_at, each.name) for each in studio.post.sent] == [(None, "")] * 2
    assert {each.message.attributes["wake"] for each in studio.post.sent} == {"j1.1.music.4"}
    assert studio.rows() == ["j1.1.music.4"]


def test_a_sweep_goes_from_page_to_page_and_stops_at_its_limit(studio: Studio) -> None:
    for number in range(120):
        row(studio, f"j1.1.render-{number:03d}", due=NOON - 60_000)
    assert outbox.sweep(studio.platform, NOON, limit=100) == 100
    assert outbox.sweep(studio.platform, NOON) == 20
    assert len({each.message.attributes.get("wake") for each in studio.post.sent}) == 1
    assert studio.rows() == []


def test_a_message_carries_the_trace_of_its_cause(studio: Studio) -> None:
    span = trace.enter({})
    rows = calls("render-s01-a1")
    outbox.relay(studio.platform, rows)
    carried: Message = studio.post.sent[0].message
    assert carried.attributes == {"traceparent": span.traceparent}


@pytest.mark.parametrize("deliver_at", [None, NOON + 5000])
def test_a_row_is_due_when_it_should_have_gone(studio: Studio, deliver_at: int | None) -> None:
    made: Any = outbox.row("x", "music_composer", a_unit(), "jobs/j1", NOON, deliver_at).fields
    assert (made["due"], made["deliver_at"], made["created_at"]) == (deliver_at or NOON, deliver_at, NOON)
