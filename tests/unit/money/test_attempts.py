"""A paid attempt moves only as its states allow, holds what it may cost, and is never left to itself."""

from typing import Any

import pytest

from functions.render_executor.filming import BUSY, choose
from shared.model.errors import Refused
from shared.model.money import DOLLAR, Micros
from shared.money import attempt as attempts
from shared.money import ledger, resolving
from shared.money.attempt import Attempt, Claimed, Overtaken, Stopped
from shared.money.purse import TooLittle
from shared.platform.ports import Document
from tests.unit.core.builders import NOON, Studio, a_job, a_unit

SHOT = "s01-a1"
UNIT = a_unit(f"render-{SHOT}")


def an_order(hold: Micros = DOLLAR) -> dict[str, Any]:
    choice = {"backend": "runway", "model": "gen4", "seconds": 5, "price": hold, "most": hold}
    return {"choice": choice, "prompt": "A kettle.", "negative": "", "seed": 1, "reference": ""}


def begin(studio: Studio, number: int = 1, hold: Micros = DOLLAR, key: str = "k1", *, late: bool = False) -> bool:
    """`late`: whoever begins has not seen that the picture has a row by now."""
    row = None if late else studio.documents.get(f"renders/{key}")
    return attempts.begin(studio.platform, UNIT, SHOT, number, an_order(hold), 0, key, DOLLAR, 0, "anna", 1, row)


def there(studio: Studio, number: int = 1) -> Attempt:
    found = attempts.named(studio.platform, "j1", f"1.{SHOT}.{number}")
    assert found is not None
    return found


@pytest.fixture
def begun(studio: Studio) -> Studio:
    """A film whose escrow is taken, and the first attempt at one of its shots."""
    a_job(studio)
    studio.documents.commit(ledger.taking(studio.platform, UNIT, "anna", 5 * DOLLAR, 5 * DOLLAR, NOON))
    assert begin(studio)
    return studio


def booked(studio: Studio, number: int = 1) -> tuple[str, Micros]:
    entry = studio.documents.fields(f"jobs/j1/entries/1.{SHOT}.{number}")
    return entry["state"], entry["amount"]


def test_what_is_intended_is_held_and_nobody_else_may_buy_the_picture(begun: Studio) -> None:
    assert there(begun).state == "intent"
    assert booked(begun) == ("held", DOLLAR)
    assert begun.documents.fields("renders/k1")["state"] == "buying"
    assert not begin(begun, 2, hold=0, late=True)


def test_nothing_is_intended_that_the_purse_cannot_bear(begun: Studio) -> None:
    with pytest.raises(TooLittle, match=r"\$1\.00 more"):
        begin(begun, 2, key="k2")


def test_nothing_is_called_when_the_film_was_stopped(begun: Studio) -> None:
    begun.documents.put("gates/j1", open=False)
    with pytest.raises(Stopped):
        attempts.call(begun.platform, there(begun))
    assert there(begun).state == "intent"


def test_only_one_of_two_may_call(begun: Studio) -> None:
    seen = there(begun)
    attempts.call(begun.platform, seen)
    with pytest.raises(Overtaken):
        attempts.call(begun.platform, seen)


def test_a_marker_of_another_past_means_that_it_was_called_before(begun: Studio) -> None:
    attempt = there(begun)
    assert attempts.mark(begun.platform, attempt)
    assert attempts.mark(begun.platform, attempt)
    begun.documents.put(attempt.document.path, nonce="as it was restored from a backup")
    assert not attempts.mark(begun.platform, there(begun))


def test_a_refund_and_a_bill_are_booked_once(begun: Studio) -> None:
    attempts.call(begun.platform, there(begun))
    attempts.submitted(begun.platform, there(begun), "t1")
    seen = there(begun)
    attempts.end(begun.platform, seen, "succeeded", DOLLAR // 2, take="takes/anna/1.mp4")
    with pytest.raises(Overtaken):
        attempts.end(begun.platform, seen, "failed", 0)
    assert booked(begun) == ("settled", DOLLAR // 2)
    assert begun.documents.fields("renders/k1")["state"] == "bought"


def test_what_nobody_can_tell_about_keeps_its_hold_and_frees_the_picture_for_another(begun: Studio) -> None:
    attempts.call(begun.platform, there(begun))
    attempts.unknown(begun.platform, there(begun), "no answer came")
    assert booked(begun) == ("held", DOLLAR)
    assert begun.documents.fields("renders/k1")["state"] == "free"


def test_an_answer_that_comes_after_it_was_given_up_is_collected_even_when_the_film_is_over(begun: Studio) -> None:
    """Whoever collected what the film owed has gone by then: without a call of its own it would be held for ever."""
    called = attempts.call(begun.platform, there(begun))
    attempts.unknown(begun.platform, there(begun), "its worker was gone")
    begun.post.take()
    attempts.submitted(begun.platform, called, "t1")
    assert there(begun).state == "submitted"
    assert [call.partition("collect-")[0] for call in begun.post.calls] == ["render_executor "]


def test_an_answer_that_comes_in_time_needs_nobody_else(begun: Studio) -> None:
    attempts.submitted(begun.platform, attempts.call(begun.platform, there(begun)), "t1")
    assert begun.post.calls == []


def test_each_time_that_it_comes_back_it_is_collected_anew(begun: Studio) -> None:
    attempts.call(begun.platform, there(begun))
    for _ in range(2):
        attempts.unknown(begun.platform, there(begun), "its task never ended")
        attempts.submitted(begun.platform, there(begun), "t1")
    assert len({*begun.post.calls}) == 2


def test_no_two_attempts_have_the_same_task(begun: Studio) -> None:
    attempts.submitted(begun.platform, attempts.call(begun.platform, there(begun)), "t1")
    assert begin(begun, 2, hold=0, key="k2")
    with pytest.raises(Claimed):
        attempts.submitted(begun.platform, attempts.call(begun.platform, there(begun, 2)), "t1")
    assert there(begun, 2).state == "calling"


# -------------------------------------------------------------------------------------------------- a person's word


@pytest.fixture
def unclear(begun: Studio) -> Studio:
    attempts.call(begun.platform, there(begun))
    attempts.unknown(begun.platform, there(begun), "no answer came")
    begun.post.take()
    return begun


def test_what_a_person_found_on_the_bill_is_settled_at_its_price(unclear: Studio) -> None:
    resolving.resolve(unclear.platform, "j1", SHOT, paid=True)
    assert (there(unclear).state, booked(unclear)) == ("failed", ("settled", DOLLAR))


def test_what_is_on_no_bill_is_released(unclear: Studio) -> None:
    resolving.resolve(unclear.platform, "j1", SHOT, paid=False)
    assert (there(unclear).state, booked(unclear)) == ("refused", ("released", 0))


def test_the_films_owner_sees_what_it_has_cost_after_all(unclear: Studio) -> None:
    unclear.documents.put("jobs/j1", state="delivered", spent=DOLLAR)
    resolving.resolve(unclear.platform, "j1", SHOT, paid=False)
    assert unclear.job()["spent"] == 0


def test_nobody_resolves_more_than_one_shot_by_half_a_name(unclear: Studio) -> None:
    other = f"jobs/j1/attempts/1.{SHOT}9.1"
    unclear.documents.put(other, **{**there(unclear).fields, "shot": f"{SHOT}9"})
    unclear.documents.put(f"jobs/j1/entries/1.{SHOT}9.1", **unclear.documents.fields(f"jobs/j1/entries/1.{SHOT}.1"))
    with pytest.raises(Refused, match="whole name"):
        resolving.resolve(unclear.platform, "j1", "s01", paid=True)
    assert [each.fields["shot"] for each in resolving.resolve(unclear.platform, "j1", SHOT, paid=True)] == [SHOT]


def test_with_its_task_it_is_asked_about_again(unclear: Studio) -> None:
    resolving.resolve(unclear.platform, "j1", SHOT, paid=True, task="t9")
    assert (there(unclear).state, there(unclear).fields["task"]) == ("submitted", "t9")
    assert len(unclear.post.calls) == 1


def test_it_is_resolved_once(unclear: Studio) -> None:
    resolving.resolve(unclear.platform, "j1", SHOT, paid=False)
    with pytest.raises(Refused) as no:
        resolving.resolve(unclear.platform, "j1", SHOT, paid=True)
    assert no.value.code == "nothing_unknown"


# ------------------------------------------------------------------------------------------------------ what is next


def choice_after(*history: tuple[int, str, bool], since: int = 0) -> int:
    """Which of three choices comes next, after attempts (whose index, how they ended, whether again) at noon."""
    done = [
        Attempt(Document(f"a{number}", {"index": index, "state": state, "again": again, "created_at": NOON}, "1"))
        for number, (index, state, again) in enumerate(history)
    ]
    return choose(done, 3, set(), since)


def test_a_busy_provider_is_asked_again_and_a_refusing_one_is_not() -> None:
    assert choice_after((0, "refused", True)) == 0
    assert choice_after((0, "refused", False)) == 1
    assert choice_after(*[(0, "refused", True)] * BUSY) == 1


def test_nobody_waits_longer_for_a_busy_provider_than_for_a_task() -> None:
    assert choice_after((0, "refused", True), since=NOON) == 0
    assert choice_after((0, "refused", True), since=NOON + 1) == 1


def test_what_failed_by_chance_is_tried_once_more_and_then_another() -> None:
    assert choice_after((0, "failed", True)) == 0
    assert choice_after((0, "failed", True), (0, "failed", True)) == 1


def test_what_nobody_can_tell_about_is_never_submitted_again() -> None:
    assert choice_after((0, "unknown", False)) == 1
    assert choice_after((0, "unknown", False), (1, "unknown", False), (2, "unknown", False)) == 3
