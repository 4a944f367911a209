"""A shot that is filmed again, starred or given to one backend, through the real agents: what is made anew, and what is
paid for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from functions.financial_orchestrator.agent import agent as financial_orchestrator
from scripts.simulation.doubles import cast
from scripts.simulation.scripts import SCRIPTS
from shared.model.callsheet import work_of
from shared.model.edit import Again, Edit, Retime, Rewrite, Say, Star
from shared.model.job import Options
from shared.model.money import DOLLAR
from shared.model.plan import Plan
from shared.model.storyboard import Storyboard
from shared.money.book_reading import house_book
from shared.money.book_standing import Standing, everyone
from shared.money.quote_heroes import weights
from shared.pipeline import desk, reception
from shared.pipeline.work import Agent, Made, Wait, Work
from tests.unit.core.builders import Studio, play, provided

MAKERS = ("direction", "voice", "music", "effects", "render", "segment", "joint", "mix", "assemble")
ALL = Standing(open=everyone(house_book()))


class Counted:
    """A film that is made, and what was made for it: what was taken over from an earlier revision is not."""

    def __init__(self, content: bytes, name: str, options: Options) -> None:
        self.studio = provided(Studio())
        self.made: Counter[str] = Counter()
        crew = {**cast(), "financial_orchestrator": financial_orchestrator(lambda platform: (house_book(), ALL))}
        self.agents = {name: self._counted(agent) for name, agent in crew.items()}
        job = reception.receive(self.studio.platform, "anna", name, content, options)
        self.job = job.path.partition("/")[2]
        desk.start(self.studio.platform, self.job)
        self._play()

    def _counted(self, agent: Agent) -> Agent:
        def make(work: Work) -> Made | Wait:
            made = agent.make(work)
            if isinstance(made, Made):
                self.made[work_of(work.unit.name)] += 1
            return made

        return replace(agent, make=make)

    def _play(self) -> None:
        play(self.studio, self.agents)
        assert self.fields["state"] == "delivered", self.fields.get("error")

    def edit(self, *edits: Edit) -> Mapping[str, int]:
        """What was made anew for it, of what takes time or money."""
        self.made.clear()
        desk.edit(self.studio.platform, self.job, edits, "anna")
        self._play()
        return {work: self.made[work] for work in MAKERS if self.made[work]}

    @property
    def fields(self) -> Mapping[str, Any]:
        return self.studio.job(self.job)

    @property
    def board(self) -> Storyboard:
        return Storyboard.model_validate_json(self._paper("prompts", "storyboard"))

    @property
    def plan(self) -> Plan:
        return Plan.model_validate_json(self._paper("plan", "plan"))

    def _paper(self, unit: str, name: str) -> bytes:
        step = self.studio.documents.fields(f"jobs/{self.job}/steps/{self.fields['revision']}.{unit}")
        return self.studio.objects.all[step["result"][name]][1]

    @property
    def posts(self) -> int:
        return self.studio.secrets.provider.posts.total()  # type: ignore[attr-defined, no-any-return]


PAID = Options(backend="auto", budget=3 * DOLLAR)


@pytest.fixture(scope="module", params=[SCRIPTS[0], SCRIPTS[1]], ids=["cuts", "a dissolve"])
def content(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    found: tuple[bytes, str] = request.param
    return found


def test_filming_one_shot_again_makes_one_picture_and_one_segment_and_the_film_behind_them(
    content: tuple[bytes, str],
) -> None:
    film = Counted(*content, PAID)
    shots, before, posts = film.board.shots, film.fields["film"], film.posts
    prices = {shot: plan.choice.price for shot, plan in film.plan.shots.items()}
    assert (posts, film.fields["spent"]) == (len(shots), sum(prices.values()))
    again = film.edit(Again(shot=shots[1].id))
    assert again == {"render": 1, "segment": 1, "assemble": 1}
    assert film.posts == posts + 1
    assert film.fields["price"] == film.fields["spent"] == film.plan.shots[shots[1].id].choice.price > 0
    assert film.fields["film"] != before
    assert {shot for shot, plan in film.plan.shots.items() if not plan.kept} == {shots[1].id}


def test_and_once_more_it_is_another_picture_again(content: tuple[bytes, str]) -> None:
    film = Counted(*content, PAID)
    films, posts = {film.fields["film"]}, film.posts
    for number in range(1, 3):
        film.edit(Again(shot=film.board.shots[0].id))
        films.add(film.fields["film"])
        assert film.posts == posts + number
    assert len(films) == 3


def test_a_shot_beside_a_dissolve_is_cut_into_it_anew() -> None:
    film = Counted(*SCRIPTS[1], PAID)
    last = film.board.scenes[0].shots[-1]
    assert film.edit(Again(shot=last.id)) == {"render": 1, "segment": 1, "joint": 1, "assemble": 1}


def test_drawn_again_it_is_another_drawing_and_nothing_else_is_drawn(content: tuple[bytes, str]) -> None:
    film = Counted(*content, Options())
    before = film.fields["film"]
    assert film.edit(Again(shot=film.board.shots[1].id)) == {"render": 1, "segment": 1, "assemble": 1}
    assert (film.posts, film.fields["film"] == before) == (0, False)


def test_words_that_change_no_picture_stand_in_the_list_of_shots_all_the_same(content: tuple[bytes, str]) -> None:
    film = Counted(*content, Options())
    again = film.edit(Rewrite(shot=film.board.shots[0].id, picture="The same, in other words."))
    assert again == {"render": 1, "assemble": 1}, "the drawing is the same, so it is not cut anew"


def test_other_words_for_a_picture_buy_that_picture_alone(content: tuple[bytes, str]) -> None:
    film = Counted(*content, PAID)
    posts = film.posts
    again = film.edit(Rewrite(shot=film.board.shots[2].id, picture="A letter burns in the sink."))
    assert (again["render"], again["segment"], film.posts) == (1, 1, posts + 1)
    assert "voice" not in again


def test_other_words_that_are_said_are_spoken_anew_and_buy_no_picture(content: tuple[bytes, str]) -> None:
    film = Counted(*content, PAID)
    posts = film.posts
    line = next(line for shot in film.board.shots for line in shot.lines)
    again = film.edit(Say(line=line.id, text="No."))
    assert (again["voice"], film.posts, film.fields["spent"]) == (1, posts, 0)


def test_a_shot_that_is_made_shorter_is_trimmed_and_not_bought_again(content: tuple[bytes, str]) -> None:
    film = Counted(*content, PAID)
    posts = film.posts
    silent = next(shot for shot in film.board.shots if not shot.lines and shot.duration_ms > 1500)
    again = film.edit(Retime(shot=silent.id, ms=1000))
    assert (film.posts, film.fields["spent"], again["segment"]) == (posts, 0, 1)


def test_a_backend_that_is_named_makes_that_shot_and_no_other() -> None:
    film = Counted(*SCRIPTS[0], PAID)
    before = {shot: plan.choice.backend for shot, plan in film.plan.shots.items()}
    shot = film.board.shots[1].id
    named = "keyframe" if before[shot] != "keyframe" else "veo"
    film.edit(Again(shot=shot, backend=named))
    after = {each: plan.choice.backend for each, plan in film.plan.shots.items()}
    assert after == {**before, shot: named}


def test_a_backend_that_the_budget_cannot_bear_is_said_and_planned_like_the_rest() -> None:
    film = Counted(*SCRIPTS[0], Options())
    shot = film.board.shots[1]
    film.edit(Again(shot=shot.id, backend="veo"))
    assert film.plan.shots[shot.id].choice.backend == "animatic"
    assert any(f"Shot {shot.number} was to come from veo" in warning for warning in film.fields["warnings"])


def test_a_star_on_the_storyboard_weighs_like_one_of_the_options_and_gets_more_of_the_money() -> None:
    film = Counted(*SCRIPTS[0], Options(backend="auto", budget=DOLLAR))
    shots = film.board.shots
    worst = min(shots[1:-1], key=lambda shot: film.plan.shots[shot.id].choice.quality)
    before = film.plan.shots[worst.id].choice.quality
    asked = {**film.fields["asked"], "budget": 2 * DOLLAR}  # the first dollar is spent
    film.studio.documents.put(f"jobs/{film.job}", asked=asked)
    film.edit(Star(shot=worst.id))
    assert weights(film.board.shots) == weights(shots, [worst.id]) != weights(shots)
    assert film.plan.shots[worst.id].choice.quality > before
