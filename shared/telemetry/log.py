"""One line for each event: Cloud Logging's JSON in the cloud, colours when a person watches a terminal.

The one rule: this is the only way to say something. A metric is a line with a `metric` field; no logging client is
imported, so that a log costs nothing but its bytes.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

from shared.telemetry import trace

Line = dict[str, Any]
Sink = Callable[[Line], None]

LABELS: Final = ("job", "shot", "agent", "step", "attempt", "owner")
_SECRET: Final = ("key", "token_value", "secret", "password", "authorization")

_labels: ContextVar[Mapping[str, str]] = ContextVar("labels", default=MappingProxyType({}))


def _as_json(line: Line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


_sink: Sink | None = _as_json


def to(sink: Sink | None) -> Sink | None:
    """Sends every line to `sink` from now on (None: to nobody); returns the one before."""
    global _sink
    before, _sink = _sink, sink
    return before


class about:  # noqa: N801 - reads as a word: with log.about(job=...)
    """Everything said inside carries these labels."""

    __slots__ = ("_before", "_labels")

    def __init__(self, **labels: str | int) -> None:
        self._labels = labels

    def __enter__(self) -> None:
        labels = {name: str(value) for name, value in self._labels.items()}
        self._before = _labels.set({**_labels.get(), **labels})

    def __exit__(self, *_: object) -> None:
        _labels.reset(self._before)


def info(message: str, **fields: Any) -> None:
    _say("INFO", message, fields)


def debug(message: str, **fields: Any) -> None:
    _say("DEBUG", message, fields)


def warning(message: str, **fields: Any) -> None:
    _say("WARNING", message, fields)


def error(message: str, exception: BaseException | None = None, **fields: Any) -> None:
    """With an exception it is an event for Error Reporting, too."""
    if exception is not None:
        fields["stack_trace"] = "".join(traceback.format_exception(exception))
        fields["@type"] = "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent"
    _say("ERROR", message, fields)


def metric(name: str, value: float, **labels: str) -> None:
    """A log-based metric: the infrastructure counts these lines."""
    _say("INFO", f"{name} {value:g}", {"metric": {"name": name, "value": value, **labels}})


def audit(event: str, **fields: Any) -> None:
    """Something that a reviewer will ask about: who did what to which job, and what it cost."""
    _say("NOTICE", event, {"audit": {"event": event, **fields}})


def _say(severity: str, message: str, fields: dict[str, Any]) -> None:
    if _sink is None:
        return
    line: Line = {"severity": severity, "message": message, "time": _now()}
    labels = dict(_labels.get())
    for name in LABELS:
        if name in fields:
            labels[name] = str(fields.pop(name))
    if labels:
        line["logging.googleapis.com/labels"] = labels
    span = trace.current()
    if span is not None:
        project = os.environ.get("GOOGLE_CLOUD_PROJECT", "local")
        line["logging.googleapis.com/trace"] = f"projects/{project}/traces/{span.trace}"
        line["logging.googleapis.com/spanId"] = span.span
    line.update(_masked(fields))
    _sink(line)


def _masked(fields: Mapping[str, Any]) -> Line:
    """No secret is said, not even one level down, where audits and metrics keep their words."""
    return {
        name: "…" if name in _SECRET else _masked(value) if isinstance(value, Mapping) else value
        for name, value in fields.items()
    }


def _now() -> str:
    seconds, fraction = divmod(time.time(), 1)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(fraction * 1000):03d}Z"


def for_people(line: Line) -> str:
    """One coloured line for a terminal."""
    colour = {"DEBUG": "2", "INFO": "0", "NOTICE": "36", "WARNING": "33", "ERROR": "31"}.get(line["severity"], "0")
    labels = line.get("logging.googleapis.com/labels", {})
    where = " ".join(labels[name] for name in ("agent", "step") if name in labels)
    said = {
        name: value
        for name, value in line.items()
        if name not in {"severity", "message", "time", "stack_trace", "@type", "metric", "audit"}
        and not name.startswith("logging.")
    }
    detail = " ".join(f"{name}={value}" for name, value in said.items())
    when = f"\x1b[2m{line['time'][11:19]}\x1b[0m"
    return f"{when} \x1b[{colour}m{line['message']}\x1b[0m \x1b[2m{where} {detail}\x1b[0m".rstrip()
