"""Applies an owner's edits to a storyboard.

The one rule: an edit that finds nothing to change is said and passed over; it never stops the film.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from shared.model.edit import Again, Drop, Edit, Frame, Reorder, ReorderScene, Retime, Rewrite, Say, Score, Star
from shared.model.errors import Refused
from shared.model.storyboard import END, Line, Scene, Shot, Storyboard, scene_of

Card = TypeVar("Card", Scene, Shot)


def edited(storyboard: Storyboard, edits: Sequence[Edit]) -> Storyboard:
    """The storyboard as its owner wants it."""
    scenes = list(storyboard.scenes)
    warnings: list[str] = []
    for edit in edits:
        after = _applied(scenes, edit)
        if after is None:
            warnings.append(f"An edit was passed over: there is no {_subject(edit)} to {edit.do.replace('_', ' ')}.")
        else:
            scenes = after
    if all(shot.is_end for scene in scenes for shot in scene.shots):
        raise Refused("empty_film", "The edits leave no shot in the film.", "Keep at least one.")
    scenes.sort(key=lambda scene: scene.id == END)  # whatever was moved
    return storyboard.model_copy(update={"scenes": tuple(scenes), "warnings": (*storyboard.warnings, *warnings)})


def _applied(scenes: list[Scene], edit: Edit) -> list[Scene] | None:
    if isinstance(edit, ReorderScene):
        return _moved(scenes, edit.scene, edit.after)
    if isinstance(edit, Score):
        return _each(
            scenes, lambda scene: scene.id == edit.scene, lambda scene: scene.model_copy(update={"music": edit.music})
        )
    if isinstance(edit, Say):
        return _said(scenes, edit)
    home = scene_of(edit.shot)
    for number, scene in enumerate(scenes):
        if scene.id == home:
            shots = _shots(list(scene.shots), edit)
            if shots is None:
                return None
            rest = [scene.model_copy(update={"shots": tuple(shots)})] if shots else []
            return [*scenes[:number], *rest, *scenes[number + 1 :]]
    return None


def _shots(shots: list[Shot], edit: Rewrite | Retime | Drop | Reorder | Frame | Star | Again) -> list[Shot] | None:
    if isinstance(edit, Reorder):
        return _moved(shots, edit.shot, edit.after)
    if isinstance(edit, Drop):
        kept = [shot for shot in shots if shot.id != edit.shot]
        return kept if len(kept) < len(shots) else None
    return _each(shots, lambda shot: shot.id == edit.shot, lambda shot: shot.model_copy(update=_changes(shot, edit)))


def _changes(shot: Shot, edit: Rewrite | Retime | Frame | Star | Again) -> dict[str, object]:
    if isinstance(edit, Rewrite):
        return {"picture": edit.picture}
    if isinstance(edit, Retime):
        return {"duration_ms": edit.ms}
    if isinstance(edit, Star):
        return {"star": edit.on}
    if isinstance(edit, Again):
        return {"take": shot.take + 1, "backend": edit.backend or shot.backend}
    return {name: value for name, value in (("size", edit.size), ("move", edit.move)) if value is not None}


def _said(scenes: list[Scene], edit: Say) -> list[Scene] | None:
    def rewritten(line: Line) -> Line:
        return line.model_copy(update={"text": edit.text}) if line.id == edit.line else line

    def speaks(cards: Iterable[Shot]) -> bool:
        return any(line.id == edit.line for shot in cards for line in shot.lines)

    def in_shot(shot: Shot) -> Shot:
        return shot.model_copy(update={"lines": tuple(rewritten(line) for line in shot.lines)})

    def in_scene(scene: Scene) -> Scene:
        return scene.model_copy(update={"shots": tuple(in_shot(shot) for shot in scene.shots)})

    return _each(scenes, lambda scene: speaks(scene.shots), in_scene)


def _each(cards: list[Card], wanted: Callable[[Card], bool], change: Callable[[Card], Card]) -> list[Card] | None:
    if not any(wanted(card) for card in cards):
        return None
    return [change(card) if wanted(card) else card for card in cards]


def _moved(cards: list[Card], name: str, after: str) -> list[Card] | None:
    moved = next((card for card in cards if card.id == name), None)
    rest: list[Card] = [card for card in cards if card.id != name]
    places: dict[str, int] = {"": 0} | {card.id: number for number, card in enumerate(rest, 1)}
    if moved is None or after not in places:
        return None
    rest.insert(places[after], moved)
    return rest


def _subject(edit: Edit) -> str:
    if isinstance(edit, Say):
        return f"line {edit.line}"
    if isinstance(edit, Score | ReorderScene):
        return f"scene {edit.scene}"
    return f"shot {edit.shot}"
