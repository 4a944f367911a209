"""The thread through one film: a W3C trace context that every message carries to the next function.

The one rule: a hop keeps the trace and makes a span of its own.
"""

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_TRACEPARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Span:
    trace: str
    span: str

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace}-{self.span}-01"


_current: ContextVar[Span | None] = ContextVar("span", default=None)


def current() -> Span | None:
    return _current.get()


def enter(attributes: Mapping[str, str]) -> Span:
    """Starts this hop's span in the trace that the message brought, or in a new one."""
    found = _TRACEPARENT.fullmatch(attributes.get("traceparent", ""))
    random = os.urandom(24).hex()
    span = Span(found[1] if found else random[16:], random[:16])
    _current.set(span)
    return span


def carried() -> dict[str, str]:
    """The attributes that pass the trace on."""
    span = _current.get()
    return {"traceparent": span.traceparent} if span else {}
