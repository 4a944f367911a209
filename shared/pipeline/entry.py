"""From an HTTP request to the step runner and back: the few lines behind every main.py.

The one rule: 2xx means "forget this message", 503 means "send it again". Nothing else is ever answered.
"""

import hashlib
from collections.abc import Callable

from flask import Request

from shared.model.errors import Permanent, Transient
from shared.pipeline import faults
from shared.pipeline.envelope import opened
from shared.pipeline.step import handle
from shared.pipeline.work import Agent
from shared.platform.bootstrap import platform
from shared.platform.ports import Exists, Message
from shared.telemetry import log

Answer = tuple[str, int]

faults.from_environment()


def serve(request: Request, agent: Agent) -> Answer:
    return answer(request, lambda message: handle(platform(), agent, message))


def answer(request: Request, do: Callable[[Message], None]) -> Answer:
    try:
        message = opened(request)
        if message is None:
            return quarantined(request, "this is not a message of ours")
        try:
            do(message)
        except Permanent as error:
            return quarantined(request, error.sentence)
    except Transient as error:
        log.warning(f"sent back: {error.sentence}", code=error.code)
        return error.sentence, 503
    except Exception as error:
        log.error(f"sent back: {error}", error)
        return "unexpected", 503
    return "", 204


def quarantined(request: Request, reason: str) -> Answer:
    """Keeps the bytes for whoever wants to know, and lets the message go: it would be the same next time."""
    content = request.get_data(cache=True)
    name = f"quarantine/{hashlib.sha256(content).hexdigest()[:40]}"
    log.error(f"quarantined: {reason}", object=name)
    try:
        platform().objects.write(name, content[:1_000_000], if_generation=0)
    except Exists:
        log.debug("these bytes are in quarantine already", object=name)
    return "", 204
