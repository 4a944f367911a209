"""Secret Manager for tests: secrets and their versions, spoken to by the official client.

The one rule: `latest` is the newest version whatever its state, as in the real service, and a disabled one is refused.
"""

import re
import threading
from typing import Any

import grpc
from google.cloud.secretmanager_v1 import types

from tests.fakes.rpc import Refusal, RpcServer

SERVICE = "google.cloud.secretmanager.v1.SecretManagerService"
_SECRET = re.compile(r"projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255}")
_State = types.SecretVersion.State


class SecretManager:
    """`requests` is the name of every call that came, for tests that count them."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self._lock = threading.Lock()
        self._versions: dict[str, list[tuple[bytes, Any]]] = {}
        self._server = RpcServer(
            SERVICE,
            {
                "CreateSecret": (self._create, types.CreateSecretRequest, types.Secret),
                "AddSecretVersion": (self._add, types.AddSecretVersionRequest, types.SecretVersion),
                "AccessSecretVersion": (
                    self._access,
                    types.AccessSecretVersionRequest,
                    types.AccessSecretVersionResponse,
                ),
                "GetSecretVersion": (self._get, types.GetSecretVersionRequest, types.SecretVersion),
                "ListSecretVersions": (
                    self._list,
                    types.ListSecretVersionsRequest,
                    types.ListSecretVersionsResponse,
                ),
                "DisableSecretVersion": (self._disable, types.DisableSecretVersionRequest, types.SecretVersion),
                "EnableSecretVersion": (self._enable, types.EnableSecretVersionRequest, types.SecretVersion),
                "DestroySecretVersion": (self._destroy, types.DestroySecretVersionRequest, types.SecretVersion),
            },
        )
        self.address = self._server.address

    def start(self) -> "SecretManager":
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()

    def _create(self, request: types.CreateSecretRequest) -> types.Secret:
        name = f"{request.parent}/secrets/{request.secret_id}"
        with self._lock:
            self.requests.append("CreateSecret")
            if not _SECRET.fullmatch(name):
                raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, f"The secret id of [{name}] is malformed.")
            if name in self._versions:
                raise Refusal(grpc.StatusCode.ALREADY_EXISTS, f"Secret [{name}] already exists.")
            self._versions[name] = []
        return types.Secret(name=name)

    def _add(self, request: types.AddSecretVersionRequest) -> types.SecretVersion:
        with self._lock:
            self.requests.append("AddSecretVersion")
            versions = self._of(request.parent)
            if not request.payload.data:
                raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "Secret Payload cannot be empty.")
            versions.append((request.payload.data, _State.ENABLED))
            return self._described(request.parent, len(versions))

    def _access(self, request: types.AccessSecretVersionRequest) -> types.AccessSecretVersionResponse:
        with self._lock:
            self.requests.append("AccessSecretVersion")
            secret, number = self._found(request.name)
            data, state = self._versions[secret][number - 1]
            if state != _State.ENABLED:
                name = f"{secret}/versions/{number}"
                raise Refusal(grpc.StatusCode.FAILED_PRECONDITION, f"Secret Version [{name}] is in {state.name} state.")
        payload = types.SecretPayload(data=data)
        return types.AccessSecretVersionResponse(name=f"{secret}/versions/{number}", payload=payload)

    def _get(self, request: types.GetSecretVersionRequest) -> types.SecretVersion:
        with self._lock:
            self.requests.append("GetSecretVersion")
            return self._described(*self._found(request.name))

    def _list(self, request: types.ListSecretVersionsRequest) -> types.ListSecretVersionsResponse:
        with self._lock:
            self.requests.append("ListSecretVersions")
            numbers = range(len(self._of(request.parent)), 0, -1)
            found = [self._described(request.parent, number) for number in numbers]
        if request.filter:
            wanted = request.filter.removeprefix("state:")
            found = [each for each in found if each.state.name == wanted]
        start, size = int(request.page_token or 0), request.page_size or 25000
        rest = str(start + size) if start + size < len(found) else ""
        page = found[start : start + size]
        return types.ListSecretVersionsResponse(versions=page, next_page_token=rest, total_size=len(found))

    def _disable(self, request: types.DisableSecretVersionRequest) -> types.SecretVersion:
        return self._turn(request.name, _State.DISABLED)

    def _enable(self, request: types.EnableSecretVersionRequest) -> types.SecretVersion:
        return self._turn(request.name, _State.ENABLED)

    def _destroy(self, request: types.DestroySecretVersionRequest) -> types.SecretVersion:
        return self._turn(request.name, _State.DESTROYED)

    def _turn(self, name: str, state: Any) -> types.SecretVersion:
        with self._lock:
            secret, number = self._found(name)
            data, before = self._versions[secret][number - 1]
            if before == _State.DESTROYED:
                raise Refusal(grpc.StatusCode.FAILED_PRECONDITION, f"Secret Version [{name}] is in DESTROYED state.")
            self._versions[secret][number - 1] = (b"" if state == _State.DESTROYED else data, state)
            return self._described(secret, number)

    def _of(self, secret: str) -> list[tuple[bytes, Any]]:
        if secret not in self._versions:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"Secret [{secret}] not found.")
        return self._versions[secret]

    def _found(self, name: str) -> tuple[str, int]:
        secret, _, version = name.rpartition("/versions/")
        if not _SECRET.fullmatch(secret):
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, f"The name [{name}] is malformed.")
        count = len(self._of(secret))
        number = count if version == "latest" else int(version)
        if not 1 <= number <= count:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"Secret Version [{name}] not found or has no versions.")
        return secret, number

    def _described(self, secret: str, number: int) -> types.SecretVersion:
        state = self._versions[secret][number - 1][1]
        return types.SecretVersion(name=f"{secret}/versions/{number}", state=state)
