"""The planes of a take go with it: whoever cuts it has them, and a segment knows which it was cut from."""

from collections.abc import Sequence
from pathlib import Path

from functions.financial_orchestrator.agent import agent as financial_orchestrator
from functions.post_processor import agent as post
from functions.post_processor.cutting import Cut
from functions.post_processor.planes import beside
from functions.render_executor import agent as render
from functions.render_executor.animatic_planes import Planes
from functions.render_executor.supply import Supply
from scripts.simulation.doubles import PACE, Room, cast, opened
from scripts.simulation.provider import check
from scripts.simulation.scripts import SCRIPTS
from shared.model.job import Options
from shared.model.storyboard import Character, Scene, Shot
from shared.money.book_reading import house_book
from shared.money.book_standing import Standing, everyone
from shared.pipeline import desk, reception
from tests.unit.core.builders import Studio, play, provided

AT = (12, 34)


class Deep:
    """Draws whoever stands in front as often as asked."""

    def __init__(self, look: str) -> None:
        self.version = look
        self._look = look

    def film(self, shot: Shot, scene: Scene, characters: Sequence[Character], options: Options) -> render.Take:
        planes = Planes(f"{self._look} {shot.id}".encode(), b"a wall", AT)
        return render.Take(shot.id.encode(), ".png", "animatic", planes)


class Table(Room):
    def __init__(self) -> None:
        self.seen: list[tuple[str, str, tuple[int, int] | None]] = []

    def segment(self, take: Path, cut: Cut, logo: Path | None, to: Path, check: post.Check) -> None:
        front, behind = (path.read_text() for path in beside(take))
        self.seen.append((front, behind, cut.planes_at))
        super().segment(take, cut, logo, to, check)


def filmed(studio: Studio, look: str, job: str = "") -> tuple[str, Table]:
    table = Table()
    standing = Standing(open=everyone(house_book()))
    crew = {
        **cast(),
        "financial_orchestrator": financial_orchestrator(lambda platform: (house_book(), standing)),
        "render_executor": render.agent(Deep(look), Supply(opened, check, PACE)),
        "post_processor": post.agent(table),
    }
    if job:
        desk.revise(studio.platform, job)
    else:
        content, name = SCRIPTS[0]
        received = reception.receive(studio.platform, "anna", name, content, Options(backend="animatic"))
        job = received.path.partition("/")[2]
        desk.start(studio.platform, job)
    play(studio, crew)
    assert studio.job(job)["state"] == "delivered"
    return job, table


def test_every_segment_is_cut_from_the_planes_of_its_take() -> None:
    studio = provided(Studio())
    job, table = filmed(studio, "a red coat")
    assert len(table.seen) == studio.job(job)["shots"] > 1
    assert {(front[:10], behind, at) for front, behind, at in table.seen} == {("a red coat", "a wall", AT)}
    assert len({front for front, _, _ in table.seen}) == len(table.seen), "each its own"


def test_another_plane_of_the_same_take_is_another_segment() -> None:
    studio = provided(Studio())
    job, _ = filmed(studio, "a red coat")
    assert filmed(studio, "a red coat", job)[1].seen == [], "nothing changed"
    assert {front[:10] for front, _, _ in filmed(studio, "a dark hat", job)[1].seen} == {"a dark hat"}
