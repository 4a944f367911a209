"""Music composer: the score of the whole film, as long as the film is.

The one rule: this machine can always play; whoever was commissioned instead is thanked by name.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from shared.model.credits import listed
from shared.model.storyboard import Storyboard
from shared.pipeline.shelf import keep, read_paper
from shared.pipeline.work import Agent, Made, Wait, Work

if TYPE_CHECKING:
    from functions.music_composer.commission import Score


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


class Commissions(Protocol):
    """Who can be asked to compose for money."""

    def version(self, work: Work) -> list[str]: ...

    def scored(self, work: Work, mood: str, sections: Sequence[Section], to: Path) -> "Score | Wait": ...


class Makers:
    """Those of functions/music_composer/makers that have a key here."""

    def version(self, work: Work) -> list[str]:
        from functions.music_composer.commission import version

        return version(work)

    def scored(self, work: Work, mood: str, sections: Sequence[Section], to: Path) -> "Score | Wait":
        from functions.music_composer.commission import scored

        return scored(work, mood, sections, to)


def agent(composer: Composer, makers: Commissions | None = None) -> Agent:
    def whom(work: Work) -> Commissions | None:
        return None if work.options.score == "local" else makers

    def key(work: Work) -> Any:
        mood, sections = _wanted(work)
        asked = whom(work)
        who = [asked.version(work)] if asked else []
        return [composer.version, mood, [asdict(section) for section in sections], work.options.seed, *who]

    def make(work: Work) -> Made | Wait:
        mood, sections = _wanted(work)
        file = work.scratch / "score.wav"
        asked = whom(work)
        score = asked.scored(work, mood, sections, file) if asked else None
        if isinstance(score, Wait):
            return score
        if score is None or score.credit is None:
            composer.compose(mood, sections, work.options.seed, file)
        result: dict[str, Any] = {"object": keep(work, "music", ".wav", file)}
        if score is None:
            return Made(result)
        warnings = [each for each in score.warnings if each not in work.job["warnings"]]
        told = {"warnings": [*work.job["warnings"], *warnings]} if warnings else {}
        return Made({**result, "credits": listed([score.credit] if score.credit else [])}, job=told)

    return Agent("music_composer", make, key)


def _wanted(work: Work) -> tuple[str, list[Section]]:
    storyboard = read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)
    return storyboard.mood, [
        Section(sum(shot.duration_ms for shot in scene.shots), scene.mood, scene.music) for scene in storyboard.scenes
    ]


AGENT = agent(LocalComposer(), Makers())
