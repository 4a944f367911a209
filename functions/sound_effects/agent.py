"""Sound effects: the bed of a scene and the hits of its shots, in one track as long as the scene and its leads."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from shared.model.callsheet import subject_of
from shared.model.credits import Credit, listed
from shared.model.storyboard import Scene, Shot, SoundCue
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import timed

if TYPE_CHECKING:
    from functions.sound_effects.recorded import Mono

SECRET: Final = "freesound-api-key"  # noqa: S105 (the secret's name)


class Foley(Protocol):
    @property
    def version(self) -> str: ...

    def perform(self, scene: Scene, seed: int, to: Path, key: str) -> tuple[Credit, ...]:
        """`key` opens a library of recordings; without one everything is synthesised. Whom to thank is returned."""
        ...


class LocalFoley:
    """Synthesised on this machine; recordings from freesound.org where there is a key for it."""

    def __init__(self, home: str = "") -> None:
        self._home = home

    @property
    def version(self) -> str:
        from functions.sound_effects.freesound import VERSION as FREESOUND
        from functions.sound_effects.synthesis import VERSION

        return f"{VERSION}+{FREESOUND}"

    def perform(self, scene: Scene, seed: int, to: Path, key: str) -> tuple[Credit, ...]:
        from functions.sound_effects.freesound import HOME, Freesound
        from functions.sound_effects.recorded import fitted
        from functions.sound_effects.synthesis import perform

        if not key:
            perform(scene, seed, to)
            return ()
        library, owed = Freesound(key, home=self._home or HOME, seed=seed), set[Credit]()
        heard: dict[tuple[str, str], Mono | None] = {}

        def recorded(cue: SoundCue) -> "Mono | None":
            name = (cue.category, cue.words)
            if name not in heard:
                file = to.with_name("recording.mp3")
                credit = library.bring(cue, file)
                heard[name] = None if credit is None else fitted(file, to.parent)
                if credit is not None and heard[name] is not None:
                    owed.add(credit)
            return heard[name]

        perform(scene, seed, to, recorded)
        return tuple(owed)


def agent(foley: Foley) -> Agent:
    def key(work: Work) -> Any:
        known = bool(work.platform.secrets.get(SECRET))
        heard = as_heard(timed(work, subject_of(work.unit.name)).scene)
        return [foley.version, heard.model_dump(mode="json"), work.options.seed, *([True] * known)]

    def make(work: Work) -> Made:
        file = work.scratch / "effects.wav"
        heard = as_heard(timed(work, subject_of(work.unit.name)).scene)
        owed = foley.perform(heard, work.options.seed, file, work.platform.secrets.get(SECRET) or "")
        work.check()
        return Made({"object": keep(work, "effects", ".wav", file), "credits": listed(owed)})

    return Agent("sound_effects", make, key)


def as_heard(scene: Scene) -> Scene:
    """Of a scene all that sounds: its place and weather, and the lengths and cues of its shots. What is left out here
    makes no sound, and so no track is made anew for it."""
    shots = tuple(
        Shot(
            id=shot.id, number="", size="wide", move="static", duration_ms=shot.duration_ms, picture="",
            sounds=tuple(cue.model_copy(update={"source_line": 0}) for cue in shot.sounds),
        )
        for shot in scene.shots
    )  # fmt: skip
    return scene.model_copy(update={"shots": shots, "transition": "cut", "music": "", "mood": "", "source_line": 0})


AGENT = agent(LocalFoley())
