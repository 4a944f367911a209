"""Render executor: makes the picture of one shot, with the backend that the plan chose, or by its own hand.

What is bought and how is in filming.py; what is still owed when a film has ended, in collecting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from functions.render_executor.backends import opening
from functions.render_executor.planned import ANOTHER
from functions.render_executor.supply import Pace, Supply
from shared.model.callsheet import subject_of, work_of
from shared.model.job import Options
from shared.model.plan import Choice
from shared.model.storyboard import Character, Line, Scene, Shot
from shared.money import attempt as attempts
from shared.money import picture
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Wait, Work, fingerprint
from shared.writing.desk import Sheet, scene_of, shot_of, timed

if TYPE_CHECKING:
    from functions.render_executor.animatic_planes import Planes


@dataclass(frozen=True)
class Take:
    content: bytes
    suffix: str  # .png is a still that the camera moves over, .mp4 a clip
    backend: str
    planes: "Planes | None" = None  # of a still whose camera moves through space


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

        content, planes = draw(shot, scene, characters, options.frame, options.seed)
        return Take(content, ".png", "animatic", planes)


def agent(camera: Camera, supply: Supply) -> Agent:
    def key(work: Work) -> Any:
        if work_of(work.unit.name) == "collect":
            return ["collect", work.unit.revision, work.unit.name]
        from functions.render_executor import filming

        shot_id, options = subject_of(work.unit.name), work.options
        sheet = timed(work, scene_of(shot_id))
        shot = shot_of(sheet, shot_id)
        told = filming.orders(work, shot_id, filming.plan_of(work).shots[shot_id], shot.take)
        wanted = [picture.key_of(work.owner, order.model_dump(mode="json"), shot.take) for order in told if order]
        return [camera.version, _drawn(sheet, shot), options.frame, options.seed, wanted]

    def make(work: Work) -> Made | Wait:
        from functions.render_executor import filming
        from functions.render_executor.collecting import collect

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
        take = camera.film(*as_drawn(sheet, shot), sheet.characters, another(work.options, shot.take))
        work.check()
        cost = filming.cost_of(attempts.of_shot(work.platform, work.unit, shot_id))
        result = {"take": keep(work, "takes", take.suffix, take.content), "backend": take.backend, "cost": cost}
        if take.planes:
            front, behind = (keep(work, "takes", ".png", each) for each in (take.planes.front, take.planes.behind))
            result["planes"] = {"front": front, "behind": behind, "at": list(take.planes.at)}
        return Made(result, cost=cost)

    return Agent("render_executor", make, key, owed=frozenset({"collect"}))


@lru_cache(maxsize=64)
def _drawn(sheet: Sheet, shot: Shot) -> str:
    """All that is drawn, in one word."""
    return fingerprint([part.model_dump(mode="json") for part in (*as_drawn(sheet, shot), *sheet.characters)])


def as_drawn(sheet: Sheet, shot: Shot) -> tuple[Shot, Scene]:
    """A shot and its scene as far as a picture shows them: of the other shots only who is in them. What is left out
    here changes no picture, and so none is made anew for it."""
    seen = {"number": "", "duration_ms": 1, "star": False, "backend": "", "source_line": 0}
    others = tuple(_in_it(each) for each in sheet.scene.shots)
    scene = sheet.scene.model_copy(update={"shots": others, "transition": "cut", "source_line": 0})
    return shot.model_copy(update={**seen, "lines": _in_it(shot).lines}), scene


def _in_it(shot: Shot) -> Shot:
    """Who is there, and who speaks in which manner."""
    lines = tuple(Line(id="l", speaker=line.speaker, text="", manner=line.manner) for line in shot.lines)
    return Shot(
        id=shot.id, number="", size="wide", move="static", duration_ms=1, picture="",
        characters=shot.characters, lines=lines,
    )  # fmt: skip


def another(options: Options, take: int) -> Options:
    """Filmed again, it is another picture."""
    return options.model_copy(update={"seed": (options.seed + take * ANOTHER) % 2**31}) if take else options


def looked_at(path: Path, choice: Choice) -> None:
    """What was delivered, before it is paid for."""
    from functions.render_executor.backends.checking import check

    check(path, choice)


AGENT = agent(Animatic(), Supply(opening.backend, looked_at, Pace.of()))
