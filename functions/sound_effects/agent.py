"""Sound effects: the bed of a scene and the hits of its shots, in one track as long as the scene."""

from pathlib import Path
from typing import Any, Protocol

from shared.model.callsheet import subject_of
from shared.model.storyboard import Scene
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import timed, timed_name


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
        return [foley.version, timed_name(work, subject_of(work.unit.name)), work.options.seed]

    def make(work: Work) -> Made:
        file = work.scratch / "effects.wav"
        foley.perform(timed(work, subject_of(work.unit.name)).scene, work.options.seed, file)
        return Made({"object": keep(work, "effects", ".wav", file)})

    return Agent("sound_effects", make, key)


AGENT = agent(LocalFoley())
