"""What must be sent is a row before it is sent, in the same batch as what caused it.

The one rule: a row goes away only after its message has been accepted; a delayed row only after its wake-up was used.
So nothing is lost that the janitor could not find here. To clear away need not last: a row that comes back is sent
again, and whoever is sent it finds that all is done.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.model.base import SCHEMA, Instant
from shared.model.callsheet import Call
from shared.pipeline.faults import fault
from shared.pipeline.work import Unit
from shared.platform.ports import Create, Delete, Delivery, Document, Message, Platform, Query, Where
from shared.telemetry.trace import carried


def row(
    identifier: str, topic: str, unit: Unit, source: str, now: Instant, deliver_at: Instant | None = None
) -> Create:
    fields: dict[str, Any] = {
        "schema": SCHEMA,
        "topic": topic,
        "body": unit.body(),
        "attributes": carried(),
        "source": source,
        "created_at": now,
        "deliver_at": deliver_at,
        "due": deliver_at or now,
    }
    return Create(f"outbox/{identifier}", fields)


def called(calls: Iterable[Call], unit: Unit, source: str, now: Instant) -> list[Create]:
    """One row for each call: named after the work called for, so that it cannot be called for twice at once."""
    rows = []
    for call in calls:
        target = Unit(unit.job, unit.revision, call.unit)
        rows.append(row(f"{target.job}.{target.revision}.{target.name}", call.agent, target, source, now))
    return rows


def relay(platform: Platform, rows: Sequence[Create]) -> None:
    """Sends rows that were just committed, then deletes those that are not waits."""
    if not rows:
        return
    _send(platform, [(each.path, each.fields) for each in rows])
    fault("before_row_delete")
    spent = [Delete(each.path) for each in rows if each.fields["deliver_at"] is None]
    if spent:
        platform.documents.commit(spent, lasting=False)


def relay_left_over(platform: Platform, source: str) -> None:
    """Sends what a crash left behind after `source` was committed."""
    for page in _pages(platform, Query("outbox", (Where("source", "==", source),), limit=300)):
        _send(platform, [(each.path, each.fields) for each in page])
        fault("before_row_delete")
        spent = [Delete(each.path) for each in page if each.fields["deliver_at"] is None]
        if spent:
            platform.documents.commit(spent, lasting=False)


def sweep(platform: Platform, before: Instant, limit: int = 500) -> int:
    """The janitor's part: sends every row that should have gone before `before`. A wait stays until it is used."""
    sent = 0
    query = Query("outbox", (Where("due", "<", before),), order="due", limit=min(limit, 100))
    for page in _pages(platform, query):
        for document in page:
            fields = {**document.fields, "deliver_at": None}
            _send(platform, [(document.path, fields)], wake=document.fields["deliver_at"] is not None)
            fault("during_sweep")
            if document.fields["deliver_at"] is None:
                platform.documents.commit([Delete(document.path)], lasting=False)
            sent += 1
        if sent >= limit:
            break
    return sent


def used(platform: Platform, message: Message) -> None:
    """A wake-up did its duty: its row may go."""
    wake = message.attributes.get("wake")
    if wake:
        platform.documents.commit([Delete(f"outbox/{wake}")], lasting=False)


def _send(platform: Platform, rows: Sequence[tuple[str, Any]], wake: bool = False) -> None:
    deliveries = []
    for path, fields in rows:
        identifier = path.partition("/")[2]
        deliver_at = fields["deliver_at"]
        attributes = dict(fields["attributes"])
        if deliver_at is not None or wake:
            attributes["wake"] = identifier
        message = Message(fields["topic"], fields["body"], attributes)
        deliveries.append(Delivery(message, deliver_at, identifier if deliver_at is not None else ""))
    if len(deliveries) > 1:
        platform.messages.publish(deliveries[:1])
        fault("between_relays")
        platform.messages.publish(deliveries[1:])
    else:
        platform.messages.publish(deliveries)


def _pages(platform: Platform, query: Query) -> Iterable[tuple[Document, ...]]:
    while True:
        page = platform.documents.query(query)
        if page.documents:
            yield page.documents
        if not page.after:
            return
        query = Query(query.collection, query.where, query.order, query.limit, page.after)
