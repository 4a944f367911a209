"""Zip archives that call themselves documents: measured while they unpack, whatever their headers say.

The one rule: nothing is trusted that the archive says about itself.
"""

import io
import zipfile
import zlib
from typing import Final

from functions.ingest.reading.intake import unknown
from shared.model.errors import Refused

ENTRIES: Final = 2_000
UNPACKED: Final = 60_000_000  # pictures included
XML_PART: Final = 25_000_000  # of a document whose text may have five million characters
_CHUNK: Final = 256 * 1024
_REMEDY: Final = "Save the document again in your word processor, without pictures, and send that."


def checked_docx(data: bytes) -> None:
    """Refuses what is no Word document, what is damaged, and what would not stop unpacking."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise _bomb(f"holds {len(entries)} parts")
            if sum(entry.file_size for entry in entries) > UNPACKED:
                raise _bomb("unpacks to far more than a script needs")
            names = {entry.filename for entry in entries}
            if "word/document.xml" not in names:
                raise unknown(_what(names))
            left = UNPACKED
            for entry in entries:
                left -= _measure(archive, entry, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise Refused("broken_file", "The Word document is damaged or locked with a password.", _REMEDY) from error


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    xml = entry.filename.lower().endswith((".xml", ".rels"))
    size = 0
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > left or (xml and size > XML_PART):
                raise _bomb("unpacks to far more than a script needs")
            if xml and (b"<!DOCTYPE" in (window := tail + chunk) or b"<!ENTITY" in window):
                raise Refused("hostile", "The Word document declares XML entities, which no script needs.", _REMEDY)
            tail = chunk[-16:]
    return size


def _bomb(what: str) -> Refused:
    return Refused("zip_bomb", f"The document {what}, so it was not opened.", _REMEDY)


def _what(names: set[str]) -> str:
    if "mimetype" in names and any(name.startswith("META-INF/") for name in names):
        return "is an OpenDocument or e-book archive; save it as .docx and send that"
    if any(name.startswith("xl/") for name in names):
        return "is a spreadsheet, not a script"
    if any(name.startswith("ppt/") for name in names):
        return "is a presentation, not a script"
    return "is a zip archive, not a script; unpack it and send the script itself"
