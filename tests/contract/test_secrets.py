"""Secrets: the newest that may be used, or none."""

import pytest
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from shared.platform.gcp.secrets import CloudSecrets
from shared.platform.gcp.wire import emulated
from tests.contract.cloud_stage import CloudStage
from tests.contract.stages import EmbeddedStage

KEY = "runway-api-key"


class Safe:
    """What an operator does with the secrets, through the official client."""

    def __init__(self, cloud: CloudStage) -> None:
        transport = SecretManagerServiceGrpcTransport(channel=emulated(cloud.secrets.address))
        self.client = SecretManagerServiceClient(transport=transport)
        self.project = f"projects/{cloud.project}"

    def add(self, value: bytes, name: str = KEY) -> str:
        secret = f"{self.project}/secrets/{name}"
        if value == b"":
            self.client.create_secret(request={"parent": self.project, "secret_id": name}, timeout=10)
            return ""
        added = self.client.add_secret_version(request={"parent": secret, "payload": {"data": value}}, timeout=10)
        return added.name

    def disable(self, version: str) -> None:
        self.client.disable_secret_version(request={"name": version}, timeout=10)

    def destroy(self, version: str) -> None:
        self.client.destroy_secret_version(request={"name": version}, timeout=10)


@pytest.fixture
def safe(cloud: CloudStage) -> Safe:
    opened = Safe(cloud)
    opened.add(b"")
    return opened


def test_a_secret_that_is_not_there_is_none(embedded: EmbeddedStage, cloud: CloudStage) -> None:
    assert embedded.platform.secrets.get("no-such-key") is None
    assert cloud.platform.secrets.get("no-such-key") is None


def test_a_secret_is_read_as_it_was_put(
    embedded: EmbeddedStage, cloud: CloudStage, safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPROD_SECRET_RUNWAY_API_KEY", "clé=🗝 x")
    safe.add("clé=🗝 x".encode())

    assert embedded.platform.secrets.get(KEY) == "clé=🗝 x"
    assert cloud.platform.secrets.get(KEY) == "clé=🗝 x"


def test_a_secret_without_a_version_is_none(cloud: CloudStage, safe: Safe) -> None:
    assert cloud.platform.secrets.get(KEY) is None


def test_the_newest_version_counts(cloud: CloudStage, safe: Safe) -> None:
    for value in (b"old", b"newer", b"newest"):
        safe.add(value)

    assert cloud.platform.secrets.get(KEY) == "newest"


def test_a_version_that_is_disabled_or_destroyed_is_passed_over(cloud: CloudStage, safe: Safe) -> None:
    """Twelve of them, so that the newest is told by its number and not by how its name sorts."""
    versions = [safe.add(f"v{n}".encode()) for n in range(1, 13)]
    safe.disable(versions[11])
    safe.destroy(versions[10])

    assert cloud.platform.secrets.get(KEY) == "v10"


def test_a_secret_whose_versions_are_all_disabled_is_none(cloud: CloudStage, safe: Safe) -> None:
    for value in (b"a", b"b"):
        safe.disable(safe.add(value))

    assert cloud.platform.secrets.get(KEY) is None


def test_a_secret_is_not_asked_for_at_every_use(cloud: CloudStage, safe: Safe) -> None:
    safe.add(b"value")
    cloud.secrets.requests.clear()

    for _ in range(5):
        assert cloud.platform.secrets.get(KEY) == "value"

    assert cloud.secrets.requests == ["AccessSecretVersion"]


def test_a_new_version_is_seen_when_the_old_one_was_kept_long_enough(cloud: CloudStage, safe: Safe) -> None:
    secrets = CloudSecrets(cloud.project, cloud.secrets.address, kept_s=0.0)
    safe.add(b"old")
    assert secrets.get(KEY) == "old"

    safe.add(b"new")

    assert secrets.get(KEY) == "new"
