"""The studio of the core's tests, and a Gemini on this machine that the official SDK talks to."""

from collections.abc import Callable, Iterator

import pytest

from tests.fakes.gemini import Behaviour, Gemini
from tests.unit.core.conftest import said, studio

__all__ = ["said", "studio"]


@pytest.fixture
def a_gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Gemini]]:
    """Starts a server that behaves so, request by request, and leads the SDK to it."""
    started: list[Gemini] = []
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI", "AIPROD_GEMINI", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def start(*script: Behaviour) -> Gemini:
        started.append(Gemini([*script]).start())
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", started[-1].url)
        monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", started[-1].url)
        return started[-1]

    yield start
    for each in started:
        each.stop()
