"""Render executor: makes the picture of one shot, with the backend that the plan chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.model.callsheet import subject_of
from shared.model.job import Options
from shared.model.money import Micros
from shared.model.storyboard import Character, Scene, Shot
from shared.money import ledger
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import scene_of, shot_of, timed, timed_name


@dataclass(frozen=True)
class Take:
    content: bytes
    suffix: str  # .png is a still that the camera moves over, .mp4 a clip
    backend: str
    cost: Micros = 0


class Camera(Protocol):
    @property
    def version(self) -> str: ...

    def film(self, shot: Shot, scene: Scene, characters: Sequence[Character], options: Options) -> Take: ...


class Animatic:
    """Draws the shot on this machine, for nothing."""

    @property
    def version(self) -> str:
        from functions.render_executor.animatic import VERSION

        return VERSION

    def film(self, shot: Shot, scene: Scene, characters: Sequence[Character], options: Options) -> Take:
        from functions.render_executor.animatic import draw

        return Take(draw(shot, scene, characters, options.frame, options.seed), ".png", "animatic")


def agent(camera: Camera) -> Agent:
    def key(work: Work) -> Any:
        shot = subject_of(work.unit.name)
        options = work.options
        return [camera.version, shot, timed_name(work, scene_of(shot)), options.frame, options.seed]

    def make(work: Work) -> Made:
        shot_id = subject_of(work.unit.name)
        sheet = timed(work, scene_of(shot_id))
        take = camera.film(shot_of(sheet, shot_id), sheet.scene, sheet.characters, work.options)
        work.check()
        result = {"take": keep(work, "takes", take.suffix, take.content), "backend": take.backend}
        if not take.cost:
            return Made(result)
        now = work.platform.clock.now()
        paid = ledger.spending(work.platform, work.unit, work.owner, take.cost, take.backend, now)
        return Made(result, tuple(paid), cost=take.cost)

    return Agent("render_executor", make, key)


AGENT = agent(Animatic())
