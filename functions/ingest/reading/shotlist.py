"""AV scripts as lists: `- WS: a picture` and, under it, the words that are spoken over it.

The one rule: a line that begins like a shot is seen, every other line is heard.
"""

import re
from typing import Final

from functions.ingest.reading.camera_words import camera_in
from functions.ingest.reading.heard import heard
from functions.ingest.reading.wishes import FrontPage
from shared.model.script import Element
from shared.writing.words import flat

_ITEM: Final = re.compile(r"^\s*(?:\{:[^}]*\}\s*)?[-*]\s*(?=[^\s\-*])")
_CLASS: Final = re.compile(r"\{:[^}]*\}\s*")
_HEADING: Final = re.compile(r"^(#{1,6})\s+(.+)$")
_IGNORED: Final = re.compile(
    r"^(?://|@import|@link|@image|@var|\[[\w.]+\]\s*=|\[(?:var|link|image)\.[^\]]*(?:\]|$)(?!.*<--)|///)"
)
_DIVISION: Final = re.compile(r"^(?:---+|@@@)\s*(?:\w+Title\b\s*)?(.*)$")
_EMPHASIS: Final = re.compile(r"(\*{1,3}|\+\+|~~)(?=\S)(.{1,300}?)(?<=\S)\1")


def looks_like_a_shotlist(text: str) -> bool:
    """At least two list items that begin with a framing, with words between them."""
    framed = 0
    for row in text.split("\n", 2000)[:2000]:
        item = _ITEM.match(row)
        framed += bool(item and camera_in(row[item.end() :].strip())[0])
    return framed >= 2


def read_shotlist(text: str) -> tuple[list[Element], FrontPage]:
    page = FrontPage()
    elements: list[Element] = []
    noted = False
    for line, row in enumerate(text.split("\n"), 1):
        indented = row[:1] in " \t"
        item = _ITEM.match(row) if not indented else None
        if not row.strip() or (".ignore" in row and "{:" in row) or _IGNORED.match(row.strip()):
            noted = noted and bool(row.strip())
            continue
        said = _plain(_CLASS.sub("", row[item.end() :] if item else row).strip())
        bare = _CLASS.sub("", row).strip()
        if heading := _HEADING.match(bare):
            _head(page, elements, heading[2].strip(), line, first=len(heading[1]) == 1)
        elif (division := _DIVISION.match(bare)) and not item:
            elements.append(Element(kind="section", text=division[1], line=line))
            noted = True
        elif noted and indented:
            if not elements[-1].text:  # a division whose title stands under it
                elements[-1] = elements[-1].model_copy(update={"text": said})
            else:
                elements.append(Element(kind="note", text=said, line=line))
        elif item:
            noted = False
            camera, picture = camera_in(said)
            elements.append(Element(kind="picture", text=picture or camera or said, line=line, camera=camera))
        elif indented and elements and elements[-1].kind == "picture":
            more = f"{elements[-1].text}\n{said}"
            elements[-1] = elements[-1].model_copy(update={"text": more})
        elif said:
            noted = False
            elements.extend(heard([said], line))
    return elements, page


def _head(page: FrontPage, elements: list[Element], words: str, line: int, *, first: bool) -> None:
    if first and not page.title and not elements:
        page.title = flat(words)
    else:
        elements.append(Element(kind="section", text=flat(words), line=line))


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", text) if text else text
