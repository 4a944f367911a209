"""Errors say whose turn it is, and what that person can do."""

import pytest

from shared.model.errors import AiprodError, Permanent, Refused, Transient, described

REFUSED = Refused("empty", "The script is empty.", "Write a line.")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (REFUSED, ("empty", "The script is empty.", "Write a line.", "input")),
        (Permanent("gone", "It is gone."), ("gone", "It is gone.", "", "us")),
        (Permanent("dear", "Too dear.", "Pay.", at_fault="budget"), ("dear", "Too dear.", "Pay.", "budget")),
        (Transient("busy", "The store is busy."), ("busy", "The store is busy.", "", "us")),
        (RuntimeError("the engine broke"), ("unexpected", "RuntimeError: the engine broke", "", "us")),
    ],
)
def test_an_error_is_written_down_for_the_person_who_reads_it(error: Exception, told: tuple[str, ...]) -> None:
    assert described(error) == dict(zip(("code", "sentence", "remedy", "at_fault"), told, strict=True))


def test_an_error_reads_as_its_sentence_and_what_can_be_done() -> None:
    assert str(REFUSED) == "The script is empty. Write a line."
    assert str(Permanent("gone", "It is gone.")) == "It is gone."


def test_only_our_own_platform_is_worth_trying_again() -> None:
    assert Transient("busy", "Busy.").retry_after_s == 1.0
    assert not isinstance(REFUSED, Transient)
    assert isinstance(REFUSED, Permanent)
    assert issubclass(Permanent, AiprodError)
