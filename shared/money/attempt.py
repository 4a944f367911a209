"""One paid attempt at one shot: a document whose moves are compare-and-set, whoever makes them.

The one rule: whoever moved it to `calling` may send one request, once; everybody else must live with not knowing.

    intent ----> calling ----> submitted(task) ----> succeeded | failed
      |             |  \\                                  ^
      v             v   `-> refused                       |
    cancelled    unknown ----> submitted | settled by a person (paid) | cancelled (unpaid)

Where a process can die, and what whoever comes next finds, does and pays:

    died                              found       then                                             paid
    before `intent` is recorded       nothing     begins                                           nothing
    after `intent` is recorded        intent      goes on with it, or cancels it                   nothing
    after `calling` is recorded       calling     unknown: who can tell that nothing was sent?     the hold
    after the marker is made          calling     unknown                                          the hold
    inside the request, or after it   calling     unknown; adopted where the provider can list     the hold or the bill
    answer in hand, not recorded      calling     unknown; the same                                the hold or the bill
    after `submitted` is recorded     submitted   asks about the task until it ends                the bill
    picture fetched, not recorded     submitted   fetches it again                                 the bill, once
    after `succeeded` is recorded     succeeded   uses the picture                                 nothing more

An `unknown` counts as spent, and is never submitted again. Four may end it: whoever made the call, should the answer
come late; a list of the provider's own tasks; a person who looked at the bill (`resolve`); nobody, and then the hold
is what it cost. After a restore from a backup the marker in the bucket tells that an `intent` had been called already.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.model.callsheet import Call
from shared.model.errors import Transient
from shared.model.money import Micros
from shared.money import lane, picture
from shared.money.purse import AlreadySettled, entry_path, holding, settling
from shared.money.switches import may_buy
from shared.pipeline import outbox
from shared.pipeline.work import Unit
from shared.platform.ports import (
    Check,
    Conflict,
    Create,
    Document,
    Exists,
    Fields,
    Missing,
    Platform,
    Query,
    Update,
    Where,
    Write,
)
from shared.telemetry import log

OPEN: Final = frozenset({"intent", "calling", "submitted"})
TRIES: Final = 20


class Overtaken(Exception):
    """Somebody else has moved this attempt on: look again."""


class Stopped(Exception):
    """The film was stopped, or begun anew: nothing more is bought for this revision."""


class Claimed(Exception):
    """Another attempt has this task."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """As it was read. `name` is `{revision}.{shot}.{number}`."""

    document: Document

    @property
    def name(self) -> str:
        return self.document.path.rpartition("/")[2]

    @property
    def fields(self) -> Fields:
        return self.document.fields

    @property
    def state(self) -> str:
        return str(self.document.fields["state"])

    @property
    def unit(self) -> Unit:
        return Unit(self.fields["job"], self.fields["revision"], f"render-{self.fields['shot']}")

    @property
    def marker(self) -> str:
        return f"attempts/{self.fields['job']}/{self.name}"

    @property
    def backend(self) -> str:
        return str(self.fields["order"]["choice"]["backend"])

    @property
    def turn(self) -> str:
        """Its name in the queue before its backend."""
        return f"{self.fields['job']}.{self.name}"

    @property
    def price(self) -> Micros:
        return int(self.fields["order"]["choice"]["price"])


def path_of(unit: Unit, shot: str, number: int) -> str:
    return f"jobs/{unit.job}/attempts/{unit.revision}.{shot}.{number}"


def named(platform: Platform, job: str, name: str) -> Attempt | None:
    found = platform.documents.get(f"jobs/{job}/attempts/{name}")
    return Attempt(found) if found else None


def of_shot(platform: Platform, unit: Unit, shot: str) -> list[Attempt]:
    """This revision's attempts at one shot, in order."""
    found: list[Attempt] = []
    while document := platform.documents.get(path_of(unit, shot, len(found) + 1)):
        found.append(Attempt(document))
    return found


def of_film(platform: Platform, job: str, revision: int) -> Iterator[Attempt]:
    after = ""
    while True:
        query = Query(f"jobs/{job}/attempts", (Where("revision", "==", revision),), limit=300, after=after)
        page = platform.documents.query(query)
        yield from map(Attempt, page.documents)
        after = page.after
        if not after:
            return


# ------------------------------------------------------------------------------------------------------- its moves


def begin(
    platform: Platform,
    unit: Unit,
    shot: str,
    number: int,
    order: Mapping[str, Any],
    index: int,
    key: str,
    given: Micros,
    contingency: Micros,
    owner: str,
    token: int,
    row: Document | None,
) -> bool:
    """`intent`, its hold, and the picture's row, in one batch behind the open gate. False when somebody was faster at
    any of them. Raises TooLittle and Stopped."""
    now = platform.clock.now()
    path = path_of(unit, shot, number)
    name = path.rpartition("/")[2]
    choice = order["choice"]
    nonce = secrets.token_hex(8)
    fields = {
        "schema": SCHEMA,
        "owner": owner,
        "job": unit.job,
        "revision": unit.revision,
        "shot": shot,
        "number": number,
        "state": "intent",
        "token": token,
        "nonce": nonce,
        "index": index,
        "order": dict(order),
        "key": key,
        "hold": choice["most"],
        "task": "",
        "note": "",
        "again": False,
        "abandoned": False,
        "flaws": 0,
        "take": "",
        "called_at": 0,
        "submitted_at": 0,
        "created_at": now,
        "updated_at": now,
    }
    what = f"{choice['backend']} {choice['model']}".strip()
    gate = _gate(platform, unit)
    held = holding(platform, unit, owner, shot, name, choice["most"], given, contingency, what, now)
    buying = picture.taking(row, key, owner, unit.job, name, now)
    try:
        platform.documents.commit([Create(path, fields), *held, buying, Check(gate.path, gate.version)])
    except Conflict:
        there = platform.documents.get(path)
        return there is not None and there.fields["nonce"] == nonce
    return True


def take_over(platform: Platform, attempt: Attempt, token: int) -> Attempt:
    """An `intent` whose worker died is ours now; should that worker be alive, it can do nothing with it any more."""
    return _move(platform, attempt, lambda now, _: ({"token": token}, []))


def call(platform: Platform, attempt: Attempt) -> Attempt:
    """The right to send one request, if the film is still wanted, and if anything may be bought at all. Raises Stopped
    and BuyingStopped."""

    def build(now: Instant, _: Document) -> tuple[dict[str, Any], list[Write]]:
        gate = _gate(platform, attempt.unit)
        return {"state": "calling", "called_at": now}, [Check(gate.path, gate.version), *may_buy(platform)]

    return _move(platform, attempt, build)


def mark(platform: Platform, attempt: Attempt) -> bool:
    """The marker in the bucket, immediately before the request. False when there is one already, and not ours: this
    attempt was called before, in a past that the documents do not remember."""
    nonce = str(attempt.fields["nonce"]).encode()
    try:
        platform.objects.write(attempt.marker, nonce, if_generation=0, content_type="text/plain")
    except Exists:
        try:
            with platform.objects.open(attempt.marker) as stream:
                return stream.read() == nonce
        except Missing:
            return False
    return True


def submitted(platform: Platform, attempt: Attempt, task: str, *, claim: bool = True) -> Attempt:
    """The provider took it. No other attempt may claim the same task, where tasks can be found in a list; a picture
    that was the whole answer may be the same picture twice. Who had been given up for unknown may have nobody left who
    asks about it: somebody is called to collect it, in the same batch."""
    rows: list[Create] = []

    def build(now: Instant, seen: Document) -> tuple[dict[str, Any], list[Write]]:
        fields = {"state": "submitted", "task": task, "submitted_at": now}
        if claim and is_claimed(platform, attempt, task):
            raise Claimed(task)
        rows.clear()
        if seen.fields["state"] == "unknown":
            rows.extend(_collecting(attempt, seen, now))
        if platform.documents.get(task_path(attempt, task)) is not None:
            return fields, [*rows]
        claimant = {"schema": SCHEMA, "owner": attempt.fields["owner"], "job": attempt.fields["job"]}
        claimed = Create(task_path(attempt, task), {**claimant, "attempt": attempt.name, "created_at": now})
        return fields, [claimed, *rows]

    moved = _insist(platform, attempt, build, ("calling", "unknown"))
    outbox.relay(platform, rows)
    return moved


def _collecting(attempt: Attempt, seen: Document, now: Instant) -> list[Create]:
    """A unit of work of its own for every time that an attempt comes back: one that is done is not done again."""
    time = sha256(seen.version.encode()).hexdigest()[:8]
    call = Call("render_executor", f"collect-{attempt.fields['shot']}.{attempt.fields['number']}.{time}")
    return outbox.called((call,), attempt.unit, seen.path, now)


def task_path(attempt: Attempt, task: str) -> str:
    backend = attempt.fields["order"]["choice"]["backend"]
    return f"tasks/{sha256(f'{backend} {task}'.encode()).hexdigest()[:40]}"


def is_claimed(platform: Platform, attempt: Attempt, task: str) -> bool:
    """Some other attempt has this task."""
    found = platform.documents.get(task_path(attempt, task))
    mine = attempt.fields["job"], attempt.name
    return found is not None and (found.fields["job"], found.fields["attempt"]) != mine


def unknown(platform: Platform, attempt: Attempt, note: str) -> Attempt:
    """Nobody can tell whether it was taken. The hold stays, and counts; another may buy the picture."""

    def build(now: Instant, _: Document) -> tuple[dict[str, Any], list[Write]]:
        fields = attempt.fields
        row = picture.leaving(platform, fields["key"], fields["job"], attempt.name, "", now)
        return {"state": "unknown", "note": note}, row

    log.error(f"nobody can tell whether {attempt.name} was taken: {note}", attempt=attempt.name)
    moved = _move(platform, attempt, build)
    lane.leave(platform, attempt.backend, attempt.turn)
    return moved


def abandon(platform: Platform, attempt: Attempt, note: str) -> Attempt:
    """The film goes on without it. It is still asked about, and paid for, by whoever collects."""
    moved = _move(platform, attempt, lambda now, _: ({"abandoned": True, "note": note}, []))
    lane.leave(platform, attempt.backend, attempt.turn)
    return moved


def flawed(platform: Platform, attempt: Attempt) -> Attempt:
    """What was fetched is no picture: once more, in case it was the way here that broke it."""
    return _move(platform, attempt, lambda now, _: ({"flaws": attempt.fields["flaws"] + 1}, []))


def end(
    platform: Platform,
    attempt: Attempt,
    state: str,
    cost: Micros,
    *,
    take: str = "",
    note: str = "",
    again: bool = False,
    stopped: bool = False,
    assumed: bool = False,
    from_states: Sequence[str] = (),
) -> Attempt:
    """`succeeded`, `failed`, `refused` or `cancelled`, settled in the same batch, the picture there for everyone or
    free for another buyer. `stopped`: nothing more is to be bought for this shot. `assumed`: the provider did not say
    whether it bills this; it counts as billed."""
    shot = attempt.fields["shot"]

    def build(now: Instant, _: Document) -> tuple[dict[str, Any], list[Write]]:
        job, key = attempt.fields["job"], attempt.fields["key"]
        books = settling(platform, attempt.unit, shot, attempt.name, cost, now)
        row = picture.leaving(platform, key, job, attempt.name, take, now)
        fields = {"state": state, "take": take, "note": note or attempt.fields["note"], "again": again, "cost": cost}
        marks = {**({"stopped": True} if stopped else {}), **({"assumed": True} if assumed else {})}
        return {**fields, **marks}, [*books, *row]

    try:
        moved = _insist(platform, attempt, build, tuple(from_states) or (attempt.state,))
    except AlreadySettled:
        raise Overtaken(attempt.name) from None
    lane.leave(platform, attempt.backend, attempt.turn)
    return moved


# --------------------------------------------------------------------------------------------------------- the moves

Build = Callable[[Instant, Document], tuple[dict[str, Any], list[Write]]]


def _move(platform: Platform, attempt: Attempt, build: Build) -> Attempt:
    """One compare-and-set from the state that we saw. Neighbours in the batch may have changed: it is built again."""
    return _insist(platform, attempt, build, ())


def _insist(platform: Platform, attempt: Attempt, build: Build, states: Sequence[str]) -> Attempt:
    """The same from any of `states`, in whatever version it is by now: what we know is true whoever moved it."""
    nonce = secrets.token_hex(8)
    seen = attempt.document
    for _ in range(TRIES):
        now = platform.clock.now()
        fields, writes = build(now, seen)
        fields |= {"nonce": nonce, "updated_at": now}
        try:
            committed = platform.documents.commit([Update(seen.path, fields, seen.version), *writes])
            return Attempt(Document(seen.path, {**seen.fields, **fields}, committed.versions[0]))
        except Conflict:
            log.debug("an attempt was moved, or its neighbours were", attempt=attempt.name)
        except Transient:
            if not states:
                raise
            log.warning("the store did not answer; what is known is written again", attempt=attempt.name)
        there = platform.documents.get(seen.path)
        assert there is not None, "attempts are never deleted"
        if there.fields["nonce"] == nonce:
            return Attempt(there)
        if there.version != seen.version:
            if there.fields["state"] not in states:
                raise Overtaken(attempt.name)
            seen = there
    raise Transient("contended", f"{attempt.name} is fought over.")


def _gate(platform: Platform, unit: Unit) -> Document:
    gate = platform.documents.get(f"gates/{unit.job}")
    if gate is None or not gate.fields["open"] or gate.fields["revision"] != unit.revision:
        raise Stopped(unit.path)
    return gate


def is_held(platform: Platform, attempt: Attempt) -> bool:
    entry = platform.documents.get(entry_path(attempt.fields["job"], attempt.name))
    return entry is not None and entry.fields["state"] == "held"
