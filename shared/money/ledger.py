"""What is held, what is spent, and what is left: the documents behind every budget.

The one rule: money is taken before anything is bought, in one batch with its cause, and what is left returns once.

    budgets/{scope}             limit, taken          one for each owner's day and for everyone's day
    escrows/{job}.{revision}    amount, state, scopes  held -> closed
    jobs/{job}/entries/{rev}.{unit}   amount           created once, by whoever spent it
"""

from collections.abc import Iterator
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.model.errors import Permanent
from shared.model.money import DOLLAR, Micros, day, dollars
from shared.pipeline.work import Unit
from shared.platform.ports import Check, Create, Increment, Platform, Query, Update, Where, Write

DAY_LIMIT: Final[Micros] = 100 * DOLLAR


def scopes(owner: str, at: Instant) -> tuple[str, ...]:
    """The budgets that one expense counts against."""
    return (f"day.{day(at)}", f"owner.{owner}.day.{day(at)}")


def taking(platform: Platform, unit: Unit, owner: str, amount: Micros, job_limit: Micros, now: Instant) -> list[Write]:
    """The writes that take `amount` from every budget it counts against. Refuses before anything is bought."""
    if amount > job_limit:
        raise too_dear(amount, job_limit)
    names = scopes(owner, now)
    writes: list[Write] = []
    for name in names if amount else ():
        path = f"budgets/{name}"
        found = platform.documents.get(path)
        taken: Micros = found.fields["taken"] if found else 0
        limit: Micros = found.fields["limit"] if found else DAY_LIMIT
        if taken + amount > limit:
            raise spent_up(amount, limit - taken)
        if found:
            writes.append(Update(path, {"taken": taken + amount, "updated_at": now}, found.version))
        else:
            fields = {"schema": SCHEMA, "owner": owner, "limit": limit, "taken": amount}
            writes.append(Create(path, {**fields, "created_at": now, "updated_at": now}))
    escrow = {
        "schema": SCHEMA,
        "owner": owner,
        "job": unit.job,
        "revision": unit.revision,
        "amount": amount,
        "spent": 0,
        "state": "held",
        "scopes": list(names) if amount else [],
        "created_at": now,
        "updated_at": now,
    }
    writes.append(Create(f"escrows/{unit.job}.{unit.revision}", escrow))
    return writes


def returning(platform: Platform, unit: Unit, now: Instant) -> tuple[list[Write], dict[str, Any]]:
    """The writes that close this revision's escrow and give back what was not spent. Nothing when it is closed."""
    escrow = platform.documents.get(f"escrows/{unit.job}.{unit.revision}")
    if escrow is None or escrow.fields["state"] == "closed":
        return [], {"spent": escrow.fields["spent"] if escrow else 0}
    spent = sum(entry["amount"] for entry in entries(platform, unit))
    left = escrow.fields["amount"] - spent
    writes: list[Write] = [Update(escrow.path, {"state": "closed", "spent": spent, "updated_at": now}, escrow.version)]
    writes += [Increment(f"budgets/{scope}", "taken", -left) for scope in escrow.fields["scopes"] if left]
    return writes, {"spent": spent}


def spending(platform: Platform, unit: Unit, owner: str, amount: Micros, what: str, now: Instant) -> list[Write]:
    """One expense, written down once, in the batch that records what it bought. The gate stands in the batch: what
    comes too late for the settlement is not spent."""
    gate = platform.documents.get(f"gates/{unit.job}")
    if gate is None or not gate.fields["open"] or gate.fields["revision"] != unit.revision:
        raise Permanent("stopped", "The film was stopped before this was bought.")
    fields = {
        "schema": SCHEMA,
        "owner": owner,
        "revision": unit.revision,
        "amount": amount,
        "what": what,
        "created_at": now,
        "updated_at": now,
    }
    entry = Create(f"jobs/{unit.job}/entries/{unit.revision}.{unit.name}", fields)
    return [entry, Check(gate.path, gate.version)]


def entries(platform: Platform, unit: Unit) -> Iterator[Any]:
    after = ""
    while True:
        query = Query(f"jobs/{unit.job}/entries", (Where("revision", "==", unit.revision),), limit=300, after=after)
        page = platform.documents.query(query)
        yield from (document.fields for document in page.documents)
        after = page.after
        if not after:
            return


def too_dear(price: Micros, limit: Micros) -> Permanent:
    """The owner set the limit, so the owner can raise it: to whole cents, and never below the price."""
    cents = -(-price * 100 // DOLLAR)
    return Permanent(
        "over_budget",
        f"This film may cost {dollars(limit)}; it would cost {dollars(price)}.",
        f"Render it with --budget {cents // 100}.{cents % 100:02d}, or with --preset animatic for nothing.",
        at_fault="budget",
    )


def spent_up(price: Micros, left: Micros) -> Permanent:
    """No option helps against the day's limit."""
    return Permanent(
        "over_budget",
        f"Today's budget has {dollars(max(left, 0))} left; the film would cost {dollars(price)}.",
        "Render it tomorrow (UTC), or with --preset animatic for nothing.",
        at_fault="budget",
    )
