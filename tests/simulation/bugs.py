"""Mistakes that people make in event-driven code and with other people's money, each planted into the real product for
the length of a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from functions.render_executor import buying, filming
from scripts.simulation import books, invariants
from scripts.simulation.provider import Provider
from shared.model.callsheet import Call, Next
from shared.money import attempt, ledger, purse
from shared.pipeline import course, lease, outbox, outcome, step
from shared.pipeline.work import Agent, Unit, Work
from shared.platform.ports import Check, Conflict, Create, Increment, Platform, Update


@dataclass(frozen=True)
class Bug:
    """A mistake, and the invariant that it breaks. Others may break as well."""

    name: str
    breaks: str
    plant: Callable[[], Any]


@contextmanager
def _replaced(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    if not changes:
        yield
        return
    (place, name, value), *others = changes
    with patch.object(place, name, value), _replaced(*others):
        yield


def publish_before_commit() -> Any:
    """What follows is sent first and written down afterwards."""
    plotted = course.plot

    def plot(platform: Platform, *rest: Any) -> course.Course:
        found = plotted(platform, *rest)
        outbox.relay(platform, found.rows)
        return found

    return _replaced((course, "plot", plot))


def no_fencing() -> Any:
    """The outcome is written whoever holds the step by now."""
    recorded = outcome._record

    def record(platform: Platform, held: lease.Lease, writes: Any, fields: Any) -> Any:
        there = platform.documents.get(held.unit.path)
        assert there is not None
        held.version = there.version
        return recorded(platform, held, writes, fields)

    return _replaced((outcome, "_record", record))


def fan_in_by_counting() -> Any:
    """Whoever arrives counts the finished ones, and calls the next when all seem to be there."""

    def advance(platform: Platform, unit: Unit, name: str) -> None:
        join = platform.documents.get(unit.join(name))
        assert join is not None
        if join.fields["pending"] > 0:
            return
        now = platform.clock.now()
        following = Next("", tuple(Call(*call) for call in join.fields["calls"]))
        rows = outbox.called(following.calls, unit, join.path, now)
        fields = {"advanced": f"{now}"}
        try:
            platform.documents.commit([Update(join.path, fields, join.version), *rows])
        except Conflict:
            return
        outbox.relay(platform, rows)
        if join.fields["feeds"]:
            above = platform.documents.get(unit.join(join.fields["feeds"]))
            assert above is not None
            try:
                less = {"pending": above.fields["pending"] - 1}
                platform.documents.commit([Update(above.path, less, above.version)])
            except Conflict:
                return
            advance(platform, unit, join.fields["feeds"])

    return _replaced((course, "advance", advance))


def lease_ignored() -> Any:
    """A duplicate takes the step although somebody is at work on it."""
    return _replaced((step, "_held", lambda platform, document: False))


def outbox_row_not_in_the_batch() -> Any:
    """The rows are committed by themselves, a moment after their cause."""
    recorded = outcome._record

    def record(platform: Platform, held: lease.Lease, writes: Any, fields: Any) -> Any:
        rows = [write for write in writes if isinstance(write, Create) and write.path.startswith("outbox/")]
        others = [write for write in writes if write not in rows]
        arrived = recorded(platform, held, others, fields)
        if rows:
            platform.documents.commit(rows)
        return arrived

    return _replaced((outcome, "_record", record))


def janitor_skips_outbox_rows() -> Any:
    """The sweeper looks at leases only."""
    return _replaced((outbox, "sweep", lambda platform, before, limit=500: 0))


def cancel_unchecked() -> Any:
    """A join moves on without looking at the gate."""

    def commit_without_gate(batch: Any) -> Any:
        return [write for write in batch if not isinstance(write, Check)]

    class Blind:
        def __init__(self, platform: Platform) -> None:
            self._documents = platform.documents
            self.get, self.query = self._documents.get, self._documents.query

        def commit(self, batch: Any, *, lasting: bool = True) -> Any:
            return self._documents.commit(commit_without_gate(batch), lasting=lasting)

    moved = course.advance

    def advance(platform: Platform, unit: Unit, name: str) -> None:
        blind = Platform(
            Blind(platform),
            platform.messages,
            platform.objects,
            platform.uploads,
            platform.secrets,
            platform.clock,
            platform.holders,
        )
        moved(blind, unit, name)

    return _replaced((course, "is_open", lambda gate, unit: True), (course, "advance", advance))


def crash_swallowed() -> Any:
    """An engine that breaks is noted in a log, and the message is acknowledged."""
    attempted = step._attempt

    def attempt(platform: Platform, agent: Agent, work: Work, *rest: Any) -> None:
        made = agent.make

        def make(work: Work) -> Any:
            try:
                return made(work)
            except RuntimeError as error:
                raise Swallowed from error

        try:
            attempted(platform, Agent(agent.name, make, agent.key, agent.owed), work, *rest)
        except Swallowed:
            return

    return _replaced((step, "_attempt", attempt))


class Swallowed(BaseException):
    pass


# ------------------------------------------------------------------------------------------------------------ money


def sdk_retry_left_on() -> Any:
    """The provider's own client sends a request again when it got no answer."""
    opened = Provider.opened

    def retrying(provider: Provider, name: str) -> Any:
        provider.retries = 2
        return opened(provider, name)

    return _replaced((Provider, "opened", retrying))


def settle_twice() -> Any:
    """The books are settled in a batch of their own, by whoever comes by, and the attempt is moved afterwards."""
    ended = attempt.end

    def end(platform: Platform, one: attempt.Attempt, state: str, cost: int, **how: Any) -> attempt.Attempt:
        entry = platform.documents.get(purse.entry_path(one.fields["job"], one.name))
        assert entry is not None
        platform.documents.commit([Update(entry.path, {"state": "settled", "amount": cost}, entry.version)])
        with _replaced((attempt, "settling", lambda *_: [])):
            return ended(platform, one, state, cost, **how)

    return _replaced((attempt, "end", end))


def release_after_paid() -> Any:
    """When a film ends, every hold of it is given back, those that were paid included."""
    returning = ledger.returning

    def giving(platform: Platform, unit: Unit, now: int) -> Any:
        writes, result = returning(platform, unit, now)
        for entry in ledger.entry_documents(platform, unit) if writes else ():
            if entry.fields["state"] == "settled":
                writes.append(Update(entry.path, {"state": "released", "amount": 0}, entry.version))
        return writes, result

    return _replaced((ledger, "returning", giving))


def refund_of_unknown() -> Any:
    """What got no answer is taken for not bought."""

    def refund(platform: Platform, one: attempt.Attempt, note: str) -> attempt.Attempt:
        return attempt.end(platform, one, "refused", 0, note=note)

    return _replaced((attempt, "unknown", refund))


def cap_checked_outside_the_batch() -> Any:
    """First it is looked whether the money is there; then it is taken, whatever happened meanwhile."""
    taking = ledger.taking

    def blind(platform: Platform, unit: Unit, owner: str, amount: int, limit: int, now: int, gone: int) -> Any:
        writes = taking(platform, unit, owner, amount, limit, now, gone)
        return [Increment(each.path, "taken", amount) if isinstance(each, Update) else each for each in writes]

    return _replaced((ledger, "taking", blind))


def called_again_by_whoever_finds_it() -> Any:
    """An attempt that was being called is called again by the next worker, to be on the safe side."""
    moved = filming._move_on

    def again(work: Work, supply: Any, one: attempt.Attempt) -> Any:
        if one.state == "calling":
            answer = supply.opened("runway", work.platform.secrets, work.platform.objects)
            task = answer.submit(buying.order_of(one), None).task
            attempt.submitted(work.platform, one, task)
            return None
        return moved(work, supply, one)

    return _replaced((filming, "_move_on", again))


def switch_unchecked() -> Any:
    """The kill switch is asked before the film, and not again before each picture."""
    return _replaced((attempt, "may_buy", lambda platform: []))


BUGS = (
    Bug("publish before commit", invariants.CAUSE_FIRST, publish_before_commit),
    Bug("no fencing", invariants.RECORDED_ONCE, no_fencing),
    Bug("fan-in by counting", invariants.JOINS_ONCE, fan_in_by_counting),
    Bug("lease ignored", invariants.ONE_RUN, lease_ignored),
    Bug("outbox row not in the batch", invariants.SETTLES, outbox_row_not_in_the_batch),
    Bug("janitor skips outbox rows", invariants.SETTLES, janitor_skips_outbox_rows),
    Bug("cancel unchecked", invariants.NOT_WHEN_STOPPED, cancel_unchecked),
    Bug("crash swallowed", invariants.ACK_RECORDED, crash_swallowed),
    Bug("SDK retry left on", books.ONE_REQUEST, sdk_retry_left_on),
    Bug("called again by whoever finds it", books.ONE_REQUEST, called_again_by_whoever_finds_it),
    Bug("settle twice", books.PAID_ONCE, settle_twice),
    Bug("release after paid", books.PAID_ONCE, release_after_paid),
    Bug("refund of unknown", books.NO_REFUND, refund_of_unknown),
    Bug("cap checked outside the batch", books.NOT_OVER, cap_checked_outside_the_batch),
    Bug("switch unchecked", books.STAYS_OFF, switch_unchecked),
)
