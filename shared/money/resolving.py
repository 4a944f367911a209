"""A person has looked at a provider's bill, and says what became of an attempt that nobody could tell about.

The one rule: only what is unknown can be resolved, and once.
"""

from collections.abc import Iterator

from shared.model.errors import Refused
from shared.money import attempt as attempts
from shared.money import ledger
from shared.money.attempt import Attempt, Claimed, Overtaken
from shared.platform.ports import Conflict, Document, Platform, Query
from shared.telemetry import log


def unknowns(platform: Platform, job: str = "", shot: str = "") -> Iterator[Attempt]:
    """What still waits for somebody's word: of one shot, of one film, of all films."""
    collection, everywhere = (f"jobs/{job}/attempts", False) if job else ("attempts", True)
    for document in _pages(platform, Query(collection, limit=300, everywhere=everywhere)):
        attempt = Attempt(document)
        if (
            attempt.state == "unknown"
            and attempt.fields["shot"].startswith(shot)
            and attempts.is_held(platform, attempt)
        ):
            yield attempt


def resolve(platform: Platform, job: str, shot: str, *, paid: bool, task: str = "") -> list[Attempt]:
    """`paid`: what the price book says, or with its task whatever that cost, and its picture. Not paid: the hold is
    free again."""
    found = list(unknowns(platform, job, shot))
    shots = sorted({str(each.fields["shot"]) for each in found})
    if not found:
        said = f"Nothing of shot {shot} is unknown in {job}."
        raise Refused("nothing_unknown", said, "`aiprod resolve` lists what is.")
    if shot in shots:
        found = [each for each in found if each.fields["shot"] == shot]
    elif len(shots) > 1:
        raise Refused("which_shot", f"{shot} may be {' or '.join(shots)}.", "Write the whole name: it is about money.")
    try:
        if task:  # asked about, fetched and paid like any other
            resolved = [attempts.submitted(platform, found[0], task)]
        else:
            resolved = [_settle(platform, each, paid) for each in found]
    except Overtaken:
        raise Refused("resolved", f"Shot {shot} was resolved by somebody else just now.") from None
    except Claimed:
        raise Refused("claimed", f"Task {task} belongs to another attempt.", "Look at the bill again.") from None
    _tell(platform, resolved[0])
    for each in resolved:
        log.audit("attempt resolved", attempt=each.name, job=job, paid=paid, task=task)
    return resolved


def _settle(platform: Platform, attempt: Attempt, paid: bool) -> Attempt:
    if paid:
        return attempts.end(platform, attempt, "failed", attempt.price, note="a person found it on the bill")
    return attempts.end(platform, attempt, "refused", 0, note="a person did not find it on the bill")


def _tell(platform: Platform, attempt: Attempt) -> None:
    """The film's owner sees what it has cost after all."""
    while writes := ledger.spending(platform, attempt.unit):
        try:
            platform.documents.commit(writes)
        except Conflict:
            continue


def owed(platform: Platform) -> bool:
    """Somebody is still being asked about what he was ordered to make, or a film's money is not settled yet."""
    rows = _pages(platform, Query("outbox", limit=300))
    if any(str(row.fields["body"].get("unit", "")).startswith(("collect-", "settle")) for row in rows):
        return True
    every = map(Attempt, _pages(platform, Query("attempts", limit=300, everywhere=True)))
    return any(each.state in attempts.OPEN and _is_over(platform, each) for each in every)


def _is_over(platform: Platform, attempt: Attempt) -> bool:
    gate = platform.documents.get(f"gates/{attempt.fields['job']}")
    return gate is None or not gate.fields["open"] or gate.fields["revision"] != attempt.fields["revision"]


def _pages(platform: Platform, query: Query) -> Iterator[Document]:
    while True:
        page = platform.documents.query(query)
        yield from page.documents
        if not page.after:
            return
        query = Query(query.collection, query.where, query.order, query.limit, page.after, query.everywhere)
