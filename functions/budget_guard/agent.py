"""Budget guard: the only one that lets money be spent. It takes the film's price before, and returns the rest after.

The one rule: a cap is checked in the batch that takes the money, so that two jobs can never both fit the last dollar.
"""

import shlex

from shared.model.callsheet import work_of
from shared.model.errors import Unaffordable
from shared.model.money import micros
from shared.money import audit, ledger, preparation, switches
from shared.money.quote_refusal import command
from shared.pipeline.faults import fault
from shared.pipeline.work import Agent, Made, Work
from shared.telemetry import log


def make(work: Work) -> Made:
    return settle(work) if work_of(work.unit.name) == "settle" else escrow(work)


def escrow(work: Work) -> Made:
    """Carves what the film may cost at most out of the job's, the owner's and everyone's day and month."""
    plan = work.recall("plan")
    price = int(plan["price"]) + int(plan.get("score", 0))  # the score is bought when the pictures are
    spoken = preparation.taken_for(work.platform, work.unit.job, work.unit.revision).get("voice", 0)
    options = work.options
    now = work.platform.clock.now()
    most = int(plan.get("most", plan["price"]))
    gone = preparation.gone(work.platform, work.unit)
    try:
        allowed = switches.may_buy(work.platform) if most else []
        writes = [*ledger.taking(work.platform, work.unit, work.owner, most, options.budget or 0, now, gone), *allowed]
    except Unaffordable as no:
        no.retry_with = _command(work, no.retry_with)
        raise
    fault("before_taking")
    log.audit("cost estimated", price=price, held=most)
    asked_for = bool(work.job["asked"].get("approval"))
    approval = asked_for or bool(options.approval and price)  # what costs nothing needs nobody's leave
    return Made({"approval": approval, "price": price, "held": most}, tuple(writes), job={"price": price + spoken})


def _command(work: Work, change: str) -> str:
    """The person's own command, with the one change that lets it pass."""
    flag, value = change.split()
    if work.unit.revision > 1 and flag == "--budget":
        return shlex.join(["aiprod", "retry", work.unit.job, flag, value])  # its edits are this job's alone
    name = flag.removeprefix("--")
    told: object = micros(value) if name == "budget" else value
    asked = dict(work.job["asked"])
    if name == "preset":
        asked = {option: value for option, value in asked.items() if option not in ("backend", "budget")}
    return command(str(work.job["script"]["name"]), {**asked, name: told})


def settle(work: Work) -> Made:
    """The revision is over: what was not spent goes back to the budgets that it came from. What was ordered and has
    not ended stays held, and is collected."""
    preparation.close(work.platform, work.unit, work.owner)
    writes, result = ledger.returning(work.platform, work.unit, work.platform.clock.now())
    found = work.platform.documents.get(ledger.escrow_path(work.unit))
    if found is not None and not result["open"]:
        audit.alarm(audit.film(work.platform, found))
    return Made(result, tuple(writes))


AGENT = Agent("budget_guard", make, owed=frozenset({"settle"}))
