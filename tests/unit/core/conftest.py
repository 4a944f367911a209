"""A studio for each test, and a process that is as new when it begins."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from shared.pipeline import faults
from shared.platform import bootstrap
from shared.telemetry import log, trace
from tests.unit.core.builders import Studio

settings.register_profile("core", deadline=None, database=None)  # a busy machine is no failure
settings.load_profile("core")


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[log.Line]]:
    """Everything that was logged during the test."""
    lines: list[log.Line] = []
    before = log.to(lines.append)
    monkeypatch.setattr(bootstrap, "_chosen", None)
    mark = trace._current.set(None)
    yield lines
    trace._current.reset(mark)
    faults.install(None)
    log.to(before)


@pytest.fixture
def studio() -> Studio:
    made = Studio()
    bootstrap.use(made.platform)
    return made
