"""What nobody heard of is found again where the provider lists, and only by its own order."""

import pytest

from functions.render_executor.backends.replicate import _may_be
from functions.render_executor.backends.wire import Silence
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import an_order

LONG_AGO = 0
IN_A_HUNDRED_YEARS = 4_900_000_000_000


@pytest.mark.parametrize("name", ["replicate", "replicate with a picture"])
def test_an_order_whose_answer_was_lost_is_found_in_the_list(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.behave(script=["ok", "drop_after", "drop_before"])
    stage.backend.submit(stage.another(seed=99), stage.reference)
    with pytest.raises(Silence):
        stage.backend.submit(stage.order, stage.reference)
    with pytest.raises(Silence):
        stage.backend.submit(stage.another(seed=5), stage.reference)
    lost = stage.bill["tasks"][1]["id"]
    assert stage.backend.tasks_since(stage.order, LONG_AGO) == [lost]
    assert stage.backend.tasks_since(stage.another(seed=5), LONG_AGO) == [], "it was never taken"
    assert stage.backend.tasks_since(stage.another(prompt="Another."), LONG_AGO) == []


def test_what_was_made_long_before_is_not_ours(stage_for: StageFor) -> None:
    stage = stage_for("replicate")
    stage.backend.submit(stage.order, None)
    assert stage.backend.tasks_since(stage.order, IN_A_HUNDRED_YEARS) == []


def test_a_list_of_many_pages_is_read_to_its_end(stage_for: StageFor) -> None:
    stage = stage_for("replicate")
    first = stage.backend.submit(stage.order, None).task
    till = stage.counter.provider.till
    for number in range(230):
        till.accept(f"other{number}", number + 100, "x", {"request": {"model": "a/b", "input": {"x": 1}}}, (), 0, 0)
    assert stage.backend.tasks_since(stage.order, LONG_AGO) == [first]


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ({}, True),
        (None, True),
        ({"prompt": "A ferry leaves the harbour at dawn.", "seed": 7, "fps": 24, "image": None}, True),
        ({"prompt": "A ferry leaves the harbour at dawn.", "seed": "7", "duration": 4.0}, True),
        ({"prompt": "A ferry leaves the harbour at dawn.", "seed": 8}, False),
        ({"prompt": "Another.", "seed": 7}, False),
    ],
)
def test_what_may_be_ours_counts_as_ours(told: object, ours: bool) -> None:
    listed = {"id": "x", "model": "bytedance/seedance-1-lite", "input": told}
    assert _may_be(an_order("replicate", "bytedance/seedance-1-lite"), listed) is ours
    assert not _may_be(an_order("replicate", "minimax/hailuo-2.3"), listed)


def test_half_a_list_proves_nothing(stage_for: StageFor) -> None:
    stage = stage_for("replicate")
    stage.backend.submit(stage.order, None)
    stage.behave(down=True)
    assert stage.backend.tasks_since(stage.order, LONG_AGO) is None


@pytest.mark.parametrize("name", ["runway", "veo", "omni", "keyframe"])
def test_who_cannot_list_says_so(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    assert stage.backend.tasks_since(stage.order, LONG_AGO) is None


def test_a_still_that_was_put_away_is_found_by_its_order(stage_for: StageFor) -> None:
    stage = stage_for("keyframe")
    task = stage.backend.submit(stage.order, None).task
    assert stage.backend.tasks_since(stage.order, LONG_AGO) == [task]
    assert stage.backend.tasks_since(stage.another(seed=8), LONG_AGO) is None
