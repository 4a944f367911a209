"""The studio of the core's tests, and fakes of the providers that a film can hire."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.providers.counter import Counter
from tests.fakes.providers.directory import PROVIDERS, environment
from tests.unit.core.builders import Studio
from tests.unit.core.conftest import said, studio
from tests.unit.director.test_gemini import an_account
from tests.unit.hired.shop import Shop

__all__ = ["said", "studio"]

Open = Callable[[str], Shop]


@pytest.fixture(scope="session")
def reels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reels")


@pytest.fixture
def a_shop(tmp_path: Path, reels: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens one, gives the studio its key, and leads our adapters there."""
    opened: list[Shop] = []
    for name in ("AIPROD_PRICES", "AIPROD_GOOGLE_VOICES", "GOOGLE_CLOUD_PROJECT", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def start(name: str) -> Shop:
        counter = Counter(PROVIDERS[name](tmp_path, reels))
        opened.append(Shop(counter))
        opened[-1].behave(render_s=0)
        for setting, value in environment({name: counter.url}).items():
            if setting.startswith("AIPROD_SECRET_"):
                studio.secrets[setting.removeprefix("AIPROD_SECRET_").lower().replace("_", "-")] = value
            else:
                monkeypatch.setenv(setting, value)
        return opened[-1]

    yield start
    for shop in opened:
        shop.counter.stop()


@pytest.fixture
def a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The account of a Google Cloud project; `url` gives its tokens out, and is where Lyria is."""

    def set_up(url: str) -> None:
        file = tmp_path / "account.json"
        file.write_text(json.dumps(an_account(url)))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "a-film-house")
        monkeypatch.delenv("GOOGLE_CLOUD_LOCATION", raising=False)
        monkeypatch.setenv("AIPROD_LYRIA_URL", url)

    return set_up
