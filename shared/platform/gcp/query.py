"""A query of ours in Firestore's words, and the cursor that continues it.

The one rule: what the automatic indexes can answer is asked of them; the rest stands in topology.yaml as an index.
"""

import json
from typing import Any, Final

from shared.platform.batch import place_of, well_asked
from shared.platform.gcp.values import quoted, store_field
from shared.platform.ports import Document, Query, Where

_OPS: Final = {
    "==": "EQUAL",
    "<": "LESS_THAN",
    "<=": "LESS_THAN_OR_EQUAL",
    ">": "GREATER_THAN",
    ">=": "GREATER_THAN_OR_EQUAL",
}


def request(root: str, query: Query) -> dict[str, Any]:
    """One document more than the page holds is asked for, to know whether it is the last."""
    well_asked(query)
    by = query.order.removeprefix("-")
    direction = "DESCENDING" if query.order.startswith("-") else "ASCENDING"
    parent, _, collection = query.collection.rpartition("/")
    filters = [_filter(where) for where in query.where]
    if by and not any(where.op != "==" for where in query.where):
        # A document that has null there is left out, like one that has nothing there.
        filters.append({"unary_filter": {"op": "IS_NOT_NULL", "field": {"field_path": quoted(by)}}})
    structured: dict[str, Any] = {
        "from_": [{"collection_id": collection, "all_descendants": query.everywhere}],
        # The path follows the direction of the order: that is what the automatic indexes hold.
        "order_by": [
            {"field": {"field_path": path}, "direction": direction}
            for path in ([quoted(by)] if by else []) + ["__name__"]
        ],
        "limit": query.limit + 1,
    }
    if filters:
        structured["where"] = {"composite_filter": {"op": "AND", "filters": filters}}
    if query.after:
        *values, path = place_of(query)
        place = [store_field(by, value) for value in values]
        structured["start_at"] = {"values": [*place, {"reference_value": f"{root}/{path}"}], "before": False}
    return {"parent": f"{root}/{parent}" if parent else root, "structured_query": structured}


def cursor(query: Query, last: Document) -> str:
    """A place in the order, not a document: it still holds when that document is gone."""
    by = query.order.removeprefix("-")
    return json.dumps([last.fields[by], last.path] if by else [last.path])


def _filter(where: Where) -> dict[str, Any]:
    field = {"field_path": quoted(where.field)}
    if where.value is None:
        if where.op != "==":
            raise ValueError("nothing is before or after null")
        return {"unary_filter": {"op": "IS_NULL", "field": field}}
    return {"field_filter": {"field": field, "op": _OPS[where.op], "value": store_field(where.field, where.value)}}
