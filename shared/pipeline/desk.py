"""The front desk: what a person can wish for. Create, start, edit, approve, accept, reject, cancel, revise.

The one rule: a wish is one batch, and it succeeds or says why not; asking twice does no harm.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from shared.model.base import SCHEMA
from shared.model.callsheet import Call, Next, shooting
from shared.model.errors import AiprodError, Permanent, Refused, Transient, described
from shared.model.job import MOST_EDITS, Options
from shared.model.money import Micros, dollars
from shared.model.states import ENDED, move
from shared.pipeline import outbox
from shared.pipeline.course import TRIES, plot
from shared.pipeline.faults import fault
from shared.pipeline.work import Unit
from shared.platform.ports import Conflict, Create, Document, Fields, Platform, Update, Write
from shared.telemetry import log, trace

if TYPE_CHECKING:
    from shared.model.edit import Edit


def create(
    platform: Platform, job: str, owner: str, script: Mapping[str, Any], options: Options, *, name: str = ""
) -> Document:
    """Writes the job down. The same job again is the same success."""
    now = platform.clock.now()
    fields = {
        "schema": SCHEMA,
        "owner": owner,
        "created_at": now,
        "updated_at": now,
        "state": "created",
        "revision": 1,
        "name": name,
        "script": dict(script),
        "asked": options.model_dump(mode="json", exclude_unset=True),
        "options": options.settled().model_dump(mode="json"),
        "warnings": [],
    }
    gate = {"schema": SCHEMA, "owner": owner, "created_at": now, "revision": 1, "open": True}
    try:
        platform.documents.commit([Create(f"jobs/{job}", fields), Create(f"gates/{job}", gate)])
        log.audit("job created", job=job, owner=owner)
    except Conflict:
        log.debug("the job is there already", job=job)
    found = platform.documents.get(f"jobs/{job}")
    assert found is not None, "we have just written it, or found it written"
    return found


def start(platform: Platform, job: str) -> Document:
    """Sends a created job on its way. One that is on its way already is left alone."""
    begun = {"started_at": platform.clock.now()}
    called = (Call("ingest", "ingest"),)
    return _wish(platform, job, "started", lambda unit: Next("started", called), begun, done_already=True)


def approve(platform: Platform, job: str, revision: int, price: Micros | None = None) -> Document:
    """The owner has seen this revision and its price. Anything newer is a conflict."""

    def called(unit: Unit) -> Next:
        if unit.revision != revision:
            raise _stale(f"You saw revision {revision}; the film is at revision {unit.revision} now.")
        asked = int(_found(platform, job).fields.get("price", 0))
        if price is not None and asked != price:
            raise _stale(f"You saw a price of {dollars(price)}; it is {dollars(asked)} now.")
        return shooting("approved", lambda name: recall(platform, unit, name))

    return _wish(platform, job, "approved", called)


def fail(platform: Platform, job: str, error: AiprodError) -> Document:
    """What came in cannot become a film: the job says why, instead of silence."""
    told = described(error)
    return _wish(platform, job, "failed", lambda unit: Next("failed"), {"error": told}, done_already=True)


def cancel(platform: Platform, job: str) -> Document:
    """Nothing new is begun from now on. What has been bought is still settled: we owe it."""
    return _wish(platform, job, "cancelled", lambda unit: Next("cancelled"))


def accept(platform: Platform, job: str) -> Document:
    """A person looked at a film that we would not deliver by ourselves, and takes it."""
    return _wish(platform, job, "accepted", lambda unit: Next("accepted"), {"error": None})


def reject(platform: Platform, job: str, reason: str) -> Document:
    """A person looked at it, and does not."""
    sentence = f"The film was rejected by its owner: {reason}" if reason else "The film was rejected by its owner."
    error = Permanent("rejected", sentence, "Edit it or film a shot again; what is good is kept.", at_fault="input")
    return _wish(platform, job, "rejected", lambda unit: Next("rejected"), {"error": described(error)})


def expire(platform: Platform, job: str, revision: int) -> Document:
    """Nobody approved in time: the film is cancelled, and holds no money."""

    def called(unit: Unit) -> Next:
        if unit.revision != revision:
            raise _stale("The film has been begun anew.")
        return Next("expired")

    error = Permanent(
        "approval_expired", "Nobody approved the price in time.", "Retry the job to see it again.", at_fault="input"
    )
    return _wish(platform, job, "expired", called, {"error": described(error)})


def edit(platform: Platform, job: str, edits: "Sequence[Edit]", by: str, *, revision: int | None = None) -> Document:
    """Changes the storyboard: a new revision takes over all that the edits leave as it was, and is priced again."""

    def entered(found: Document) -> dict[str, Any]:
        before = list(found.fields.get("edits", []))
        if revision is not None and found.fields["revision"] != revision:
            raise _stale(f"You saw revision {revision}; the film is at revision {found.fields['revision']} now.")
        if sum(len(change["edits"]) for change in before) + len(edits) > MOST_EDITS:
            raise Refused(
                "too_many_edits", f"A film takes {MOST_EDITS} edits.", "Change the script itself, and render that."
            )
        change = {
            "at": platform.clock.now(),
            "by": by,
            "revision": found.fields["revision"] + 1,
            "edits": [each.model_dump(mode="json", exclude_defaults=False) for each in edits],
        }
        return {"edits": [*before, change]}

    if not edits:
        raise Refused("no_edits", "There is nothing to change.", "See `aiprod edit --help`.")
    return _begin_anew(platform, job, "edited", entered)


def revise(platform: Platform, job: str, changes: Mapping[str, Any] = MappingProxyType({})) -> Document:
    """Begins anew, to try again. It takes over all that did not change."""
    return _begin_anew(platform, job, "revised", lambda found: changes)


def _begin_anew(platform: Platform, job: str, said: str, changes: Callable[[Document], Mapping[str, Any]]) -> Document:
    """Opens the next revision."""
    _enter_trace()
    wish = secrets.token_hex(8)
    for _ in range(TRIES):
        found = _found(platform, job)
        if found.fields.get("wish") == wish:
            return _granted(platform, found, said)
        state = move(found.fields["state"], "revised")
        if state is None:
            raise _refusal(found, "revised")
        old = Unit(job, found.fields["revision"], "desk")
        new = Unit(job, old.revision + 1, "desk")
        now = platform.clock.now()
        gate = platform.documents.get(f"gates/{job}")
        assert gate is not None, "a job is created with its gate"
        fields = {
            "error": None,
            **changes(found),
            "state": state,
            "revision": new.revision,
            "started_at": now,
            "wish": wish,
            "updated_at": now,
        }
        rows = outbox.called((Call("ingest", "ingest"),), new, found.path, now)
        if found.fields["state"] not in ENDED:
            rows += outbox.called((Call("budget_guard", "settle"),), old, found.path, now)
        batch: list[Write] = [
            Update(found.path, fields, found.version),
            Update(gate.path, {"open": True, "revision": new.revision}, gate.version),
            *rows,
        ]
        try:
            platform.documents.commit(batch)
        except Conflict:
            continue
        return _granted(platform, found, said, rows)
    raise Transient("contended", f"Job {job} is busy.")


def recall(platform: Platform, unit: Unit, name: str) -> Fields:
    step = platform.documents.get(Unit(unit.job, unit.revision, name).path)
    if step is None or step.fields["state"] != "done":
        raise LookupError(f"{name} is not done")
    result: Fields = step.fields["result"]
    return result


def _wish(
    platform: Platform,
    job: str,
    event: str,
    following: Callable[[Unit], Next],
    changes: Mapping[str, Any] = MappingProxyType({}),
    *,
    done_already: bool = False,
) -> Document:
    _enter_trace()
    wish = secrets.token_hex(8)
    for _ in range(TRIES):
        found = _found(platform, job)
        if found.fields.get("wish") == wish:
            return _granted(platform, found, event)
        if move(found.fields["state"], event) is None:
            if done_already or found.fields["state"] == event:
                outbox.relay_left_over(platform, found.path)
                return found
            raise _refusal(found, event)
        unit = Unit(job, found.fields["revision"], "desk")
        plotted = plot(platform, unit, found.path, following(unit), platform.clock.now(), {**changes, "wish": wish})
        try:
            platform.documents.commit(plotted.writes)
        except Conflict:
            continue
        return _granted(platform, found, event, plotted.rows)
    raise Transient("contended", f"Job {job} is busy.")


def _enter_trace() -> None:
    """A wish that no message brought begins a trace of its own."""
    if trace.current() is None:
        trace.enter({})


def _granted(platform: Platform, found: Document, event: str, rows: list[Create] | None = None) -> Document:
    """The wish is in the store. Without its rows, its answer was lost, and only the nonce `wish` tells that it is."""
    fault("after_desk")
    if rows is None:
        outbox.relay_left_over(platform, found.path)
    else:
        outbox.relay(platform, rows)
    job = found.path.partition("/")[2]
    log.audit(f"job {event}", job=job)
    return _found(platform, job)


def _found(platform: Platform, job: str) -> Document:
    found = platform.documents.get(f"jobs/{job}")
    if found is None:
        raise Permanent("no_such_job", f"There is no job {job}.", "`aiprod jobs` lists them.", at_fault="input")
    return found


def _stale(sentence: str) -> Permanent:
    remedy = "Nothing was begun. Look at it again, then approve what you see."
    return Permanent("stale_approval", sentence, remedy, at_fault="input")


def _refusal(found: Document, event: str) -> Permanent:
    state = found.fields["state"]
    sentence = f"The job is {state.replace('_', ' ')}; it cannot be {event} now."
    return Permanent("wrong_state", sentence, "", at_fault="input")
