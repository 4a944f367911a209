"""Music composer: the score of the whole film, as long as the film is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from shared.model.storyboard import Storyboard
from shared.pipeline.shelf import keep, read_paper
from shared.pipeline.work import Agent, Made, Work


@dataclass(frozen=True)
class Section:
    """A scene as the composer sees it."""

    ms: int
    mood: str
    music: str  # "none" is silence


class Composer(Protocol):
    @property
    def version(self) -> str: ...

    def compose(self, mood: str, sections: Sequence[Section], seed: int, to: Path) -> None: ...


class LocalComposer:
    """Synthesised on this machine."""

    @property
    def version(self) -> str:
        from functions.music_composer.composer import VERSION

        return VERSION

    def compose(self, mood: str, sections: Sequence[Section], seed: int, to: Path) -> None:
        from functions.music_composer.composer import compose

        compose(mood, [(section.ms, section.mood, section.music) for section in sections], seed, to)


def agent(composer: Composer) -> Agent:
    def key(work: Work) -> Any:
        mood, sections = _wanted(work)
        return [composer.version, mood, [asdict(section) for section in sections], work.options.seed]

    def make(work: Work) -> Made:
        mood, sections = _wanted(work)
        file = work.scratch / "score.wav"
        composer.compose(mood, sections, work.options.seed, file)
        return Made({"object": keep(work, "music", ".wav", file)})

    return Agent("music_composer", make, key)


def _wanted(work: Work) -> tuple[str, list[Section]]:
    storyboard = read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)
    return storyboard.mood, [
        Section(sum(shot.duration_ms for shot in scene.shots), scene.mood, scene.music) for scene in storyboard.scenes
    ]


AGENT = agent(LocalComposer())
