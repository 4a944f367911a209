"""A script printed as Fountain.

The one rule: each paragraph is read back before it is handed out, and forced where it would be taken for another.
"""

import re
from collections.abc import Iterator
from typing import Final

from functions.ingest.reading.fountain import elements_in
from shared.model.script import SPOKEN, Element, Script

_SOME: Final = re.compile(r"([*\\]|(?<!\w)_|\[(?=\[)|\](?=\]))")
_ALL: Final = re.compile(r"([*_\\~@!<>#=\[\].])")
_TITLE_KEYS: Final = {"budget_usd": "Budget", "aspect_ratio": "Aspect", "lang": "Lang"}


def printed(script: Script) -> str:
    """The script as a Fountain file. Read again, it is the same script; only its lines have other numbers."""
    paragraphs = [_front(script)]
    before: Element | None = None
    for element in script.elements:
        paragraph = _paragraph(element)
        if before is not None and _goes_on(before, element):
            paragraphs[-1] += "\n" + paragraph.partition("\n")[2]  # under the same name
        else:
            paragraphs.append(paragraph)
        before = element
    return "\n\n".join(paragraphs) + "\n"


def _front(script: Script) -> str:
    entries = [("Title", script.title), ("Author", script.author)]
    entries += [(_TITLE_KEYS.get(name, name.capitalize()), wish) for name, wish in script.wishes.items()]
    rows = [f"{key}: {_escaped(value)}" for key, value in entries if value]
    if script.cast:
        rows += ["Characters:", *(f"    {_escaped(f'{name}: {look}')}" for name, look in script.cast.items())]
    return "\n".join(rows)


def _goes_on(before: Element, element: Element) -> bool:
    """Whether two elements stand under one name: the second says how it is said, or is what its speaker does."""
    same = before.kind in SPOKEN and before.speaker == element.speaker
    if element.kind == "action":
        return same and bool(element.speaker)
    heard = element.kind in ("speech", "narration") and before.kind == element.kind and bool(element.manner)
    return same and heard and (before.extension, before.dual) == (element.extension, element.dual)


def _paragraph(element: Element) -> str:
    """The plainest form that is read as this element and nothing else."""
    form = ""
    for signs in (_SOME, _ALL):
        for form in _forms(element, signs.sub(r"\\\1", element.text)):
            found = elements_in(form)
            if len(found) == 1 and found[0].model_copy(update={"line": element.line}) == element:
                return form
    return form


def _forms(element: Element, words: str) -> Iterator[str]:
    if element.kind in SPOKEN or (element.kind == "action" and element.speaker):
        yield from _spoken(element, words)
    elif element.kind == "heading":
        number = f" #{element.scene_number}#" if element.scene_number else ""
        yield f"{words}{number}"
        yield f".{words}{number}"
    elif element.kind in ("transition", "sound"):
        yield words
        yield f"> {words}"
    elif element.kind == "centered":
        yield f"> {words} <"
    elif element.kind == "section":
        yield f"{'#' * max(1, element.level)} {words}"
    elif element.kind == "synopsis":
        yield f"= {words}"
    elif element.kind == "note":
        yield f"[[{words}]]"
    elif element.kind == "page_break":
        yield "==="
    else:
        framed = f"{_escaped(element.camera)}: {words}" if element.camera else words
        yield framed
        yield "\n".join(f"!{row}" for row in framed.split("\n"))


def _spoken(element: Element, words: str) -> Iterator[str]:
    extension = f" ({element.extension})" if element.extension else ""
    dual = " ^" if element.dual else ""
    manner = f"\n({_escaped(element.manner)})" if element.manner else ""
    said = f"\n~{words}" if element.kind == "lyric" else f"\n{words}"
    names = [_escaped(element.speaker), f"@{_escaped(element.speaker)}"] if element.speaker else ["NARRATOR"]
    if element.kind == "lyric" and not element.speaker and not element.manner and not element.extension:
        yield said.strip()
    for name in names:
        yield f"{name}{extension}{dual}{manner}{said}"
    first, _, rest = said.partition(" ")  # what looks like a parenthetical as a whole does not in two lines
    yield f"{names[-1]}{extension}{dual}{manner}{first}\n{rest}"


def _escaped(text: str) -> str:
    return _SOME.sub(r"\\\1", text)
