"""Eight mistakes that people make in event-driven code, each planted into the real product for the length of a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from scripts.simulation import invariants
from shared.model.callsheet import Call, Next
from shared.pipeline import course, lease, outbox, outcome, step
from shared.pipeline.work import Agent, Unit, Work
from shared.platform.ports import Check, Conflict, Create, Platform, Update


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


BUGS = (
    Bug("publish before commit", invariants.CAUSE_FIRST, publish_before_commit),
    Bug("no fencing", invariants.RECORDED_ONCE, no_fencing),
    Bug("fan-in by counting", invariants.JOINS_ONCE, fan_in_by_counting),
    Bug("lease ignored", invariants.ONE_RUN, lease_ignored),
    Bug("outbox row not in the batch", invariants.SETTLES, outbox_row_not_in_the_batch),
    Bug("janitor skips outbox rows", invariants.SETTLES, janitor_skips_outbox_rows),
    Bug("cancel unchecked", invariants.NOT_WHEN_STOPPED, cancel_unchecked),
    Bug("crash swallowed", invariants.ACK_RECORDED, crash_swallowed),
)
