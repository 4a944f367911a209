"""DLQ handler: keeps what failed for good, fails its job (which returns its money and tells its owner), and lets an
operator play it again.

The one rule: nothing is ever played again by itself.
"""

import hashlib
import json

from flask import Request

from shared.model.base import SCHEMA, is_id
from shared.model.callsheet import AFTERWARDS, work_of
from shared.model.errors import Permanent
from shared.model.states import ENDED
from shared.pipeline import desk
from shared.pipeline.entry import Answer, answer
from shared.platform.bootstrap import platform
from shared.platform.ports import Conflict, Create, Document, Message, Platform, Query
from shared.telemetry import log

SOURCE = "CloudPubSubDeadLetterSourceSubscription"
KEPT_MS = 90 * 86_400_000
COUNT = "CloudPubSubDeadLetterSourceDeliveryCount"


def park(request: Request) -> Answer:
    return answer(request, lambda message: keep(platform(), message))


def keep(platform: Platform, message: Message) -> None:
    """The same letter may be dead several times: it is kept once."""
    topic = message.attributes.get(SOURCE, message.topic)
    identity = json.dumps([topic, dict(message.body)], sort_keys=True)
    letter = hashlib.sha256(identity.encode()).hexdigest()[:24]
    now = platform.clock.now()
    fields = {
        "schema": SCHEMA,
        "topic": topic,
        "body": dict(message.body),
        "attributes": dict(message.attributes),
        "deliveries": message.attributes.get(COUNT, ""),
        "state": "parked",
        "created_at": now,
        "expire_at": now + KEPT_MS,
    }
    try:
        platform.documents.commit([Create(f"dead_letters/{letter}", fields)])
        log.error("a message was given up", letter=letter, topic=topic, body=dict(message.body))
    except Conflict:
        log.debug("this letter is parked already", letter=letter)
    _fail_its_job(platform, message)


def _fail_its_job(platform: Platform, message: Message) -> None:
    job, revision, unit = message.body.get("job"), message.body.get("revision"), message.body.get("unit")
    if work_of(str(unit)) in AFTERWARDS:
        return
    found = platform.documents.get(f"jobs/{job}") if is_id(job) else None
    if found is None or found.fields["revision"] != revision or found.fields["state"] in ENDED:
        return
    sentence = f"{unit} could not be delivered to its worker, however often it was tried."
    desk.fail(platform, str(job), Permanent("undeliverable", sentence, "Retry the job once the cause is mended."))


def letters(platform: Platform, limit: int = 100) -> tuple[Document, ...]:
    return platform.documents.query(Query("dead_letters", order="-created_at", limit=limit)).documents


def replay(platform: Platform, letter: str) -> str:
    """An operator's decision. A job that failed by this letter is begun anew; it takes over all that was done."""
    found = platform.documents.get(f"dead_letters/{letter}") if is_id(letter) else None
    if found is None:
        raise Permanent("no_such_letter", f"There is no dead letter {letter}.", at_fault="input")
    job = str(found.fields["body"].get("job"))
    there = platform.documents.get(f"jobs/{job}") if is_id(job) else None
    if there is None or there.fields["state"] != "failed":
        state = there.fields["state"] if there else "gone"
        raise Permanent("not_failed", f"Its job is {state}; there is nothing to play again.", at_fault="input")
    desk.revise(platform, job)
    log.audit("dead letter replayed", letter=letter, job=job)
    return job
