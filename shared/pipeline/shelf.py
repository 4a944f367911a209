"""Where agents put what they made: objects named by the hash of their bytes.

The one rule: a name says what is inside, so the same thing is stored once, and finding it there is a success.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar, cast

from shared.model.base import Frozen
from shared.model.errors import Permanent
from shared.pipeline.work import Work
from shared.platform.ports import Exists, Missing

Paper = TypeVar("Paper", bound=Frozen)


def keep(work: Work, folder: str, suffix: str, source: Path | bytes) -> str:
    """Stores a file or some bytes; returns the object's name."""
    if isinstance(source, bytes):
        return _keep(work, folder, suffix, source, hashlib.sha256(source).hexdigest())
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        return _keep(work, folder, suffix, stream, digest)


def _keep(work: Work, folder: str, suffix: str, content: BinaryIO | bytes, digest: str) -> str:
    name = f"{folder}/{work.owner}/{digest[:40]}{suffix}"
    if work.platform.objects.stat(name) is None:
        try:
            work.platform.objects.write(name, content, if_generation=0, content_type=_CONTENT_TYPES[suffix])
        except Exists:
            return name  # another attempt at the same work was faster
    return name


def bring(work: Work, name: str, to: Path) -> Path:
    """Brings an object to a file of this attempt."""
    try:
        with work.platform.objects.open(name) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
    except Missing:
        raise _gone(name) from None
    return to


def write_paper(work: Work, folder: str, paper: Frozen) -> str:
    return keep(work, folder, ".json", paper.model_dump_json(exclude_defaults=True).encode())


def read_paper(work: Work, name: str, kind: type[Paper]) -> Paper:
    return cast(Paper, _understood(read(work, name), kind))


@lru_cache(maxsize=16)
def _understood(content: bytes, kind: type[Frozen]) -> Frozen:
    """A paper is frozen: whoever reads the same again, as every shot of a scene does, may have the same one."""
    return kind.model_validate_json(content)


def write_json(work: Work, folder: str, value: Any) -> str:
    return keep(work, folder, ".json", json.dumps(value, ensure_ascii=False, indent=1).encode())


def read(work: Work, name: str) -> bytes:
    """A paper, never a film."""
    try:
        with work.platform.objects.open(name) as stream:
            return stream.read()
    except Missing:
        raise _gone(name) from None


def kept_in(value: Any) -> Iterator[str]:
    """Every object that a result speaks of: nobody but `keep` makes such names."""
    if isinstance(value, str):
        if _KEPT.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        yield from (name for each in value.values() for name in kept_in(each))
    elif isinstance(value, list | tuple):
        yield from (name for each in value for name in kept_in(each))


def _gone(name: str) -> Permanent:
    return Permanent("gone", f"{name} is not in the store any more.", "Retry the job: what is missing is made again.")


_KEPT: Final = re.compile(r"[a-z]+/[^/]+/[0-9a-f]{40}(\.[a-z0-9]+)?")

_CONTENT_TYPES: Final = {
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".edl": "text/plain; charset=utf-8",
    ".fcpxml": "application/xml",
    ".otio": "application/json",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
