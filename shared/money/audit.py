"""Adds everything up again: entries make purses, purses stay within escrows, escrows make budgets.

The one rule: it says what does not add up, as an alarm; it never mends it.
"""

from collections import defaultdict
from collections.abc import Iterator

from shared.model.money import Micros, dollars
from shared.money.ledger import Store, entry_documents
from shared.money.preparation import PURSE
from shared.money.purse import CONTINGENCY
from shared.pipeline.work import Unit
from shared.platform.ports import Document, Query, Where
from shared.telemetry import log


def film(platform: Store, escrow: Document) -> list[str]:
    """What is wrong with one revision's books; nothing, as a rule."""
    unit = Unit(escrow.fields["job"], escrow.fields["revision"], "audit")
    wrong: list[str] = []
    booked: dict[str, Micros] = defaultdict(int)
    drawn = given = 0
    total = excess = 0
    for entry in entry_documents(platform, unit):
        fields = entry.fields
        if fields.get("purse") != PURSE:  # the preparation has one of its own, which no escrow bears
            booked[fields["shot"]] += fields["amount"]
        total += fields["amount"]
        excess += max(fields["amount"] - fields["hold"], 0)
    purses = {each.fields["shot"]: each for each in _all(platform, f"jobs/{unit.job}/purses", unit.revision)}
    contingency = purses.pop("", None)
    for shot, purse in purses.items():
        fields = purse.fields
        drawn += fields["amount"] - fields["given"]
        given += fields["given"]
        if fields["taken"] != booked.pop(shot, 0):
            wrong.append(f"{purse.path} says {dollars(fields['taken'])}, its entries say otherwise")
        if fields["taken"] > fields["amount"] + excess:
            wrong.append(f"{purse.path} holds {dollars(fields['amount'])} and has given {dollars(fields['taken'])}")
    wrong += [f"{unit.job} has entries of {shot} and no purse for them" for shot in booked]
    lent = contingency.fields["taken"] if contingency else 0
    if drawn != lent:
        wrong.append(f"{unit.job} drew {dollars(drawn)} from its {CONTINGENCY}, which gave {dollars(lent)}")
    if given + (contingency.fields["given"] if contingency else 0) > escrow.fields["amount"]:
        wrong.append(f"{escrow.path} is smaller than its purses")
    if total > escrow.fields["amount"] + excess:
        wrong.append(f"{escrow.path} holds {dollars(escrow.fields['amount'])}, {dollars(total)} went out of it")
    return wrong


def budgets(platform: Store, today: str) -> list[str]:
    """Whether the budgets of a day, everyone's and each owner's, are the sum of that day's escrows."""
    sums: dict[str, Micros] = defaultdict(int)
    wrong: list[str] = []
    for escrow in _pages(platform, Query("escrows", (Where("day", "==", today),), limit=300)):
        wrong += film(platform, escrow)
        for scope in escrow.fields["scopes"]:
            if not scope.startswith("month.") and ".month." not in scope:
                sums[scope] += counted(platform, escrow)
    for scope, total in sums.items():
        budget = platform.documents.get(f"budgets/{scope}")
        taken = budget.fields["taken"] if budget else 0
        if taken != total:
            wrong.append(f"budgets/{scope} says {dollars(taken)}, its escrows are {dollars(total)}")
    return wrong


def counted(platform: Store, escrow: Document) -> Micros:
    """What an escrow counts for in every budget: all of it while it is held, what its entries cost afterwards."""
    unit = Unit(escrow.fields["job"], escrow.fields["revision"], "audit")
    booked = [entry.fields for entry in entry_documents(platform, unit)]
    if escrow.fields["state"] == "closed":
        return sum(entry["amount"] for entry in booked)
    given_back = sum(entry["hold"] - entry["amount"] for entry in booked if entry["late"])
    return int(escrow.fields["amount"] - given_back)


def alarm(wrong: list[str]) -> list[str]:
    for each in wrong:
        log.error(f"the books do not balance: {each}", code="unbalanced")
    if wrong:
        log.metric("books_unbalanced", len(wrong))
    return wrong


def _all(platform: Store, collection: str, revision: int) -> Iterator[Document]:
    return _pages(platform, Query(collection, (Where("revision", "==", revision),), limit=300))


def _pages(platform: Store, query: Query) -> Iterator[Document]:
    while True:
        page = platform.documents.query(query)
        yield from page.documents
        if not page.after:
            return
        query = Query(query.collection, query.where, query.order, query.limit, page.after)
