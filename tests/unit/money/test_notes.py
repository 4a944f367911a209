"""What a film's owner is told of the pictures that did not come as they were chosen."""

from typing import Any

import pytest

from shared.model.money import DOLLAR
from shared.money import notes
from tests.unit.core.builders import Studio


@pytest.fixture
def tried(studio: Studio) -> Any:
    """An attempt at a shot that has ended."""

    def one(shot: str, number: int, backend: str, state: str, note: str = "", **more: Any) -> None:
        fields: dict[str, Any] = {
            "revision": 1,
            "shot": shot,
            "number": number,
            "state": state,
            "note": note,
            "order": {"choice": {"backend": backend}},
            "again": False,
            "abandoned": False,
            "hold": DOLLAR,
            "cost": 0,
        }
        studio.documents.put(f"jobs/j1/attempts/1.{shot}.{number}", **{**fields, **more})

    return one


def told(studio: Studio) -> list[str]:
    return notes.of(studio.platform, "j1", 1)


def test_a_film_without_trouble_has_no_notes(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "succeeded")
    assert told(studio) == []


def test_who_was_chosen_is_named_first_whoever_failed_after_him(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "refused", "Runway answered 401: no such key.")
    tried("s1", 2, "veo", "refused", "Google answered 401: no.")
    tried("s1", 3, "keyframe", "refused", "Google answered 401: no.")
    assert told(studio) == ["Shot s1 is drawn: Runway answered 401: no such key. Nor could keyframe or veo."]


def test_shots_with_the_same_trouble_are_told_of_once(studio: Studio, tried: Any) -> None:
    for number in range(1, 8):
        tried(f"s{number}", 1, "runway", "refused", "The account has no credit left.")
    assert told(studio) == ["Shots s1, s2, s3, s4, s5 and 2 more are drawn: The account has no credit left."]


def test_what_was_billed_for_nothing_is_said(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "failed", "Runway refused it for its content.", cost=DOLLAR // 4)
    assert told(studio) == ["Shot s1 is drawn: Runway refused it for its content (billed all the same: $0.25)."]


def test_what_may_be_billed_is_no_certainty(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "veo", "failed", "Google refused it for its content.", cost=DOLLAR // 4, assumed=True)
    assert told(studio) == [
        "Shot s1 is drawn: Google refused it for its content (it may be billed, so $0.25 counts as spent)."
    ]


def test_who_stands_in_is_named_with_the_reason(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "failed", "Runway broke down.")
    tried("s1", 2, "replicate", "succeeded", cost=DOLLAR)
    assert told(studio) == ["Shot s1 comes from replicate at the second attempt: Runway broke down."]


def test_a_provider_that_was_busy_is_no_trouble_when_the_picture_came_in_the_end(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "refused", "Too many at once.", again=True)
    tried("s1", 2, "runway", "succeeded", cost=DOLLAR)
    assert told(studio) == []


def test_a_provider_that_was_busy_to_the_end_is_the_reason(studio: Studio, tried: Any) -> None:
    tried("s1", 1, "runway", "refused", "You have exceeded your daily limit.", again=True)
    assert told(studio) == ["Shot s1 is drawn: You have exceeded your daily limit."]


def test_what_nobody_can_tell_about_comes_with_its_price_and_the_command_that_settles_it(
    studio: Studio, tried: Any
) -> None:
    tried("s1", 1, "runway", "unknown")
    (sentence,) = told(studio)
    assert "nobody can tell whether runway made it, so its price ($1.00) counts as spent" in sentence
    assert "aiprod resolve j1 s1 paid, or unpaid" in sentence
