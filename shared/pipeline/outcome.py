"""How an attempt ends: done, waiting, to be tried again, failed, or no longer wanted.

The one rule: an ending is one batch under the lease's version, and what follows is sent only after it.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from shared.model.callsheet import Next, next_after, work_of
from shared.model.errors import Permanent, Transient, described
from shared.pipeline import course, outbox
from shared.pipeline.faults import fault
from shared.pipeline.lease import Lease
from shared.pipeline.work import Agent, Made, Wait, Work
from shared.platform.ports import Conflict, Fields, Platform, Update, Write
from shared.telemetry import log

ATTEMPTS: Final = 3
BACK_OFF_MS: Final = 15_000


def commit(platform: Platform, work: Work, outcome: Made, key: str) -> bool:
    """Records the outcome and sends what follows. False when the documents that the agent decided upon have changed
    meanwhile: it has to decide again."""
    unit, lease = work.unit, work.lease
    following = next_after(unit.name, outcome.result, _Recall(work, outcome))
    for _ in range(course.TRIES):
        now = platform.clock.now()
        try:
            plotted = course.plot(platform, unit, unit.path, following, now, outcome.job if unit.is_gated else {})
        except course.OutOfTurn as reason:
            log.info("the outcome is not wanted any more", reason=str(reason))
            with suppress(Conflict):  # somebody else holds it now, and will find the same
                _record(platform, lease, [], {"state": "dropped", "updated_at": now})
            return True
        fields: dict[str, Any] = {
            "state": "done",
            "key": key,
            "result": outcome.result,
            "told": outcome.job,
            "feeds": list(plotted.feeds),
            "cost": outcome.cost,
            "updated_at": now,
        }
        try:
            arrived = _record(platform, lease, [*outcome.writes, *plotted.writes], fields)
        except Conflict:
            if not _still_ours(platform, lease):
                raise Transient("lease_lost", f"{unit.name} is somebody else's now.") from None
            if outcome.writes:
                return False
            continue
        fault("after_commit")
        if arrived is None:
            outbox.relay_left_over(platform, unit.path)
        else:
            outbox.relay(platform, plotted.rows)
        missing = [0] * len(plotted.feeds) if arrived is None else arrived[len(arrived) - len(plotted.feeds) :]
        for name, left in zip(plotted.feeds, missing, strict=True):
            if left == 0:
                course.advance(platform, unit, name)
        log.info(f"{unit.name} done", **({"cost_usd": outcome.cost / 1e6} if outcome.cost else {}))
        return True
    raise Transient("contended", f"{unit.name} could not be committed for too many neighbours.")


class _Recall:
    """Results of this revision for the callsheet; our own is not committed yet."""

    def __init__(self, work: Work, outcome: Made) -> None:
        self._work, self._outcome = work, outcome

    def __call__(self, unit: str) -> Fields:
        return self._outcome.result if unit == self._work.unit.name else self._work.recall(unit)


def _record(platform: Platform, lease: Lease, writes: list[Write], fields: Fields) -> Sequence[int] | None:
    """Commits under our token. Returns what the counters count now, or None when the answer was lost and only our nonce
    tells that it was us. Raises Conflict when it was not."""
    with lease.lock:
        try:
            committed = platform.documents.commit([Update(lease.unit.path, fields, lease.version), *writes])
        except Conflict:
            step = platform.documents.get(lease.unit.path)
            if step is None or step.fields["nonce"] != lease.nonce or step.fields["state"] == "running":
                raise
            return None
    return committed.increments


def _still_ours(platform: Platform, lease: Lease) -> bool:
    step = platform.documents.get(lease.unit.path)
    if step is None or step.fields["nonce"] != lease.nonce or step.fields["state"] != "running":
        return False
    lease.version = step.version
    return True


def wait(platform: Platform, agent: Agent, work: Work, wait: Wait) -> None:
    log.info(f"waiting: {wait.reason}")
    _sleep(platform, agent, work, wait.until, {"attempts": 0, "reason": wait.reason})


def try_again_later(platform: Platform, agent: Agent, work: Work, error: Exception) -> None:
    told = described(error)
    if is_exhausted(agent, work, work.lease.attempts):
        give_up(platform, agent, work, told["sentence"])
        return
    until = platform.clock.now() + BACK_OFF_MS * 2 ** min(work.lease.attempts - 1, 8)
    _sleep(platform, agent, work, until, {"error": told})


def is_exhausted(agent: Agent, work: Work, attempts: int) -> bool:
    return attempts >= ATTEMPTS and work_of(work.unit.name) not in agent.owed


def give_up(platform: Platform, agent: Agent, work: Work, reason: str) -> None:
    sentence = f"Gave up on {work.unit.name} after {ATTEMPTS} attempts. {reason}"
    fail(platform, agent, work, Permanent("gave_up", sentence, "Retry the job once the cause is mended."))


def _sleep(platform: Platform, agent: Agent, work: Work, until: int, fields: dict[str, Any]) -> None:
    unit, now = work.unit, platform.clock.now()
    identifier = f"{unit.job}.{unit.revision}.{unit.name}.{work.token}"
    row = outbox.row(identifier, agent.name, unit, unit.path, now, until)
    asleep = {"state": "waiting", "wake_at": until, "wake": identifier, "updated_at": now, **fields}
    try:
        _record(platform, work.lease, [row], asleep)
    except Conflict:
        raise Transient("lease_lost", f"{unit.name} is somebody else's now.") from None
    fault("after_wait")
    outbox.relay(platform, [row])


def let_go(platform: Platform, lease: Lease) -> None:
    """Our own platform hiccuped: the next delivery may try at once, and it is not the work's fault."""
    fields = {"lease_until": platform.clock.now(), "attempts": lease.attempts - 1}
    try:
        _record(platform, lease, [], fields)
    except (Conflict, Transient):
        return  # the lease's end does the same, later


def fail(platform: Platform, agent: Agent, work: Work, error: Permanent) -> None:
    """Recorded on the step and, where the film cannot go on without it, on the job."""
    unit, told = work.unit, described(error)
    log.error(f"{unit.name}: {error}", code=error.code)
    following = Next("failed") if unit.is_gated else Next()
    for _ in range(course.TRIES):
        now = platform.clock.now()
        try:
            changes = {"error": told} if unit.is_gated else {}
            plotted = course.plot(platform, unit, unit.path, following, now, changes)
        except course.OutOfTurn:
            plotted = course.Course([], [], ())
        try:
            _record(platform, work.lease, plotted.writes, {"state": "failed", "error": told, "updated_at": now})
        except Conflict:
            if not _still_ours(platform, work.lease):
                raise Transient("lease_lost", f"{unit.name} is somebody else's now.") from None
            continue
        fault("after_commit")
        outbox.relay_left_over(platform, unit.path)
        return
    raise Transient("contended", f"The failure of {unit.name} could not be recorded.")
