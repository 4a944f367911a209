"""A script becomes a storyboard without a job: the same reading, the same directors, no queue and no store.

The one rule: what is shown here is what `render` would film with the director who costs nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from functions.creative_director.directing import direct
from functions.fast_track.planning import plan
from functions.ingest.agent import read_for_real, with_wishes
from shared.model.job import Options
from shared.model.storyboard import END, Storyboard

_LINE: Final = re.compile(r"\bLines? (\d{1,7})\b")


@dataclass(frozen=True)
class Note:
    """A warning, with the line of the script that it points at and what stands there."""

    words: str
    line: int = 0
    quoted: str = ""


@dataclass(frozen=True)
class Boarded:
    storyboard: Storyboard
    author: str
    options: Options
    complexity: float
    reasons: tuple[str, ...]
    fast: bool
    notes: tuple[Note, ...]


def board(content: bytes, name: str, asked: Mapping[str, Any]) -> Boarded:
    read = read_for_real(content, name)
    options = with_wishes(asked, read.script.wishes).settled()
    storyboard = plan(read.script, options) if read.fast else direct(read.script, options)
    at_line = {element.line: element.text for element in reversed(read.script.elements)}
    notes = tuple(_note(words, at_line) for words in (*read.script.warnings, *storyboard.warnings))
    return Boarded(storyboard, read.script.author, options, read.complexity, read.reasons, read.fast, notes)


def _note(words: str, at_line: Mapping[int, str]) -> Note:
    match = _LINE.search(words)
    line = int(match[1]) if match else 0
    return Note(words, line, " ".join(at_line.get(line, "").split())[:160])


def as_json(boarded: Boarded) -> dict[str, Any]:
    """The storyboard in the words of its model, and how much direction the script needed. It is a script itself: the
    card at the end is a wish there, and is made anew."""
    board, card = boarded.storyboard, {}
    if board.scenes[-1].id == END:
        board = board.model_copy(update={"scenes": board.scenes[:-1]})
        card = {"author": boarded.author, "options": {"end_card": True}}
    return {
        **board.model_dump(mode="json"),
        **card,
        "duration_ms": boarded.storyboard.duration_ms,
        "complexity": {"score": boarded.complexity, "reasons": list(boarded.reasons), "fast_track": boarded.fast},
        "warnings": [note.words for note in boarded.notes],
    }
