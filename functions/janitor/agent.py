"""Janitor: finishes what a crash left undone. Rows nobody sent, leases nobody renewed, uploads nobody noticed.

The one rule: everything it does is what somebody else should have done, and doing it twice is harmless.
"""

from flask import Request

from shared.model.states import ENDED
from shared.pipeline import outbox
from shared.pipeline.entry import Answer, answer
from shared.pipeline.work import Unit
from shared.platform.bootstrap import platform
from shared.platform.ports import Delivery, Message, Platform, Query, Where
from shared.telemetry import log

LATE_MS = 30_000


def sweep(request: Request) -> Answer:
    return answer(request, lambda message: _round(platform()))


def _round(platform: Platform) -> None:
    once(platform)


def once(platform: Platform) -> dict[str, int]:
    """One round. Safe at any time, by anyone, any number of times."""
    before = platform.clock.now() - LATE_MS
    found = {"rows": outbox.sweep(platform, before), "leases": expired(platform, before), "uploads": noticed(platform)}
    if any(found.values()):
        log.warning("swept", **found)
    return found


def expired(platform: Platform, before: int) -> int:
    """Calls again for work whose worker died, should the message itself be lost, too."""
    query = Query(
        "steps", (Where("state", "==", "running"), Where("lease_until", "<", before)), "lease_until", everywhere=True
    )
    called = 0
    for step in platform.documents.query(query).documents:
        job = platform.documents.get(f"jobs/{step.fields['job']}")
        revision, _, name = step.path.rpartition("/")[2].partition(".")
        if job is None or job.fields["revision"] != int(revision) or job.fields["state"] in ENDED:
            continue
        unit = Unit(step.fields["job"], int(revision), name)
        platform.messages.publish([Delivery(Message(step.fields["agent"], unit.body()))])
        called += 1
    return called


def noticed(platform: Platform) -> int:
    """Tells ingest of uploads whose notification was lost."""
    import hashlib

    told = 0
    for stored in platform.uploads.list("scripts/"):
        mark = hashlib.sha256(f"{stored.name}#{stored.generation}".encode()).hexdigest()[:40]
        if platform.documents.get(f"uploads/{mark}") is None:
            attributes = {"eventType": "OBJECT_FINALIZE", "objectId": stored.name}
            platform.messages.publish([Delivery(Message("uploads", {}, attributes))])
            told += 1
    return told
