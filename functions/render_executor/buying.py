"""Moves one paid attempt on: sends its request, asks about its task, fetches what it became.

The one rule: a request leaves once, by whoever moved the attempt to `calling`; a look that fails is "still rendering".
The states, and what is found after a crash in any of them, stand in shared/money/attempt.py.
"""

from typing import Final

from functions.render_executor import turn
from functions.render_executor.backends.wire import (
    Backend,
    Busy,
    Failed,
    NotTaken,
    Order,
    Ready,
    Retired,
    Silence,
    Underway,
    Unusable,
)
from functions.render_executor.supply import Supply
from shared.model.errors import Permanent
from shared.money import attempt as attempts
from shared.money.attempt import Attempt, Claimed, Overtaken, Stopped
from shared.money.book_standing import met_gone
from shared.money.switches import BuyingStopped
from shared.pipeline.faults import fault
from shared.pipeline.shelf import bring, keep
from shared.pipeline.work import Wait, Work
from shared.telemetry import log

MOST_BYTES: Final = 1 << 30
GONE: Final = "its worker was gone before it could say whether it was taken"
FLAWS: Final = 2
"""So often a picture that is none is fetched again, before it counts as what was delivered."""


def order_of(attempt: Attempt) -> Order:
    return Order.model_validate(attempt.fields["order"])


def opened(work: Work, supply: Supply, attempt: Attempt) -> Backend | None:
    name = str(attempt.fields["order"]["choice"]["backend"])
    return supply.opened(name, work.platform.secrets, work.platform.objects)


def request(work: Work, supply: Supply, attempt: Attempt) -> Wait | None:
    """From `intent`: the one request. A wait when the provider is busy; else look at what the attempt has become."""
    platform, order = work.platform, order_of(attempt)
    backend = opened(work, supply, attempt)
    if backend is None:
        attempts.end(platform, attempt, "refused", 0, note=f"{order.choice.backend} has no key here")
        return None
    reference = bring(work, order.reference, work.scratch / "reference") if order.reference else None
    if attempt.fields["token"] != work.token:
        attempt = attempts.take_over(platform, attempt, work.token)
    work.check()
    called = _called(work, supply, attempt)
    if not isinstance(called, Attempt):
        return called
    attempt = called
    fault("after_calling")
    if not attempts.mark(platform, attempt):
        lost(work, supply, attempt, "it was called before, in a past that was restored from a backup")
        return None
    fault("before_request")
    try:
        answer = backend.submit(order, reference)
    except Busy as busy:
        turn.refused(work, attempt, busy)
        _end(work, attempt, "refused", 0, note=str(busy), again=True)
        return Wait(platform.clock.now() + int(max(busy.retry_after_s, 1) * 1000), str(busy))
    except NotTaken as refusal:
        if isinstance(refusal, Retired):
            log.warning(f"{order.choice.model} is no more: {refusal}", code="model_retired")
            met_gone(platform, order.choice.backend, order.choice.model)
        turn.refused(work, attempt, refusal)
        _end(work, attempt, "refused", 0, note=str(refusal))
        return None
    except Exception as silence:
        if not isinstance(silence, Silence):
            log.error(f"{order.choice.backend} answered in an unknown way: {silence}", silence)
        turn.failed(work, attempt, str(silence) or "no answer came")
        lost(work, supply, attempt, str(silence) or "no answer came")
        return None
    fault("after_request")
    try:
        attempts.submitted(platform, attempt, answer.task)
    except Claimed:
        if _listed(backend, attempt) is not None:
            lost(work, supply, attempt, "the provider named a task that another attempt has")
            return None
        attempts.submitted(platform, attempt, answer.task, claim=False)
    fault("after_submitted")
    return None


def _called(work: Work, supply: Supply, attempt: Attempt) -> Attempt | Wait | None:
    """The right to send; or when to ask for it again; or nothing, and the attempt has ended."""
    platform = work.platform
    try:
        return turn.wait_for(work, attempt) or attempts.call(platform, attempt)
    except turn.Unwell as unwell:
        attempts.end(platform, attempt, "refused", 0, note=str(unwell))
        return None
    except BuyingStopped as stop:
        return turn.stopped(work, supply, attempt, stop)
    except Stopped:
        attempts.end(platform, attempt, "cancelled", 0, note="the film was stopped")
        raise Permanent("stopped", "The film was stopped before this was bought.") from None


def _end(work: Work, attempt: Attempt, state: str, cost: int, *, note: str, again: bool = False) -> None:
    """What the caller himself was told is true, also when somebody has given the attempt up for unknown by now."""
    attempts.end(work.platform, attempt, state, cost, note=note, again=again, from_states=("calling", "unknown"))


def lost(work: Work, supply: Supply, attempt: Attempt, note: str) -> None:
    """`unknown`; and found again at once, where the provider can list."""
    attempt = attempts.unknown(work.platform, attempt, note)
    found(work, supply, attempt)


def found(work: Work, supply: Supply, attempt: Attempt) -> bool | None:
    """Whether the provider's own list has a task for this attempt, which is adopted. None when nobody can tell."""
    backend = opened(work, supply, attempt)
    if backend is None:
        return None
    listed = _listed(backend, attempt)
    for task in listed or ():
        if not attempts.is_claimed(work.platform, attempt, task):
            try:
                attempts.submitted(work.platform, attempt, task)
            except Claimed:
                continue
            log.warning(f"{attempt.name} was taken after all: {task}", attempt=attempt.name)
            return True
    return None if listed is None else False


def _listed(backend: Backend, attempt: Attempt) -> list[str] | None:
    try:
        return backend.tasks_since(order_of(attempt), int(attempt.fields["called_at"]))
    except Exception as error:
        log.warning(f"the provider's list could not be read: {error}")
        return None


def look(work: Work, supply: Supply, attempt: Attempt) -> Wait | None:
    """From `submitted`: how the task is doing. None when it has ended, and is settled."""
    platform, order = work.platform, order_of(attempt)
    now = platform.clock.now()
    later = Wait(supply.pace.next(int(attempt.fields["submitted_at"]), now), f"{order.choice.backend} is at work")
    backend = opened(work, supply, attempt)
    if backend is None:
        return later
    try:
        said = backend.look(attempt.fields["task"], order)
    except Exception as error:
        log.warning(f"{order.choice.backend} did not say how it is doing: {error}")
        turn.unanswered(work, attempt, f"{type(error).__name__}: {error}")
        return later
    if isinstance(said, Underway) and not said.heard and not said.busy:
        turn.unanswered(work, attempt, said.note)
        return later
    turn.answered(work, supply, attempt)
    if isinstance(said, Underway):
        return later
    if isinstance(said, Failed):
        cost = attempt.price if said.billed is None else said.billed
        assumed = said.billed is None and bool(cost)
        attempts.end(platform, attempt, "failed", cost, note=said.sentence, again=said.again, assumed=assumed)
        if said.again:  # its own trouble, and no refusal of what we sent
            turn.failed(work, attempt, said.sentence)
        return None
    return _receive(work, supply, backend, attempt, said, later)


def _receive(work: Work, supply: Supply, backend: Backend, attempt: Attempt, ready: Ready, later: Wait) -> Wait | None:
    """Fetches, looks at it, keeps it, and pays."""
    platform, order = work.platform, order_of(attempt)
    cost = attempt.price if ready.billed is None else ready.billed
    suffix = ".mp4" if order.choice.seconds else ".png"
    file = work.scratch / f"take{suffix}"
    flaw = ""
    try:
        backend.fetch(ready, file, MOST_BYTES)
        supply.check(file, order.choice)
    except Unusable as error:
        flaw = str(error)
    except Exception as error:
        log.warning(f"{order.choice.backend}'s picture could not be fetched: {error}")
        return later
    if flaw:
        if attempt.fields["flaws"] < FLAWS:
            attempts.flawed(platform, attempt)
            return later
        attempts.end(platform, attempt, "failed", cost, note=flaw)
        turn.failed(work, attempt, flaw)
        return None
    take = keep(work, "takes", suffix, file)
    fault("before_settled")
    attempts.end(platform, attempt, "succeeded", cost, take=take)
    fault("after_settled")
    turn.worked(work, attempt)
    return None


__all__ = ["Overtaken", "found", "look", "lost", "opened", "order_of", "request"]
