"""Documents with headings: Markdown, Word and plain text become the same blocks, and blocks become a script.

The one rule: a heading with something under it is a scene; headings above it are sections.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from functions.ingest.reading.camera_words import seconds_in
from functions.ingest.reading.cues import cue_of, has_capitals_only, is_narrator, label_of, spoken
from functions.ingest.reading.fountain_ink import is_heading, is_transition
from functions.ingest.reading.heard import heard
from shared.model.script import Element, Kind
from shared.writing.words import flat, fold


@dataclass(frozen=True, slots=True)
class Span:
    """One line of a block: its words, where it stands, and the bold words that it begins with."""

    text: str
    line: int
    lead: str = ""

    @property
    def bold(self) -> bool:
        return bool(self.lead) and flat(self.lead) == flat(self.text)


@dataclass(frozen=True, slots=True)
class Role:
    """What the words before a colon are: a person's name, or a label with a kind."""

    name: str
    said: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Block:
    kind: Literal["heading", "paragraph", "quote", "item", "note", "rule", "row"]
    spans: tuple[Span, ...]
    level: int = 0
    elements: tuple[Element, ...] = field(default=())  # what a row of a table has become already

    @property
    def text(self) -> str:
        return "\n".join(span.text for span in self.spans)

    @property
    def line(self) -> int:
        return self.spans[0].line if self.spans else 0


_NAMED: Final = re.compile(r"^(?P<name>[^\W\d_][^:\n]{0,40}?(?:\s*\([^()\n]*\))*)\s?:\s*(?P<said>.*)$", re.DOTALL)
_PLAYED: Final = re.compile(  # PAUL. — Non.  MARIE, à voix basse. – Tu dors ?
    r"^(?P<name>[^\W\d_a-zà-öø-ÿ][^\W_a-zà-öø-ÿ]*(?:[ .'’\-]{1,2}[^\W_a-zà-öø-ÿ]+){0,4})"
    r"(?:,\s*(?P<how>[^.–—]{1,60}?))?\s*\.\s*[-–—]\s*(?P<said>\S.*)$",
    re.DOTALL,
)
_NAME: Final = re.compile(r"^[^\W\d_][\w.'’\- ]{0,38}?\s*(?:#?[0-9]+\s*)?(?:\([^()]*\)\s*)*$")
_FRAMED: Final = re.compile(
    r"^(?:(?:tres |lent |long |petit |autre )?(?:gros plan|plan|insert|detail|travelling|panoramique|zoom|contrechamp|"
    r"contre-plongee|plongee|champ|vue|montage|flashback|close|wide|medium|establishing|angle|aerial|drone|pov|shot)"
    r"[^:]{0,80}|(?:ecu|cu|mcu|ms|mls|ls|ws|ews|els|ots|pov|vws|bcu|gp|tgp|pm|pe|pg|pr)[^:a-z]{0,20})\s?:\s+(?=\S)"
)
_BRACKETED: Final = re.compile(r"^\[(?P<inside>[^\[\]]+)\]$|^\((?P<round>[^()]+)\)$")
_SCENE: Final = re.compile(r"^(?:scene|sequence|tableau)\b")
_SHOT_HEADING: Final = re.compile(r"^(?:plan|shot)\s*#?\s*[0-9]")
_CAMERA_LABEL: Final = re.compile(
    r"^(?:type|type de plan|cadrage|framing|mouvement|movement|camera\b.*|shot (?:type|size)|valeur)$"
)
_HEARD_LABEL: Final = re.compile(r"^(?:audio|heard|entendu|paroles|spoken|texte dit|a l'oreille)$")
_LENGTH_LABEL: Final = re.compile(r"^(?:duree|duration|length)$")
_MANNER: Final = re.compile(r"^(?:ton|tone|emotion|jeu|delivery)\s?:\s*(?P<how>.+)$")


def script_of(blocks: Sequence[Block], *, centred_cues: bool = False) -> tuple[str, list[Element]]:
    """The title and the elements. `centred_cues`: a name may stand in a paragraph of its own, as in Word."""
    return Reader(blocks, centred_cues=centred_cues).read()


class Reader:
    def __init__(self, blocks: Sequence[Block], *, centred_cues: bool) -> None:
        self.blocks = blocks
        self.centred_cues = centred_cues
        self.title_at = _title_at(blocks)
        self.slugged = any(_is_slug(block) for block in blocks)
        self.recurring = _recurring(blocks)
        self.elements: list[Element] = []
        self.manner = ""
        self.camera: list[str] = []  # what labels said about the picture that is still to come
        self.seconds: float | None = None
        self.prose = not self.slugged and _is_prose(self)

    def read(self) -> tuple[str, list[Element]]:
        at = 0
        while at < len(self.blocks):
            at += self._block(at)
        title = flat(self.blocks[self.title_at].text) if self.title_at is not None else ""
        return title, self.elements

    def _add(self, kind: Kind, text: str, line: int, **more: str) -> None:
        if text.strip():
            self.elements.append(Element(kind=kind, text=text.strip(), line=line).model_copy(update=more))

    def _block(self, at: int) -> int:
        """Reads the block and says how many it took."""
        block = self.blocks[at]
        following = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        if at == self.title_at:
            return 1
        if block.kind == "heading":
            if _is_shot(block):  # `Shot 3: the letter` names a shot of the scene above it
                self.camera, self.seconds = [], None
                self._add("note", flat(block.text), block.line)
            else:
                scene = _is_slug(block) or (not self.slugged and self._opens(at))
                self._add("heading" if scene else "section", flat(block.text), block.line)
        elif block.kind == "row":
            self.elements.extend(block.elements)
        elif block.kind in ("note", "rule"):
            self._add("note", flat(block.text), block.line)
        elif block.kind == "quote":
            self._quote(block)
        elif self.prose:
            self._add("narration", flat(block.text), block.line)
        elif self._lone_cue(block, following):
            assert following is not None
            self._said(block.text, following.spans)
            return 2
        else:
            self._paragraph(block)
        return 1

    def _opens(self, at: int) -> bool:
        """A heading opens a scene when something stands under it before a heading of any level."""
        following = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        return following is not None and (following.kind not in ("heading", "rule") or _is_shot(following))

    def _quote(self, block: Block) -> None:
        match = _NAMED.match(block.text)
        if match and (has_capitals_only(match["name"]) or is_narrator(match["name"])):
            self._said(match["name"], (Span(match["said"], block.line),))
        else:
            self.elements.append(spoken(cue_of(""), block.text, block.line, manner=self._how()))

    def _lone_cue(self, block: Block, following: Block | None) -> bool:
        """A name alone, and under it what its bearer says: in Word in two paragraphs, in Markdown before a quote."""
        if following is None or len(block.spans) != 1 or not self.is_name(block.spans[0]):
            return False
        if following.kind == "quote":
            return not self._heading_words(block.spans[0].text)
        return (
            self.centred_cues
            and following.kind == "paragraph"
            and not self.is_name(following.spans[0])
            and (has_capitals_only(_plain_name(block.spans[0].text)) and not is_heading(following.text))
        )

    def _heading_words(self, text: str) -> bool:
        return is_heading(text) or is_transition(text)

    def is_name(self, span: Span) -> bool:
        name = _plain_name(span.text)
        return (
            _NAME.match(span.text) is not None
            and (span.bold or has_capitals_only(name))
            and len(name.split()) <= 5
            and label_of(name) is None
            and not self._heading_words(span.text)
        )

    def _said(self, name: str, spans: Sequence[Span]) -> None:
        """A speech: parentheticals on lines of their own say how the words after them are said."""
        cue = cue_of(name)
        words: list[str] = []
        line, manner = 0, self._how()
        for span in spans:
            inside = _BRACKETED.match(span.text.strip())
            if inside is None:
                words.append(span.text)
                line = line or span.line
                continue
            if words:
                self.elements.append(spoken(cue, " ".join(words), line, manner=manner))
                words, line = [], 0
            manner = inside["inside"] or inside["round"]
        if any(word.strip() for word in words):
            self.elements.append(spoken(cue, " ".join(words), line, manner=manner))
        elif manner and spans:
            self._add("action", f"({manner})", spans[-1].line)

    def _how(self) -> str:
        how, self.manner = self.manner, ""
        return how

    def _paragraph(self, block: Block) -> None:
        first = block.spans[0]
        if block.kind == "paragraph" and len(block.spans) > 1 and self.is_name(first):
            self._said(first.text, block.spans[1:])
            return
        if is_heading(first.text) and (block.kind != "item" or has_capitals_only(first.text.split()[0])):
            self._add("heading", flat(block.text), block.line)
            return
        if is_transition(flat(block.text)):
            self._add("transition", flat(block.text), block.line)
            return
        if match := _MANNER.match(fold(flat(block.text))):
            self.manner = flat(block.text)[match.start("how") :]
            self._add("note", flat(block.text), block.line)
            return
        for role, spans in self._turns(block.spans, item=block.kind == "item"):
            if role is None:
                self._shown(spans, block.kind)
            elif role.kind == "narration":  # AUDIO: and behind it, perhaps, a name
                said = [role.said, *(span.text for span in spans[1:])]
                self.elements.extend(heard([words for words in said if words.strip()], spans[0].line))
            elif role.kind == "speech":
                self._said(role.name, (Span(role.said, spans[0].line), *spans[1:]))
            else:
                self._labelled(role, spans)

    def _turns(self, spans: Sequence[Span], *, item: bool) -> list[tuple[Role | None, list[Span]]]:
        """The lines of a paragraph, a new turn at each that begins with a name or a label."""
        turns: list[tuple[Role | None, list[Span]]] = []
        for span in spans:
            role = self.role(span, item=item)
            if role is not None or not turns:
                turns.append((role, [span]))
            else:
                turns[-1][1].append(span)
        return turns

    def role(self, span: Span, *, item: bool = False) -> Role | None:
        played = _PLAYED.match(span.text)
        if played and not is_heading(span.text) and label_of(played["name"]) is None:
            how = f" ({flat(played['how'])})" if played["how"] else ""
            return Role(f"{played['name']}{how}", played["said"], "speech")
        match = _NAMED.match(span.text)
        if match is None:
            return None
        name = flat(match["name"])
        kind = label_of(_plain_name(name))
        if kind is None and _HEARD_LABEL.match(fold(_plain_name(name))):
            kind = "narration"
        if kind is not None:
            return Role(name, match["said"], kind)
        known = (
            has_capitals_only(_plain_name(name))
            or is_narrator(_plain_name(name))
            or (bool(span.lead) and not item and flat(span.lead).rstrip(" :") == name)
            or (not item and self._is_person(_plain_name(name)))
        )
        if (
            not known
            or len(_plain_name(name).split()) > 4
            or _FRAMED.match(fold(span.text))
            or not match["said"].strip()
        ):
            return None
        return Role(name, match["said"], "speech")

    def _is_person(self, name: str) -> bool:
        """Whether a name with small letters before a colon is a person: it comes back, or another one does."""
        if self.recurring[fold(name)] > 1:
            return True
        return name.istitle() and " " not in name and any(count > 1 for count in self.recurring.values())

    def _labelled(self, role: Role, spans: Sequence[Span]) -> None:
        rest = [role.said, *(span.text for span in spans[1:])]
        words, line = "\n".join(part for part in rest if part.strip()), spans[0].line
        if role.kind == "sound":
            self._add("sound", f"{role.name}: {flat(words)}", line)
        elif role.kind == "note":
            self._told(fold(_plain_name(role.name)), flat(words))
            self._add("note", f"{role.name}: {flat(words)}", line)
        elif role.kind == "centered":
            self._add("centered", flat(words).strip(' "“”«»'), line)
        elif role.kind == "transition":
            self._add("transition", flat(words), line)
        else:
            picture = Element(kind="picture", text=flat(words) or role.name, line=line, camera=", ".join(self.camera))
            self.elements.append(picture.model_copy(update={"seconds": self.seconds}))
            self.camera, self.seconds = [], None

    def _told(self, label: str, words: str) -> None:
        """`Framing: close-up` and `Duration: 4 s` belong to the picture that is described after them."""
        if _CAMERA_LABEL.match(label):
            self.camera.append(words)
        elif _LENGTH_LABEL.match(label):
            self.seconds = seconds_in(words)

    def _shown(self, spans: Sequence[Span], kind: str) -> None:
        text = "\n".join(span.text for span in spans)
        if framed := _FRAMED.match(fold(text)):
            self._add("picture", flat(text), spans[0].line, camera=flat(text[: framed.end()]).rstrip(" :"))
        elif inside := _BRACKETED.match(text.strip()):
            self._add("action", inside["inside"] or inside["round"], spans[0].line)
        elif is_narrator((cue := cue_of(flat(text))).name) and cue.manner:  # VOIX-OFF 1 (Sur plan aérien de la ville)
            self._add("action", cue.manner, spans[0].line)
        else:
            self._add("picture" if kind == "item" else "action", text, spans[0].line)


def _plain_name(text: str) -> str:
    return cue_of(text).name


def _is_slug(block: Block) -> bool:
    """INT. KITCHEN - NIGHT, as a heading or as a line of its own in bold or in capitals."""
    if block.kind not in ("heading", "paragraph") or len(block.spans) != 1:
        return False
    span = block.spans[0]
    return is_heading(span.text) and (block.kind == "heading" or span.bold or has_capitals_only(span.text.split()[0]))


def _is_shot(block: Block) -> bool:
    return block.kind == "heading" and _SHOT_HEADING.match(fold(block.text)) is not None


def _title_at(blocks: Sequence[Block]) -> int | None:
    """The title is the first block when it is a heading of a level that no other heading has."""
    if not blocks or blocks[0].kind != "heading" or _is_slug(blocks[0]) or _SCENE.match(fold(blocks[0].text)):
        return None
    levels = [block.level for block in blocks if block.kind == "heading"]
    alone = levels.count(levels[0]) == 1 and (len(levels) == 1 or min(levels[1:]) > levels[0])
    return 0 if alone else None


def _recurring(blocks: Sequence[Block]) -> Counter[str]:
    """Names before a colon, where a name that comes back is a person and not a turn of phrase."""
    counted: Counter[str] = Counter()
    for block in blocks:
        for span in block.spans:
            match = _NAMED.match(span.text)
            if match and match["said"].strip() and match["name"][:1].isupper() and label_of(match["name"]) is None:
                counted[fold(_plain_name(match["name"]))] += 1
    return counted


def _is_prose(reader: Reader) -> bool:
    """A story without headings, names or pictures: it is read aloud."""
    for at, block in enumerate(reader.blocks):
        if at == reader.title_at or block.kind in ("note", "rule"):
            continue
        if block.kind != "paragraph":
            return False
        first = block.spans[0]
        if _FRAMED.match(fold(first.text)) or (len(block.spans) > 1 and reader.is_name(first)):
            return False
        if any((role := reader.role(span)) is not None and role.kind != "note" for span in block.spans):
            return False
    return True
