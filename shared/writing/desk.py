"""Script in, storyboard out: the papers that both directors read and write.

The one rule: a scene is a paper of its own, so that nobody has to read the whole film to work on one shot.
"""

from typing import TYPE_CHECKING

from shared.model.base import Frozen
from shared.model.storyboard import Character, Scene, Shot, Storyboard, scene_of
from shared.pipeline.shelf import read_paper, write_paper
from shared.pipeline.work import Made, Work

if TYPE_CHECKING:
    from shared.model.script import Script


class Sheet(Frozen):
    """Everything about one scene that its shots need: the scene itself and who is in it."""

    scene: Scene
    characters: tuple[Character, ...] = ()
    language: str


def script_of(work: Work) -> "Script":
    from shared.model.script import Script

    return read_paper(work, str(work.recall("ingest")["script"]), Script)


def file_storyboard(work: Work, storyboard: Storyboard) -> Made:
    result = {
        "storyboard": write_paper(work, "storyboards", storyboard),
        "scenes": [scene.id for scene in storyboard.scenes],
        "sheets": {scene.id: file_scene(work, scene, storyboard) for scene in storyboard.scenes},
        "director": storyboard.director,
    }
    told = {
        "warnings": [*work.job["warnings"], *(new for new in storyboard.warnings if new not in work.job["warnings"])]
    }
    return Made(result, job=told)


def file_scene(work: Work, scene: Scene, storyboard: Storyboard) -> str:
    present = {name for shot in scene.shots for name in shot.characters}
    cast = tuple(character for character in storyboard.characters if character.name in present)
    return write_paper(work, "storyboards", Sheet(scene=scene, characters=cast, language=storyboard.language))


def drawn_up(work: Work, scene: str) -> Sheet:
    """The scene as it was directed, before anyone spoke."""
    return read_paper(work, str(work.recall("board")["sheets"][scene]), Sheet)


def timed(work: Work, scene: str) -> Sheet:
    """The scene as it will be shot: its lengths follow the measured speech."""
    return read_paper(work, timed_name(work, scene), Sheet)


def timed_name(work: Work, scene: str) -> str:
    """The name tells the content, so it stands for the scene in a key."""
    return str(work.recall("prompts")["sheets"][scene])


def shot_of(sheet: Sheet, shot_id: str) -> Shot:
    return next(shot for shot in sheet.scene.shots if shot.id == shot_id)


__all__ = [
    "Sheet",
    "drawn_up",
    "file_scene",
    "file_storyboard",
    "scene_of",
    "script_of",
    "shot_of",
    "timed",
    "timed_name",
]
