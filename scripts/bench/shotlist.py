"""A shot list that people wrote, read for comparing: number, sequence, framing, length, words.

The one rule: nothing is added to what they wrote; framings are read with the same words as a writer's.
"""

import re
from dataclasses import dataclass
from typing import Final

from shared.model.storyboard import Move, Size
from shared.writing.camera import framing_of

_SEQUENCE: Final = re.compile(r"^## SÉQUENCE (\d+\.\d+) : (.+)$")
_SHOT: Final = re.compile(r"^### PLAN (\d+) : (.+)$")
_SHORT: Final = re.compile(r"^\*\*PLAN (\d+)\*\* : (.+?) \((\d+) sec\)\s*$")
_FIELD: Final = re.compile(r"^\s*- \*\*(.+?)\*\*(?: \((.+?)\))? :\s*(.*)$")
_SAID: Final = re.compile(r"^\s+- (.+)$")
_SECONDS: Final = re.compile(r"(\d+) seconde")
_ONE_OF: Final = re.compile(r"PLAN (\d+)")
_SPOKEN: Final = ("Dialogue", "Voix-off")


@dataclass
class Planned:
    """One shot of theirs."""

    number: int
    sequence: str
    title: str
    kind: str = ""
    framing: str = ""
    movement: str = ""
    seconds: float = 0.0
    description: str = ""
    said: str = ""

    @property
    def seen(self) -> str:
        return f"{self.title}. {self.description}"

    @property
    def size(self) -> Size | None:
        """An insert may be framed as a close shot: what they call it comes first."""
        size = next((size for words in self.framing.split("\n") if (size := framing_of(words).size)), None)
        return "insert" if size == "close" and framing_of(self.kind).size == "insert" else size

    @property
    def move(self) -> Move:
        return framing_of(self.movement).move or "static"


def read(text: str) -> list[Planned]:
    """Every shot, in their order."""
    shots: list[Planned] = []
    sequence, listing = "", ""
    for line in text.splitlines():
        if match := _SEQUENCE.match(line):
            sequence = match[1]
        elif match := _SHOT.match(line):
            shots.append(Planned(int(match[1]), sequence, match[2], framing=match[2]))
        elif match := _SHORT.match(line):
            shots.append(Planned(int(match[1]), sequence, match[2], seconds=float(match[3])))
        elif (match := _FIELD.match(line)) and shots and sequence:
            listing = match[1] if match[1] in _SPOKEN else ""
            _write(shots, match[1], match[2] or "", match[3])
        elif (match := _SAID.match(line)) and listing and shots:
            shots[-1].said += f" {match[1]}"
        elif line.startswith(("## TRANSITION", "## RÉSUMÉ")):
            sequence = ""
    return shots


def _write(shots: list[Planned], name: str, of: str, value: str) -> None:
    shot = shots[-1]
    if (named := _ONE_OF.search(of)) is not None:  # `Voix-off (sur PLAN 45)`
        shot = next((each for each in shots if each.number == int(named[1])), shot)
    if name in ("Cadrage", "Type"):  # the framing itself first, then the kind, then what the title says
        shot.framing = f"{value}\n{shot.framing}"
        shot.kind = value if name == "Type" else shot.kind
    elif name == "Mouvement":
        shot.movement = value
    elif name == "Durée" and (found := _SECONDS.search(value)):
        shot.seconds = float(found[1])
    elif name == "Description":
        shot.description = value
    elif name in _SPOKEN:
        shot.said += f" {value}"
