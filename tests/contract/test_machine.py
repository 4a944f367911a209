"""How the platform is put together: the cloud's from the environment, each port when it is first used."""

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from google.api_core import exceptions as api
from google.auth.exceptions import RefreshError, TransportError

from shared.model.errors import AiprodError, Permanent, Transient
from shared.platform.gcp.machine import CloudPlatform, Setting, machine
from shared.platform.gcp.signing import RemoteSigner, signing
from shared.platform.gcp.wire import plainly
from shared.platform.ports import Platform
from tests.contract.cloud_stage import CloudStage
from tests.contract.stages import EmbeddedStage

ROOT = Path(__file__).resolve().parents[2]

# ------------------------------------------------------------------------------------------------- clock, holders


def test_the_clock_counts_milliseconds(embedded: EmbeddedStage, cloud: CloudStage) -> None:
    here, there = embedded.platform.clock.now(), cloud.platform.clock.now()

    assert 1_700_000_000_000 < here <= there < here + 60_000


def test_a_holder_knows_itself(embedded: EmbeddedStage, cloud: CloudStage) -> None:
    for platform in (embedded.platform, cloud.platform):
        assert platform.holders.name() == platform.holders.name() != ""
        assert platform.holders.alive(platform.holders.name())


def test_in_the_cloud_nobody_knows_whether_another_instance_lives(cloud: CloudStage) -> None:
    other = CloudPlatform(Setting("p"))

    assert other.holders.name() != cloud.platform.holders.name()
    assert cloud.platform.holders.alive(other.holders.name()) is None


# --------------------------------------------------------------------------------------------------- environment


def test_a_machine_is_a_platform_that_is_built_once(cloud: CloudStage) -> None:
    platform: Platform = cloud.platform

    assert platform.documents is platform.documents
    assert platform.messages is platform.messages
    assert platform == platform
    assert platform != machine(cloud.environment)
    assert hash(platform) == hash(platform)
    assert cloud.project in repr(platform)


def test_the_environment_says_where_everything_is() -> None:
    setting = Setting.read(
        {
            "GOOGLE_CLOUD_PROJECT": "film",
            "AIPROD_BUCKET": "film-work",
            "AIPROD_TOPIC_PREFIX": "aiprod-",
            "AIPROD_QUEUE": "projects/film/locations/europe-west1/queues/later",
            "AIPROD_TASKS_ACCOUNT": "tasks@film.iam.gserviceaccount.com",
            "STORAGE_EMULATOR_HOST": "localhost:9000",
        }
    )

    assert setting == Setting(
        project="film",
        bucket="film-work",
        uploads="film-work",  # one bucket for all, unless told otherwise
        topic_prefix="aiprod-",
        queue="projects/film/locations/europe-west1/queues/later",
        tasks_account="tasks@film.iam.gserviceaccount.com",
        storage_emulator="http://localhost:9000",
    )


def test_what_people_send_lies_in_a_bucket_of_its_own(cloud: CloudStage) -> None:
    cloud.build_bucket()
    cloud.build_bucket("uploads")
    platform = machine({**cloud.environment, "AIPROD_UPLOADS": f"{cloud.project}-uploads"})

    platform.uploads.write("scripts/me/film.txt", b"INT. HOUSE")

    assert platform.objects.stat("scripts/me/film.txt") is None
    assert [each.name for each in platform.uploads.list("scripts/")] == ["scripts/me/film.txt"]


def test_without_a_project_there_is_no_machine() -> None:
    with pytest.raises(ValueError, match="GOOGLE_CLOUD_PROJECT"):
        machine({})


def test_one_database_does_not_see_the_other(cloud: CloudStage) -> None:
    from shared.platform.ports import Create

    other = machine({**cloud.environment, "AIPROD_DATABASE": "staging"})
    cloud.platform.documents.commit([Create("jobs/j1", {})])

    assert other.documents.get("jobs/j1") is None


@pytest.mark.parametrize(
    ("used", "loaded"),
    [
        ("", set()),
        ("platform.documents", {"firestore_v1"}),
        ("platform.messages", {"pubsub_v1"}),
        ("platform.objects", {"storage"}),
        ("platform.uploads", {"storage"}),
        ("platform.secrets", {"secretmanager_v1"}),
    ],
)
def test_a_function_loads_only_the_clients_that_it_uses(cloud: CloudStage, used: str, loaded: set[str]) -> None:
    program = f"""
import sys
from shared.platform.gcp.machine import machine
platform = machine({cloud.environment!r})
{used}
clients = {{"firestore_v1", "storage", "tasks_v2", "secretmanager_v1"}}
print(*(name for name in clients if "google.cloud." + name in sys.modules))
print(*(name for name in ["pubsub_v1"] if "google." + name in sys.modules))
print(*(name for name in ["grpc", "google.auth"] if name in sys.modules and not {bool(used)}))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == loaded


# ------------------------------------------------------------------------------------------------------- signing


class FakeKeys:
    """Credentials without a key, and IAM as it answers to them."""

    universe_domain = "googleapis.com"
    service_account_email = "default"
    valid = False

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []

    def refresh(self, request: Any) -> None:
        self.valid = True
        self.service_account_email = "api@film.iam.gserviceaccount.com"

    def before_request(self, request: Any, method: str, url: str, headers: dict[str, str]) -> None:
        headers["authorization"] = "Bearer token"

    def __call__(self, url: str, method: str, body: bytes, headers: dict[str, str]) -> Any:
        assert headers["authorization"] == "Bearer token"
        self.asked.append((url, body))

        class Answer:
            status = 200
            data = b'{"keyId": "k", "signedBlob": "c2lnbmVk"}'

        return Answer


def test_a_link_is_signed_by_iam_where_there_is_no_key(cloud: CloudStage) -> None:
    cloud.build_bucket()
    cloud.platform.objects.write("films/é 1.mp4", b"film")
    keys = FakeKeys()
    objects: Any = cloud.platform.objects
    objects._emulator = ""
    objects._sign = lambda: signing(keys, keys)

    link = urlsplit(objects.link("films/é 1.mp4", 3600))

    asked = {key: values[0] for key, values in parse_qs(link.query).items()}
    assert asked["X-Goog-Signature"] == b"signed".hex()
    assert asked["X-Goog-Expires"] == "3600"
    assert asked["X-Goog-Credential"].startswith("api@film.iam.gserviceaccount.com/")
    assert link.path.endswith("/films/%C3%A9%201.mp4")
    ((url, _),) = keys.asked
    assert url.endswith("/projects/-/serviceAccounts/api@film.iam.gserviceaccount.com:signBlob")


def test_a_link_never_lives_longer_than_a_week(cloud: CloudStage) -> None:
    cloud.build_bucket()
    cloud.platform.objects.write("film.mp4", b"film")
    keys = FakeKeys()
    objects: Any = cloud.platform.objects
    objects._emulator = ""
    objects._sign = lambda: signing(keys, keys)

    assert "X-Goog-Expires=604800" in objects.link("film.mp4", 90 * 86_400)


def test_a_key_that_is_there_signs_itself() -> None:
    own = RemoteSigner("api@film.iam.gserviceaccount.com", FakeKeys(), FakeKeys())

    assert signing(own, FakeKeys()) is own


# -------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (api.ServiceUnavailable, Transient, "cloud_unavailable"),
        (api.DeadlineExceeded, Transient, "cloud_unavailable"),
        (api.InternalServerError, Transient, "cloud_unavailable"),
        (api.TooManyRequests, Transient, "cloud_unavailable"),
        (api.ResourceExhausted, Transient, "cloud_unavailable"),
        (api.Unknown, Transient, "cloud_unavailable"),
        (api.Aborted, Transient, "cloud_unavailable"),
        (partial(api.RetryError, cause=None), Transient, "cloud_unavailable"),
        (TransportError, Transient, "cloud_unavailable"),
        (RefreshError, Transient, "cloud_unavailable"),
        (api.PermissionDenied, Transient, "cloud_refused"),
        (api.Unauthenticated, Transient, "cloud_refused"),
        (api.NotFound, Transient, "cloud_refused"),
        (api.InvalidArgument, Permanent, "cloud_rejected"),
        (api.FailedPrecondition, Permanent, "cloud_rejected"),
        (api.BadRequest, Permanent, "cloud_rejected"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_an_error_of_the_cloud_says_whether_trying_again_can_help(
    error: Any, kind: type[AiprodError], code: str
) -> None:
    with pytest.raises(kind) as told, plainly("publishing to notifier"):
        raise error("x")

    assert told.value.code == code
    assert "publishing to notifier" in told.value.sentence


def test_an_error_of_ours_passes_as_it_is() -> None:
    with pytest.raises(KeyError), plainly("anything"):
        raise KeyError("ours")
