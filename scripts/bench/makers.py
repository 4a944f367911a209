"""A film that people broke down themselves: their shots and ours, as cards that can be laid side by side.

The one rule: theirs is read from their own files, ours is directed in this very run, and what a person reads out of
both (`reading.csv`) judges the pairs; it never makes one.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from scripts.bench.alignment import Card, stems
from scripts.bench.shotlist import Planned, read
from shared.model.job import Options
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.writing.casting import Cast

HERE: Final = Path(__file__).parent / "eva"
_SCENE: Final = re.compile(r"^#+ SC[ÈE]NE (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Read:
    """What a person found: the lines of the screenplay that a shot of theirs shows, and what there is to say."""

    lines: frozenset[int]
    remark: str


@dataclass(frozen=True)
class Film:
    storyboard: Storyboard
    ours: list[tuple[Scene, Shot]]  # of the scene that their list is about
    rest: list[tuple[Scene, Shot]]  # of the other scenes: what a match by chance is measured with
    theirs: list[Planned]
    reading: dict[int, Read]
    our_cards: list[Card]
    rest_cards: list[Card]
    their_cards: list[Card]
    prologue: int  # clips of their manifest, which shows what the screenplay does not have


def film(folder: Path = HERE) -> Film:
    path = folder / "fr_eva_screenplay.md"
    script = sanitize(read_script(path.read_bytes(), path.name))
    listed = (folder / "fr_eva_shotlist.md").read_text(encoding="utf-8")
    first, after = _lines_of_scene(path.read_text(encoding="utf-8"), _scene_of(listed))
    board, cast, theirs = direct(script, Options()), Cast(script), read(listed)
    shots = [(scene, shot) for scene in board.scenes for shot in scene.shots]
    ours = [pair for pair in shots if first <= pair[1].source_line < after]
    rest = [pair for pair in shots if not first <= pair[1].source_line < after]
    names = frozenset(stem for name in cast.people() for stem in stems(name))  # people are compared as people
    return Film(
        storyboard=board,
        ours=ours,
        rest=rest,
        theirs=theirs,
        reading=_reading(folder / "reading.csv"),
        our_cards=[our_card(scene, shot, names) for scene, shot in ours],
        rest_cards=[our_card(scene, shot, names) for scene, shot in rest],
        their_cards=[their_card(shot, cast, names) for shot in theirs],
        prologue=_clips(folder / "fr_eva_shot_manifest.csv"),
    )


def our_card(scene: Scene, shot: Shot, names: frozenset[str]) -> Card:
    said = " ".join(line.text for line in shot.lines)
    return Card(
        name=shot.number,
        words=stems(f"{shot.picture} {said}") - names,
        people=frozenset(shot.characters),
        size=shot.size,
        place=stems(scene.place) - names,
    )


def their_card(shot: Planned, cast: Cast, names: frozenset[str]) -> Card:
    """Their list has no column for places: a place is found in what they say is seen."""
    return Card(
        name=str(shot.number),
        words=stems(f"{shot.seen} {shot.said}") - names,
        people=frozenset(name for name in cast.named_in(shot.seen) if not cast.is_elsewhere(name, shot.seen)),
        size=shot.size,
        place=frozenset(),
    )


def _scene_of(listed: str) -> str:
    found = _SCENE.search(listed)
    assert found is not None, "a shot list says which scene it is about"
    return found[1]


def _lines_of_scene(screenplay: str, number: str) -> tuple[int, int]:
    """The first line of a numbered scene of the screenplay, and the first line of the one after it."""
    starts = [(match[1], screenplay.count("\n", 0, match.start()) + 1) for match in _SCENE.finditer(screenplay)]
    at = next(index for index, (scene, _) in enumerate(starts) if scene == number)
    return starts[at][1], starts[at + 1][1]


def _reading(path: Path) -> dict[int, Read]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            int(row["shot"]): Read(frozenset(int(line) for line in row["line"].split()), row["remark"])
            for row in csv.DictReader(stream)
        }


def _clips(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.DictReader(stream))
