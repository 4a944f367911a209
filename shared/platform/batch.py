"""What every store demands of a batch before it looks at any document.

The one rule: an Increment never travels alone, for a batch that is sent again must not count twice.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.model.errors import Permanent
from shared.platform.ports import Create, Delete, Increment, Query, Update, Write

MAX_DOCUMENT: Final = 1_048_576
_HALF_A_SIGN: Final = re.compile("[\ud800-\udfff]")
_PATH: Final = re.compile(r"[^/\s]+/[^/\s]+(?:/[^/\s]+/[^/\s]+)*")


def well_formed(batch: Sequence[Write]) -> None:
    """Raises ValueError for what no caller should ever build."""
    seen: set[str] = set()
    increments: set[str] = set()
    anchored = False
    for write in batch:
        path = write.path
        if isinstance(write, Increment):
            increments.add(path)
            continue
        if path in seen:
            raise ValueError(f"{path} stands in the batch twice")
        if not _PATH.fullmatch(path):
            raise ValueError(f"{path!r} is no document path")
        seen.add(path)
        anchored = anchored or isinstance(write, Create | Update)
        anchored = anchored or (isinstance(write, Delete) and write.version is not None)
    if increments and not anchored:
        raise ValueError("an Increment shares its batch with a Create, an Update or a Delete of one version")
    if increments & seen:
        raise ValueError(f"{increments & seen} is incremented and written in one batch")


def well_asked(query: Query) -> None:
    """Raises ValueError for what would need an index of its own in Firestore, and works nowhere without one."""
    by = query.order.lstrip("-")
    ranges = {where.field for where in query.where if where.op != "=="}
    if ranges - {by}:
        raise ValueError(f"a range over {', '.join(sorted(ranges))} is asked in the order of its field, not of {by!r}")


def place_of(query: Query) -> tuple[str | int | float, ...]:
    """Where the page before ended. A cursor comes back from outside: what we never gave raises ValueError."""
    try:
        place = json.loads(query.after)
    except RecursionError:
        place = None
    if not isinstance(place, list) or len(place) != (2 if query.order else 1) or not all(map(_is_value, place)):
        raise ValueError(f"{query.after!r} is no cursor")
    path = str(place[-1])
    parent = path.rpartition("/")[0]
    if not _PATH.fullmatch(path) or (parent.rpartition("/")[2] if query.everywhere else parent) != query.collection:
        raise ValueError(f"{path!r} is no document of {query.collection}")
    return tuple(place)


def _is_value(part: Any) -> bool:
    """What every store can order by."""
    if isinstance(part, int):
        return not isinstance(part, bool) and -(2**63) <= part < 2**63
    if isinstance(part, str):
        return not _HALF_A_SIGN.search(part)
    return isinstance(part, float) and math.isfinite(part)


def encoded(path: str, fields: Mapping[str, Any]) -> str:
    """The document as it is stored; too large is for good."""
    text = json.dumps(unordered(fields), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if len(text) > MAX_DOCUMENT // 4 and len(text.encode()) > MAX_DOCUMENT:
        raise Permanent("document_too_large", f"{path} would be larger than a document can be (1 MiB).")
    return text


def unordered(value: Any) -> Any:
    """Firestore keeps no order of a map's keys. Here whoever reads one meets the last of them first, so that nobody can
    come to rely on the order in which it was written, or on the alphabet."""
    if isinstance(value, Mapping):
        return {name: unordered(value[name]) for name in sorted(value, reverse=True)}
    if isinstance(value, list | tuple):
        return [unordered(each) for each in value]
    return value
