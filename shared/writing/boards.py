"""The storyboard that a person sees, and the words in which they point at it.

The one rule: people say 2.3, the papers say s02-a41f; both mean the same shot.
"""

from typing import TYPE_CHECKING

from shared.model.errors import Permanent, Refused
from shared.model.storyboard import Line, Scene, Shot, Storyboard
from shared.pipeline.work import Unit
from shared.platform.ports import Document, Platform

if TYPE_CHECKING:
    from shared.model.edit import Edit


def latest(platform: Platform, job: Document) -> Storyboard:
    """The storyboard of this revision, timed if the speech has been measured; else of the revision before it."""
    name = job.path.partition("/")[2]
    for revision in range(job.fields["revision"], 0, -1):
        for unit in ("prompts", "board"):
            step = platform.documents.get(Unit(name, revision, unit).path)
            if step is not None and step.fields["state"] == "done":
                with platform.objects.open(step.fields["result"]["storyboard"]) as paper:
                    return Storyboard.model_validate_json(paper.read())
    raise Permanent("not_directed", "There is no storyboard yet.", "Ask for the status.", at_fault="input")


def shot_called(board: Storyboard, name: str) -> Shot:
    """By its id or by its number."""
    found = [shot for shot in board.shots if name in (shot.id, shot.number)]
    if len(found) == 1:
        return found[0]
    numbers = ", ".join(shot.number for shot in board.shots[:12])
    raise Refused(
        "no_such_shot", f"There is no shot {name}.", f"There are {numbers}{' …' if len(board.shots) > 12 else ''}."
    )


def scene_called(board: Storyboard, name: str) -> Scene:
    """By its id or by its place in the film, counted from 1."""
    found = [scene for number, scene in enumerate(board.scenes, 1) if name in (scene.id, str(number))]
    if len(found) == 1:
        return found[0]
    raise Refused("no_such_scene", f"There is no scene {name}.", f"There are 1 to {len(board.scenes)}.")


def line_called(board: Storyboard, name: str) -> Line:
    """By its id, or as 2.3/1: the first line of shot 2.3."""
    shot, _, place = name.partition("/")
    if place:
        lines = shot_called(board, shot).lines
        if place.isdecimal() and 0 < int(place) <= len(lines):
            return lines[int(place) - 1]
        raise Refused("no_such_line", f"Shot {shot} has {len(lines)} lines; there is no line {place}.")
    for each in (line for card in board.shots for line in card.lines if line.id == name):
        return each
    raise Refused("no_such_line", f"There is no line {name}.", "Say it as SHOT/LINE: 2.3/1.")


def retake(board: Storyboard, shot: str, picture: str, backend: str) -> "tuple[Edit, ...]":
    """One shot again, with other words if there are any."""
    from shared.model.edit import Again, Rewrite

    name = shot_called(board, shot).id
    rewritten: tuple[Edit, ...] = (Rewrite(shot=name, picture=picture),) if picture else ()
    return (*rewritten, Again(shot=name, backend=backend))
