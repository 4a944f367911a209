"""JSON values as Firestore keeps them, and back. Whole numbers stay whole, and what is read equals what was written.

The one rule: `expire_at` (milliseconds in our documents) is a timestamp in the store, so that Firestore's TTL sees it.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from google.cloud.firestore_v1.types import document

from shared.model.errors import Permanent

Raw = Any
"""A protobuf message without its wrapper: large documents are several times faster to build and to read so."""

EXPIRY: Final = "expire_at"
TOUCH: Final = "_write"
"""A field of ours in every updated document: an update that changes no field would otherwise keep the version."""

# Firestore has no list directly within a list. There it stands as a map whose one key is this mark, and a real map
# with such a key gets one mark more.
_NESTED: Final = "[]"
_MARKED: Final = re.compile(r"(\[\])+")

_SIMPLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_VALUE: Final = document.Value.pb()


def quoted(field: str) -> str:
    """A field's name as a path of one segment, whatever characters it holds."""
    if _SIMPLE.fullmatch(field):
        return field
    escaped = field.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def store(fields: Mapping[str, Any]) -> dict[str, Raw]:
    """The top level of a document."""
    return {name: store_field(name, value) for name, value in fields.items()}


def store_field(name: str, value: Any) -> Raw:
    """One top-level field, also as a query or a cursor compares with it."""
    if name == EXPIRY and type(value) is int:
        raw = _VALUE()
        raw.timestamp_value.seconds, raw.timestamp_value.nanos = value // 1000, value % 1000 * 1_000_000
        return raw
    return _store(value)


def load(fields: Iterable[tuple[str, Raw]]) -> dict[str, Any]:
    return {name: _load(value) for name, value in fields if name != TOUCH}


def _store(value: Any) -> Raw:
    match value:
        case None:
            return _VALUE(null_value=0)
        case bool():
            return _VALUE(boolean_value=value)
        case int():
            if not -(2**63) <= value < 2**63:
                raise Permanent("document_invalid", f"The whole number {value} does not fit in 64 bits.")
            return _VALUE(integer_value=value)
        case float():
            if not math.isfinite(value):
                raise Permanent("document_invalid", f"A document cannot hold the number {value}.")
            return _VALUE(double_value=value)
        case str():
            return _VALUE(string_value=value)
        case list() | tuple():
            raw = _VALUE()
            raw.array_value.SetInParent()
            raw.array_value.values.extend(_store_item(item) for item in value)
            return raw
        case Mapping():
            if len(value) == 1 and _MARKED.fullmatch(next(iter(value))):
                value = {key + _NESTED: inner for key, inner in value.items()}
            return _map(value)
    raise TypeError(f"a document holds JSON values only, not {type(value).__name__}")


def _store_item(item: Any) -> Raw:
    if isinstance(item, list | tuple):
        raw = _VALUE()
        raw.map_value.fields[_NESTED].CopyFrom(_store(item))
        return raw
    return _store(item)


def _map(value: Mapping[str, Any]) -> Raw:
    raw = _VALUE()
    raw.map_value.SetInParent()
    for key, inner in value.items():
        raw.map_value.fields[key].CopyFrom(_store(inner))
    return raw


def _load(raw: Raw) -> Any:
    match raw.WhichOneof("value_type"):
        case "null_value":
            return None
        case "map_value":
            return _load_map(raw.map_value.fields)
        case "array_value":
            return [_load(item) for item in raw.array_value.values]
        case "timestamp_value":
            return raw.timestamp_value.seconds * 1000 + raw.timestamp_value.nanos // 1_000_000
        case "boolean_value" | "integer_value" | "double_value" | "string_value" as kind:
            return getattr(raw, kind)
        case kind:
            raise Permanent("document_invalid", f"The document holds a {kind}, which none of ours does.")


def _load_map(fields: Mapping[str, Raw]) -> Any:
    if len(fields) == 1:
        key = next(iter(fields))
        if key == _NESTED:
            return _load(fields[key])
        if _MARKED.fullmatch(key):
            return {key.removesuffix(_NESTED): _load(fields[key])}
    return {key: _load(value) for key, value in fields.items()}
