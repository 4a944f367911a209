"""The preparation purse: a little money for the models that read a script, before the film has a price; and what its
owner allows for the voices and the score that they wished for.

The one rule: a call is counted before it is made, and one whose answer nobody knows counts as spent at its most.

    preparations/{job}               limit, closed, holds: {key: what, most, amount, state, wished, nonce, answer, …}
    jobs/{job}/entries/{key}         amount       made once, in the batch that settles its hold
    budgets/{scope}                  taken        by the hold, at its most; what was not spent returns when it settles

Every move is one batch: a hold is there or not, settled or not, whenever the process dies. What a dead attempt held
is settled at its most by the next attempt at the same work, or by `close` when the film is over. A batch whose reply
was lost comes back as a conflict; the lease's nonce on the hold tells that it was ours.

                     killed before it      killed after it
    reserve          nothing is held       held, never sent or answer unknown: the next attempt counts it at its most,
                                           and does without
    the call itself  as above              as above
    settle           as above              settled; the next attempt finds the answer on the hold, and pays nothing
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.model.errors import Permanent, Transient, Unaffordable
from shared.model.job import PRESETS
from shared.model.money import Micros, dollars
from shared.money import ledger, switches
from shared.pipeline.course import TRIES
from shared.pipeline.work import Unit, Work
from shared.platform.ports import Check, Conflict, Create, Document, Increment, Platform, Update, Write
from shared.telemetry import log

PURSE: Final = "preparation"
"""Stands on every entry of this purse: it never counts against the escrow, which is taken later."""

MOST_CALLS: Final = 1_500
"""All holds of a job stand in one document, and a document has an end."""

Hold = Mapping[str, Any]


def reserve(work: Work, what: str, most: Micros, *, wished: bool = False) -> bool:
    """Counts a call that may cost so much, before it is made. False when a purse or a budget cannot bear it, and when
    an earlier attempt may have made this very call: it counts as spent, and nothing is asked twice by itself.
    `wished`: for a voice or a score that was asked for by name."""
    for _ in range(TRIES):
        now = work.platform.clock.now()
        purse = work.platform.documents.get(_path(work.unit.job))
        holds = _holds(purse)
        name, mine = _last(holds, work.unit, what)
        if mine and mine["state"] == "held" and mine["nonce"] == work.lease.nonce:
            return True
        if mine and mine["unknown"]:
            return False
        writes: list[Write] = [_gate(work.platform, work.unit)]
        counting: list[Write] | None = None
        if mine and mine["state"] == "held":
            holds[name] = {**mine, "state": "settled", "unknown": True}
            writes.append(_entry(work.platform, work.unit.job, name, holds[name], work.owner, now))
        elif 0 <= most <= _left(work, purse, holds, wished=wished):
            counting = _counting(work, most, now)
        if counting is not None:
            holds[_name(work.unit, what, holds)] = {
                "what": what,
                "most": most,
                "amount": most,
                "state": "held",
                "unknown": False,
                "wished": wished,
                "nonce": work.lease.nonce,
                "scopes": list(ledger.scopes(work.owner, now)),
                "answer": "",
            }
            writes += counting
        elif len(writes) == 1:
            return False
        writes.append(_purse(work, purse, holds, now))
        try:
            work.platform.documents.commit(writes)
        except Conflict:
            continue  # money moved while we looked, or it is our own success: read again
        if counting is not None:
            log.audit("preparation held", what=what, most=most)
        return counting is not None
    raise Transient("contended", "The budgets are fought over.")


def is_lost(work: Work, what: str) -> bool:
    """Whether an earlier attempt at this work made this call, and died before it could say what came of it."""
    _, hold = _last(_holds(work.platform.documents.get(_path(work.unit.job))), work.unit, what)
    return bool(hold and hold["unknown"])


def why_not(work: Work, most: Micros, *, wished: bool = False) -> str:
    """For the person: why so much is not held now."""
    purse = work.platform.documents.get(_path(work.unit.job))
    holds, options = _holds(purse), work.options
    if most > _left(work, purse, holds, wished=wished):
        limit = _limits(work, wished=wished)[0]
        if purse is not None and purse.fields["closed"]:
            return "A provider has billed more than was held, so nobody is paid for this film any more."
        if len(holds) >= MOST_CALLS:
            return f"It is too long: {MOST_CALLS} calls are paid for one film."
        if not options.budget:
            return "This film may cost nothing; give it money: --budget 1."
        if most > limit - sum(hold["amount"] for hold in holds.values() if bool(hold.get("wished")) == wished):
            return (
                f"The {dollars(limit)} that {options.preset} may take for it are not enough; another --preset has more."
            )
        return f"Its budget of {dollars(options.budget)} does not leave enough; raise it with --budget."
    try:
        switches.may_buy(work.platform)
        ledger.counting(work.platform, work.owner, most, work.platform.clock.now())
    except Unaffordable as no:
        return no.sentence
    return "The budgets are fought over."


def settle(work: Work, what: str, actual: Micros, answer: str = "", *, unknown: bool = False) -> None:
    """Turns the hold into what the call did cost. `answer` names the object that was bought, so that it is not bought
    again. `unknown`: nobody can say what became of the call, and it is not made again. What somebody has settled
    before us stays as they settled it."""
    for _ in range(5 * TRIES):  # who gives up here loses what was bought
        now = work.platform.clock.now()
        purse = work.platform.documents.get(_path(work.unit.job))
        holds = _holds(purse)
        ours = [name for name, hold in holds.items() if _is_ours(work, what, name, hold)]
        if purse is None or not ours:
            raise LookupError(f"{work.unit.path} holds nothing for {what}")
        name = next((name for name in ours if holds[name]["state"] == "held"), "")
        if not name:
            return
        most: Micros = holds[name]["most"]
        holds[name] = {**holds[name], "state": "settled", "amount": actual, "answer": answer, "unknown": unknown}
        writes = [_purse(work, purse, holds, now, closed=actual > most)]
        writes.append(_entry(work.platform, work.unit.job, name, holds[name], work.owner, now))
        if actual != most:
            writes += [Increment(f"budgets/{scope}", "taken", actual - most) for scope in holds[name]["scopes"]]
        try:
            work.platform.documents.commit(writes)
        except Conflict:
            continue
        log.audit("preparation settled", what=what, amount=actual)
        if actual > most:
            log.error("a provider billed more than was held", what=what, billed=actual, held=most)
            log.metric("overbilled", (actual - most) / 1e6, provider=what)
        return
    raise Transient("contended", "The budgets are fought over.")


def bought(work: Work, what: str) -> str:
    """The object that an earlier attempt at this work has paid for, or nothing."""
    _, hold = _last(_holds(work.platform.documents.get(_path(work.unit.job))), work.unit, what)
    return str(hold["answer"]) if hold and hold["state"] == "settled" else ""


def bought_before(work: Work, what: str) -> str:
    """The same for a purpose that names all that was asked for: any work of this job has paid for it, in whatever
    revision. The newest, where there are several."""
    holds = _holds(work.platform.documents.get(_path(work.unit.job)))
    found = [name for name, hold in holds.items() if hold["what"] == what and hold["answer"]]
    newest = max(found, key=lambda name: (_revision(name), int(name.rpartition(".")[2]), name), default="")
    return str(holds[newest]["answer"]) if newest else ""


def gone(platform: Platform, unit: Unit) -> Micros:
    """What a job has cost before this revision buys anything: reading its script, and all that earlier revisions paid
    or still hold. The budget that its owner set is for all of them."""
    earlier = (replace(unit, revision=revision) for revision in range(1, unit.revision))
    paid = (entry for each in earlier for entry in ledger.entries(platform, each) if entry.get("purse") != PURSE)
    return taken(platform, unit.job) + sum(int(entry["amount"]) for entry in paid)


def taken(platform: Platform, job: str) -> Micros:
    """What this job's preparation counts for, open calls at their most."""
    return sum(taken_for(platform, job).values())


def taken_for(platform: Platform, job: str, revision: int = 0) -> dict[str, Micros]:
    """The same by purpose, of all revisions or of one: what begins with `voice-` is for the voices."""
    found: dict[str, Micros] = {}
    for name, hold in _holds(platform.documents.get(_path(job))).items():
        if revision not in (0, _revision(name)):
            continue
        purpose = str(hold["what"]).partition("-")[0]
        found[purpose] = found.get(purpose, 0) + int(hold["amount"])
    return found


def close(platform: Platform, unit: Unit, owner: str) -> None:
    """The revision is over: what it still holds was never answered, and counts as spent. Nothing else is to return,
    for nothing is taken from a budget but by a hold."""
    for _ in range(TRIES):
        now = platform.clock.now()
        purse = platform.documents.get(_path(unit.job))
        holds = _holds(purse)
        still = [name for name, hold in holds.items() if hold["state"] == "held" and _revision(name) == unit.revision]
        if purse is None or not still:
            return
        writes: list[Write] = []
        for name in still:
            holds[name] = {**holds[name], "state": "settled", "unknown": True}
            writes.append(_entry(platform, unit.job, name, holds[name], owner, now))
        writes.append(Update(purse.path, {"holds": holds, "updated_at": now}, purse.version))
        try:
            platform.documents.commit(writes)
        except Conflict:
            continue
        log.warning("calls that nobody answered count as spent", calls=len(still))
        return
    raise Transient("contended", f"The purse of {unit.job} is fought over.")


# ------------------------------------------------------------------------------------------------------- the purse


def _path(job: str) -> str:
    return f"preparations/{job}"


def _holds(purse: Document | None) -> dict[str, Hold]:
    return dict(purse.fields["holds"]) if purse else {}


def _name(unit: Unit, what: str, holds: Mapping[str, Hold]) -> str:
    stem = f"{unit.revision}.{unit.name}.{what}."
    return f"{stem}{1 + sum(name.startswith(stem) for name in holds)}"


def _last(holds: Mapping[str, Hold], unit: Unit, what: str) -> tuple[str, Hold | None]:
    """The newest call of this work for this purpose."""
    stem = f"{unit.revision}.{unit.name}.{what}."
    numbered = [int(name.removeprefix(stem)) for name in holds if name.startswith(stem)]
    if not numbered:
        return "", None
    return (name := f"{stem}{max(numbered)}"), holds[name]


def _is_ours(work: Work, what: str, name: str, hold: Hold) -> bool:
    """Whether this very attempt made it."""
    return name.startswith(f"{work.unit.revision}.{work.unit.name}.{what}.") and hold["nonce"] == work.lease.nonce


def _revision(name: str) -> int:
    return int(name.partition(".")[0])


def _limits(work: Work, *, wished: bool) -> tuple[Micros, Micros]:
    """What the preset leaves for it, and what the owner leaves for the whole film."""
    preset = PRESETS[work.options.preset]
    return preset.sounds if wished else preset.preparation, work.options.budget or 0


def _purse(
    work: Work, purse: Document | None, holds: Mapping[str, Hold], now: Instant, *, closed: bool = False
) -> Write:
    if purse:
        fields = {"holds": holds, "closed": closed or purse.fields["closed"], "updated_at": now}
        return Update(purse.path, fields, purse.version)
    born = {"schema": SCHEMA, "owner": work.owner, "created_at": now, "updated_at": now}
    return Create(
        _path(work.unit.job), {**born, "limit": min(_limits(work, wished=False)), "closed": closed, "holds": holds}
    )


def _left(work: Work, purse: Document | None, holds: Mapping[str, Hold], *, wished: bool) -> Micros:
    """In the job's own purse; -1 where it is closed, because a provider has overdrawn it, or full. What is wished for
    may come when the pictures have their money: it is never taken from theirs."""
    if (purse is not None and purse.fields["closed"]) or len(holds) >= MOST_CALLS:
        return -1
    limit, budget = _limits(work, wished=wished)
    limit -= sum(int(hold["amount"]) for hold in holds.values() if bool(hold.get("wished")) == wished)
    budget -= sum(int(hold["amount"]) for hold in holds.values())
    if wished and limit > 0 < budget:
        budget -= _filmed(work)
    return min(limit, budget)


def _filmed(work: Work) -> Micros:
    """What the pictures of this job have taken: of this revision what is held, of earlier ones what they cost."""
    platform, unit = work.platform, work.unit
    escrow = platform.documents.get(ledger.escrow_path(unit))
    held = int(escrow.fields["amount"]) if escrow else 0
    return held + gone(platform, unit) - taken(platform, unit.job)


# ------------------------------------------------------------------------------------- everyone's and the owner's


def _counting(work: Work, most: Micros, now: Instant) -> list[Write] | None:
    """What counts it in every budget, where each can bear it and nobody has switched buying off."""
    try:
        return [*switches.may_buy(work.platform), *ledger.counting(work.platform, work.owner, most, now)]
    except (Unaffordable, switches.BuyingStopped):
        return None


def _gate(platform: Platform, unit: Unit) -> Check:
    """Nothing is bought for a film that was stopped, not even between our look and the batch."""
    gate = platform.documents.get(f"gates/{unit.job}")
    if gate is None or not gate.fields["open"] or gate.fields["revision"] != unit.revision:
        raise Permanent("stopped", "The film was stopped before this was bought.")
    return Check(gate.path, gate.version)


def _entry(platform: Platform, job: str, name: str, hold: Hold, owner: str, now: Instant) -> Create:
    """An expense like any other of this job, that no escrow has to bear: `hold` 0, and settled by itself (`late`)."""
    fields = {
        "schema": SCHEMA,
        "owner": owner,
        "revision": _revision(name),
        "purse": PURSE,
        "shot": PURSE,
        "what": hold["what"],
        "state": "settled" if hold["amount"] else "released",
        "amount": hold["amount"],
        "unknown": hold["unknown"],
        "hold": 0,
        "late": True,
        "created_at": now,
        "updated_at": now,
    }
    return Create(f"jobs/{job}/entries/{name}", fields)
