"""Switches that an alarm flips, or a person: buy nothing, ask another backend first, buy better.

The one rule: a switch says who flipped it and why; an alarm takes back only what the same alarm did.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Literal

from shared.model.base import SCHEMA, Instant
from shared.model.errors import Unaffordable
from shared.platform.ports import Check, Conflict, Create, Document, Platform, Update
from shared.telemetry import log

Switch = Literal["buy_nothing", "replicate_first", "buy_better"]

SWITCHES: Final[Mapping[str, str]] = {
    "buy_nothing": "nothing that costs money is begun; free films go on",
    "replicate_first": "the plan prefers Replicate to Runway",
    "buy_better": "no shot is planned below its preset's quality, where the money allows it",
}

_TRIES: Final = 20


def is_on(platform: Platform, switch: Switch) -> bool:
    found = _seen(platform, switch)
    return found is not None and bool(found.fields["on"])


class BuyingStopped(Unaffordable):
    """The switch `buy_nothing` is on, since then and for that reason."""

    def __init__(self, why: str, since: Instant) -> None:
        super().__init__(
            f"Nothing is bought at the moment: {why.rstrip('.')}.",
            "Nothing was spent. Render it with --preset animatic for nothing, or retry it when buying is switched on "
            "again: `aiprod switch` tells.",
            would_cost=None,
            left=0,
            retry_with="--preset animatic",
            code="buying_stopped",
        )
        self.since = since


def may_buy(platform: Platform) -> list[Check]:
    """Raises BuyingStopped when nothing may be bought; else what must still hold in the batch that buys."""
    found = _seen(platform, "buy_nothing") or _laid_out(platform)
    if found.fields["on"]:
        raise BuyingStopped(str(found.fields["why"]), int(found.fields["updated_at"]))
    return [Check(found.path, found.version)]


def _laid_out(platform: Platform) -> Document:
    """A switch that nobody has ever flipped: it has to be there, so that a batch can tell whether it is flipped."""
    now = platform.clock.now()
    off = {"schema": SCHEMA, "owner": "", "on": False, "by": "", "why": "", "created_at": now, "updated_at": now}
    with suppress(Conflict):  # somebody was faster
        platform.documents.commit([Create("switches/buy_nothing", off)])
    found = _seen(platform, "buy_nothing")
    assert found is not None, "it was just laid out, and switches are never deleted"
    return found


def flip(platform: Platform, switch: Switch, *, on: bool, by: str, why: str) -> bool:
    """Whether it changed. Off is only for whoever flipped it on, or for a person."""
    for _ in range(_TRIES):
        now, found = platform.clock.now(), _seen(platform, switch)
        before = bool(found.fields["on"]) if found else False
        if before is on or (found is not None and not on and by not in (found.fields["by"], PERSON)):
            return False
        fields: dict[str, Any] = {"on": on, "by": by, "why": why, "updated_at": now}
        path = f"switches/{switch}"
        born = {"schema": SCHEMA, "owner": "", "created_at": now}
        try:
            platform.documents.commit([Update(path, fields, found.version) if found else Create(path, born | fields)])
        except Conflict:
            continue
        log.audit("config change", switch=switch, on=on, by=by, sentence=why)
        return True
    return False


PERSON: Final = "person"


def every(platform: Platform) -> dict[str, dict[str, Any]]:
    """Each switch, what it does, and how it stands."""
    told = {}
    for switch, does in SWITCHES.items():
        found = platform.documents.get(f"switches/{switch}")
        stands = {name: found.fields[name] for name in ("on", "by", "why", "updated_at")} if found else {"on": False}
        told[switch] = {"does": does, **stands}
    return told


def _seen(platform: Platform, switch: Switch) -> Document | None:
    return platform.documents.get(f"switches/{switch}")
