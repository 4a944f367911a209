"""What failed for good is kept, fails its job, and is played again by a person only."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.dlq_handler.agent import COUNT, SOURCE, keep, letters, park, replay
from shared.model.errors import Permanent
from shared.platform.ports import Message
from tests.unit.core.builders import NOON, Studio, a_job, a_unit
from tests.unit.core.test_envelope import encoded, request

DEAD = {SOURCE: "render_executor", COUNT: "20", "traceparent": "00-…"}


def letter(unit: str = "render-s01-a1", revision: int = 1, job: str = "j1") -> Message:
    return Message("dead_letters", a_unit(unit, revision, job).body(), DEAD)


def kept(studio: Studio) -> list[str]:
    return [found.path.partition("/")[2] for found in letters(studio.platform)]


def test_a_letter_is_kept_with_all_that_was_known_of_it(studio: Studio) -> None:
    a_job(studio)
    keep(studio.platform, letter())
    (found,) = letters(studio.platform)
    assert (found.fields["topic"], found.fields["deliveries"]) == ("render_executor", "20")
    assert found.fields["body"] == letter().body
    assert (found.fields["state"], found.fields["created_at"]) == ("parked", NOON)
    assert found.fields["expire_at"] > NOON


def test_the_same_letter_is_kept_once_however_often_it_dies(studio: Studio) -> None:
    a_job(studio)
    for _ in range(3):
        keep(studio.platform, letter())
    assert len(kept(studio)) == 1
    keep(studio.platform, letter("render-s01-a2"))
    assert len(kept(studio)) == 2


def test_its_job_fails_returns_its_money_and_tells_its_owner(studio: Studio) -> None:
    a_job(studio)
    keep(studio.platform, letter())
    assert studio.job()["state"] == "failed"
    assert studio.job()["error"]["sentence"].startswith("render-s01-a1 could not be delivered to its worker")
    assert studio.post.calls == ["budget_guard settle", "notifier notify-failed"]


@pytest.mark.parametrize(
    ("job", "dead"),
    [
        ({"state": "waiting_approval"}, letter("notify-waiting_approval")),
        ({"state": "rendering"}, letter("settle")),
        ({"revision": 2}, letter()),
        ({"state": "cancelled"}, letter()),
        ({"state": "delivered"}, letter("settle")),
        ({}, letter(job="j9")),
        ({}, Message("dead_letters", {}, DEAD)),
        ({}, Message("dead_letters", {"job": "a/b"}, {})),
    ],
    ids=["news", "settling", "edited", "cancelled", "over", "another's", "empty", "odd"],
)
def test_a_letter_that_no_living_film_hangs_on_fails_none(studio: Studio, job: dict[str, Any], dead: Message) -> None:
    before = a_job(studio, **job)
    keep(studio.platform, dead)
    assert studio.documents.get("jobs/j1") == before
    assert len(kept(studio)) == 1


def test_letters_are_shown_the_newest_first(studio: Studio) -> None:
    a_job(studio)
    for unit in ("render-s01-a1", "render-s01-a2"):
        keep(studio.platform, letter(unit))
        studio.clock.time += 1000
    assert [found.fields["body"]["unit"] for found in letters(studio.platform)] == ["render-s01-a2", "render-s01-a1"]


def test_a_replayed_letter_begins_its_job_anew(studio: Studio) -> None:
    a_job(studio)
    keep(studio.platform, letter())
    studio.post.take()
    assert replay(studio.platform, kept(studio)[0]) == "j1"
    assert (studio.job()["state"], studio.job()["revision"]) == ("analyzing", 2)
    assert studio.post.calls == ["ingest ingest"]


def refusal(do: Callable[[], object]) -> Permanent:
    with pytest.raises(Permanent) as refused:
        do()
    assert refused.value.at_fault == "input"
    return refused.value


def test_a_letter_is_replayed_once(studio: Studio) -> None:
    a_job(studio)
    keep(studio.platform, letter())
    replay(studio.platform, kept(studio)[0])
    error = refusal(lambda: replay(studio.platform, kept(studio)[0]))
    assert error.sentence == "Its job is analyzing; there is nothing to play again."


@pytest.mark.parametrize("name", ["nowhere", "", "a/b", "../x"])
def test_a_letter_that_is_not_there_is_not_replayed(studio: Studio, name: str) -> None:
    assert refusal(lambda: replay(studio.platform, name)).code == "no_such_letter"


@pytest.mark.parametrize("dead", [letter(job="j9"), Message("dead_letters", {}, DEAD)])
def test_a_letter_whose_job_is_gone_is_not_replayed(studio: Studio, dead: Message) -> None:
    keep(studio.platform, dead)
    assert "Its job is gone" in refusal(lambda: replay(studio.platform, kept(studio)[0])).sentence


def test_parking_is_what_the_dead_letter_topic_pushes_to(studio: Studio) -> None:
    a_job(studio)
    body = {"message": {"data": encoded(letter().body), "attributes": DEAD}, "subscription": "a/b/dead_letters"}
    assert park(request(body)) == ("", 204)
    assert studio.job()["state"] == "failed"
    assert park(request(b"garbage")) == ("", 204)
    assert len(kept(studio)) == 1
