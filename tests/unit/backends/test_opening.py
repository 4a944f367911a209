"""A backend exists where its key does, and asks where the official setting of its SDK says."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from functions.render_executor.backends import opening
from functions.render_executor.backends.gemini import Account, _googles
from tests.fakes.providers.counter import Counter
from tests.fakes.providers.directory import PROVIDERS, environment
from tests.unit.backends.stages import Shelf, an_order

ROOT = Path(__file__).parents[3]


class Keys:
    def __init__(self, **keys: str) -> None:
        self._keys = {name.replace("_", "-"): key for name, key in keys.items()}

    def get(self, name: str) -> str | None:
        return self._keys.get(name)


@pytest.mark.parametrize("name", [*opening.NAMES, "animatic", "nobody"])
def test_without_a_key_there_is_no_backend(name: str) -> None:
    assert opening.backend(name, Keys(), Shelf(), {}) is None


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("runway", "gen4.5"),
        ("replicate", "bytedance/seedance-1-lite"),
        ("veo", "gemini-omni-1.2-flash"),
        ("keyframe", "gemini-3.1-flash-image"),
    ],
)
def test_the_settings_of_the_fakes_lead_there(name: str, model: str, tmp_path: Path) -> None:
    provider = {"veo": "google", "keyframe": "google"}.get(name, name)
    counter = Counter(PROVIDERS[provider](tmp_path, tmp_path / "reels"))
    try:
        told = environment({provider: counter.url})
        keys = Keys(runway_api_key="k", replicate_api_token="k", gemini_api_key="k")
        backend = opening.backend(name, keys, Shelf(), told)
        assert backend is not None
        order = an_order(name, model, ratio="1280:720" if name == "runway" else "16:9")
        backend.submit(order, None)
        assert counter.provider.till.state()["accepted"] == 1
    finally:
        counter.stop()


@pytest.mark.parametrize(
    ("environment_", "expected"),
    [
        ({}, Account(key="k")),
        ({"GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_CLOUD_LOCATION": "l"}, Account(key="k")),
        (
            {"GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_CLOUD_LOCATION": "l", "AIPROD_BUCKET": "b"},
            Account(project="p", location="l", bucket="b"),
        ),
    ],
)
def test_vertex_is_chosen_where_it_has_a_project_a_region_and_a_bucket(
    environment_: Mapping[str, str], expected: Account
) -> None:
    assert opening._google(Keys(gemini_api_key="k"), environment_) == expected


def test_our_own_credentials_are_shown_to_google_alone() -> None:
    assert _googles("https://us-central1-aiplatform.googleapis.com")
    for address in ("http://127.0.0.1:9000", "https://example.net", "http://aiplatform.googleapis.com"):
        assert not _googles(address)


def test_no_sdk_is_imported_before_its_backend_is_opened() -> None:
    heavy = "{'runwayml', 'replicate', 'httpx', 'google.genai', 'av', 'numpy', 'PIL'}"
    code = (
        "import sys\n"
        "from functions.render_executor.backends import opening, wire, checking\n"
        f"found = {heavy} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(found)) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
