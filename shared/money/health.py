"""Which backends can be trusted right now: one small document for each, seen by every instance.

The one rule: only errors are written, for they are rare; a success writes only when there is something to forget.

    closed --- three errors in a row ---> open --- after a pause, one probe ---> closed (it worked) | open, longer
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.platform.ports import Conflict, Create, Document, Platform, Update
from shared.telemetry import log

IN_A_ROW: Final = 3
PAUSE_MS: Final = 60_000
LONGEST_MS: Final = 3_600_000
PROBE_MS: Final = 300_000
"""A probe that nobody ended, because its process died, is given to another after this long."""

_TRIES: Final = 20
Fields = dict[str, Any]


def unhealthy(platform: Platform, backends: Iterable[str]) -> frozenset[str]:
    """Those that a plan should do without. One whose pause is over may be planned with: it will be probed."""
    now = platform.clock.now()
    return frozenset(
        backend
        for backend in backends
        if any(_closed_until(_seen(platform, door)) > now for door in (backend, looking(backend)))
    )


def why(platform: Platform, backend: str) -> str:
    """What it answered when it failed last."""
    doors = [_seen(platform, door) for door in (backend, looking(backend))]
    return next((str(door.fields["why"]) for door in doors if door is not None and door.fields["closed_until"]), "")


def may_try(platform: Platform, backend: str) -> bool:
    """Whether to submit to it now. When its pause is over, one caller gets the probe; the others go elsewhere."""
    found = _seen(platform, backend)
    if found is None or found.fields["errors"] < IN_A_ROW:
        return True
    now = platform.clock.now()
    if found.fields["closed_until"] > now or found.fields["probe_until"] > now:
        return False
    try:
        platform.documents.commit(
            [Update(found.path, {"probe_until": now + PROBE_MS, "updated_at": now}, found.version)]
        )
    except Conflict:
        return False  # another has the probe, or has just told how it went
    log.info(f"{backend} is probed")
    return True


def looking(backend: str) -> str:
    """To ask a backend how it is doing is another door than to order from it: one may fail while the other is well."""
    return f"{backend}.looking"


def failed(platform: Platform, backend: str, why: str) -> None:
    """An error of the backend's own. A 429 is none, and neither is a refusal of what we sent."""

    def worse(before: Fields, now: Instant) -> Fields:
        errors = before["errors"] + 1
        pause = min(PAUSE_MS * 2 ** max(0, errors - IN_A_ROW), LONGEST_MS)
        return {
            "errors": errors,
            "probe_until": 0,
            "closed_until": now + pause if errors >= IN_A_ROW else 0,
            "why": why,
        }

    errors = _change(platform, backend, worse)
    log.metric("backend_errors", 1, backend=backend)
    if errors >= IN_A_ROW:
        log.audit("error", backend=backend, errors=errors, sentence=f"{backend} is left alone for a while: {why}")


def told_nothing(platform: Platform, backend: str) -> None:
    """Whoever had the probe came back without an answer to it, as with a 429: the next one may have it."""
    found = _seen(platform, backend)
    if found is not None and found.fields["probe_until"]:
        with suppress(Conflict):  # somebody has told more meanwhile
            platform.documents.commit([Update(found.path, {"probe_until": 0}, found.version)])


def worked(platform: Platform, backend: str) -> None:
    found = _seen(platform, backend)
    if found is not None and found.fields["errors"] > 0:
        _change(platform, backend, lambda before, now: dict(_WELL))


_WELL: Final[Fields] = {"errors": 0, "closed_until": 0, "probe_until": 0, "why": ""}


def _seen(platform: Platform, backend: str) -> Document | None:
    return platform.documents.get(f"health/backend-{backend}")


def _closed_until(found: Document | None) -> Instant:
    return int(found.fields["closed_until"]) if found is not None else 0


def _change(platform: Platform, backend: str, change: Callable[[Fields, Instant], Fields]) -> int:
    """The errors after it. Given up when too many write at once: the next error or success tells the same."""
    for _ in range(_TRIES):
        now, found = platform.clock.now(), _seen(platform, backend)
        fields = {**change(dict(found.fields) if found else dict(_WELL), now), "updated_at": now}
        path = f"health/backend-{backend}"
        born = {"schema": SCHEMA, "owner": "", "created_at": now}
        try:
            platform.documents.commit([Update(path, fields, found.version) if found else Create(path, born | fields)])
        except Conflict:
            continue
        return int(fields["errors"])
    return 0
