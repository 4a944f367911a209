"""What the tests of hired voices and scores are built from: a fake provider with its bill, and a film to work on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.audio_generator.agent import Spoken
from functions.audio_generator.voices.delivery import speakable
from functions.music_composer.agent import Section
from shared.media.sound import WavWriter, samples_of
from shared.model.job import Options
from shared.model.money import Micros
from shared.model.storyboard import Line, Scene
from shared.pipeline.shelf import write_paper
from shared.writing.desk import Sheet, file_scene
from tests.fakes.providers import mischief
from tests.fakes.providers.counter import Counter
from tests.unit.core.builders import Studio, a_job, a_join, a_scene, a_shot, a_storyboard, a_unit, a_work, done

DAY = "budgets/day.2030-03-18"
PAID = {"preset": "quick_social", "voices": "google"}


class Killed(BaseException):
    """As kill -9: nothing in the product may catch it."""


@dataclass
class Shop:
    counter: Counter

    def behave(self, **told: Any) -> None:
        mischief.behave(self.counter.provider.till, told)

    @property
    def state(self) -> dict[str, Any]:
        return self.counter.provider.till.state()

    @property
    def posts(self) -> int:
        return int(self.state["posts"])

    @property
    def billed(self) -> Micros:
        return int(self.state["billed"])


class Here:
    """The voice of this machine."""

    version = "here"

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken:
        with WavWriter(to, 1) as out:
            out.silence(4800)
        return Spoken(100, "here" if speakable(line.text) else "none")


class Player:
    """The composer of this machine."""

    version = "here"

    def compose(self, mood: str, sections: Sequence[Section], seed: int, to: Path) -> None:
        with WavWriter(to, 2) as out:
            out.silence(samples_of(sum(section.ms for section in sections)))


def a_score_to_make(
    studio: Studio, *, revision: int = 1, ms: int = 6_000, music: str = "tense", **options: Any
) -> None:
    """A film that is priced and funded, whose score is made next."""
    asked = Options.model_validate({"preset": "quick_social", "budget": 2_000_000, **options})
    a_job(studio, state="rendering", revision=revision, options=asked)
    board = a_storyboard(a_scene("s01", shots=[a_shot(ms=ms)], mood="tense", music=music), mood="tense")
    work = a_work(studio, a_unit("desk", revision), agent="creative_director")
    done(studio, {"prompts": {"storyboard": write_paper(work, "storyboards", board)}}, revision)
    a_join(studio, "sound", pending=9, revision=revision)


def a_line(name: str, text: str, speaker: str = "ANNA") -> Line:
    return Line(id=name, speaker=speaker, text=text)


LINES = (a_line("l1", "You came back."), a_line("l2", "I never left.", "MARC"), a_line("l3", "Nobody slept.", ""))


def a_film(studio: Studio, lines: Sequence[Line] = LINES, *, revision: int = 1, **options: Any) -> Scene:
    """A directed film of one scene, whose lines are spoken next."""
    asked = Options.model_validate({**PAID, **options})
    a_job(studio, state="creative_direction", revision=revision, options=asked)
    scene = a_scene("s01", shots=[a_shot("s01-a1", lines=lines)])
    board = a_storyboard(scene)
    work = a_work(studio, a_unit("desk", revision), agent="creative_director")
    sheet = file_scene(work, scene, board)
    done(studio, {"board": {
        "storyboard": write_paper(work, "storyboards", board), "scenes": ["s01"], "sheets": {"s01": sheet},
    }}, revision)  # fmt: skip
    a_join(studio, "voices", pending=9, revision=revision)
    return scene


def a_sheet(studio: Studio, name: str) -> Sheet:
    return Sheet.model_validate_json(studio.objects.all[name][1])


def entries(studio: Studio) -> dict[str, Mapping[str, Any]]:
    return {
        name: studio.documents.fields(f"jobs/j1/entries/{name}") for name in studio.documents.paths("jobs/j1/entries")
    }


def spent(studio: Studio) -> Micros:
    """By the ledger; the budgets agree with it."""
    booked = sum(int(entry["amount"]) for entry in entries(studio).values())
    budget = studio.documents.get(DAY)
    assert (budget.fields["taken"] if budget else 0) == booked
    return booked


def another_film(studio: Studio) -> None:
    """Nothing is known any more of the one before, but what its owner has."""
    for path in list(studio.documents._all):
        if path.startswith(("jobs/", "preparations/", "gates/", "outbox/")):
            del studio.documents._all[path]
