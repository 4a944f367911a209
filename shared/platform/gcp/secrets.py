"""Secrets from Secret Manager: the newest version that is enabled, kept for a few minutes.

The one rule: a secret's value is never part of an error, a log line or a representation.
"""

import threading
import time
from typing import Final

from google.api_core import exceptions as api
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)
from google.cloud.secretmanager_v1.types import SecretVersion

from shared.platform.gcp.wire import ATTEMPT, plainly, retry, transport

KEPT_S: Final = 300.0
MISSED_S: Final = 30.0
"""What is missing is looked for again sooner: somebody is probably just adding it."""


class CloudSecrets:
    def __init__(self, project: str, emulator: str = "", kept_s: float = KEPT_S) -> None:
        self._parent = f"projects/{project}/secrets"
        self._client = SecretManagerServiceClient(transport=transport(SecretManagerServiceGrpcTransport, emulator))
        self._retry = retry()
        self._kept_s = kept_s
        self._kept: dict[str, tuple[float, str | None]] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        with self._lock:
            until, value = self._kept.get(name, (0.0, None))
        if time.monotonic() < until:
            return value
        with plainly("reading a secret"):
            value = self._newest(f"{self._parent}/{name}")
        kept_s = self._kept_s if value is not None else min(self._kept_s, MISSED_S)
        with self._lock:
            self._kept[name] = (time.monotonic() + kept_s, value)
        return value

    def _newest(self, secret: str) -> str | None:
        try:
            return self._read(f"{secret}/versions/latest")
        except api.NotFound:
            return None
        except api.FailedPrecondition:
            # `latest` is the newest whatever its state. It is disabled or destroyed: look for one that is not.
            pages = self._client.list_secret_versions(
                request={"parent": secret, "filter": "state:ENABLED"}, retry=self._retry, timeout=ATTEMPT
            )
            enabled = [each.name for each in pages if each.state == SecretVersion.State.ENABLED]
            if not enabled:
                return None
            return self._read(max(enabled, key=lambda version: int(version.rpartition("/")[2])))

    def _read(self, version: str) -> str:
        answer = self._client.access_secret_version(request={"name": version}, retry=self._retry, timeout=ATTEMPT)
        return answer.payload.data.decode()
