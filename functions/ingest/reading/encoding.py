"""Bytes to text: UTF-8, UTF-16 and the older Western alphabets, or a sentence that says what is broken.

The one rule: words are never guessed. A file that is almost UTF-8 is refused, not patched.
"""

import codecs
import re
from typing import Final

from shared.model.errors import Refused

TEXT_LIMIT: Final = 5_000_000

_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")

# What French, English, German, Spanish, Italian and Portuguese writers use of Windows-1252.
_WESTERN: Final = frozenset(
    "àâäáãåçéèêëíìîïñóòôöõúùûüýÿæœßøÀÂÄÁÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÆŒØŸ«»‹›“”„‘’‚–—…•·°§©®™€£¡¿ºª½¼¾²³\u00a0\u00ad´±×÷"
    .encode("cp1252")
)  # fmt: skip

_REMEDY: Final = "Save the file again as UTF-8 in the program that wrote it."


def decoded(data: bytes) -> str:
    """The text of a file, with its lines ended by a single newline."""
    text = _marked(data)
    if text is None:
        text = _unmarked(data)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Refused("binary", f"The file holds a NUL byte in line {line}, so it is not a text.", _REMEDY)
    if len(text) > TEXT_LIMIT:
        raise too_long()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return text.replace("\x0b", " ").replace("\x0c", "\n").replace("\x85", "\n").removeprefix("\ufeff")


def too_long() -> Refused:
    return Refused(
        "too_large",
        f"The script is longer than {TEXT_LIMIT // 1_000_000} million characters.",
        "Split it into several scripts and render them one by one.",
    )


def _marked(data: bytes) -> str | None:
    """A byte order mark says what the file is."""
    marks = (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    )  # fmt: skip
    for mark, name in marks:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name)
            except UnicodeDecodeError as error:
                raise broken(data, error.start + len(mark), name.upper()) from error
    return None


def _unmarked(data: bytes) -> str:
    if name := _wide(data):
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            raise broken(data, error.start, name.upper()) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _western(data, error)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    head = data[:4096]
    if len(head) < 4 or len(head) % 2:
        head = head[:-1]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _western(data: bytes, error: UnicodeDecodeError) -> str:
    """Not UTF-8: an older alphabet, or UTF-8 that was damaged on its way."""
    whole = len(_MULTIBYTE.findall(data))
    high = len(_HIGH.findall(data))
    if whole and whole * 4 >= high:  # most of its accents are sound UTF-8: a few bytes were lost
        raise broken(data, error.start, "UTF-8") from error
    if all(byte < 0x80 or byte in _WESTERN for byte in set(data)):
        return data.decode("cp1252")
    return _foreign(data, error)


def _foreign(data: bytes, error: UnicodeDecodeError) -> str:
    """Other alphabets pass through when the detector is sure of a language, not merely of an alphabet."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None or best.chaos > 0.1 or best.coherence < 0.4 or len(data) < 64:
        raise broken(data, error.start, "UTF-8") from error
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError) as worse:
        raise broken(data, error.start, "UTF-8") from worse


def broken(data: bytes, at: int, name: str) -> Refused:
    line = data.count(b"\n", 0, at) + 1
    return Refused("encoding", f"The file is not sound {name}: a character in line {line} is broken.", _REMEDY)
