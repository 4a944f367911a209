"""Signs links without a key in the house: a service account asks IAM to sign in its name.

The one rule: a private key is used when the credentials have one, and never asked for.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import google.auth
from google.auth import credentials, iam
from google.auth.transport.requests import Request

from shared.platform.gcp.wire import ATTEMPT_S

_signer: Any = iam.Signer  # untyped in its library
_SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]


class RemoteSigner(credentials.Signing):
    """What a client takes for credentials with a key. The account needs roles/iam.serviceAccountTokenCreator on
    itself."""

    def __init__(self, account: str, own: Any, request: Callable[..., Any]) -> None:
        self._account = account
        self._signer = _signer(request, own, account)

    @property
    def signer_email(self) -> str:
        return self._account

    @property
    def signer(self) -> Any:
        return self._signer

    def sign_bytes(self, message: bytes) -> bytes:
        signed: bytes = self._signer.sign(message)
        return signed


def signer() -> credentials.Signing:
    """The credentials of this machine, able to sign."""
    own, _ = google.auth.default(scopes=_SCOPES)
    return signing(own, partial(Request(), timeout=ATTEMPT_S))


def signing(own: Any, request: Callable[..., Any]) -> credentials.Signing:
    if isinstance(own, credentials.Signing):
        return own
    if not own.valid:
        own.refresh(request)  # only then does the metadata server's account have its real name
    return RemoteSigner(own.service_account_email, own, request)
