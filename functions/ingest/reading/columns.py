"""Tables that no markup draws: columns kept apart by tabs, by spaces, by a typed grid, or by HTML.

The one rule: a text has columns only where its head says which is seen and which is heard.
"""

import re
from html.parser import HTMLParser
from typing import Final

from functions.ingest.reading.av import Row, names_columns
from shared.writing.words import flat

_HEAD_ROWS: Final = 30  # the head of the table stands among the first lines
_GAP: Final = re.compile(r"\s{3,}|\t+")
_BORDER: Final = re.compile(r"^\s*\+(?:[-=:]{2,}\+)+\s*$")


def columns_of(text: str) -> tuple[list[str], list[Row]] | None:
    """What stands above the table, and its rows with their head; None where the text has no columns."""
    rows = text.split("\n")
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        if "|" in row and _BORDER.match(rows[at - 1] if at else ""):
            cells = _bars(row)
            if names_columns(cells):
                return rows[: at - 1], _grid(rows, at)
        cells = [cell for cell in _GAP.split(row.strip()) if cell]
        if len(cells) > 1 and "|" not in row and names_columns(cells):
            return rows[:at], _tabbed(rows, at) if "\t" in row.strip() else _spaced(rows, at, cells)
    return None


def _bars(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _grid(rows: list[str], start: int) -> list[Row]:
    found: list[Row] = []
    held: list[tuple[int, list[str]]] = []
    for line, row in enumerate(rows[start:], start + 1):
        if "|" in row and not _BORDER.match(row):
            held.append((line, _bars(row)))
        elif held:
            found.append(_joined(held))
            held = []
    return [*found, _joined(held)] if held else found


def _tabbed(rows: list[str], start: int) -> list[Row]:
    lines = enumerate(rows[start:], start + 1)
    return [(line, [[cell.strip()] if cell.strip() else [] for cell in row.split("\t")]) for line, row in lines if row]


def _spaced(rows: list[str], start: int, heads: list[str]) -> list[Row]:
    """Each column begins where its head does; an empty line ends a row."""
    begins: list[int] = []
    for head in heads:
        begins.append(rows[start].index(head, begins[-1] + 1 if begins else 0))
    found: list[Row] = [(start + 1, [[head] for head in heads])]
    held: list[tuple[int, list[str]]] = []
    for line, row in enumerate(rows[start + 1 :], start + 2):
        if row.strip():
            held.append((line, _cut(row.expandtabs(8), begins)))
        elif held:
            found.append(_joined(held))
            held = []
    return [*found, _joined(held)] if held else found


def _cut(row: str, begins: list[int]) -> list[str]:
    """A line at the columns of its head or, where words lie across one, at its gaps."""
    if all(row[at - 1 : at].isspace() or at >= len(row) for at in begins[1:]):
        ends = [*begins[1:], len(row)]
        return [
            row[0 if not at else begin : end].strip() for at, (begin, end) in enumerate(zip(begins, ends, strict=True))
        ]
    cells = [cell.strip() for cell in _GAP.split(row.strip(), maxsplit=len(begins) - 1)]
    return [""] * (len(begins) - len(cells)) + cells if row[: begins[-1]].isspace() else cells


def _joined(held: list[tuple[int, list[str]]]) -> Row:
    """Several lines of one row: a cell's lines flow on, and a line that names somebody begins anew."""
    width = max(len(cells) for _, cells in held)
    columns: list[list[str]] = [[] for _ in range(width)]
    for _, cells in held:
        for at, words in enumerate(cells):
            if words and columns[at] and not re.match(r"[^\W\d_][^:]{0,40}:(?:\s|$)", words):
                columns[at][-1] = flat(f"{columns[at][-1]} {words}")
            elif words:
                columns[at].append(words)
    return held[0][0], columns


class _Table(HTMLParser):
    """The rows of HTML tables; tables within cells flow into them."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = line
        self.rows: list[Row] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append((self.first + self.getpos()[0] - 1, []))
            self.inside = False
        elif tag in ("td", "th") and self.rows:
            self.rows[-1][1].append([""])
            self.inside = True
        elif tag in ("br", "p", "li", "div") and self.inside:
            self.rows[-1][1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            cell = self.rows[-1][1][-1]
            cell[-1] += data


def html_rows(html: str, line: int) -> list[Row]:
    table = _Table(line)
    table.feed(html)
    table.close()
    return [(at, [[flat(words) for words in cell if words.strip()] for cell in cells]) for at, cells in table.rows]
