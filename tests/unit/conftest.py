"""What every unit test leaves as it found it."""

from collections.abc import Iterator

import pytest

from shared.telemetry import log


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    """Whoever listens to the log when a test begins does so when it ends: a command sends it to its home's file."""
    before = log.to(None)
    log.to(before)
    yield
    log.to(before)
