"""Janitor: finishes what a crash left undone. Rows nobody sent, leases nobody renewed, uploads
nobody noticed, prices nobody approved.

The one rule: everything it does is what somebody else should have done, and doing it twice is harmless.
"""

import hashlib
from contextlib import suppress
from dataclasses import replace

from flask import Request

from shared.model.errors import Permanent
from shared.model.states import ENDED
from shared.pipeline import desk, outbox
from shared.pipeline.entry import Answer, answer
from shared.pipeline.work import Unit
from shared.platform.bootstrap import platform
from shared.platform.ports import Conflict, Delivery, Message, Platform, Query, Update, Where
from shared.telemetry import log

LATE_MS = 30_000
PATIENCE_MS = 72 * 3_600_000
"""How long a price waits for its approval."""


def sweep(request: Request) -> Answer:
    def swept(message: Message) -> None:
        once(platform())

    return answer(request, swept)


def once(platform: Platform) -> dict[str, int]:
    """One round. Safe at any time, by anyone, any number of times."""
    before = platform.clock.now() - LATE_MS
    found = {
        "rows": outbox.sweep(platform, before),
        "leases": expired(platform, before),
        "uploads": noticed(platform),
        "approvals": unanswered(platform, platform.clock.now() - PATIENCE_MS),
    }
    if any(found.values()):
        log.warning("swept", **found)
    return found


def expired(platform: Platform, before: int) -> int:
    """Calls again for work whose worker died, should the message itself be lost, too. What nobody wants any more is
    closed, so that it does not stand before the others at the next round."""
    query = Query(
        "steps", (Where("state", "==", "running"), Where("lease_until", "<", before)), "lease_until", everywhere=True
    )
    called = 0
    for step in platform.documents.query(query).documents:
        job = platform.documents.get(f"jobs/{step.fields['job']}")
        revision, _, name = step.path.rpartition("/")[2].partition(".")
        unit = Unit(step.fields["job"], int(revision), name)
        over = job is None or job.fields["revision"] != unit.revision or job.fields["state"] in ENDED
        if over and (unit.is_gated or job is None):
            with suppress(Conflict):  # somebody holds it again
                platform.documents.commit([Update(step.path, {"state": "dropped"}, step.version)])
            continue
        platform.messages.publish([Delivery(Message(step.fields["agent"], unit.body()))])
        called += 1
    return called


def unanswered(platform: Platform, before: int) -> int:
    """Ends what waits for an approval that never came: a price does not stay true for ever."""
    query = Query("jobs", (Where("state", "==", "waiting_approval"),), limit=300)
    ended = 0
    while True:
        page = platform.documents.query(query)
        for job in page.documents:
            if job.fields["updated_at"] < before:
                with suppress(Permanent):  # its owner was faster
                    desk.expire(platform, job.path.partition("/")[2], job.fields["revision"])
                    ended += 1
        if not page.after:
            return ended
        query = replace(query, after=page.after)


def noticed(platform: Platform) -> int:
    """Tells ingest of uploads whose notification was lost."""
    told = 0
    for stored in platform.uploads.list("scripts/"):
        mark = hashlib.sha256(f"{stored.name}#{stored.generation}".encode()).hexdigest()[:40]
        if platform.documents.get(f"uploads/{mark}") is None:
            attributes = {"eventType": "OBJECT_FINALIZE", "objectId": stored.name}
            platform.messages.publish([Delivery(Message("uploads", {}, attributes))])
            told += 1
    return told
