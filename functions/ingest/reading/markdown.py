"""Markdown: its headings, paragraphs, quotes, lists and tables as blocks; its front matter as a title page.

The one rule: markup goes, words stay, and every block keeps the line that it begins on.
"""

import re
from typing import TYPE_CHECKING, Final

from functions.ingest.reading.av import rows_as_blocks
from functions.ingest.reading.blocks import Block, Span
from functions.ingest.reading.columns import html_rows
from functions.ingest.reading.wishes import CAST_KEYS, FrontPage, plain_key
from shared.model.errors import Refused

if TYPE_CHECKING:
    from markdown_it.token import Token

LIMIT: Final = 1_000_000  # its markup is costly to read

_FENCE: Final = re.compile(r"\A\s*---[ \t]*\n(?P<inside>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY: Final = re.compile(r"^(?P<key>[^\W\d_][\w \-]{0,40}?)\s*:(?:\s+(?P<value>.*))?$")
_TAGS: Final = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)


def front_matter(text: str) -> tuple[str, FrontPage]:
    """The text with its front matter blanked out, so that lines keep their numbers, and what stood in it."""
    page = FrontPage()
    fence = _FENCE.match(text[:20_000])
    if fence is None:
        return text, page
    rows = fence["inside"].split("\n")
    entries = [(row, _ENTRY.match(row)) for row in rows if row.strip() and not row.lstrip().startswith("#")]
    if not any(match for _, match in entries):
        return text, page
    key = ""
    for row, match in entries:
        if match and row[:1] not in " \t-":
            key = match["key"]
            page.note(key, (match["value"] or "").strip().strip("\"'"))
        elif plain_key(key) in CAST_KEYS:
            page.meet([row.strip().lstrip("- ").replace('"', "")])
    return "\n" * fence[0].count("\n") + text[fence.end() :], page


def blocks_of(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    if len(text) > LIMIT:
        raise Refused("too_large", "The Markdown is longer than a million characters.", "Split it into several.")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    blocks: list[Block] = []
    quotes = items = at = 0
    while at < len(tokens):
        token = tokens[at]
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        items += (token.type == "list_item_open") - (token.type == "list_item_close")
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            blocks.append(Block("heading", _spans(tokens[at + 1], line), level=int(token.tag[1:])))
        elif token.type == "paragraph_open":
            spans = _spans(tokens[at + 1], line)
            if spans:
                blocks.append(Block("quote" if quotes else "item" if items else "paragraph", spans))
        elif token.type == "table_open":
            rows, at = _table(tokens, at)
            blocks.extend(rows_as_blocks(rows))
        elif token.type == "hr":
            blocks.append(Block("rule", ()))
        elif token.type in ("fence", "code_block"):
            spans = tuple(Span(row.strip(), line + n) for n, row in enumerate(token.content.split("\n")) if row.strip())
            if spans:  # indented screenplays become code in Markdown's eyes; a writer means them as text
                blocks.append(Block("paragraph" if token.type == "code_block" else "note", spans))
        elif token.type == "html_block" and "<table" in token.content.lower():
            blocks.extend(rows_as_blocks(html_rows(token.content, line)))
        elif token.type == "html_block" and (words := _TAGS.sub("", token.content).strip()):
            blocks.append(Block("paragraph", tuple(Span(row.strip(), line) for row in words.split("\n"))))
        at += 1
    return blocks


def _spans(inline: "Token", line: int) -> tuple[Span, ...]:
    """The lines of an inline token without their markup."""
    spans: list[Span] = []
    words: list[str] = []
    lead: list[str] = []
    bold = 0
    leading = True

    def settle() -> None:
        nonlocal words, lead, leading
        if text := "".join(words).strip():
            spans.append(Span(text, line, "".join(lead).strip()))
        words, lead, leading = [], [], True

    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            settle()
            line += 1
        elif child.type == "strong_open":
            bold += 1
        elif child.type == "strong_close":
            bold -= 1
            leading = False
        elif child.type in ("text", "code_inline", "image"):
            words.append(child.content)
            if bold and leading:
                lead.append(child.content)
            elif child.content.strip():
                leading = False
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            settle()
    settle()
    return tuple(spans)


def _table(tokens: "list[Token]", at: int) -> tuple[list[tuple[int, list[list[str]]]], int]:
    """The rows of a table: the line of each and, for each cell, its lines. Also where the table ends."""
    rows: list[tuple[int, list[list[str]]]] = []
    while tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "tr_open":
            rows.append((token.map[0] + 1 if token.map else 0, []))
        elif token.type == "inline" and rows:
            rows[-1][1].append([span.text for span in _spans(token, 0)])
        at += 1
    return rows, at
