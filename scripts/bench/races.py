"""What both sides of the race share: the races, and a look at what they ask of the disk.

The one rule: a race is short enough to be run many times, because only many runs tell something on a busy machine.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Race:
    """So many jobs at once, each a chain of so many steps that are done one after another."""

    jobs: int
    steps: int

    def __str__(self) -> str:
        return f"{self.jobs}x{self.steps}"


def named(text: str) -> Race:
    """`60x6` is sixty jobs of six steps each."""
    jobs, _, steps = text.partition("x")
    return Race(int(jobs), int(steps))


SEQUENTIAL = Race(1, 300)
CONCURRENT = Race(60, 6)
QUEUED_SEQUENTIAL = Race(1, 40)
QUEUED_CONCURRENT = Race(60, 3)


def durability(connection: Any) -> str:
    """What this connection (or cursor) really asks of SQLite."""
    journal, level = (connection.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
    return f"journal_mode={journal} synchronous={('off', 'normal', 'full', 'extra')[level]}"
