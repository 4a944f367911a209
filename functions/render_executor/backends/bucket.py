"""Results that lie in our own bucket already.

The one rule: no other bucket is looked into, and what is copied is copied in pieces.
"""

import hashlib
from pathlib import Path
from typing import Final

from functions.render_executor.backends.wire import Order, Silence, Unusable
from shared.platform.ports import Missing, Objects

ANSWERS: Final = "takes/answers"
_CHUNK: Final = 256 * 1024


def folder_of(order: Order) -> str:
    """Where the answers to this order lie, and to no other."""
    return f"{ANSWERS}/{hashlib.sha256(order.model_dump_json().encode()).hexdigest()[:40]}/"


def in_bucket(where: str, bucket: str) -> str:
    """The object's name; empty when this is no address in a bucket at all."""
    if not where.startswith("gs://"):
        return ""
    name = where.removeprefix(f"gs://{bucket}/")
    if not bucket or name == where or not name:
        raise Unusable("Google names a bucket that is not ours.")
    return name


def copied(objects: Objects, name: str, to: Path, most_bytes: int) -> None:
    stored = objects.stat(name)
    if stored is not None and stored.size > most_bytes:
        raise Unusable(f"The result is {stored.size:,} bytes; at most {most_bytes:,} are taken.")
    try:
        with objects.open(name) as source, to.open("wb") as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)
    except Missing as error:
        to.unlink(missing_ok=True)
        raise Silence("The result is not in our bucket yet.") from error
