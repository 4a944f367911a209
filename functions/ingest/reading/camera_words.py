"""Framings before a picture and lengths beside it, as writers put them in columns and lists.

The one rule: what is not clearly a framing or a length stays part of the picture.
"""

import re
from typing import Final

from shared.writing.words import flat, fold

_SHOT: Final = re.compile(
    r"^(?P<code>(?:(?:x|e|b|m|v|med|medium|extreme|very)?[ \-]?(?:cu|ws|ls|ms|es)|ecu|mcu|mls|ews|els|ots|pov|cgi|"
    r"ts|f2b|"
    r"aerial|drone|insert|gp|tgp|pm|pe|pg|pr|pa|wide|medium|close[ \-]?up|close|gros plan|plan large|plan moyen)"
    r"(?:\s?/\s?(?:cu|ws|ms|ls))?)\s?[:.\-–—]\s*"
)
_BRACKETED: Final = re.compile(r"^[\[(]([^\[\]()]{1,30})[\])]\s*:?\s*")
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d+))?")
_NUMBER: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:s|sec|secs|seconds?|secondes?|\"|″)?")


def camera_in(text: str) -> tuple[str, str]:
    """`CU: a hand` or `[CU] a hand` in its framing and the rest."""
    if (framed := _BRACKETED.match(text)) and _SHOT.fullmatch(fold(f"{framed[1]}:")):
        return flat(framed[1]), text[framed.end() :].strip()
    match = _SHOT.match(fold(text))
    return (flat(text[: match.end("code")]), text[match.end() :].strip()) if match else ("", text)


def seconds_in(text: str) -> float | None:
    """0:00–0:05, 5 s, 4-5 s (the longer), 00:12 → None where nothing tells a length."""
    clocks = [
        int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) for hours, minutes, seconds, _ in _CLOCK.findall(text)
    ]
    if len(clocks) >= 2:
        return float(clocks[1] - clocks[0]) if clocks[1] > clocks[0] else None
    if clocks:
        return None
    numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(text)]
    ranged = len(numbers) == 2 and re.search(r"\d\s*[-–—]\s*\d", text)
    value = numbers[-1] if len(numbers) == 1 or ranged else None
    return value if value is not None and 0 < value <= 3600 else None
