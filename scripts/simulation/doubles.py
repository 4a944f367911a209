"""Instant stand-ins for ffmpeg, voices and providers, behind the very seams where the real ones are plugged in.

The one rule: only engines are doubled. Agents, runner, callsheet, states and money are the product's own.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from functions.audio_generator import agent as audio
from functions.budget_guard.agent import AGENT as BUDGET_GUARD
from functions.creative_director import agent as director
from functions.fast_track import agent as fast_track
from functions.ingest import agent as ingest
from functions.music_composer import agent as music
from functions.notifier.agent import AGENT as NOTIFIER
from functions.post_processor import agent as post
from functions.post_processor.cutting import Cut
from functions.render_executor import agent as render
from functions.render_executor.backends.wire import Backend
from functions.render_executor.supply import Pace, Supply
from functions.semantic_qa import agent as semantic
from functions.sound_effects import agent as effects
from functions.supervisor.agent import AGENT as SUPERVISOR
from functions.technical_qa import agent as technical
from functions.visual_translator.agent import AGENT as VISUAL_TRANSLATOR
from scripts.simulation.provider import check
from scripts.simulation.remembered import remembered
from scripts.simulation.world import Keys
from shared.model.credits import Credit
from shared.model.job import Options
from shared.model.joints import Kind
from shared.model.money import Micros
from shared.model.plan import Choice, Plan, ShotPlan
from shared.model.script import Script
from shared.model.storyboard import Character, Line, Scene, Shot, Storyboard
from shared.model.timeline import Timeline
from shared.pipeline.shelf import write_paper
from shared.pipeline.work import Agent, Made, Work
from shared.platform.ports import Objects, Secrets

PRICE: Micros = 250_000
"""What one shot costs in the simulation, so that there is something to run out of."""


class Speaker:
    version = "double"

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> audio.Spoken:
        to.write_text(line.text)
        return audio.Spoken(60 * len(line.text), "double")


class Camera:
    version = "double"

    def film(self, shot: Shot, scene: Scene, characters: Sequence[Character], options: Options) -> render.Take:
        return render.Take(f"{shot.id} {options.seed}".encode(), ".png", "animatic")


def planned(work: Work) -> Made:
    """A plan that tries everything: one backend that cannot list its tasks, one that can, and our own hand."""
    scenes = work.recall("prompts")["shots"]
    shots = {shot: PLAN for scene in scenes.values() for shot in scene}
    plan = Plan(book="double", shots=shots, contingency=2 * PRICE, lanes=LANES)
    result = {"plan": write_paper(work, "plans", plan), "price": plan.price, "most": plan.most, "book": plan.book}
    return Made(result)


CHOSEN = "runway"
PLAN = ShotPlan(
    choice=Choice(backend=CHOSEN, model="double", seconds=5, price=PRICE, most=PRICE),
    fallbacks=(
        Choice(backend="replicate", model="double", seconds=5, price=PRICE // 2, most=PRICE // 2 + 10_000),
        Choice(backend="animatic"),
    ),
)
LANES = {CHOSEN: (8, 480), "replicate": (8, 480)}
"""Fewer at once than three films have shots, so that they wait for each other; one film does not wait for itself."""

PACE = Pace(first_ms=5_000, most_ms=30_000, lost_ms=300_000, owed_ms=900_000)


def opened(name: str, secrets: Secrets, objects: Objects) -> Backend | None:
    assert isinstance(secrets, Keys), "a world brings its own providers"
    return secrets.provider.opened(name)


class Composer:
    version = "double"

    def compose(self, mood: str, sections: Sequence[music.Section], seed: int, to: Path) -> None:
        to.write_text(f"{mood} {seed} {sum(section.ms for section in sections)}")


class Foley:
    version = "double"

    def perform(self, scene: Scene, seed: int, to: Path, key: str) -> tuple[Credit, ...]:
        to.write_text(f"{scene.id} {seed}")
        return ()


def _named(objects: Sequence[str]) -> str:
    return " ".join(name.rpartition("/")[2] for name in objects)


def _seen_of(logo: Path | None) -> bytes:
    return logo.read_bytes() if logo else b""


class Room:
    def version(self, work: str) -> str:
        return "double"

    def segment(self, take: Path, cut: Cut, logo: Path | None, to: Path, check: post.Check) -> None:
        to.write_bytes(take.read_bytes() + f" {cut.own} {len(cut.cues)}".encode() + _seen_of(logo))

    def joint(
        self,
        left: tuple[Path, Cut],
        right: tuple[Path, Cut],
        kind: Kind,
        logo: Path | None,
        to: Path,
        check: post.Check,
    ) -> None:
        gone, come = left[1].last_shared, right[1].first_shared
        seen = left[0].read_bytes() + right[0].read_bytes()
        to.write_bytes(seen + f" {kind} {gone} {come}".encode() + _seen_of(logo))

    def mix(
        self, timeline: Timeline, loudness: str, fetch: post.Fetch, scratch: Path, to: Path, check: post.Check
    ) -> post.Soundtrack:
        heard = [sound.source for sound in (*timeline.voices, *timeline.effects, *timeline.music)]
        to.write_text(f"{timeline.ms} {_named(heard)}")
        return post.Soundtrack()

    def join(
        self, timeline: Timeline, sound: Path, fetch: post.Fetch, scratch: Path, to: Path, check: post.Check
    ) -> None:
        to.write_text(f"{_named(timeline.pictures)} {sound.read_text()}")

    def papers(self, timeline: Timeline, storyboard: Storyboard) -> dict[str, bytes]:
        return {".srt": b"", ".vtt": b"WEBVTT\n"}

    def unwritable(self, text: str) -> str:
        return ""


class Instruments:
    version = "double"

    def measure(self, film: Path, expected: technical.Expected, options: Options) -> technical.Verdict:
        return technical.Verdict(1.0, (), {})


class Viewer:
    version = "double"

    def look(self, film: Path, storyboard: Storyboard) -> Mapping[str, float | None]:
        return dict.fromkeys(semantic.WEIGHTS, 0.9)


@lru_cache
def _read(content: bytes, name: str) -> ingest.Reading:
    return ingest.read_for_real(content, name)


@lru_cache
def _direct(script: str, options: str) -> Storyboard:
    return director.direct_for_real(Script.model_validate_json(script), Options.model_validate_json(options))


def direct(script: Script, options: Options) -> Storyboard:
    """The real director, remembered: the same script always becomes the same storyboard."""
    return _direct(script.model_dump_json(), options.model_dump_json())


def cast() -> dict[str, Agent]:
    """Every agent of the callsheet under the topic it listens to."""
    agents: list[Any] = [
        ingest.agent(_read),
        director.agent(direct),
        fast_track.agent(direct),
        audio.agent(Speaker()),
        remembered(VISUAL_TRANSLATOR),
        Agent("financial_orchestrator", planned, lambda work: ["double", work.recall("prompts")["shots"]]),
        BUDGET_GUARD,
        render.agent(Camera(), Supply(opened, check, PACE)),
        music.agent(Composer()),
        effects.agent(Foley()),
        post.agent(Room()),
        technical.agent(Instruments()),
        semantic.agent(Viewer()),
        SUPERVISOR,
        NOTIFIER,
    ]
    return {agent.name: agent for agent in agents}
