"""The type of our films, shipped with the code: Inter for captions and the slate, EB Garamond for titles, and for every
sign that these do not have, the font that has it.

The one rule: no film depends on what a machine has installed; a sign that none of our fonts can draw is shown as a box,
never left out. Licences: fonts/OFL.txt; for Droid Sans Fallback fonts/Apache-2.0.txt.
"""

import struct
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.media.directions import runs_rightwards

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS: Final = Path(__file__).resolve().parent / "fonts"
CAPTION_FILE: Final = FONTS / "Inter-SemiBold.otf"
TITLE_FILE: Final = FONTS / "EBGaramond12-Regular.otf"
EMOJI_FILE: Final = FONTS / "NotoEmoji-Medium.ttf"

CAPTION_FAMILY: Final = "Inter Semi Bold"
TITLE_FAMILY: Final = "EB Garamond 12"

_FACES: Final = {CAPTION_FAMILY: CAPTION_FILE, TITLE_FAMILY: TITLE_FILE}
_OTHERS: Final = {
    CAPTION_FAMILY: CAPTION_FILE,  # what the titles' type lacks
    **{
        f"Noto Sans {script} Semi Bold": FONTS / f"NotoSans{script}-SemiBold.ttf"
        for script in ("Arabic", "Hebrew", "Armenian", "Georgian", "Devanagari", "Bengali", "Tamil", "Thai", "Symbols")
    },
    "Noto Emoji Film": EMOJI_FILE,
    "Droid Sans Fallback": FONTS / "DroidSansFallback.ttf",
}
"""Asked in this order."""

STAND_IN: Final = "\N{WHITE SQUARE}"
_ROOM: Final = 100  # pixels of an em, to measure with


def runs(text: str, family: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the family that draws it. Marks stay with their letter; what stands between two
    letters that run from right to left, too, for a piece is the most that libass can turn by itself."""
    drawn: list[tuple[str, str]] = []
    for char in text:
        mark = drawn and unicodedata.category(char) in ("Cf", "Mn", "Mc", "Me") and has(drawn[-1][0], char)
        drawn.append((drawn[-1][0], char) if mark else _drawn(char, family))
    place = 0
    for loose, group in groupby(text, key=lambda char: unicodedata.category(char)[0] in "PZ"):
        start, place = place, place + len(list(group))
        if not loose or not start or place == len(text) or not runs_rightwards(text[start - 1] + text[place]):
            continue
        around = drawn[start - 1][0]
        if drawn[place][0] == around and all(has(around, char) for char in text[start:place]):
            drawn[start:place] = [(around, char) for char in text[start:place]]
    return [(each, "".join(char for _, char in pieces)) for each, pieces in groupby(drawn, key=lambda pair: pair[0])]


def _drawn(char: str, family: str) -> tuple[str, str]:
    """Who draws it, and what is drawn."""
    for each in (family, *_OTHERS):
        if has(each, char):
            return each, char
    return CAPTION_FAMILY, STAND_IN


def missing(text: str) -> str:
    """The signs of a text that are shown as boxes, each once."""
    return "".join(dict.fromkeys(char for char in text if _drawn(char, CAPTION_FAMILY)[1] != char))


def shortened(text: str, size: float, room: float, family: str) -> str:
    """What of it fits on one line."""
    if width(text, size, family) <= room:
        return text
    whole = len(text)
    while whole and width(f"{text[:whole].rstrip()}\N{HORIZONTAL ELLIPSIS}", size, family) > room:
        whole -= 1
    return f"{text[:whole].rstrip()}\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=20_000)
def has(family: str, char: str) -> bool:
    """A font draws whatever it lacks as one and the same picture. What is invisible belongs to every font."""
    return unicodedata.category(char) in ("Cf", "Zs") or _differs(family, char)


def _differs(family: str, char: str) -> bool:
    return bytes(font(family).getmask(char)) != _nothing(family)


@lru_cache(maxsize=32)
def _nothing(family: str) -> bytes:
    return bytes(font(family).getmask("\uffff"))


@lru_cache(maxsize=32)
def font(family: str) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str({**_FACES, **_OTHERS}[family]), _ROOM)


@lru_cache(maxsize=32)
def em(family: str) -> float:
    """How large its em is where a size is asked for. libass sizes a font by the height of a line as Windows knows it:
    the fields usWinAscent and usWinDescent of the table OS/2."""
    content = {**_FACES, **_OTHERS}[family].read_bytes()
    tables = {}
    for number in range(struct.unpack_from(">H", content, 4)[0]):
        tag, _, at, _ = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        tables[tag] = at
    (units,) = struct.unpack_from(">H", content, tables[b"head"] + 18)
    ascent, descent = struct.unpack_from(">HH", content, tables[b"OS/2"] + 74)
    return float(units / (ascent + descent))


def width(text: str, size: float, family: str) -> float:
    """In pixels, as libass sets it; other fonts are set at the size at which their em is the same."""
    return sum(font(each).getlength(piece) for each, piece in runs(text, family)) / _ROOM * size * em(family)
