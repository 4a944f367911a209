"""Render executor: makes the picture of one shot, with the backend that the plan chose, or by its own hand.

What is bought and how is in filming.py; what is still owed when a film has ended, in collecting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from functions.render_executor import filming
from functions.render_executor.backends import opening
from functions.render_executor.backends.checking import check
from functions.render_executor.collecting import collect
from functions.render_executor.supply import Pace, Supply
from shared.model.callsheet import subject_of, work_of
from shared.model.job import Options
from shared.model.storyboard import Character, Scene, Shot
from shared.money import attempt as attempts
from shared.money import picture
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Wait, Work
from shared.writing.desk import scene_of, shot_of, timed, timed_name


@dataclass(frozen=True)
class Take:
    content: bytes
    suffix: str  # .png is a still that the camera moves over, .mp4 a clip
    backend: str


class Camera(Protocol):
    """Our own hand: it costs nothing and is always there."""

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


def agent(camera: Camera, supply: Supply) -> Agent:
    def key(work: Work) -> Any:
        if work_of(work.unit.name) == "collect":
            return ["collect", work.unit.revision, work.unit.name]
        shot = subject_of(work.unit.name)
        options = work.options
        told = filming.orders(work, shot, filming.plan_of(work).shots[shot])
        wanted = [picture.key_of(work.owner, order.model_dump(mode="json")) for order in told if order]
        return [camera.version, shot, timed_name(work, scene_of(shot)), options.frame, options.seed, wanted]

    def make(work: Work) -> Made | Wait:
        if work_of(work.unit.name) == "collect":
            return collect(work, supply)
        shot_id = subject_of(work.unit.name)
        sheet = timed(work, scene_of(shot_id))
        shot = shot_of(sheet, shot_id)
        plan = filming.plan_of(work)
        if filming.is_paid(plan.shots[shot_id].choice):
            made = filming.bought(work, supply, shot, plan)
            if made is not None:
                return made
        take = camera.film(shot, sheet.scene, sheet.characters, work.options)
        work.check()
        cost = filming.cost_of(attempts.of_shot(work.platform, work.unit, shot_id))
        result = {"take": keep(work, "takes", take.suffix, take.content), "backend": take.backend, "cost": cost}
        return Made(result, cost=cost)

    return Agent("render_executor", make, key, owed=frozenset({"collect"}))


AGENT = agent(Animatic(), Supply(opening.backend, check, Pace.of()))
