"""A script comes in by any door: stored, given its job, and never met with silence.

The one rule: whatever was sent gets a job; what cannot become a film gets one that has failed and says why.
"""

import hashlib
from contextlib import suppress
from pathlib import PurePosixPath

from shared.model.base import is_id
from shared.model.errors import AiprodError, Refused
from shared.model.job import Options, job_id
from shared.pipeline import desk
from shared.platform.ports import Document, Exists, Platform

LARGEST = 10 * 1024 * 1024


def receive(platform: Platform, owner: str, name: str, content: bytes, options: Options, title: str = "") -> Document:
    """Creates the job, or finds it. The caller starts it."""
    if not is_id(owner):
        raise Refused("bad_owner", f"{owner!r} is no name for an owner.", "Use letters, digits and ._~- only.")
    job = job_id(owner, content, name, options)
    if len(content) > LARGEST:
        return turned_away(platform, job, owner, name, options, too_large())
    digest = hashlib.sha256(content).hexdigest()[:40]
    kept = f"manuscripts/{owner}/{digest}{suffix(name)}"
    with suppress(Exists):  # the same script was sent before
        platform.objects.write(kept, content, if_generation=0)
    script = {"object": kept, "name": PurePosixPath(name).name[:200], "bytes": len(content)}
    return desk.create(platform, job, owner, script, options, name=title)


def turned_away(platform: Platform, job: str, owner: str, name: str, options: Options, error: AiprodError) -> Document:
    script = {"object": "", "name": PurePosixPath(name).name[:200], "bytes": 0}
    desk.create(platform, job, owner, script, options)
    return desk.fail(platform, job, error)


def too_large() -> Refused:
    sentence = f"The file is larger than the {LARGEST // 1024 // 1024} MB that a script may have."
    return Refused("too_large", sentence, "Send the script alone, without pictures or sound.")


def suffix(name: str) -> str:
    found = PurePosixPath(name).suffix.lower()
    return found if found[1:].isalnum() and len(found) <= 10 else ""
