"""Named places where a crash is interesting. They live in the product and cost one comparison when unused.

The one rule: a place is listed here before it is used, so that a test can crash at every one of them.
"""

import os
from collections.abc import Callable
from typing import Final

PLACES: Final = (
    "after_claim",  # the step is ours, nothing is done
    "before_commit",  # the work is done, nothing of it is recorded
    "after_commit",  # recorded, nothing of what follows is sent
    "between_relays",  # some of what follows is sent
    "before_row_delete",  # all is sent, its rows are still there
    "before_advance",  # we saw the last one arrive at a join
    "after_advance",  # the join has moved on, nobody was called
    "after_wait",  # a wait is recorded, its wake-up is not sent
    "before_ack",  # all is done, the message is not acknowledged
    "after_desk",  # a person's wish is recorded, nothing of what follows is sent
    "during_sweep",  # the janitor has sent a row again
    "before_taking",  # the budgets were read, nothing is taken
    "after_intent",  # a paid attempt has its hold, nothing is called
    "after_calling",  # it may be sent now, its marker is not made
    "before_request",  # the marker is made, nothing is sent
    "after_request",  # the provider took it, its task is not recorded
    "after_submitted",  # its task is recorded, nobody has asked about it
    "before_settled",  # the picture is there, nothing is paid
    "after_settled",  # paid, and the step does not know of it
)

Hook = Callable[[str], None]

_hook: Hook | None = None


def fault(place: str) -> None:
    if _hook is not None:
        _hook(place)


def install(hook: Hook | None) -> None:
    """Calls `hook` with the name of every place passed from now on; None switches it off."""
    global _hook
    _hook = hook


def from_environment() -> None:
    """`AIPROD_FAULT=after_commit:3` ends this process, as kill -9 would, the third time it passes that place. Asking
    again changes nothing: the count goes on."""
    place, _, count = os.environ.get("AIPROD_FAULT", "").partition(":")
    if not place or _hook is not None:
        return
    left = int(count or 1)

    def strike(here: str) -> None:
        nonlocal left
        if here == place:
            left -= 1
            if left == 0:
                os._exit(137)

    install(strike)
