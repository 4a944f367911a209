"""A film of two scenes through the real agents, in memory: from the script to its delivery, and again after an edit."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from functions.post_processor import agent as post
from scripts.simulation.doubles import PRICE, Room, cast
from scripts.simulation.scripts import SCRIPTS
from shared.model.callsheet import work_of
from shared.model.errors import Permanent
from shared.model.job import Options
from shared.model.storyboard import Storyboard
from shared.model.timeline import frames_ms, frames_of, speech_ms
from shared.money import preparation
from shared.pipeline import desk, reception
from shared.pipeline.step import handle
from shared.pipeline.work import Agent, Made, Unit, Wait, Work
from shared.platform.ports import Document
from shared.writing.branding import edit, forget
from tests.unit.core.builders import Store, Studio, play, provided

PAID = Options(budget=PRICE * 100)
AGENTS = cast()


@pytest.fixture
def studio() -> Studio:
    return provided(Studio())


def sent(studio: Studio, options: Options = PAID, script: tuple[bytes, str] = SCRIPTS[0]) -> str:
    """A script came in and is on its way; returns its job."""
    content, name = script
    job = reception.receive(studio.platform, "anna", name, content, options).path.partition("/")[2]
    desk.start(studio.platform, job)
    return job


class Alphabetic(Store):
    """The others begin at the end of the alphabet; Firestore begins anywhere."""

    def get(self, path: str) -> Document | None:
        found = super().get(path)
        return found and replace(found, fields=json.loads(json.dumps(found.fields, sort_keys=True)))


def keys(studio: Studio, job: str) -> dict[str, str]:
    steps = studio.documents.everything(f"jobs/{job}/steps")
    return {step.path.rpartition("/")[2]: step.fields["key"] for step in steps}


def works(played: list[str]) -> Counter[str]:
    return Counter(work_of(each.split()[1]) for each in played)


def test_it_is_delivered_and_everything_was_done_once(studio: Studio) -> None:
    job = sent(studio)
    played = play(studio, AGENTS)
    film = studio.job(job)
    assert (film["state"], film["title"], film["scenes"]) == ("delivered", "The Kettle", 2)
    assert film["spent"] == film["shots"] * PRICE
    assert len(played) == len(set(played))
    done = works(played)
    assert done["render"] == done["segment"] == film["shots"]
    assert (done["voice"], done["effects"], done["settle"], done["notify"]) == (2, 2, 1, 1)
    assert studio.rows() == []
    joins = studio.documents.everything(f"jobs/{job}/joins")
    assert [join.fields["pending"] for join in joins] == [0, 0, 0, 0, 0]


def test_a_shot_lasts_a_whole_number_of_frames_and_at_least_as_long_as_its_speech(studio: Studio) -> None:
    job = sent(studio)
    play(studio, AGENTS)
    paper = studio.documents.fields(f"jobs/{job}/steps/1.prompts")["result"]["storyboard"]
    storyboard = Storyboard.model_validate_json(studio.objects.all[paper][1])
    spoken = {
        line: voice["ms"]
        for scene in storyboard.scenes
        for line, voice in studio.documents.fields(f"jobs/{job}/steps/1.voice-{scene.id}")["result"]["lines"].items()
    }
    assert len(spoken) == 3
    for shot in storyboard.shots:
        assert frames_ms(frames_of(shot, 24), 24) == shot.duration_ms >= speech_ms(shot, spoken)
    assert storyboard.duration_ms == pytest.approx(studio.job(job)["duration_ms"], abs=len(storyboard.shots))


def test_the_order_in_which_it_is_worked_on_makes_no_other_film(studio: Studio) -> None:
    other = provided(Studio())
    one, two = sent(studio), sent(other)
    play(studio, AGENTS)
    while other.post.sent:
        message = other.post.sent.pop().message
        handle(other.platform, AGENTS[message.topic], message)
    assert studio.job(one)["film"] == other.job(two)["film"]


def test_the_order_in_which_a_store_keeps_its_maps_makes_no_other_film_and_no_other_keys(studio: Studio) -> None:
    other = provided(Studio(documents=Alphabetic()))
    one, two = sent(studio), sent(other)
    play(studio, AGENTS)
    play(other, AGENTS)
    assert other.job(two)["film"] == studio.job(one)["film"]
    assert keys(other, two) == keys(studio, one)


def test_every_message_delivered_twice_makes_no_other_film_and_costs_no_more(studio: Studio) -> None:
    job = sent(studio)
    while studio.post.sent:
        for delivery in studio.post.take() * 2:
            handle(studio.platform, AGENTS[delivery.message.topic], delivery.message)
    assert studio.job(job)["state"] == "delivered"
    assert studio.job(job)["spent"] == studio.job(job)["shots"] * PRICE


def test_an_edit_that_changes_nothing_takes_everything_over_and_costs_nothing(studio: Studio) -> None:
    job = sent(studio)
    play(studio, AGENTS)
    before = studio.job(job)
    studio.documents.put(f"jobs/{job}", spent=0)
    desk.revise(studio.platform, job)

    def untouched(agent: Agent) -> Agent:
        def never(work: Work) -> Made:
            pytest.fail(f"{work.unit.name} was made again")

        return Agent(agent.name, agent.make if agent.key is None else never, agent.key, agent.owed)

    play(studio, {name: untouched(agent) for name, agent in AGENTS.items()})
    after = studio.job(job)
    assert (after["state"], after["revision"], after["film"]) == ("delivered", 2, before["film"])
    assert after["spent"] == 0


def test_a_film_with_another_seed_keeps_its_words_and_gets_new_pictures(studio: Studio) -> None:
    job = sent(studio)
    play(studio, AGENTS)
    before = studio.job(job)
    desk.revise(studio.platform, job, {"asked": {**before["asked"], "seed": 7}})
    play(studio, AGENTS)
    after = studio.job(job)
    assert after["state"] == "delivered"
    assert after["film"] != before["film"]
    assert after["spent"] == after["shots"] * PRICE


def test_pictures_that_were_bought_for_another_film_cost_nothing_and_the_film_says_so(studio: Studio) -> None:
    first = sent(studio)
    play(studio, AGENTS)
    again = sent(studio, PAID.model_copy(update={"loudness": "broadcast"}))
    play(studio, AGENTS)
    shots = studio.job(first)["shots"]
    assert again != first
    assert studio.job(again)["spent"] == 0
    assert f"{shots} of {shots} pictures were bought before: nothing was paid again." in studio.job(again)["warnings"]


def test_another_logo_cuts_every_shot_anew_and_neither_draws_nor_buys_nor_mixes_anything(studio: Studio) -> None:
    def a_logo(content: bytes) -> None:
        name = f"references/anna/{hashlib.sha256(content).hexdigest()[:40]}.png"
        studio.objects.write(name, content)
        edit(studio.platform, "anna", "Maison", "logo", "logo", references=(name,))

    def revised() -> tuple[Counter[str], str]:
        """What was made again, and the film."""
        made: list[str] = []

        def noted(agent: Agent) -> Agent:
            def make(work: Work) -> Made | Wait:
                made.append(work.unit.name)
                return agent.make(work)

            return replace(agent, make=make)

        desk.revise(studio.platform, job)
        play(studio, {name: agent if agent.key is None else noted(agent) for name, agent in AGENTS.items()})
        assert (studio.job(job)["state"], studio.job(job)["spent"]) == ("delivered", 0)
        return Counter(work_of(unit) for unit in made), studio.job(job)["film"]

    job = sent(studio, PAID.model_copy(update={"brand": "Maison"}), SCRIPTS[1])
    play(studio, AGENTS)
    plain = studio.job(job)["film"]
    revised()  # a brand that has its looks by now
    films = [plain]
    for content in (b"a sun", b"a moon"):
        a_logo(content)
        made, film = revised()
        joints = studio.documents.fields(f"jobs/{job}/steps/1.prompts")["result"]["joints"]
        assert made["segment"] == studio.job(job)["shots"]
        assert made["joint"] == len(joints) > 0
        assert made["prompts"] == 1
        assert {*made}.isdisjoint({"ingest", "direct", "board", "voice", "plan", "render", "music", "effects", "mix"})
        films.append(film)
    assert revised() == (Counter(), films[-1])
    forget(studio.platform, "anna", "Maison", "logo")
    assert revised()[1] == plain
    assert len({*films}) == 3


def test_the_budget_of_a_film_is_for_all_of_its_revisions_together(studio: Studio) -> None:
    job = sent(studio, Options(budget=PRICE * 10))
    play(studio, AGENTS)
    before = studio.job(job)
    assert before["spent"] == PRICE * 6
    desk.revise(studio.platform, job, {"asked": {**before["asked"], "seed": 7}})  # all pictures anew
    play(studio, AGENTS)
    error = studio.job(job)["error"]
    budget = PRICE * (6 + 8)
    assert (studio.job(job)["state"], error["code"], error["left_usd"]) == ("failed", "over_budget", PRICE * 4 / 1e6)
    assert error["retry_with"] == f"aiprod retry {job} --budget {budget / 1e6:.2f}"
    desk.revise(studio.platform, job, {"asked": {**before["asked"], "seed": 7, "budget": budget}})
    play(studio, AGENTS)
    assert studio.job(job)["state"] == "delivered"
    assert preparation.gone(studio.platform, Unit(job, 4, "escrow")) == PRICE * 12


def test_a_film_whose_engine_breaks_for_good_says_which_and_pays_for_nothing_more(studio: Studio) -> None:
    def dark(work: Work) -> Made:
        raise Permanent("dark", "The film is dark.")

    job = sent(studio)
    play(studio, {**AGENTS, "semantic_qa": Agent("semantic_qa", dark)})
    film = studio.job(job)
    assert (film["state"], film["error"]["sentence"]) == ("failed", "The film is dark.")
    (escrow,) = studio.documents.everything("escrows")
    assert escrow.fields["state"] == "closed"
    taken = {budget.fields["taken"] for budget in studio.documents.everything("budgets")}
    assert taken == {film["shots"] * PRICE}


def test_a_film_that_is_cancelled_while_it_is_shot_calls_nobody_and_gives_back_what_was_not_spent(
    studio: Studio,
) -> None:
    job = sent(studio)
    while not any(each.message.topic == "render_executor" for each in studio.post.sent):
        for delivery in studio.post.take():
            handle(studio.platform, AGENTS[delivery.message.topic], delivery.message)
    desk.cancel(studio.platform, job)
    played = play(studio, AGENTS)
    assert studio.job(job)["state"] == "cancelled"
    assert works(played)["segment"] == works(played)["assemble"] == 0
    assert {budget.fields["taken"] for budget in studio.documents.everything("budgets")} == {0}


class Renewed(Room):
    """A cutting room in which one kind of work is done in a new way."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def version(self, work: str) -> str:
        return "new" if work == self._kind else super().version(work)


@pytest.mark.parametrize(("kind", "again"), [("mix", {"mix"}), ("segment", {"segment"}), ("assemble", {"assemble"})])
def test_what_is_done_in_a_new_way_is_done_again_and_nothing_else(studio: Studio, kind: str, again: set[str]) -> None:
    job = sent(studio)
    play(studio, AGENTS)
    made: Counter[str] = Counter()
    room = post.agent(Renewed(kind))

    def make(work: Work) -> Any:
        made[work_of(work.unit.name)] += 1
        return room.make(work)

    desk.revise(studio.platform, job)
    play(studio, {**AGENTS, "post_processor": replace(room, make=make)})
    assert studio.job(job)["state"] == "delivered"
    assert set(made) == again
