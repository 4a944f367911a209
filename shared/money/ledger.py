"""What is taken from every budget before a film buys anything, and what returns when it is over.

The one rule: money is taken in one batch with its cause, a cap is checked in that batch, and what is left returns once.

    budgets/{scope}             limit, taken              one each for everyone's and for an owner's day and month
    limits/{owner}              day, month                 what an operator wrote; "everyone" is for all together
    escrows/{job}.{revision}    amount, state, scopes      held -> closing -> closed
    jobs/{job}/purses/...       one for every shot         (purse.py)
    jobs/{job}/entries/...      one for every paid attempt  (purse.py)

An escrow belongs to the day and the month in which it was taken, whenever it is settled. It closes in two strides:
from `closing` on, whoever settles an entry gives back the difference himself, and says so on it (`late`), so that the
closer, who counts those at what they held, returns nothing twice and forgets nothing.
"""

from collections.abc import Iterator
from typing import Any, Final, Protocol

from shared.model.base import SCHEMA, Instant
from shared.model.errors import Unaffordable
from shared.model.money import DOLLAR, Micros, day, dollars
from shared.model.states import ENDED
from shared.pipeline.work import Unit
from shared.platform.ports import (
    Conflict,
    Create,
    Document,
    Documents,
    Increment,
    Platform,
    Query,
    Update,
    Where,
    Write,
)
from shared.telemetry import log

DAY_LIMIT: Final[Micros] = 100 * DOLLAR
MONTH_LIMIT: Final[Micros] = 2_000 * DOLLAR
DAY_NOTICES: Final = (90, 100)
MONTH_NOTICES: Final = (50, 90, 100)
"""At how many hundredths of a limit somebody is told: of everyone's day, and of everyone's month."""


class Store(Protocol):
    """All that is needed to read the books."""

    @property
    def documents(self) -> Documents: ...


def scopes(owner: str, at: Instant) -> tuple[str, ...]:
    """The budgets that one film counts against."""
    today = day(at)
    return f"day.{today}", f"owner.{owner}.day.{today}", f"month.{today[:7]}", f"owner.{owner}.month.{today[:7]}"


def taking(
    platform: Platform, unit: Unit, owner: str, amount: Micros, job_limit: Micros, now: Instant, gone: Micros = 0
) -> list[Write]:
    """The writes that take `amount` from every budget it counts against. Refuses before anything is bought. `gone` of
    the job's limit is spent already."""
    if amount > job_limit - gone:
        raise too_dear(amount, job_limit, gone)
    writes = counting(platform, owner, amount, now)
    escrow = {
        "schema": SCHEMA,
        "owner": owner,
        "job": unit.job,
        "revision": unit.revision,
        "day": day(now),
        "amount": amount,
        "spent": 0,
        "state": "held",
        "scopes": list(scopes(owner, now)) if amount else [],
        "created_at": now,
        "updated_at": now,
    }
    return [*writes, Create(escrow_path(unit), escrow)]


def counting(platform: Platform, owner: str, amount: Micros, now: Instant) -> list[Write]:
    """The writes that count `amount` in every budget. Refuses when one of them cannot bear it."""
    writes: list[Write] = []
    for name in scopes(owner, now) if amount else ():
        path = f"budgets/{name}"
        found = platform.documents.get(path)
        taken: Micros = found.fields["taken"] if found else 0
        limit = _limit(platform, name, owner, found)
        if taken + amount > limit:
            raise spent_up(name, amount, limit - taken)
        _notify(name, taken, taken + amount, limit)
        if found:
            writes.append(Update(path, {"taken": taken + amount, "limit": limit, "updated_at": now}, found.version))
        else:
            fields = {"schema": SCHEMA, "owner": owner, "limit": limit, "taken": amount}
            writes.append(Create(path, {**fields, "created_at": now, "updated_at": now}))
    return writes


def escrow_path(unit: Unit) -> str:
    return f"escrows/{unit.job}.{unit.revision}"


def _limit(platform: Platform, scope: str, owner: str, found: Document | None) -> Micros:
    """What an operator wrote for this owner or for everyone; else what stands on the budget; else the house's own."""
    span = "month" if ".month." in f".{scope}" else "day"
    who = owner if scope.startswith("owner.") else "everyone"
    written = platform.documents.get(f"limits/{who}")
    if written is not None and span in written.fields:
        return int(written.fields[span])
    if found is not None:
        return int(found.fields["limit"])
    return MONTH_LIMIT if span == "month" else DAY_LIMIT


def _notify(scope: str, before: Micros, after: Micros, limit: Micros) -> None:
    """Somebody is told when a budget of everyone's crosses a line. It may be told twice; it is never not told."""
    notices = {"day": DAY_NOTICES, "month": MONTH_NOTICES}.get(scope.partition(".")[0], ())
    for percent in notices:
        if before * 100 < limit * percent <= after * 100:
            span = scope.partition(".")[0]
            log.warning(f"{percent} % of the {span}'s {dollars(limit)} are taken", budget=scope)
            log.metric("budget_reached", percent, budget=span)


def closing(platform: Platform, unit: Unit, now: Instant) -> Document | None:
    """The first stride: from now on whoever settles an entry gives back the rest himself. The escrow as it is now."""
    while True:
        escrow = platform.documents.get(escrow_path(unit))
        if escrow is None or escrow.fields["state"] != "held":
            return escrow
        try:
            platform.documents.commit([Update(escrow.path, {"state": "closing", "updated_at": now}, escrow.version)])
        except Conflict:
            continue


def returning(platform: Platform, unit: Unit, now: Instant) -> tuple[list[Write], dict[str, Any]]:
    """Closes this revision's escrow and gives back what was not spent. What is still open stays held: it is owed, and
    is named in the result, so that somebody collects it."""
    escrow = closing(platform, unit, now)
    booked = list(entry_documents(platform, unit))
    still_open = sorted(entry.path.rpartition("/")[2] for entry in booked if entry.fields["state"] == "held")
    spent = sum(entry.fields["amount"] for entry in booked)
    result = {"spent": spent, "open": [name.partition(".")[2] for name in still_open]}
    if escrow is None or escrow.fields["state"] == "closed":
        return [], result
    counted = sum(entry.fields["hold"] if entry.fields["late"] else entry.fields["amount"] for entry in booked)
    left = escrow.fields["amount"] - counted
    writes: list[Write] = [Update(escrow.path, {"state": "closed", "spent": spent, "updated_at": now}, escrow.version)]
    writes += [Increment(f"budgets/{scope}", "taken", -left) for scope in escrow.fields["scopes"] if left]
    return writes, result


def entries(platform: Store, unit: Unit) -> Iterator[Any]:
    """Every expense of this revision. `amount` is what it counts for: what it held until it is settled."""
    return (document.fields for document in entry_documents(platform, unit))


def entry_documents(platform: Store, unit: Unit) -> Iterator[Document]:
    after = ""
    while True:
        query = Query(f"jobs/{unit.job}/entries", (Where("revision", "==", unit.revision),), limit=300, after=after)
        page = platform.documents.query(query)
        yield from page.documents
        after = page.after
        if not after:
            return


def spending(platform: Platform, unit: Unit) -> list[Write]:
    """What the film cost in the end, where its owner looks: written anew when that has changed since it ended."""
    job = platform.documents.get(f"jobs/{unit.job}")
    if job is None or job.fields["revision"] != unit.revision or job.fields["state"] not in ENDED:
        return []
    spent = sum(entry["amount"] for entry in entries(platform, unit))
    if job.fields.get("spent", 0) == spent:
        return []
    return [Update(job.path, {"spent": spent}, job.version)]


def too_dear(price: Micros, limit: Micros, gone: Micros = 0) -> Unaffordable:
    """The owner set the limit, so the owner can raise it: to whole cents, and never below the price."""
    cents = -(-(price + gone) * 100 // DOLLAR)
    spent = f" and has cost {dollars(gone)}" if gone else ""
    more = " more" if gone else ""
    return Unaffordable(
        f"This film may cost {dollars(limit)}{spent}; it would cost {dollars(price)}{more}.",
        f"Render it with --budget {cents // 100}.{cents % 100:02d}, or with --preset animatic for nothing.",
        would_cost=price,
        left=max(limit - gone, 0),
        retry_with=f"--budget {cents // 100}.{cents % 100:02d}",
    )


def spent_up(scope: str, price: Micros, left: Micros) -> Unaffordable:
    """No budget of the film's own helps against the limit of a day or a month."""
    whose = "Your budget" if scope.startswith("owner.") else "The budget of everyone"
    span, when = ("this month", "next month") if ".month." in f".{scope}" else ("today", "tomorrow")
    return Unaffordable(
        f"{whose} for {span} has {dollars(max(left, 0))} left; the film would take {dollars(price)}.",
        f"Render it {when} (UTC), or with --preset animatic for nothing.",
        would_cost=price,
        left=max(left, 0),
        retry_with="--preset animatic",
    )
