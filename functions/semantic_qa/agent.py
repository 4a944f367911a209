"""Semantic QA: looks at sampled frames as a viewer would. What it cannot judge it leaves open, and says so."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from shared.model.storyboard import Storyboard
from shared.pipeline.shelf import bring, read_paper
from shared.pipeline.work import Agent, Made, Work

WEIGHTS: Final = {
    "style_coherence": 0.3,
    "narrative_adherence": 0.3,
    "emotional_sync": 0.2,
    "visual_quality": 0.2,
}

Scores = Mapping[str, float | None]


class Viewer(Protocol):
    @property
    def version(self) -> str: ...

    def look(self, film: Path, storyboard: Storyboard) -> Scores:
        """A score for each of WEIGHTS, None for what this viewer cannot judge."""
        ...


class LocalViewer:
    """No model: measures of the frames themselves."""

    @property
    def version(self) -> str:
        from functions.semantic_qa.looks import VERSION

        return VERSION

    def look(self, film: Path, storyboard: Storyboard) -> Scores:
        from functions.semantic_qa.looks import look

        return look(film, storyboard)


def overall(scores: Scores) -> float | None:
    """The weighted mean of what was judged; None when nothing was."""
    judged = {name: score for name, score in scores.items() if score is not None}
    weight = sum(WEIGHTS[name] for name in judged)
    return sum(WEIGHTS[name] * score for name, score in judged.items()) / weight if weight else None


def agent(viewer: Viewer) -> Agent:
    def key(work: Work) -> Any:
        return [viewer.version, work.recall("assemble")["film"]]

    def make(work: Work) -> Made:
        film = bring(work, str(work.recall("assemble")["film"]), work.scratch / "film.mp4")
        storyboard = read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)
        scores = dict(viewer.look(film, storyboard))
        return Made({"scores": scores, "score": overall(scores), "judge": viewer.version})

    return Agent("semantic_qa", make, key)


AGENT = agent(LocalViewer())
