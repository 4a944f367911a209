"""What a delivered film consists of, and all of it in one ZIP: film, papers, stems, credits, and the media that the
projects for other cutting rooms speak of.

The one rule: it is packed while it is sent. Nothing is stored twice, and no memory holds a film.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from shared.model.errors import Permanent, Refused
from shared.pipeline import desk
from shared.pipeline.work import Unit
from shared.platform.ports import Document, Missing, Platform

ZIP: Final = "zip"

_PIECE: Final = 256 * 1024
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""The same film gives the same bytes."""


def kinds(job: Document) -> list[str]:
    """Everything that a film can be had as."""
    outputs = job.fields.get("outputs") or {}
    return sorted({*outputs, ZIP}) if outputs else []


def delivered(job: Document, kind: str) -> str:
    """The object of one kind, "" for what is packed when it is sent. A film that is none yet is refused."""
    if job.fields["state"] != "delivered":
        raise Permanent("not_ready", f"The film is {job.fields['state']}.", "Ask for its status.", at_fault="input")
    if kind not in kinds(job):
        raise Refused("no_such_format", f"There is no {kind}.", f"There are: {', '.join(kinds(job))}.")
    return "" if kind == ZIP else str(job.fields["outputs"][kind])


def streamed(platform: Platform, name: str) -> Iterator[bytes]:
    try:
        with platform.objects.open(name) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except Missing:
        raise Permanent("gone", f"{name} is not in the store any more.", "Retry the job.") from None


def contents(platform: Platform, job: Document) -> dict[str, str]:
    """Each file of the ZIP and the object that it is."""
    unit = Unit(job.path.partition("/")[2], job.fields["revision"], "desk")
    mixed = desk.recall(platform, unit, "mix")
    stem = plain(PurePosixPath(job.fields["script"]["name"]).stem) or "film"
    found = {_filed(stem, kind): str(name) for kind, name in job.fields["outputs"].items()}
    found |= {f"stems/{plain(kind)}.wav": str(name) for kind, name in (mixed.get("stems") or {}).items()}
    if "json" in job.fields["outputs"]:
        timeline: dict[str, Any] = json.loads(b"".join(streamed(platform, job.fields["outputs"]["json"])))
        found |= {f"media/{plain(PurePosixPath(name).name)}": each for name, each in timeline["media"].items()}
    return found


def _filed(stem: str, kind: str) -> str:
    known = {"credits.json": "credits.json", "credits.txt": "CREDITS.txt", "manifest": "manifest.json"}
    return known.get(kind, f"{stem}.{kind}")


def packed(platform: Platform, files: dict[str, str]) -> Iterator[bytes]:
    """The ZIP in pieces. Media are packed already; papers are deflated."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, stored in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _WHEN)
            small = PurePosixPath(name).suffix not in (".mp4", ".png", ".m4a")
            entry.compress_type = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as target:
                for piece in streamed(platform, stored):
                    target.write(piece)
                    yield from pipe.taken()
            yield from pipe.taken()
    yield from pipe.taken()


class _Pipe(io.RawIOBase):
    """What is written is taken away at once. It cannot go back, so the archive writes no size before its bytes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        if self._held:
            yield bytes(self._held)
            self._held.clear()


def plain(title: str) -> str:
    """A file name that needs no quoting anywhere."""
    kept = (char if char.isascii() and (char.isalnum() or char in " ._-") else "_" for char in title)
    return "".join(kept).strip(" .")[:80]
