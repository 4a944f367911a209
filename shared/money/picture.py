"""Pictures that were bought: a picture is bought once, whoever needs it of the same owner.

The one rule: whoever buys has the row; who finds it taken waits, and takes it over when the buyer let it go.

    renders/{key}   state: buying -> bought | free;  attempt: whose it is;  take: the picture
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.pipeline.work import fingerprint
from shared.platform.ports import Create, Document, Platform, Update, Write

_MONEY: Final = ("price", "most", "quality")


def key_of(owner: str, order: Mapping[str, Any], take: int = 0) -> str:
    """The same owner and everything that changes the picture. What it costs and how good it is thought to be do not."""
    choice = {name: value for name, value in order["choice"].items() if name not in _MONEY}
    return fingerprint([owner, {**order, "choice": choice}, take])


def find(platform: Platform, key: str) -> Document | None:
    return platform.documents.get(f"renders/{key}")


def is_there(platform: Platform, row: Document) -> bool:
    """Bought, and its object has not been deleted meanwhile."""
    return row.fields["state"] == "bought" and platform.objects.stat(row.fields["take"]) is not None


def taking(row: Document | None, key: str, owner: str, job: str, attempt: str, now: Instant) -> Write:
    """Ours to buy: nobody had it, or who had it let it go."""
    fields = {"state": "buying", "job": job, "attempt": attempt, "take": "", "since": now, "updated_at": now}
    if row is None:
        return Create(f"renders/{key}", {"schema": SCHEMA, "owner": owner, "created_at": now, **fields})
    return Update(row.path, fields, row.version)


def leaving(platform: Platform, key: str, job: str, attempt: str, take: str, now: Instant) -> list[Write]:
    """What becomes of the row when its attempt ends: the picture is there for everyone, or another may buy it. A row
    that somebody else has by now is left alone; a picture is offered wherever there is none."""
    row = find(platform, key)
    if row is None:
        return []
    ours = row.fields["state"] == "buying" and (row.fields["job"], row.fields["attempt"]) == (job, attempt)
    if take and (ours or row.fields["state"] == "free"):
        return [Update(row.path, {"state": "bought", "take": take, "updated_at": now}, row.version)]
    if ours:
        return [Update(row.path, {"state": "free", "updated_at": now}, row.version)]
    return []
