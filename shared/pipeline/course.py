"""Turns what follows into writes: the job's new state, meetings to hold, people to call.

The one rule: all of it goes into one batch with its cause, and is sent only afterwards.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.model.callsheet import Call, Next, at
from shared.model.errors import Transient
from shared.model.states import RESTING, move
from shared.pipeline import outbox
from shared.pipeline.faults import fault
from shared.pipeline.work import Unit
from shared.platform.ports import Check, Conflict, Create, Document, Increment, Platform, Update, Write

TRIES: Final = 20
"""How often a batch is built anew before we let the message come again. Every conflict means that another moved on."""


class OutOfTurn(Exception):
    """The job is not where this event may happen: it was cancelled, failed or begun anew meanwhile."""


@dataclass(frozen=True, slots=True)
class Course:
    writes: list[Write]
    rows: list[Create]
    feeds: tuple[str, ...]


def plot(
    platform: Platform, unit: Unit, source: str, following: Next, now: Instant, changes: Mapping[str, Any]
) -> Course:
    """The writes for what follows. Reads the job only when its document is to change."""
    writes: list[Write] = []
    calls = following.calls
    if following.event or changes:
        job = current(platform, unit)
        fields = {**changes, "updated_at": now}
        if following.event:
            state = move(job.fields["state"], following.event)
            if state is None:
                raise OutOfTurn(f"{following.event} cannot happen in {job.fields['state']}")
            fields["state"] = state
            calls += at(state)
            if state in RESTING:
                writes.append(close(platform, unit.job))
        writes.append(Update(job.path, fields, job.version))
    for join in following.joins:
        fields = {
            "schema": SCHEMA,
            "job": unit.job,
            "pending": join.pending,
            "advanced": "",
            "calls": [[call.agent, call.unit] for call in join.calls],
            "feeds": join.feeds,
            "event": join.event,
            "created_at": now,
        }
        writes.append(Create(unit.join(join.name), fields))
    rows = outbox.called(calls, unit, source, now)
    writes.extend(rows)
    writes.extend(Increment(unit.join(name), "pending", -1) for name in following.feeds)
    return Course(writes, rows, following.feeds)


def current(platform: Platform, unit: Unit) -> Document:
    job = platform.documents.get(f"jobs/{unit.job}")
    if job is None or job.fields["revision"] != unit.revision:
        raise OutOfTurn("a newer revision is under way")
    return job


def close(platform: Platform, job: str) -> Update:
    gate = platform.documents.get(f"gates/{job}")
    assert gate is not None, "a job is created with its gate"
    return Update(gate.path, {"open": False}, gate.version)


def advance(platform: Platform, unit: Unit, name: str) -> None:
    """Moves a join on when everyone has arrived. Anyone may call this, any number of times: one of them wins."""
    path = unit.join(name)
    for _ in range(TRIES):
        join = platform.documents.get(path)
        if join is None:
            raise LookupError(f"{path} was never opened")
        feeds = join.fields["feeds"]
        if join.fields["advanced"]:
            outbox.relay_left_over(platform, path)
            if feeds:
                advance(platform, unit, feeds)
            return
        gate = platform.documents.get(f"gates/{unit.job}")
        if join.fields["pending"] > 0 or gate is None or not is_open(gate, unit):
            return
        fault("before_advance")
        calls = tuple(Call(*call) for call in join.fields["calls"])
        following = Next(join.fields["event"], calls, (), (feeds,) if feeds else ())
        now = platform.clock.now()
        try:
            course = plot(platform, unit, path, following, now, {})
            won = Update(path, {"advanced": secrets.token_hex(8)}, join.version)
            done = platform.documents.commit([won, Check(gate.path, gate.version), *course.writes])
        except OutOfTurn:
            return
        except Conflict:
            continue  # another won, or the job moved: read again
        fault("after_advance")
        outbox.relay(platform, course.rows)
        if feeds and done.increments[-1] == 0:
            advance(platform, unit, feeds)
        return
    raise Transient("contended", f"{path} is fought over")


def is_open(gate: Document, unit: Unit) -> bool:
    return bool(gate.fields["open"]) and gate.fields["revision"] == unit.revision
