"""What the tests of the core are built from: a studio in memory, and jobs, units and works in whatever state is wanted.

The one rule: a builder gives what is usual; a test names only what it is about.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from scripts.simulation.provider import Provider
from scripts.simulation.world import CALM, Keys, World
from shared.model.base import SCHEMA, Instant
from shared.model.job import Options
from shared.model.script import Element, Script
from shared.model.storyboard import Character, Line, Scene, Shot, Storyboard
from shared.pipeline.lease import claim
from shared.pipeline.step import handle
from shared.pipeline.work import Agent, Made, Unit, Wait, Work
from shared.platform import bootstrap
from shared.platform.embedded.memory import MemoryDocuments
from shared.platform.ports import (
    Committed,
    Create,
    Delivery,
    Document,
    Exists,
    Message,
    Missing,
    Platform,
    Stored,
    Write,
)

NOON: Instant = 1_900_065_600_000
"""12:00 UTC on 2030-03-18, when every test begins."""

# ------------------------------------------------------------------------------------------------------- the studio


def lost() -> None:
    """What happens at a commit: it is done, its answer is lost, and the client sends it again."""


def nothing() -> None:
    """What happens at a commit: what should."""


class Store(MemoryDocuments):
    """Documents whose next commits are disturbed: each takes the next happening, which runs before it."""

    def __init__(self) -> None:
        super().__init__()
        self.happenings: list[Callable[[], Any]] = []
        self.always: Callable[[], Any] = nothing
        self.lasted: list[bool] = []

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        happening = self.happenings.pop(0) if self.happenings else self.always
        happening()
        self.lasted.append(lasting)
        committed = super().commit(batch, lasting=lasting)
        return super().commit(batch, lasting=lasting) if happening is lost else committed

    def put(self, path: str, **fields: Any) -> Document:
        """Sets fields of a document as somebody else would, making it when it is not there."""
        before = self._all.get(path)
        self._put(path, {**(before.fields if before else {}), **fields})
        return self._all[path]

    def replace(self, path: str, **fields: Any) -> Document:
        self._put(path, fields)
        return self._all[path]

    def fields(self, path: str) -> Mapping[str, Any]:
        found = self.get(path)
        assert found is not None, f"there is no {path}"
        return found.fields

    def paths(self, collection: str) -> list[str]:
        return [document.path.rpartition("/")[2] for document in self.everything(collection)]


class Post:
    """Messages that lie there until a test looks at them."""

    def __init__(self) -> None:
        self.sent: list[Delivery] = []
        self.refusal: Exception | None = None

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.extend(deliveries)

    @property
    def calls(self) -> list[str]:
        """Whom it went to and about what: `render_executor render-s01-a1`."""
        return [f"{each.message.topic} {each.message.body.get('unit', '')}".rstrip() for each in self.sent]

    def take(self) -> list[Delivery]:
        taken, self.sent = self.sent, []
        return taken


class Things:
    """Objects in a dictionary."""

    def __init__(self) -> None:
        self.all: dict[str, tuple[Stored, bytes]] = {}
        self.refusal: Exception | None = None

    def stat(self, name: str) -> Stored | None:
        return self.all[name][0] if name in self.all else None

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        if name not in self.all:
            raise Missing(name)
        return io.BytesIO(self.all[name][1])

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        if self.refusal:
            raise self.refusal
        there = self.all[name][0].generation if name in self.all else 0
        if if_generation is not None and if_generation != there:
            raise Exists(name)
        content = source if isinstance(source, bytes) else source.read()
        self.all[name] = Stored(name, there + 1, len(content), dict(metadata or {})), content
        return self.all[name][0]

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        self.all.pop(name, None)

    def list(self, prefix: str) -> Iterator[Stored]:
        return (stored for name, (stored, _) in sorted(self.all.items()) if name.startswith(prefix))

    def link(self, name: str, seconds: int) -> str:
        return f"memory:{name}"


@dataclass
class Clock:
    time: Instant = NOON

    def now(self) -> Instant:
        return self.time


@dataclass
class Holders:
    """Who is here, and who is known to be dead. Of others nothing is known, as in the cloud."""

    me: str = "w1"
    dead: set[str] = field(default_factory=set)

    def name(self) -> str:
        return self.me

    def alive(self, name: str) -> bool | None:
        return False if name in self.dead else None


class Secrets(dict[str, str]):
    """A dictionary is all that secrets are here."""


@dataclass
class Studio:
    """A whole machine, and everything on it within reach of a test."""

    documents: Store = field(default_factory=Store)
    post: Post = field(default_factory=Post)
    objects: Things = field(default_factory=Things)
    uploads: Things = field(default_factory=Things)
    secrets: Secrets = field(default_factory=Secrets)
    clock: Clock = field(default_factory=Clock)
    holders: Holders = field(default_factory=Holders)

    @property
    def platform(self) -> Platform:
        return Platform(self.documents, self.post, self.objects, self.uploads, self.secrets, self.clock, self.holders)

    def job(self, job: str = "j1") -> Mapping[str, Any]:
        return self.documents.fields(f"jobs/{job}")

    def step(self, unit: str = "music", revision: int = 1) -> Mapping[str, Any]:
        return self.documents.fields(Unit("j1", revision, unit).path)

    def rows(self) -> list[str]:
        return self.documents.paths("outbox")


# --------------------------------------------------------------------------------------------------------- the work


def a_job(studio: Studio, job: str = "j1", *, state: str = "rendering", shots: int = 3, **fields: Any) -> Document:
    """A job and its gate. What is not said is as it usually is at that moment."""
    revision = fields.get("revision", 1)
    options = fields.pop("options", Options())
    born: dict[str, Any] = {
        "schema": SCHEMA,
        "owner": "anna",
        "created_at": NOON,
        "updated_at": NOON,
        "state": state,
        "revision": revision,
        "name": "",
        "script": {"object": "manuscripts/anna/kettle.txt", "name": "kettle.txt", "bytes": 10},
        "asked": options.model_dump(mode="json", exclude_unset=True),
        "options": options.settled().model_dump(mode="json"),
        "warnings": [],
        "shots": shots,
    }
    is_open = state not in ("delivered", "failed", "cancelled", "needs_review")
    gate = {"schema": SCHEMA, "owner": "anna", "created_at": NOON, "revision": revision, "open": is_open}
    studio.documents.replace(f"gates/{job}", **gate)
    return studio.documents.replace(f"jobs/{job}", **{**born, **fields})


def a_unit(name: str = "music", revision: int = 1, job: str = "j1") -> Unit:
    return Unit(job, revision, name)


def a_message(unit: Unit | str = "music", *, topic: str = "music_composer", **attributes: str) -> Message:
    about = a_unit(unit) if isinstance(unit, str) else unit
    return Message(topic, about.body(), attributes)


def an_agent(outcome: Any = None, *, name: str = "music_composer", **more: Any) -> Agent:
    """One whose work is a result, an outcome, an error to raise, or a function of the work."""

    def make(work: Work) -> Made | Wait:
        made = outcome(work) if callable(outcome) else outcome
        if isinstance(made, Exception):
            raise made
        return made if isinstance(made, Made | Wait) else Made(made or {})

    return Agent(name, make, **more)


def a_step(studio: Studio, unit: Unit | str = "music", *, state: str = "running", **fields: Any) -> Document:
    """The record of an attempt that somebody else made."""
    about = a_unit(unit) if isinstance(unit, str) else unit
    born = {
        "schema": SCHEMA,
        "owner": "anna",
        "job": about.job,
        "agent": "music_composer",
        "created_at": NOON,
        "updated_at": NOON,
        "state": state,
        "token": 1,
        "attempts": 1,
        "nonce": "theirs",
        "holder": "w2",
        "lease_until": NOON + 30_000,
        "wake": "",
    }
    if state == "done":
        born |= {"key": "", "result": {}, "told": {}, "feeds": "", "cost": 0}
    return studio.documents.put(about.path, **{**born, **fields})


def done(studio: Studio, results: Mapping[str, Any], revision: int = 1) -> None:
    """These units are done, with these results."""
    for name, result in results.items():
        a_step(studio, a_unit(name, revision), state="done", result=result)


def a_join(studio: Studio, name: str = "film", *, pending: int = 1, revision: int = 1, **fields: Any) -> Document:
    born = {"schema": SCHEMA, "job": "j1", "pending": pending, "advanced": "", "calls": [], "feeds": "", "event": ""}
    return studio.documents.put(a_unit(revision=revision).join(name), **{**born, **fields})


def a_work(studio: Studio, unit: Unit | str = "music", *, agent: str = "music_composer") -> Work:
    """An attempt that holds its lease. The job is made when it is not there yet."""
    about = a_unit(unit) if isinstance(unit, str) else unit
    job = studio.documents.get(f"jobs/{about.job}") or a_job(studio, about.job)
    lease = claim(studio.platform, about, agent, "anna", studio.documents.get(about.path), forgive=False)
    assert lease is not None, "nobody else is here"
    return Work(about, job.fields, studio.platform, lease)


ONE_SHOT = {"scenes": ["s01"], "shots": {"s01": ["s01-a1"]}, "joints": {}, "meets": {}}
"""The plan of a film of one shot."""

RENDERED = {"take": "takes/anna/1.png"}


def deliver(studio: Studio, agent: Agent, message: Message | None = None) -> None:
    handle(studio.platform, agent, message or a_message())


def rendered(studio: Studio, outcome: Any = None, revision: int = 1, **more: Any) -> None:
    """A shot's picture is made: what follows is one call, and no meeting."""
    agent = an_agent(RENDERED if outcome is None else outcome, name="render_executor", **more)
    if studio.documents.get(a_unit("prompts", revision).path) is None:
        done(studio, {"prompts": ONE_SHOT}, revision)
    deliver(studio, agent, a_message(a_unit("render-s01-a1", revision), topic="render_executor"))


def provided(studio: Studio) -> Studio:
    """The same studio, in which the paid providers of the simulation work, and nothing goes wrong."""
    studio.secrets = cast(Any, Keys(Provider(World(0, CALM))))
    bootstrap.use(studio.platform)
    return studio


def play(studio: Studio, agents: Mapping[str, Agent], *, most: int = 1000) -> list[str]:
    """Delivers every message to its agent until none is left; returns whom was called for what, in order."""
    played: list[str] = []
    while studio.post.sent:
        for delivery in studio.post.take():
            message = delivery.message
            played.append(f"{message.topic} {message.body['unit']}")
            assert len(played) <= most, "this film never ends"
            studio.clock.time = max(studio.clock.time, delivery.deliver_at or 0)
            handle(studio.platform, agents[message.topic], message)
    return played


def row(studio: Studio, identifier: str = "j1.1.music", **fields: Any) -> Create:
    """A row of the outbox that is in the store, as a commit left it."""
    born = {
        "schema": SCHEMA,
        "topic": "music_composer",
        "body": a_unit().body(),
        "attributes": {},
        "source": a_unit("escrow").path,
        "created_at": NOON,
        "deliver_at": None,
        "due": fields.get("deliver_at") or NOON,
    }
    found = studio.documents.put(f"outbox/{identifier}", **{**born, **fields})
    return Create(found.path, found.fields)


# --------------------------------------------------------------------------------------------------------- the film


def a_line(name: str = "l1", text: str = "You came back.", speaker: str = "ANNA") -> Line:
    return Line(id=name, speaker=speaker, text=text)


def a_shot(name: str = "s01-a1", *, ms: int = 2000, lines: Sequence[Line] = (), **fields: Any) -> Shot:
    said: dict[str, Any] = {"number": "1.1", "size": "wide", "move": "static", "picture": "A kettle.", **fields}
    return Shot(id=name, duration_ms=ms, lines=tuple(lines), **said)


def a_scene(name: str = "s01", *, shots: Sequence[Shot] | int = 2, **fields: Any) -> Scene:
    taken = [a_shot(f"{name}-a{i + 1}") for i in range(shots)] if isinstance(shots, int) else shots
    said: dict[str, Any] = {"heading": "INT. KITCHEN - NIGHT", "place": "Kitchen", **fields}
    return Scene(id=name, shots=tuple(taken), **said)


def a_storyboard(*scenes: Scene, **fields: Any) -> Storyboard:
    said: dict[str, Any] = {"title": "The Kettle", "language": "en", "mood": "neutral", **fields}
    cast = (Character(name="ANNA", look="a grey coat", colour="#884422"),)
    return Storyboard(scenes=scenes or (a_scene("s01"), a_scene("s02")), characters=cast, **said)


def a_script(*elements: Element, **fields: Any) -> Script:
    said: dict[str, Any] = {"title": "The Kettle", "language": "en", "source": "text", **fields}
    return Script(elements=elements or (Element(kind="action", text="A kettle sings.", line=1),), **said)
