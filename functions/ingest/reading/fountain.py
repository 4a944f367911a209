"""Fountain, the whole syntax, in English and French; also any plain text that is laid out like a screenplay.

The one rule: every line of the file ends in exactly one element (or in the title page, a note or a boneyard).
"""

import re
from typing import Final

from functions.ingest.reading.cues import cue_of, has_capitals_only, is_narrator, label_of, spoken
from functions.ingest.reading.fountain_ink import (
    Row,
    front_page,
    is_heading,
    is_transition,
    numbered_heading,
    plain,
    rows_of,
)
from functions.ingest.reading.wishes import FrontPage
from shared.model.script import Element, Kind
from shared.writing.words import flat

_SCENE_NUMBER: Final = re.compile(r"\s*#([\w\-.]+)#\s*$")
_NUMBERING: Final = frozenset("0123456789sS")
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
                if not row.emptied:  # a note between two lines of one paragraph leaves it one
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
        """Lines of action that stand together are one element, indented as the writer did."""
        if not self._action:
            return
        rows, self._action = self._action, []
        text = plain("\n".join(_shown(row.text) for row in rows))
        label = _LABELLED.match(text) if not rows[0].text.lstrip().startswith("!") else None
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
            if text.endswith("<") and not text.endswith("\\<"):
                return self._add(Element(kind="centered", text=plain(text[1:-1].strip()), line=row.line))
            return self._add(Element(kind="transition", text=plain(rest), line=row.line))
        if sign == "#":
            words = text.lstrip("#")
            level = len(text) - len(words)
            return self._add(Element(kind="section", text=plain(words.strip()), line=row.line, level=level))
        if sign == "=":
            if _PAGE_BREAK.match(text):
                return self._add(Element(kind="page_break", text="", line=row.line))
            return self._add(Element(kind="synopsis", text=plain(rest), line=row.line))
        if sign == "~":
            return self._add(Element(kind="lyric", text=plain(rest), line=row.line)) if rest else False
        if sign == "@" and rest:
            return self._speech(row, rest)
        return False

    def _by_form(self, row: Row) -> bool:
        """Elements that are known by their letters and by the empty lines around them."""
        text = row.text.strip()
        after_blank = not self._action and (self.at == self.start or self.rows[self.at - 1].blank)
        following = self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None
        last = self.elements[-1].kind if self.elements and not self._action else ""
        if (after_blank or last in ("heading", "transition")) and is_heading(text):
            # Two lines like headings right under each other are none. (Below any other line a scene may well begin.)
            return not (following and is_heading(following.text.strip())) and self._heading(text, row)
        if after_blank and text[0] in _NUMBERING and (found := numbered_heading(text)):
            return self._heading(found[1], row, found[0])
        before_blank = following is None or following.blank
        kept = text if row.text.rstrip() == row.text else f"{text} "  # a space after the colon makes it an action
        if after_blank and before_blank and is_transition(kept):
            return self._add(Element(kind="transition", text=plain(text), line=row.line))
        spoken_under = following is not None and (not following.blank or following.emptied)
        if after_blank and spoken_under and self._is_cue(text):
            return self._speech(row, text)
        return False

    def _is_cue(self, text: str) -> bool:
        name = _EXTENSION.sub("", text).rstrip("^ ")
        name = cue_of(name).name if name.endswith(".") else name  # ÉVA – V.O.
        return (
            not any(char.islower() for char in name)
            and has_capitals_only(text if name.isdecimal() else name)  # 23 needs its (O.S.), 23 alone is a number
            and len(name) <= 60
            and name[-1:] not in ".!?,;"
            and label_of(name.rstrip(":")) is None
            and not is_transition(text)
        )

    def _heading(self, text: str, row: Row, number: str = "") -> bool:
        found = _SCENE_NUMBER.search(text)
        words, number = (text[: found.start()], found[1]) if found else (text, number)
        return self._add(Element(kind="heading", text=plain(flat(words)), line=row.line, scene_number=number))

    def _speech(self, row: Row, cue_text: str) -> bool:
        """A cue and all that stands under it until a really empty line."""
        cue = cue_of(plain(cue_text))
        block = self.at + 1
        said: list[Row] = []
        manners: list[str] = []
        hanging = row.line
        found: list[Element] = []

        def settle(kind: Kind = "speech") -> None:
            if said:
                words = (line.text.strip() for line in said)
                text = plain("\n".join(word[1:] if kind == "lyric" else word for word in words)).strip()
                found.append(spoken(cue, text, said[0].line, manner=", ".join(manners), kind=kind))
                said.clear()
                manners.clear()

        while block < len(self.rows) and not self._ends(block):
            line = self.rows[block]
            text = line.text.strip()
            if text and _PARENTHETICAL.match(plain(text)):
                settle()
                manners.append(plain(text)[1:-1].strip())
                hanging = line.line
            elif text.startswith("~"):
                settle()
                said.append(line)
                settle("lyric")
            elif text:
                said.append(line)
            block += 1
        settle()
        if any(manners):  # (kissing him) with nothing said after it is seen, not heard
            speaker = "" if is_narrator(cue.name) else cue.name
            shown = f"({', '.join(manners)})"
            found.append(Element(kind="action", text=shown, line=hanging, speaker=speaker))
        if not any(element.text for element in found):
            return False  # a name with nothing under it
        self._settle_action()
        self.elements.extend(found)
        self.at = block
        return True

    def _ends(self, at: int) -> bool:
        """Whether a speech is over: at an empty line or, where one was taken out, at the next scene."""
        row = self.rows[at]
        if row.ends_speech:
            return True
        return self.rows[at - 1].emptied and (is_heading(row.text.strip()) or is_transition(row.text.strip()))


def _shown(text: str) -> str:
    """A line of action as it is seen: its tabs are four spaces, and the sign that forces it is gone."""
    stripped = text.strip()
    return (stripped[1:] if stripped.startswith("!") else text.expandtabs(4)).rstrip()


def elements_in(text: str) -> list[Element]:
    """The elements of a text that has no title page."""
    rows, notes, _ = rows_of(text)
    return sorted([*Fountain(rows, 0).read(), *notes], key=lambda element: element.line)


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
    if any(_begins_a_scene(line.strip()) for line in lines):
        return True
    cues = 0
    for index, line in enumerate(lines[1:-1], 1):
        name = line.strip()
        alone = not lines[index - 1].strip() and lines[index + 1].strip()
        if alone and 1 < len(name) <= 40 and ":" not in name and has_capitals_only(name) and name[-1] not in ".!?,;":
            cues += 1
    return cues >= 2


def _begins_a_scene(line: str) -> bool:
    if line[:1] in _NUMBERING:
        return numbered_heading(line) is not None
    return is_heading(line) and has_capitals_only(line[:4])
