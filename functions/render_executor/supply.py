"""What the render executor needs of the world to buy a picture: somebody to open a backend, somebody to look at what
came, and how patient to be.

The one rule: it is given from outside; nothing here knows a provider.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shared.model.base import Instant
from shared.model.plan import Choice
from shared.platform.ports import Objects, Secrets

if TYPE_CHECKING:
    from functions.render_executor.backends.wire import Backend


@dataclass(frozen=True, slots=True)
class Pace:
    """How long between two looks, which grows with what has been waited; and when the film goes on without."""

    first_ms: int = 5_000
    most_ms: int = 60_000
    lost_ms: int = 20 * 60_000  # a film waits so long for one task
    owed_ms: int = 24 * 3_600_000  # and so long it is asked for, when the film is over

    def next(self, since: Instant, now: Instant) -> Instant:
        return now + min(max(self.first_ms, (now - since) // 4), self.most_ms)

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Pace":
        """`AIPROD_PACE_MS=first,most,lost,owed`: another machine, or other providers, need another patience."""
        said = [int(part) for part in environment.get("AIPROD_PACE_MS", "").split(",") if part.strip().isdigit()]
        return cls(*said) if len(said) == 4 else cls()


@dataclass(frozen=True, slots=True)
class Supply:
    opened: "Callable[[str, Secrets, Objects], Backend | None]"
    check: Callable[[Path, Choice], None]  # raises Unusable when what came is not what was ordered
    pace: Pace = Pace()
