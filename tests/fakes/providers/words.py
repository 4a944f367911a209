"""What comes to a fake over HTTP, and what goes back, the ways in which an answer can go wrong included.

The one rule: an answer is said as the provider says it, byte for byte, or it is broken as a machine breaks it.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Ask:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    base: str  # the address that the caller knows us by

    def json(self) -> dict[str, Any]:
        """The object that came; an empty one when it is none."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int = -1  # bytes of the body after which the connection breaks
    wait_s: float = 0.0  # before anything is said
    drip_s: float = 0.0  # between the pieces of the body


DROP: Final = Answer(status=0)


def said(content: Any, status: int = 200, **headers: str) -> Answer:
    body = json.dumps(content).encode()
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": "application/json", **told})
