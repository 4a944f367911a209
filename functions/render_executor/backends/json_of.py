"""Reading an answer that may be anything: what is not there, or is something else, is empty.

The one rule: nothing that a provider says can make a reader stumble.
"""

from typing import Any


def thing(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def things(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def words(value: Any) -> str:
    """One line, not long, without its full stop."""
    return " ".join(value.split())[:300].rstrip(".") if isinstance(value, str) else ""
