"""Word documents: screenplay styles where there are any, else headings, tables and the layout of a typed screenplay.

The one rule: every visible word is read, inserted ones and those in content controls too; deleted ones are gone.
"""

import io
import re
from typing import TYPE_CHECKING, Any, Final

from functions.ingest.reading.archive import checked_docx
from functions.ingest.reading.av import rows_as_blocks
from functions.ingest.reading.blocks import Block, Span, script_of
from functions.ingest.reading.cues import has_capitals_only
from functions.ingest.reading.encoding import TEXT_LIMIT, too_long
from functions.ingest.reading.fdx import Paragraph, elements_of
from functions.ingest.reading.fountain_ink import is_heading
from functions.ingest.reading.wishes import FrontPage, is_known
from shared.model.errors import Refused
from shared.model.script import Element
from shared.writing.words import flat, fold

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_STYLES: Final = (
    ("Scene Heading", re.compile(r"scene ?heading|slug|intitule|en-?tete de scene|sluglines?")),
    ("Character", re.compile(r"^(?:character|personnage|cue)")),
    ("Parenthetical", re.compile(r"parenthe|didascalie")),
    ("Dialogue", re.compile(r"^(?:dialog|replique)")),
    ("Transition", re.compile(r"^transition")),
    ("Action", re.compile(r"^action|^description")),
    ("Shot", re.compile(r"^(?:shot|plan)$")),
)  # fmt: skip
_HEADING: Final = re.compile(r"^(?:heading|titre|title|titel|subtitle|sous-titre)\s*([1-9]?)$")
_Para = tuple[str, list[str], bool, int]  # style, lines, bold, number


def read_docx(data: bytes) -> tuple[list[Element], FrontPage]:
    checked_docx(data)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(data))
        body = _Body(document)
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise Refused(
            "broken_file", "The Word document is damaged.", "Save it again in your word processor and send that."
        ) from error
    page = FrontPage(author=document.core_properties.author or "")
    body.blocks = _without_front(body.blocks, page)
    if any(style in ("Character", "Dialogue") for style, *_ in body.paragraphs):
        title, elements = "", elements_of(_screenplay(body.paragraphs, page), page.warnings)
    else:
        title, elements = script_of(body.blocks, centred_cues=True)
    page.title = page.title or title or flat(document.core_properties.title or "")
    return elements, page


class _Body:
    """The paragraphs and tables of a document in order. Lines are numbered by paragraph, as a person counts them."""

    def __init__(self, document: "Document") -> None:
        self.styles = {style.style_id: style.name or "" for style in document.styles}
        self.paragraphs: list[_Para] = []
        self.blocks: list[Block] = []
        self.letters = self.number = 0
        self._walk(document.element.body)

    def _walk(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self.number += 1
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                self._walk(child)

    def _paragraph(self, paragraph: Any) -> None:
        style = self._style(paragraph)
        lines = [line.strip() for line in self._words(paragraph).split("\n") if line.strip()]
        if not lines:
            return
        bold = _is_bold(paragraph)
        self.paragraphs.append((style, lines, bold, self.number))
        spans = tuple(Span(line, self.number, line if bold else "") for line in lines)
        heading = _HEADING.match(fold(style))
        if heading:
            self.blocks.append(Block("heading", spans, level=int(heading[1] or 0)))
        elif "list" in fold(style) or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            self.blocks.append(Block("item", spans))
        else:
            kind = "quote" if re.search(r"quote|citation", fold(style)) else "paragraph"
            self.blocks.append(Block("quote" if kind == "quote" else "paragraph", spans))

    def _style(self, paragraph: Any) -> str:
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = self.styles.get(found.get(f"{_W}val"), found.get(f"{_W}val") or "") if found is not None else ""
        return next((known for known, form in _STYLES if form.search(fold(name))), name)

    def _words(self, element: Any) -> str:
        pieces: list[str] = []
        stack = [element]
        while stack:
            node = stack.pop()
            if node.tag in (_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"):
                continue
            if node.tag == f"{_W}t":
                pieces.append(node.text or "")
            elif node.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif node.tag == f"{_W}tab":
                pieces.append(" ")
            elif node.tag == f"{_W}noBreakHyphen":
                pieces.append("-")
            elif node.tag == f"{_W}pPr":
                continue
            elif node.tag == f"{_W}p" and node is not element:
                pieces.append("\n")
            stack.extend(reversed(node))
        words = "".join(pieces)
        self.letters += len(words)
        if self.letters > TEXT_LIMIT:
            raise too_long()
        return words

    def _table(self, table: Any) -> None:
        self.number += 1
        first = self.number
        rows: list[tuple[int, list[list[str]]]] = []
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue  # a table inside a cell is read with the words of its cell
            cells: list[list[str]] = []
            for cell in row.iter(f"{_W}tc"):
                if next(cell.iterancestors(f"{_W}tr")) is row:
                    said = self._words(cell).split("\n")
                    cells.append([line.strip() for line in said if line.strip()])
            rows.append((first + len(rows), cells))
        self.number = first + max(0, len(rows) - 1)
        self.blocks.extend(rows_as_blocks(rows))


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(f"{_W}r") if "".join(text.text or "" for text in run.iter(f"{_W}t")).strip()]
    return bool(runs) and all(
        (mark := run.find(f"{_W}rPr/{_W}b")) is not None and mark.get(f"{_W}val") not in ("0", "false") for run in runs
    )


def _without_front(blocks: list[Block], page: FrontPage) -> list[Block]:
    """`Preset: quick_social` among the first paragraphs is an option and no part of the story."""
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        key, colon, value = block.text.partition(":")
        if (
            at < 12
            and block.kind == "paragraph"
            and len(block.spans) == 1
            and colon
            and is_known(key)
            and (not has_capitals_only(key))
        ):
            page.note(key, value)
        else:
            kept.append(block)
    return kept


def _screenplay(paragraphs: list[_Para], page: FrontPage) -> list[Paragraph]:
    """Paragraphs with screenplay styles, as Final Draft would hold them."""
    found: list[Paragraph] = []
    for style, lines, _, number in paragraphs:
        text = "\n".join(lines)
        key, colon, _ = text.partition(":")
        if fold(style) == "title" and not page.title:
            page.title = flat(text)
            continue
        if not found and fold(style) == "subtitle":
            page.author = flat(text)
            continue
        if colon and is_known(key) and style not in ("Dialogue", "Character") and not has_capitals_only(key):
            continue  # an option, noted with the front page
        kind = "Scene Heading" if style.startswith("Heading") or (not style and is_heading(text)) else style
        paragraph = Paragraph(kind, number, "", dual=False, title=False)
        paragraph.words.append(text)
        found.append(paragraph)
    return found
