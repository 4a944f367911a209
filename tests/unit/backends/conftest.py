"""A stage for each backend, and clips that are made once for all tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from functions.render_executor.backends.once import PATIENCE, Patience
from tests.unit.backends import stages
from tests.unit.backends.stages import Stage

StageFor = Callable[..., Stage]


@pytest.fixture(scope="session")
def reels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reels")


@pytest.fixture
def stage_for(tmp_path: Path, reels: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StageFor]:
    for name in ("RUNWAYML_BASE_URL", "REPLICATE_BASE_URL", "GOOGLE_VERTEX_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    standing: list[Stage] = []

    def build(name: str, patience: Patience = PATIENCE) -> Stage:
        standing.append(stages.set_up(name, tmp_path / str(len(standing)), reels, patience))
        return standing[-1]

    yield build
    for stage in standing:
        stage.counter.stop()
