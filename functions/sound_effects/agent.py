"""Sound effects: the bed of a scene and the hits of its shots, in one track as long as the scene."""

from pathlib import Path
from typing import Any, Protocol

from shared.model.callsheet import subject_of
from shared.model.storyboard import Scene, Shot
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import timed


class Foley(Protocol):
    @property
    def version(self) -> str: ...

    def perform(self, scene: Scene, seed: int, to: Path) -> None: ...


class LocalFoley:
    """Synthesised on this machine."""

    @property
    def version(self) -> str:
        from functions.sound_effects.synthesis import VERSION

        return VERSION

    def perform(self, scene: Scene, seed: int, to: Path) -> None:
        from functions.sound_effects.synthesis import perform

        perform(scene, seed, to)


def agent(foley: Foley) -> Agent:
    def key(work: Work) -> Any:
        heard = as_heard(timed(work, subject_of(work.unit.name)).scene)
        return [foley.version, heard.model_dump(mode="json"), work.options.seed]

    def make(work: Work) -> Made:
        file = work.scratch / "effects.wav"
        foley.perform(as_heard(timed(work, subject_of(work.unit.name)).scene), work.options.seed, file)
        return Made({"object": keep(work, "effects", ".wav", file)})

    return Agent("sound_effects", make, key)


def as_heard(scene: Scene) -> Scene:
    """Of a scene all that sounds: its place and weather, and the lengths and cues of its shots. What is left out here
    makes no sound, and so no track is made anew for it."""
    shots = tuple(
        Shot(
            id=shot.id, number="", size="wide", move="static", duration_ms=shot.duration_ms, picture="",
            sounds=tuple(cue.model_copy(update={"source_line": 0}) for cue in shot.sounds),
        )
        for shot in scene.shots
    )  # fmt: skip
    return scene.model_copy(update={"shots": shots, "transition": "cut", "music": "", "mood": "", "source_line": 0})


AGENT = agent(LocalFoley())
