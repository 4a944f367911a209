"""How alike two descriptions are, on pairs that people told apart: the threshold stands between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.writing.likeness import ENOUGH, Described, alike, likeness

SAME = [
    (("ANNA", ""), ("Anna", "")),
    (("LÉA", ""), ("Lea", "")),
    (("ANNA", "30, in a red coat"), ("ANNA", "")),
    (("ANNA", "30, in a red coat"), ("ANNA", "in a red coat, 30")),
    (("ANNA", "a red coat, short dark hair"), ("Anna", "short dark hair and a red coat")),
    (("ANNA", "30, in a red coat, with a braid"), ("ANNA", "30, a red coat, a braid")),
    (("EVA MOREAU", "la quarantaine, blouse blanche"), ("Eva Moreau", "blouse blanche, quarantaine")),
    (("DR. EVA MOREAU", "40, grey eyes, a white lab coat"), ("EVA MOREAU", "40, white lab coat, grey eyes")),
    (("KITCHEN", ""), ("The kitchen", "")),
    (("Anna's kitchen", ""), ("ANNA'S KITCHEN", "")),
]
DIFFERENT = [
    (("ANNA", ""), ("HANNAH", "")),
    (("ANNA", ""), ("ANNA MARTIN", "")),
    (("MARC", ""), ("MARCEL", "")),
    (("JEAN", ""), ("JEANNE", "")),
    (("PAUL", ""), ("PAULA", "")),
    (("GUARD 1", ""), ("GUARD 2", "")),
    (("MOTHER", ""), ("BROTHER", "")),
    (("KITCHEN", ""), ("KITCHEN GARDEN", "")),
    (("ANNA", "8, in a red coat"), ("ANNA", "70, white hair, on crutches")),
    (("ANNA", "a red coat"), ("ANNA", "a blue coat")),
    (("LE VIEUX MARIN", "barbe blanche"), ("LE JEUNE MARIN", "barbe rousse")),
    (("GUARD", "tall, grey uniform, grey cap"), ("NURSE", "tall, grey uniform, grey cap")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_person_in_other_words_is_known(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness(Described(*one), Described(*other)).enough


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_somebody_else_is_not_taken_for_them(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not likeness(Described(*one), Described(*other)).enough


def test_the_threshold_has_room_on_both_sides() -> None:
    nearest = min(likeness(Described(*one), Described(*other)).score for one, other in SAME)
    farthest = max(likeness(Described(*one), Described(*other)).score for one, other in DIFFERENT)
    assert farthest < ENOUGH - 0.02 < ENOUGH < nearest


def test_the_number_can_be_worked_out_by_hand() -> None:
    """`red coat` and `blue coat` share one of two words, and the pieces of `coat`: 4 of 7 and 4 of 8."""
    assert alike("red coat", "blue coat") == round((1 / 2 + 4 / (7 * 8) ** 0.5) / 2, 4)


def test_the_reason_says_what_was_compared() -> None:
    same = likeness(Described("ANNA", "a red coat"), Described("Anna", "a red coat"))
    assert (same.score, same.because) == (1.0, "name 1.00, description 1.00")
    assert likeness(Described("ANNA", "a red coat"), Described("Anna")).because == "name 1.00"


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_it_is_a_likeness_both_ways_and_everything_is_like_itself(one: str, other: str) -> None:
    assert alike(one, one) == 1.0
    assert alike(one, other) == alike(other, one)
    assert 0.0 <= alike(one, other) <= 1.0
