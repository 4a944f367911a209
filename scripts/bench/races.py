"""A race: so many jobs at once, each a chain of so many steps that are done one after another.

The one rule: it is short enough to be run many times, because only many runs tell something on a busy machine.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Race:
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
