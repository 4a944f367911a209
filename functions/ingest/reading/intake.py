"""What was really sent: sizes and first bytes are looked at before anything is parsed.

The one rule: the content decides what a file is; its name only helps.
"""

from typing import Final

from shared.model.errors import Refused

FILE_LIMIT: Final = 10_000_000

_TEXT_REMEDY: Final = (
    "Send the script as Fountain (.fountain), Final Draft (.fdx), Word (.docx), Markdown (.md), plain text (.txt), "
    "subtitles (.srt) or a storyboard (.json, .yaml)."
)
_PICTURE: Final = "is a picture, not a script"
_MOVIE: Final = "is a film, not a script"
_SOUND: Final = "is a sound file, not a script"
_ARCHIVE: Final = "is an archive, not a script"
_PROGRAM: Final = "is a program, not a script"

_MAGIC: Final = (
    (b"%PDF", "is a PDF, whose lines cannot be read back reliably",
     "Export it from your writing program as Fountain, Final Draft (.fdx) or Word (.docx) instead."),
    (b"\xd0\xcf\x11\xe0", "is an old Word document (.doc)", "Save it as .docx and send that."),
    (b"{\\rtf", "is a rich text document (.rtf)", "Save it as .docx or as plain text and send that."),
    (b"\x89PNG", _PICTURE, _TEXT_REMEDY), (b"\xff\xd8\xff", _PICTURE, _TEXT_REMEDY), (b"GIF8", _PICTURE, _TEXT_REMEDY),
    (b"RIFF", "is a sound, picture or film file, not a script", _TEXT_REMEDY), (b"OggS", _SOUND, _TEXT_REMEDY),
    (b"II*\x00", _PICTURE, _TEXT_REMEDY), (b"MM\x00*", _PICTURE, _TEXT_REMEDY), (b"ID3", _SOUND, _TEXT_REMEDY),
    (b"fLaC", _SOUND, _TEXT_REMEDY), (b"\x1a\x45\xdf\xa3", _MOVIE, _TEXT_REMEDY), (b"\x1f\x8b", _ARCHIVE, _TEXT_REMEDY),
    (b"BZh9", _ARCHIVE, _TEXT_REMEDY), (b"7z\xbc\xaf", _ARCHIVE, _TEXT_REMEDY), (b"Rar!", _ARCHIVE, _TEXT_REMEDY),
    (b"\xfd7zXZ", _ARCHIVE, _TEXT_REMEDY), (b"\x28\xb5\x2f\xfd", _ARCHIVE, _TEXT_REMEDY),
    (b"\x7fELF", _PROGRAM, _TEXT_REMEDY), (b"\xca\xfe\xba\xbe", _PROGRAM, _TEXT_REMEDY),
    (b"SQLite format 3", "is a database, not a script", _TEXT_REMEDY),
)  # fmt: skip


def admit(data: bytes) -> None:
    """Refuses by size and by the marks that well-known kinds of file begin with."""
    if len(data) > FILE_LIMIT:
        size = len(data) / 1_000_000
        raise Refused(
            "too_large",
            f"The file is {size:.0f} MB; a script may be {FILE_LIMIT // 1_000_000} MB at most.",
            "Take the pictures out of the document, or split the script.",
        )
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xa0"):
        if data.strip():
            raise Refused("binary", "The file holds nothing but zero bytes.", _TEXT_REMEDY)
        raise empty("The file is empty.")
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise Refused("not_a_script", f"The file {what}.", remedy)
    if data[4:8] == b"ftyp":
        raise Refused("not_a_script", f"The file {_MOVIE}.", _TEXT_REMEDY)


def empty(sentence: str) -> Refused:
    return Refused("empty", sentence, "Write at least one line that can be seen or spoken.")


def is_archive(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def seems_binary(text: str) -> bool:
    """Decoded without complaint and still no text: too many control characters."""
    sample = text[:20_000]
    odd = sum(1 for char in sample if (char < " " and char not in "\n\t\r\x1b") or char == "\ufffd")
    return odd > 2 + len(sample) // 200


def not_text() -> Refused:
    return Refused("binary", "The file is binary data, not a script.", _TEXT_REMEDY)


def unknown(what: str) -> Refused:
    return Refused("not_a_script", f"The file {what}.", _TEXT_REMEDY)
