"""Budget guard: the only one that lets money be spent. It takes the film's price before, and returns the rest after.

The one rule: a cap is checked in the batch that takes the money, so that two jobs can never both fit the last dollar.
"""

from shared.model.callsheet import work_of
from shared.money import ledger, preparation
from shared.pipeline.work import Agent, Made, Work
from shared.telemetry import log


def make(work: Work) -> Made:
    return settle(work) if work_of(work.unit.name) == "settle" else escrow(work)


def escrow(work: Work) -> Made:
    """Carves the film's price out of the job's, the owner's and everyone's day."""
    price = int(work.recall("plan")["price"])
    options = work.options
    now = work.platform.clock.now()
    limit = max((options.budget or 0) - preparation.taken(work.platform, work.unit.job), 0)
    writes = ledger.taking(work.platform, work.unit, work.owner, price, limit, now)
    log.audit("cost estimated", price=price)
    asked_for = bool(work.job["asked"].get("approval"))
    approval = asked_for or bool(options.approval and price)  # what costs nothing needs nobody's leave
    return Made({"approval": approval, "price": price}, tuple(writes), job={"price": price})


def settle(work: Work) -> Made:
    """The revision is over: what was not spent goes back to the budgets that it came from."""
    preparation.close(work.platform, work.unit, work.owner)
    writes, result = ledger.returning(work.platform, work.unit, work.platform.clock.now())
    return Made(result, tuple(writes))


AGENT = Agent("budget_guard", make, owed=frozenset({"settle"}))
