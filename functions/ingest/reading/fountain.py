"""Fountain, the whole syntax, in English and French; also any plain text that is laid out like a screenplay.

The one rule: every line of the file ends in exactly one element (or in the title page, a note or a boneyard).
"""

import re
from typing import Final

from functions.ingest.reading.cues import cue_of, has_capitals_only, label_of, spoken
from functions.ingest.reading.fountain_ink import Row, front_page, is_heading, is_transition, plain, rows_of
from functions.ingest.reading.wishes import FrontPage
from shared.model.script import Element
from shared.writing.words import flat

_SCENE_NUMBER: Final = re.compile(r"\s*#([\w\-.]+)#\s*$")
_PARENTHETICAL: Final = re.compile(r"^\([^()]*\)$")
_EXTENSION: Final = re.compile(r"\([^()]*\)")
_PAGE_BREAK: Final = re.compile(r"^={3,}$")
_LABELLED: Final = re.compile(r"^([^\W\d_][^:]{0,28}?)\s*:\s+(?=\S)")


class Fountain:
    """Reads rows one after another; `at` is the row that is looked at."""

    def __init__(self, rows: list[Row], start: int) -> None:
        self.rows = rows
        self.at = start
        self.start = start
        self.elements: list[Element] = []
        self._action: list[Row] = []

    def read(self) -> list[Element]:
        while self.at < len(self.rows):
            row = self.rows[self.at]
            if row.blank:
                self._settle_action()
                self.at += 1
            elif not self._forced(row) and not self._by_form(row):
                self._action.append(row)
                self.at += 1
        self._settle_action()
        return self.elements

    def _add(self, element: Element) -> bool:
        self._settle_action()
        self.elements.append(element)
        self.at += 1
        return True

    def _settle_action(self) -> None:
        """Lines of action that stand together are one element."""
        if not self._action:
            return
        rows, self._action = self._action, []
        text = plain("\n".join(row.text.strip().removeprefix("!") for row in rows))
        label = _LABELLED.match(text)
        kind = label_of(label[1]) if label else None
        if kind == "sound" or (kind == "centered" and len(rows) == 1 and label is not None):
            words = text if kind == "sound" or label is None else text[label.end() :].strip(' "“”«»')
            self.elements.append(Element(kind=kind, text=words, line=rows[0].line))
        else:
            self.elements.append(Element(kind="action", text=text, line=rows[0].line))

    def _forced(self, row: Row) -> bool:
        """Elements whose first sign says what they are."""
        text = row.text.strip()
        sign, rest = text[0], text[1:].strip()
        if sign == "!":
            self._action.append(row)
            self.at += 1
            return True
        if sign == "." and text[1:2].isalnum():
            return self._heading(rest, row)
        if sign == ">":
            if text.endswith("<"):
                return self._add(Element(kind="centered", text=plain(text[1:-1].strip()), line=row.line))
            return self._add(Element(kind="transition", text=plain(rest), line=row.line))
        if sign == "#":
            return self._add(Element(kind="section", text=text.lstrip("#").strip(), line=row.line))
        if sign == "=":
            if _PAGE_BREAK.match(text):
                return self._add(Element(kind="page_break", text="", line=row.line))
            return self._add(Element(kind="synopsis", text=rest, line=row.line))
        if sign == "~":
            return self._add(Element(kind="lyric", text=plain(rest), line=row.line)) if rest else False
        if sign == "@" and rest:
            return self._speech(row, rest)
        return False

    def _by_form(self, row: Row) -> bool:
        """Elements that are known by their letters and by the empty lines around them."""
        text = row.text.strip()
        after_blank = self.at == self.start or self.rows[self.at - 1].blank
        last = self.elements[-1].kind if self.elements and not self._action else ""
        if (after_blank or last in ("heading", "transition")) and is_heading(text):
            return self._heading(text, row)
        before_blank = self.at + 1 >= len(self.rows) or self.rows[self.at + 1].blank
        kept = row.text if row.text.endswith(":  ") else text  # two spaces after the colon make it an action
        if after_blank and before_blank and is_transition(kept):
            return self._add(Element(kind="transition", text=text, line=row.line))
        if after_blank and not before_blank and self._is_cue(text):
            return self._speech(row, text)
        return False

    def _is_cue(self, text: str) -> bool:
        name = _EXTENSION.sub("", text).rstrip("^ ")
        return (
            has_capitals_only(name)
            and len(name) <= 60
            and name[-1:] not in ".!?,;"
            and label_of(name.rstrip(":")) is None
            and not is_transition(text)
        )

    def _heading(self, text: str, row: Row) -> bool:
        number = _SCENE_NUMBER.search(text)
        words = text[: number.start()] if number else text
        return self._add(
            Element(kind="heading", text=plain(flat(words)), line=row.line, scene_number=number[1] if number else "")
        )

    def _speech(self, row: Row, cue_text: str) -> bool:
        """A cue and all that stands under it until a really empty line."""
        cue = cue_of(plain(cue_text))
        block = self.at + 1
        said: list[Row] = []
        manner = ""
        hanging = row.line
        found: list[Element] = []

        def settle() -> None:
            nonlocal manner
            if said:
                text = plain("\n".join(line.text.strip() for line in said))
                found.append(spoken(cue, text, said[0].line, manner=manner))
                said.clear()
                manner = ""

        while block < len(self.rows) and not self.rows[block].ends_speech:
            line = self.rows[block]
            text = line.text.strip()
            if text and _PARENTHETICAL.match(plain(text)):
                settle()
                manner = plain(text)[1:-1].strip()
                hanging = line.line
            elif text.startswith("~"):
                settle()
                found.append(spoken(cue, plain(text[1:].strip()), line.line, manner=manner, kind="lyric"))
            elif text:
                said.append(line)
            block += 1
        if said:
            settle()
        elif manner:  # (kissing him) with nothing said after it is seen, not heard
            found.append(Element(kind="action", text=f"({manner})", line=hanging))
        if not found:
            return False  # a name with nothing under it
        self._settle_action()
        self.elements.extend(found)
        self.at = block
        return True


def read_fountain(text: str) -> tuple[list[Element], FrontPage]:
    rows, notes, warnings = rows_of(text)
    page, start = front_page(rows)
    elements = Fountain(rows, start).read()
    page.warnings.extend(warnings)
    if not notes:
        return elements, page
    return sorted([*elements, *notes], key=lambda element: element.line), page


def looks_like_a_screenplay(text: str) -> bool:
    """Whether a plain text is laid out as a screenplay: scene headings, or names in capitals above their words."""
    lines = text.split("\n")
    if any(is_heading(line.strip()) and has_capitals_only(line.strip()[:4]) for line in lines):
        return True
    cues = 0
    for index, line in enumerate(lines[1:-1], 1):
        name = line.strip()
        alone = not lines[index - 1].strip() and lines[index + 1].strip()
        if alone and 1 < len(name) <= 40 and ":" not in name and has_capitals_only(name) and name[-1] not in ".!?,;":
            cues += 1
    return cues >= 2
