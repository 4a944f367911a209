"""Waiting for something to become true, and saying what was there instead when it does not.

The one rule: nobody waits for time to pass; they wait for something that can be looked at.
"""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")

LOOK_EVERY_S = 0.1


def until(look: Callable[[], Seen | None], patience_s: float, otherwise: Callable[[], str]) -> Seen:
    """Looks again and again until there is something to see (anything that is true)."""
    end = time.monotonic() + patience_s
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience_s:.0f} s: {otherwise()}")
        time.sleep(LOOK_EVERY_S)
