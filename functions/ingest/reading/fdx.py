"""Final Draft: the paragraphs of an .fdx file, read as a stream, with the lines that they begin on.

The one rule: the file is hostile until read: no entities, no outside references, no depth without end.
"""

import re
from typing import Any, Final

from functions.ingest.reading.cues import Cue, cue_of, spoken
from functions.ingest.reading.wishes import FrontPage, is_known
from shared.model.errors import Refused
from shared.model.script import Element, Kind
from shared.writing.words import flat, fold

_KINDS: Final[dict[str, Kind]] = {
    "Scene Heading": "heading", "Action": "action", "General": "action", "Transition": "transition",
    "Shot": "picture", "Section": "section", "Synopsis": "synopsis", "New Act": "section", "End of Act": "section",
    "Cast List": "note", "Outline 1": "note", "Outline 2": "note", "Outline 3": "note", "Outline Body": "note",
}  # fmt: skip
_ASIDE: Final = frozenset({"ScriptNote", "AltCollection", "Alts", "SceneProperties", "ListItems", "Revisions"})
_DEPTH: Final = 60
_PARAGRAPHS: Final = 40_000
_BY: Final = re.compile(r"^(?:written by|by|ecrit par|scenario de|un film de|de|screenplay by|story by)$")
_REMEDY: Final = "Open it in Final Draft and save it again, or export it as Fountain."


class Paragraph:
    def __init__(self, kind: str, line: int, number: str, *, dual: bool, title: bool) -> None:
        self.kind, self.line, self.number, self.dual, self.title = kind, line, number, dual, title
        self.words: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.words).strip()


def read_fdx(data: bytes) -> tuple[list[Element], FrontPage]:
    paragraphs = _paragraphs(data)
    page = _title_page([flat(paragraph.text) for paragraph in paragraphs if paragraph.title])
    return elements_of([paragraph for paragraph in paragraphs if not paragraph.title], page.warnings), page


class Pages:
    """The paragraphs of the script and its title page; what lies aside (notes, alternatives) is not filmed."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.done: list[Paragraph] = []
        self.open: list[Paragraph] = []
        self.aside = 0
        self.cues = -1  # in dual dialogue, how many have spoken so far

    def begin(self, name: str, kind: str, number: str, line: int) -> None:
        if not self.path and name != "FinalDraft":
            raise Refused(
                "not_a_script", f"The file is XML, but its root is <{name[:40]}>, not Final Draft's.", _REMEDY
            )
        self.path.append(name)
        if len(self.path) > _DEPTH:
            raise Refused("too_deep", f"The file is nested deeper than {_DEPTH} levels.", _REMEDY)
        self.aside += name in _ASIDE
        if name == "DualDialogue":
            self.cues = 0
        elif name == "Paragraph" and not self.aside and "Content" in self.path:
            if self.cues >= 0 and kind == "Character":
                self.cues += 1
            title = "TitlePage" in self.path
            self.open.append(Paragraph(kind, line, number, dual=self.cues > 1, title=title))

    def end(self, name: str) -> None:
        self.path.pop()
        self.aside -= name in _ASIDE
        if name == "DualDialogue":
            self.cues = -1
        elif name == "Paragraph" and not self.aside and self.open:
            paragraph = self.open.pop()
            if paragraph.text:
                self.done.append(paragraph)
            if len(self.done) > _PARAGRAPHS:
                raise Refused(
                    "too_large", f"The script has more than {_PARAGRAPHS:,} paragraphs.", "Split it into several."
                )

    def write(self, words: str) -> None:
        if self.open and not self.aside and self.path[-1] == "Text":
            self.open[-1].words.append(words)


def _paragraphs(data: bytes) -> list[Paragraph]:
    from xml.sax import SAXException
    from xml.sax.handler import ContentHandler

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    pages = Pages()

    class Reader(ContentHandler):
        where: Any = None

        def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
            self.where = locator

        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
            line = int(self.where.getLineNumber() or 0) if self.where is not None else 0
            pages.begin(name, attrs.get("Type", "General"), attrs.get("Number", ""), line)

        def endElement(self, name: str) -> None:  # noqa: N802
            pages.end(name)

        def characters(self, content: str) -> None:
            pages.write(content)

    try:
        parseString(data, Reader(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Refused("hostile", "The file declares XML entities, which no script needs.", _REMEDY) from error
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)() or 1
        raise Refused("broken_file", f"The Final Draft file is damaged in line {line}.", _REMEDY) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise Refused("encoding", "The Final Draft file names an encoding that it does not keep.", _REMEDY) from error
    return pages.done


def _title_page(lines: list[str]) -> FrontPage:
    page = FrontPage()
    by = False
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and is_known(key):
            page.note(key, value)
        elif _BY.match(fold(line).rstrip(":")):
            by = True
        elif by and not page.author:
            page.author = line
        elif not page.title:
            page.title = line
    return page


def elements_of(paragraphs: list[Paragraph], warnings: list[str]) -> list[Element]:
    elements: list[Element] = []
    cue, manner, hanging = Cue(""), "", 0
    named = False  # whether a name stands above, with nothing but words in between
    for paragraph in paragraphs:
        text = paragraph.text
        if manner and paragraph.kind not in ("Dialogue", "Lyrics", "Singing"):
            elements.append(Element(kind="action", text=f"({manner})", line=hanging))
            manner = ""
        if paragraph.kind == "Character":
            found = cue_of(text)
            cue = Cue(found.name, found.extension, found.manner, paragraph.dual or found.dual)
            named = True
        elif paragraph.kind == "Parenthetical":
            inside = flat(text)
            manner = inside[1:-1].strip() if inside.startswith("(") and inside.endswith(")") else inside
            hanging = paragraph.line
        elif paragraph.kind in ("Dialogue", "Lyrics", "Singing"):
            if not named:
                who = f"{cue.name}, who spoke last, says it" if cue.name else "the narrator says it"
                warnings.append(f"Line {paragraph.line}: no name stands above these words, so {who}.")
                named = True
            kind: Kind = "speech" if paragraph.kind == "Dialogue" else "lyric"
            elements.append(spoken(cue, text, paragraph.line, manner=manner, kind=kind))
            manner = ""
        else:
            named = False
            kind = _KINDS.get(paragraph.kind, "action")
            number = paragraph.number if kind == "heading" else ""
            elements.append(
                Element(
                    kind=kind, text=flat(text) if kind != "action" else text, line=paragraph.line, scene_number=number
                )
            )
    if manner:
        elements.append(Element(kind="action", text=f"({manner})", line=hanging))
    return elements
