"""A purse for every shot, and an entry for every paid attempt in it.

The one rule: a hold touches its own purse and its entry only; an entry is made once and moves once: held -> settled,
or held -> released. Totals are sums of entries; `audit.py` recomputes them.

    jobs/{job}/purses/{revision}.{shot}         amount, taken
    jobs/{job}/purses/{revision}.contingency    amount, taken: what other purses have drawn from it
    jobs/{job}/entries/{revision}.{shot}.{n}    state, hold, amount, late

A purse is opened by its first hold, with what the plan gives to its shot. When a second attempt needs more, the purse
draws it from the film's contingency: the only document that two shots may meet at, and only in trouble.
"""

from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.model.money import Micros, dollars
from shared.money.ledger import escrow_path
from shared.pipeline.work import Unit
from shared.platform.ports import Check, Create, Document, Increment, Platform, Update, Write
from shared.telemetry import log

CONTINGENCY: Final = "contingency"


class TooLittle(Exception):
    """This purse cannot bear the hold, not even with the film's contingency."""


def purse_path(unit: Unit, name: str) -> str:
    return f"jobs/{unit.job}/purses/{unit.revision}.{name}"


def entry_path(job: str, attempt: str) -> str:
    return f"jobs/{job}/entries/{attempt}"


def holding(
    platform: Platform,
    unit: Unit,
    owner: str,
    shot: str,
    attempt: str,
    hold: Micros,
    given: Micros,
    contingency: Micros,
    what: str,
    now: Instant,
) -> list[Write]:
    """The writes that hold so much in this shot's purse. `given` and `contingency` are the plan's, and frozen there."""
    name = purse_path(unit, shot)
    purse = platform.documents.get(name)
    amount: Micros = purse.fields["amount"] if purse else given
    taken: Micros = purse.fields["taken"] if purse else 0
    if taken > amount:
        raise TooLittle(f"the purse of {shot} was overdrawn by a provider, and is closed")
    writes: list[Write] = []
    more = taken + hold - amount
    if more > 0:
        writes.append(_drawing(platform, unit, owner, more, contingency, now))
        amount += more
    common = {"schema": SCHEMA, "owner": owner, "revision": unit.revision, "updated_at": now}
    if purse:
        writes.append(Update(name, {"amount": amount, "taken": taken + hold, "updated_at": now}, purse.version))
    else:
        fields = {**common, "shot": shot, "given": given, "amount": amount, "taken": hold, "created_at": now}
        writes.append(Create(name, fields))
    entry = {**common, "shot": shot, "what": what, "state": "held", "hold": hold, "amount": hold, "late": False}
    writes.append(Create(entry_path(unit.job, attempt), {**entry, "created_at": now}))
    return writes


def _drawing(platform: Platform, unit: Unit, owner: str, more: Micros, all_of_it: Micros, now: Instant) -> Write:
    name = purse_path(unit, CONTINGENCY)
    found = platform.documents.get(name)
    drawn: Micros = found.fields["taken"] if found else 0
    if drawn + more > all_of_it:
        left = dollars(max(all_of_it - drawn, 0))
        raise TooLittle(f"it takes {dollars(more)} more, and {left} are left for such cases")
    if found:
        return Update(name, {"taken": drawn + more, "updated_at": now}, found.version)
    fields = {"schema": SCHEMA, "owner": owner, "revision": unit.revision, "shot": "", "given": all_of_it}
    return Create(name, {**fields, "amount": all_of_it, "taken": more, "created_at": now, "updated_at": now})


def settling(platform: Platform, unit: Unit, shot: str, attempt: str, cost: Micros, now: Instant) -> list[Write]:
    """The writes that turn a hold into what it cost; nothing is a release. An entry that is settled stays so."""
    entry = platform.documents.get(entry_path(unit.job, attempt))
    escrow = platform.documents.get(escrow_path(unit))
    if entry is None or escrow is None:
        raise LookupError(f"{attempt} has no hold")
    if entry.fields["state"] != "held":
        raise AlreadySettled(attempt)
    hold: Micros = entry.fields["hold"]
    late = escrow.fields["state"] != "held"
    fields = {"state": "settled" if cost else "released", "amount": cost, "late": late, "updated_at": now}
    writes: list[Write] = [
        Update(entry.path, fields, entry.version),
        Increment(purse_path(unit, shot), "taken", cost - hold),
        Check(escrow.path, escrow.version),
    ]
    if late and cost != hold:
        writes += [Increment(f"budgets/{scope}", "taken", cost - hold) for scope in escrow.fields["scopes"]]
    if cost > hold:
        log.error("a provider billed more than was held", attempt=attempt, billed=cost, held=hold)
        log.metric("overbilled", (cost - hold) / 1e6, provider=str(entry.fields["what"]).partition(" ")[0])
    return writes


class AlreadySettled(Exception):
    """Somebody has settled this entry before."""


def state_of(platform: Platform, job: str, attempt: str) -> Any:
    found: Document | None = platform.documents.get(entry_path(job, attempt))
    return found.fields["state"] if found else None
