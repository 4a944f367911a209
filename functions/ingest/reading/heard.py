"""The sound beside a picture: who says what, what sounds, and where nobody is named, the narrator.

The one rule: a colon makes a speaker only after what can be a name.
"""

import re
from collections.abc import Sequence
from typing import Final

from functions.ingest.reading.cues import cue_of, has_capitals_only, is_narrator, label_of, spoken
from shared.model.script import Element
from shared.writing.words import flat, fold

_LABEL: Final = re.compile(r"^(?P<name>[^\W\d_][^:\n]{0,40}?(?:\s*\([^()\n]*\))*)\s?:(?:\s+(?P<said>.*)|(?P<none>))$")
_PERSON: Final = re.compile(r"[^\W\d_][^\W_]*(?:[ .'’\-]{1,2}[^\W_]+)*\.?")
_EXCLAIMED: Final = frozenset(
    "well oh yes no so now and but remember warning note first today look listen then finally because bon alors oui "
    "non et mais attention ah eh voici enfin car donc puis aujourd'hui imagine imaginez".split()
)  # what a sentence may begin with, before a colon
_SOUNDS_WITHIN: Final = re.compile(  # Every second counts. SFX: click
    r"(?<=[.!?…\"»”)])\s+(?=(?:SFX|FX|SOUND|MUSIC|MUSIQUE|SON|BRUITAGE|AMBIANCE|AMBIENCE)\s?:\s)"
)
_QUOTED: Final = re.compile(r"^[\"“«]\s*(.*?)\s*[\"”»]$", re.DOTALL)


def heard(cell: Sequence[str], line: int) -> list[Element]:
    """The lines of a cell, in order."""
    elements: list[Element] = []
    for said in (part for row in cell for part in _SOUNDS_WITHIN.split(row)):
        if not said.strip(" -–—"):
            continue
        match = _LABEL.match(said)
        kind = label_of(cue_of(match["name"]).name) if match else None
        if match and kind in ("sound", "note", "transition"):
            elements.append(Element(kind=kind, text=flat(said), line=line))
        elif match and kind == "picture":
            elements.append(Element(kind="picture", text=flat(match["said"] or "") or flat(said), line=line))
        elif match and kind == "centered":
            elements.append(Element(kind="centered", text=flat(match["said"] or "").strip(' "“”«»'), line=line))
        elif match and (match["said"] or "").strip() and _names(match["name"]):
            elements.append(spoken(cue_of(match["name"]), _unquoted(match["said"]), line))
        elif said.startswith(("(", "[")) and said.endswith((")", "]")):
            elements.append(Element(kind="sound", text=flat(said[1:-1]), line=line))
        elif elements and elements[-1].kind == "speech":  # the same person goes on in the next line of the cell
            elements.append(elements[-1].model_copy(update={"text": flat(_unquoted(said)), "manner": ""}))
        else:
            elements.append(spoken(cue_of(""), _unquoted(said), line))
    return elements


def _names(words: str) -> bool:
    name = cue_of(words).name
    if len(name.split()) > 4:
        return False
    titled = name.istitle() and _PERSON.fullmatch(name) is not None and fold(name) not in _EXCLAIMED
    return has_capitals_only(name) or is_narrator(name) or titled


def _unquoted(text: str) -> str:
    match = _QUOTED.match(text.strip())
    return match[1] if match and not re.search(r"[\"“”«»]", match[1]) else text
