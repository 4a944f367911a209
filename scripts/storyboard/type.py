"""Type for sheets of paper: our two fonts at a size, and words broken into lines.

The one rule: what does not fit ends in an ellipsis; nothing runs over its neighbour.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

from shared.media.lettering import CAPTION_FILE, TITLE_FILE

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SMALLEST: Final = 12


@cache
def sans(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(CAPTION_FILE), size)


@cache
def serif(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(TITLE_FILE), size)


def wrapped(text: str, font: "FreeTypeFont", width: int, most: int) -> list[str]:
    """At most so many lines, each at most so wide."""
    lines: list[str] = []
    words = text[:400].split()
    while words and len(lines) < most:
        line, words = _line(words, font, width)
        lines.append(line)
    if words and lines:
        lines[-1] = shortened(f"{lines[-1]} …", font, width)
    return lines


def _line(words: list[str], font: "FreeTypeFont", width: int) -> tuple[str, list[str]]:
    taken = 1
    while taken < len(words) and font.getlength(" ".join(words[: taken + 1])) <= width:
        taken += 1
    return shortened(" ".join(words[:taken]), font, width), words[taken:]


def fitted(words: str, size: int, width: int) -> "FreeTypeFont":
    """The title's face, at a size at which the longest word fits, but never too small to be read."""
    longest = max(words.split(), key=serif(size).getlength, default="")
    while size > _SMALLEST and serif(size).getlength(longest) > width:
        size -= 1
    return serif(size)


def shortened(line: str, font: "FreeTypeFont", width: int) -> str:
    if font.getlength(line) <= width:
        return line
    kept = line.rstrip("… ")
    while kept and font.getlength(f"{kept}…") > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"
