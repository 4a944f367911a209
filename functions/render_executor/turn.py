"""Before a request leaves: whether anything may be bought, whether the backend is well, and whose turn it is.
Afterwards: how it went, for everybody who comes next.

The one rule: nothing here sends or pays. Who may not go now waits as a row, or goes to the next backend at once.
"""

from typing import Final

from functions.render_executor.backends.wire import Busy, NotTaken, Retired, Unfit
from functions.render_executor.planned import lane_of
from functions.render_executor.supply import Supply
from shared.money import attempt as attempts
from shared.money import health, lane
from shared.money.attempt import Attempt
from shared.money.switches import BuyingStopped
from shared.pipeline.work import Wait, Work
from shared.telemetry import log

AGAIN_MS: Final = 30_000
"""How often somebody looks whether buying is allowed again."""


class Unwell(Exception):
    """This backend has failed too often: another is asked."""


def wait_for(work: Work, attempt: Attempt) -> Wait | None:
    """None when it may go now. Raises Unwell."""
    platform, backend = work.platform, attempt.backend
    if health.unhealthy(platform, [backend]):
        raise Unwell(_sentence(work, backend))
    queue = lane_of(work, backend)
    until = lane.enter(platform, queue, attempt.turn, work.unit.job)
    if until is not None:
        takes = f"{queue.at_once} at once and {queue.a_minute} a minute"
        return Wait(until, f"for a place at {backend}, which takes {takes}")
    if not health.may_try(platform, backend):
        raise Unwell(_sentence(work, backend))
    return None


def _sentence(work: Work, backend: str) -> str:
    reason = health.why(work.platform, backend).rstrip(".")
    said = f"; it said last: {reason}" if reason else ""
    return f"{backend} has failed too often and is left alone for a while{said}"


def stopped(work: Work, supply: Supply, attempt: Attempt, stop: BuyingStopped) -> Wait | None:
    """The film waits for a while, should it be a matter of minutes. Then this shot is drawn: nothing is paid, nothing
    is lost, and `rerender` buys its picture another day."""
    platform, now = work.platform, work.platform.clock.now()
    health.told_nothing(platform, attempt.backend)
    lane.leave(platform, attempt.backend, attempt.turn)
    since = max(stop.since, int(attempt.fields["created_at"]))
    until = since + supply.pace.lost_ms
    if now < until:
        return Wait(min(now + AGAIN_MS, until), stop.sentence)
    attempts.end(platform, attempt, "refused", 0, note=stop.sentence, stopped=True)
    log.warning(stop.sentence, shot=attempt.fields["shot"])
    return None


# ------------------------------------------------------------------------------------------------------ how it went


def refused(work: Work, attempt: Attempt, answer: NotTaken) -> None:
    """A 429, a model that is gone, an order that does not fit: none of them says that the backend is not well."""
    if isinstance(answer, Busy | Retired | Unfit):
        health.told_nothing(work.platform, attempt.backend)
    else:
        failed(work, attempt, str(answer))


def failed(work: Work, attempt: Attempt, why: str) -> None:
    health.failed(work.platform, attempt.backend, why)


def worked(work: Work, attempt: Attempt) -> None:
    """A picture came. That an order was taken says little: a backend that takes everything and makes nothing is ill."""
    health.worked(work.platform, attempt.backend)


def unanswered(work: Work, attempt: Attempt, why: str) -> None:
    """Nobody said how the task is doing."""
    health.failed(work.platform, health.looking(attempt.backend), why)


def answered(work: Work, supply: Supply, attempt: Attempt) -> None:
    """A task that never ends is asked about for long, and does not stand before others for so long."""
    health.worked(work.platform, health.looking(attempt.backend))
    if work.platform.clock.now() - attempt.fields["submitted_at"] < supply.pace.lost_ms:
        lane.stay(work.platform, attempt.backend, attempt.turn)
