"""What every model shares: frozen, strict about unknown fields, and identifiers that are never empty.

The one rule: a value that came from outside is checked here, at the type, before anything acts on it.
"""

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

SCHEMA: Final = 1
"""Version of the documents and messages written by this code. Readers accept n and n-1."""

Instant = int
"""Milliseconds since the epoch, UTC. Whole numbers compare alike in every store."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$")]
"""An identifier that is safe as a document id, an object name and a command-line argument."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")


def is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


class Frozen(BaseModel):
    """A value that does not change: the only kind of model we have."""

    model_config = ConfigDict(frozen=True, extra="forbid")
