"""What a Fountain file holds besides its script: boneyards, notes, emphasis and the title page.

The one rule: what is taken out leaves every other line at its number.
"""

import re
from dataclasses import dataclass
from typing import Final

from functions.ingest.reading.wishes import CAST_KEYS, FrontPage, is_known, plain_key
from shared.model.script import Element
from shared.writing.words import flat, fold

_ENTRY: Final = re.compile(r"^(?P<key>[^\W\d_][^:\n]{0,40}?)\s*:\s*(?P<value>.*)$")
_EMPHASIS: Final = (
    re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])([^*\n]*?[^\s*\\])\1(?!\*)"),
    re.compile(r"(?<![\\_\w])(_)(?=[^\s_])([^\n]{0,400}?[^\s\\])_(?![\w_])"),
)
_MARKED: Final = 50_000  # a paragraph longer than this is no script's
_ESCAPED: Final = re.compile(r"\\([*_\\~@!<>#=.\[\]])")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as it is read: what is left of it, and its number."""

    text: str
    line: int
    emptied: bool = False  # a note or a boneyard was all that stood here

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def ends_speech(self) -> bool:
        """A line with nothing but two spaces keeps a speech going, and so does one that held a note; a really empty
        one ends it."""
        return self.blank and not self.emptied and not self.text.startswith("  ")


def rows_of(text: str) -> tuple[list[Row], list[Element], list[str]]:
    """The file's lines without boneyards and notes; the notes; warnings about what was left open."""
    warnings: list[str] = []
    held: set[int] = set()
    text = _without_boneyards(text, held, warnings)
    text, notes = _without_notes(text, held, warnings)
    rows = [
        Row(row.lstrip(), line, emptied=not row.strip()) if line in held else Row(row, line)
        for line, row in enumerate(text.split("\n"), 1)
    ]
    return rows, notes, warnings


def _without_boneyards(text: str, held: set[int], warnings: list[str]) -> str:
    """`held` gathers the lines that a boneyard lay on."""
    pieces: list[str] = []
    at, line = 0, 1
    while (start := text.find("/*", at)) != -1:
        line += text.count("\n", at, start)
        end = text.find("*/", start + 2)
        if end == -1:
            warnings.append(f"Line {line}: a boneyard /* is never closed, so it was read as text.")
            break
        pieces.append(text[at:start])
        inside = text.count("\n", start, end)
        pieces.append("\n" * inside)
        held.update(range(line, line + inside + 1))
        line += inside
        at = end + 2
    pieces.append(text[at:])
    return "".join(pieces)


def _without_notes(text: str, held: set[int], warnings: list[str]) -> tuple[str, list[Element]]:
    """A note leaves its line whole: one over several lines draws them together into the first, and the lines that it
    took stay behind, empty. What holds an empty line is no note. `held` gathers the lines of notes."""
    notes: list[Element] = []
    pieces: list[str] = []
    at = seek = line = owed = 0
    counted, above = 0, 1  # how far the lines were counted for warnings
    end = -1
    while (start := text.find("[[", seek)) != -1:
        if end < start + 2:
            end = text.find("]]", start + 2)
        empty = text.find("\n\n", start, end) if end != -1 else -1
        if end == -1 or empty != -1:
            above, counted = above + text.count("\n", counted, start), start
            warnings.append(f"Line {above}: a note [[ is not closed before an empty line, so it was read as text.")
            if end == -1:
                break
            seek = empty
            continue
        before = text[at:start]
        line += before.count("\n")
        if words := flat(text[start + 2 : end]):
            notes.append(Element(kind="note", text=plain(words), line=line + 1))
        if owed and "\n" in before:
            before = before.replace("\n", "\n" * (owed + 1), 1)
            owed = 0
        pieces.append(before)
        inside = text.count("\n", start, end)
        held.update(range(line + 1, line + inside + 2))
        owed += inside
        line += inside
        at = seek = end + 2
    pieces.append(text[at:].replace("\n", "\n" * (owed + 1), 1) if owed else text[at:])
    return "".join(pieces), notes


def plain(text: str) -> str:
    """The words without the signs that make them bold, italic or underlined."""
    if ("*" in text or "_" in text) and len(text) <= _MARKED:
        for _ in range(3):  # ***bold italic*** within _underline_
            before = text
            for pattern in _EMPHASIS:
                text = pattern.sub(r"\2", text)
            if text == before:
                break
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def front_page(rows: list[Row]) -> tuple[FrontPage, int]:
    """The title page and how many lines it takes. It is one only when it has a key that title pages have: a script
    may well begin with CUT TO: or with ANNA: Hello."""
    page = FrontPage()
    first = next((index for index, row in enumerate(rows) if not row.blank), len(rows))
    last = first
    while last < len(rows) and not rows[last].blank:
        last += 1
    entries: list[tuple[str, list[str]]] = []
    for row in rows[first:last]:
        if row.text[:1] in " \t" and entries:
            entries[-1][1].append(row.text.strip())
        elif match := _ENTRY.match(row.text):
            entries.append((match["key"], [match["value"].strip()]))
        else:
            return page, 0
    if not any(is_known(key) for key, _ in entries):
        return page, 0
    for key, values in entries:
        if plain_key(key) in CAST_KEYS:
            page.meet(plain(value) for value in values)
        else:
            page.note(key, plain(" ".join(values)))
    return page, last


_HEADING: Final = re.compile(
    r"^(?:(?:int|ext|interieur|exterieur|interior|exterior)(?:\.?\s*[/\-]\s*(?:int|ext|interieur|exterieur))?"
    r"|i\.?\s*/\s*e)(?:\.|\s|/|\s*[-–—:]\s)(?=.*\S)"
)
_ESTABLISHING: Final = re.compile(r"^EST(?:\.|\s)(?!-)\s*\S")
_TRANSITION: Final = re.compile(
    r"^(?:[^\W\d_ ][^a-zà-öø-ÿ]{0,60}\bTO\s?:|COUP[EÉ](?: FRANCHE)?(?: SUR| À| A| AU NOIR| VERS)?\s?[:.]?|"
    r"(?:OUVERTURE|FERMETURE) (?:AU|EN|SUR)\b[^a-z:]{0,30}[.:]?|FONDU\b[^a-zà-öø-ÿ]{0,40}[.:]?|"
    r"RETOUR (?:À|A|AU|AUX|EN|SUR)\b[^a-zà-öø-ÿ:]{0,40}:|CUT(?: À| A| SUR)?\s?[:.]|"
    r"FADE (?:IN|OUT|TO [A-Z]+)\s?[.:]?|"
    r"(?:CROSS|MATCH|SMASH|JUMP|QUICK|HARD) ?-?(?:FADE|DISSOLVE|CUT)[^a-z]{0,20}[.:]|"
    r"(?:CUT|DISSOLVE|FADE)(?: TO)? ?(?:BLACK|WHITE)\s?[.:]?|NOIR\.|VOLET\s?[.:]?|"
    r"RACCORD[^a-zà-öø-ÿ]{0,20}[.:]|TO:)$"
)
_NUMBERED: Final = re.compile(r"^(?:(?:scene|sequence|sc|seq)\.?\s*)?(?P<number>\d{1,4}[a-z]?)\s*(?:[.):]|\s[-–—])?\s+")


def numbered_heading(text: str) -> tuple[str, str] | None:
    """`12. INT. CUISINE - NUIT`, `SCÈNE 12 - INT. ...` or, as in a shooting script, `12 INT. ... 12`."""
    match = _NUMBERED.match(fold(text[:40]))
    if match is None or not text[match.end() : match.end() + 3].isupper() or not is_heading(text[match.end() :]):
        return None
    number = text[match.start("number") : match.end("number")]
    return number, re.sub(rf"\s{{2,}}{re.escape(number)}\.?$", "", text[match.end() :])


def is_heading(text: str) -> bool:
    """INT., EXTÉRIEUR, I/E: never EST-CE QUE, which begins half of all French questions."""
    if text[:1] not in "IEie":
        return False
    return _HEADING.match(fold(text[:80])) is not None or _ESTABLISHING.match(text[:80]) is not None


def is_transition(text: str) -> bool:
    return _TRANSITION.match(text) is not None
