"""The bucket's door: a script was uploaded, and a job appears. Pipeline messages go on to the agent.

The one rule: an upload never meets silence. What cannot be filmed becomes a failed job that says why.
"""

import hashlib
from collections.abc import Mapping

from flask import Request

from functions.ingest.agent import AGENT, with_wishes
from shared.model.base import SCHEMA, is_id
from shared.model.errors import Refused
from shared.model.job import Options
from shared.pipeline import desk
from shared.pipeline.entry import Answer, answer
from shared.pipeline.reception import LARGEST, too_large, turned_away
from shared.pipeline.reception import receive as take_in
from shared.pipeline.step import handle
from shared.platform.bootstrap import platform
from shared.platform.ports import Conflict, Create, Message, Missing, Platform
from shared.telemetry import log, trace

PREFIX = "scripts/"
REMEMBERED_MS = 45 * 86_400_000
"""Longer than the bucket keeps an upload, so that no upload is ever new again."""


def receive(request: Request) -> Answer:
    return answer(request, lambda message: dispatch(platform(), message))


def dispatch(platform: Platform, message: Message) -> None:
    if message.attributes.get("eventType"):
        uploaded(platform, message)
    else:
        handle(platform, AGENT, message)


def uploaded(platform: Platform, message: Message) -> None:
    """A bucket notification. The same upload may be told of several times."""
    attributes = message.attributes
    name = attributes.get("objectId", "")
    if attributes["eventType"] != "OBJECT_FINALIZE" or not name or name.endswith("/"):
        return
    trace.enter(attributes)
    take_upload(platform, name)


def take_upload(platform: Platform, name: str) -> None:
    stored = platform.uploads.stat(name)
    if stored is None:
        log.warning("an upload was gone before it was read", object=name)
        return
    mark = "uploads/" + hashlib.sha256(f"{name}#{stored.generation}".encode()).hexdigest()[:40]
    if platform.documents.get(mark) is not None:
        return
    owner, file = whose(name)
    fallback = "u" + mark[-20:]
    try:
        _check(name, owner, stored.size)
        options = wished(stored.metadata)
        with platform.uploads.open(name) as stream:
            content = stream.read(LARGEST + 1)
        job = take_in(platform, owner, file, content, options)
        desk.start(platform, job.path.partition("/")[2])
    except Missing:
        return
    except Refused as error:
        job = turned_away(platform, fallback, owner or "unknown", file, Options(), error)
    try:
        now = platform.clock.now()
        seen = {"schema": SCHEMA, "object": name, "job": job.path, "created_at": now, "expire_at": now + REMEMBERED_MS}
        platform.documents.commit([Create(mark, seen)])
    except Conflict:
        log.debug("this upload was seen before", object=name)


def _check(name: str, owner: str, size: int) -> None:
    if not owner:
        raise Refused("unknown_prefix", f"{name} does not lie under {PREFIX}<owner>/.", "Upload it there.")
    if size > LARGEST:
        raise too_large()


def whose(name: str) -> tuple[str, str]:
    """scripts/{owner}/{file}: the owner, and the file's own name."""
    owner, _, file = name.removeprefix(PREFIX).partition("/")
    if not name.startswith(PREFIX) or not is_id(owner) or not file:
        return "", name
    return owner, file


def wished(metadata: Mapping[str, str]) -> Options:
    """Options from the object's metadata; what it leaves open is for the script to say. Other people's metadata is
    not ours to judge."""
    try:
        return with_wishes({}, metadata)
    except Refused as error:
        sentence = f"The upload's metadata cannot be used. {error.sentence.replace('The script', 'It')}"
        raise Refused("bad_metadata", sentence, "Correct the metadata and upload the file again.") from error
