"""After a film has ended: what it had ordered is asked about and paid to the end, for we owe it.

The one rule: only an attempt that was never called is cancelled; one that nobody can tell about keeps its hold.
"""

from typing import Any, Final

from functions.render_executor import buying
from functions.render_executor.supply import Supply
from shared.model.callsheet import subject_of
from shared.money import attempt as attempts
from shared.money import ledger
from shared.money.attempt import Attempt, Overtaken
from shared.pipeline.work import Made, Wait, Work

MOVES: Final = 20
LISTED_MS: Final = 5 * 60_000
"""So long after its call an attempt that is in no list of the provider's counts as never taken."""


def collect(work: Work, supply: Supply) -> Made | Wait:
    shot, number, *_ = subject_of(work.unit.name).split(".")
    name = f"{work.unit.revision}.{shot}.{number}"
    for _ in range(MOVES):
        attempt = attempts.named(work.platform, work.unit.job, name)
        if attempt is None:
            raise LookupError(f"there is no attempt {name}")
        try:
            wait = _move_on(work, supply, attempt)
        except Overtaken:
            continue
        if wait is not None:
            return wait
        attempt = attempts.named(work.platform, work.unit.job, name)
        if attempt is not None and attempt.state not in attempts.OPEN:
            told = ledger.spending(work.platform, work.unit)
            return Made({"attempt": name, "state": attempt.state}, tuple(told))
    return Wait(work.platform.clock.now() + supply.pace.first_ms, f"{name} is fought over")


def _move_on(work: Work, supply: Supply, attempt: Attempt) -> Wait | None:
    platform, now = work.platform, work.platform.clock.now()
    if attempt.state == "intent":
        attempts.end(platform, attempt, "cancelled", 0, note="the film was over before it was called")
        return None
    if attempt.state == "calling":
        until = _called_until(work, attempt)
        if until > now:
            return Wait(until, "its caller may still be at it")
        buying.lost(work, supply, attempt, buying.GONE)
        return None
    if attempt.state == "submitted":
        if now - attempt.fields["submitted_at"] > supply.pace.owed_ms:
            attempts.unknown(platform, attempt, "its task never ended")
            return None
        return buying.look(work, supply, attempt)
    if attempt.state == "unknown" and not attempt.fields["task"] and attempts.is_held(platform, attempt):
        return _reconcile(work, supply, attempt)
    return None


def _reconcile(work: Work, supply: Supply, attempt: Attempt) -> Wait | None:
    """A provider's list that has it tells, and so does one that still has not after a while."""
    now, called = work.platform.clock.now(), int(attempt.fields["called_at"])
    found = buying.found(work, supply, attempt)
    if found:
        return supply_later(supply, now)
    if now - called < min(LISTED_MS, supply.pace.lost_ms):
        return Wait(supply.pace.next(called, now), "the provider's list may be behind")
    if found is False:
        note = "the provider's list does not have it: it was never taken"
        attempts.end(work.platform, attempt, "refused", 0, note=note)
    return None


def supply_later(supply: Supply, now: int) -> Wait:
    return Wait(now + supply.pace.first_ms, "it was taken after all")


def _called_until(work: Work, attempt: Attempt) -> int:
    """When the one who may be at the call will have answered, or lost his lease."""
    step: Any = work.platform.documents.get(attempt.unit.path)
    if step is None or step.fields["state"] != "running" or work.platform.holders.alive(step.fields["holder"]) is False:
        return 0
    return int(step.fields["lease_until"])
