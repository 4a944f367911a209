"""Plain text: paragraphs that are read aloud or, where names stand before colons, a little play.

The one rule: a text that nobody laid out is prose, and prose is narrated word for word.
"""

import re
from typing import Final

from functions.ingest.reading.blocks import Block, Span, script_of
from functions.ingest.reading.wishes import FrontPage, is_known
from shared.model.script import Element
from shared.writing.words import flat, fold

_SCENE: Final = re.compile(
    r"^(?:scene|sequence|act|acte|chapter|chapitre|part|partie|tableau)\s+(?:[0-9]+[a-z]?|[ivxlc]+|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|un|deux|trois|quatre|cinq)\b.{0,80}$"
)
_HASHED: Final = re.compile(r"^(#{1,6})\s+(\S.*)$")
_ENTRY: Final = re.compile(r"^(?P<key>[^\W\d_][\w \-]{0,30}?)\s*:\s*(?P<value>.+)$")
_LIST: Final = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+(?=\S)")


def read_plain(text: str) -> tuple[list[Element], FrontPage]:
    page = FrontPage()
    rows = text.split("\n")
    start = _front(rows, page)
    blocks: list[Block] = []
    spans: list[Span] = []

    def settle() -> None:
        if spans:
            blocks.append(_block(tuple(spans)))
            spans.clear()

    for line, row in enumerate(rows[start:], start + 1):
        said = row.strip()
        if not said:
            settle()
        elif _HASHED.match(said) or _SCENE.match(fold(said)):
            settle()
            blocks.append(_block((Span(said, line),)))
        elif _LIST.match(row) and spans:
            settle()
            spans.append(Span(said, line))
        else:
            spans.append(Span(said, line))
    settle()
    _first_line_as_title(blocks, page)
    title, elements = script_of(blocks)
    page.title = page.title or title
    return elements, page


def _front(rows: list[str], page: FrontPage) -> int:
    """Lines like `Title: ...` at the very top, up to the first empty line; none of them when one is no entry."""
    first = next((at for at, row in enumerate(rows) if row.strip()), 0)
    last = first
    while last < len(rows) and rows[last].strip():
        last += 1
    entries = [_ENTRY.match(row.strip()) for row in rows[first:last]]
    if not entries or not all(entry and is_known(entry["key"]) for entry in entries):
        return 0
    for entry in entries:
        if entry:
            page.note(entry["key"], entry["value"])
    return last


def _block(spans: tuple[Span, ...]) -> Block:
    first = spans[0].text
    if hashed := _HASHED.match(first):
        return Block("heading", (Span(hashed[2], spans[0].line),), level=len(hashed[1]))
    if len(spans) == 1 and _SCENE.match(fold(first)):
        return Block("heading", spans, level=2)
    if item := _LIST.match(first):
        return Block("item", (Span(first[item.end() :], spans[0].line), *spans[1:]))
    return Block("paragraph", spans)


def _first_line_as_title(blocks: list[Block], page: FrontPage) -> None:
    """A short first paragraph without a full stop is the text's title, and no part of the story."""
    if page.title or len(blocks) < 2 or blocks[0].kind != "paragraph" or len(blocks[0].spans) != 1:
        return
    words = flat(blocks[0].text)
    if len(words) <= 60 and words[-1] not in '.!?…,;:»"”' and ":" not in words:
        page.title = words
        del blocks[0]
