"""One delivery of one message: claim the unit, do the work, commit the outcome, send what follows.

The one rule: returning means that the message may be forgotten. Whatever is not recorded raises, and comes again.
"""

from dataclasses import replace
from typing import Final

from shared.model.base import SCHEMA, is_id
from shared.model.callsheet import subject_of
from shared.model.errors import Permanent, Transient
from shared.model.states import ENDED
from shared.pipeline import course, outbox, outcome
from shared.pipeline.faults import fault
from shared.pipeline.lease import HEARTBEATS, claim
from shared.pipeline.shelf import kept_in
from shared.pipeline.work import Agent, LeaseLost, Made, Unit, Wait, Work, fingerprint
from shared.platform.ports import Conflict, Document, Message, Platform
from shared.telemetry import log, trace

TIMEOUT_S: Final = 540.0
SKEW_MS: Final = 1_000
"""Clocks differ: whoever comes back when a lease ends comes a moment later, rather than a moment too early."""


def handle(platform: Platform, agent: Agent, message: Message, timeout_s: float | None = TIMEOUT_S) -> None:
    trace.enter(message.attributes)
    unit = decode(message)
    with log.about(job=unit.job, step=unit.name, agent=agent.name, shot=subject_of(unit.name)):
        _handle(platform, agent, unit, message, timeout_s)
        outbox.used(platform, message)
        fault("before_ack")


def decode(message: Message) -> Unit:
    body = message.body
    schema = body.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise Transient("newer_message", "This message was written by a newer version that is being rolled out.", 30)
    job, revision, name = body.get("job"), body.get("revision"), body.get("unit")
    named = is_id(job) and is_id(name) and schema in (SCHEMA, SCHEMA - 1)
    if not named or type(revision) is not int or revision < 1:
        raise Permanent("not_our_message", "This message names no unit of work.")
    return Unit(str(job), revision, str(name))


def _handle(platform: Platform, agent: Agent, unit: Unit, message: Message, timeout_s: float | None) -> None:
    job = platform.documents.get(f"jobs/{unit.job}")
    if job is None:
        log.warning("a message for a job that does not exist is dropped")
        return
    stale = job.fields["revision"] != unit.revision or job.fields["state"] in ENDED
    if unit.is_gated and stale:
        log.debug("a message of an earlier revision is dropped")
        return
    while True:
        step = platform.documents.get(unit.path)
        if step is not None:
            state = step.fields["state"]
            if state == "done":
                _finish_what_was_begun(platform, unit, step)
                return
            if state in ("failed", "dropped"):
                outbox.relay_left_over(platform, unit.path)
                return
            if state == "waiting" and not _awake(platform, step, message):
                return
            if state == "running" and _held(platform, step):
                _come_back_later(platform, agent, unit, step)
                return
        dead = step is not None and step.fields["state"] == "running" and _is_dead(platform, step)
        lease = claim(platform, unit, agent.name, job.fields["owner"], step, forgive=dead)
        if lease is not None:
            break
    fault("after_claim")
    with log.about(attempt=lease.attempts):
        _attempt(platform, agent, Work(unit, job.fields, platform, lease), step, timeout_s)


def _awake(platform: Platform, step: Document, message: Message) -> bool:
    if message.attributes.get("wake") == step.fields["wake"]:
        return True
    return bool(platform.clock.now() >= step.fields["wake_at"])


def _is_dead(platform: Platform, step: Document) -> bool:
    return platform.holders.alive(step.fields["holder"]) is False


def _held(platform: Platform, step: Document) -> bool:
    return bool(platform.clock.now() < step.fields["lease_until"]) and not _is_dead(platform, step)


def _come_back_later(platform: Platform, agent: Agent, unit: Unit, step: Document) -> None:
    """A duplicate must not eat delivery attempts and dead-letter live work: it returns when the lease ends."""
    until = step.fields["lease_until"]
    identifier = f"{unit.job}.{unit.revision}.{unit.name}.{step.fields['token']}.{until}"
    row = outbox.row(identifier, agent.name, unit, unit.path, platform.clock.now(), until + SKEW_MS)
    try:
        platform.documents.commit([row])
    except Conflict:
        return  # another duplicate has said so already
    outbox.relay(platform, [row])


def _finish_what_was_begun(platform: Platform, unit: Unit, step: Document) -> None:
    outbox.relay_left_over(platform, unit.path)
    feeds = step.fields["feeds"]
    for name in [feeds] if isinstance(feeds, str) else feeds:  # one name: written by the version before
        if name:
            course.advance(platform, unit, name)


def _attempt(platform: Platform, agent: Agent, work: Work, step: Document | None, timeout_s: float | None) -> None:
    if outcome.is_exhausted(agent, work, work.lease.attempts - 1):
        error = (step.fields.get("error") if step else None) or {"sentence": "Its worker died each time."}
        outcome.give_up(platform, agent, work, error["sentence"])
        return
    for _ in range(course.TRIES):
        made, key = _made(platform, agent, work, timeout_s, anew=step is None or "reason" not in step.fields)
        if made is None:
            return
        fault("before_commit")
        if isinstance(made, Wait):
            outcome.wait(platform, agent, work, made)
            return
        if outcome.commit(platform, work, made, key):
            return
    raise Transient("contended", f"{work.unit.name} has to be decided again and again.")


def _made(
    platform: Platform, agent: Agent, work: Work, timeout_s: float | None, *, anew: bool
) -> tuple[Made | Wait | None, str]:
    """What the agent made, and the key of it. None when it went wrong, and that is recorded. What comes back from a
    wait has found already that no earlier revision made the same."""
    HEARTBEATS.watch(platform, work.lease, timeout_s)
    try:
        if not anew and isinstance(made := agent.make(work), Wait):
            return made, ""
        key = fingerprint(agent.key(work)) if agent.key else ""
        if not anew:
            return made, key
        return _taken_over(platform, work.unit, key) or agent.make(work), key
    except LeaseLost as lost:
        raise Transient("lease_lost", f"The lease on {work.unit.name} was lost.") from lost
    except Permanent as error:
        outcome.fail(platform, agent, work, error)
    except Transient:
        outcome.let_go(platform, work.lease)
        raise
    except Exception as error:
        log.error(f"{work.unit.name} failed: {error}", error)
        outcome.try_again_later(platform, agent, work, error)
    finally:
        HEARTBEATS.leave(work.lease)
        work.clean()
    return None, ""


def _taken_over(platform: Platform, unit: Unit, key: str) -> Made | None:
    """The result of the nearest earlier revision whose inputs were the same, if all that it made is still there."""
    if not key:
        return None
    for revision in range(unit.revision - 1, 0, -1):
        step = platform.documents.get(replace(unit, revision=revision).path)
        if step is None or step.fields["state"] != "done" or step.fields["key"] != key:
            continue
        if all(platform.objects.stat(name) for name in kept_in(step.fields["result"])):
            log.debug("taken over from an earlier revision", revision=revision)
            return Made(step.fields["result"], job=step.fields["told"])
    return None
