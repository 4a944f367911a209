"""Google's door for generated pictures: Vertex where a project and a region are set, else the Gemini API with a key.

The one rule: the machine's own credentials are shown to Google alone; any other address gets a token that opens
nothing.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from functions.render_executor.backends.once import Patience

HOSTS: Final = ("generativelanguage.googleapis.com", "storage.googleapis.com", ".googleusercontent.com")
GEMINI: Final = "https://generativelanguage.googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Account:
    key: str = ""  # of the Gemini API
    project: str = ""  # of Vertex
    location: str = ""
    bucket: str = ""  # where Vertex lays its results
    base_url: str = ""

    @property
    def vertex(self) -> bool:
        return bool(self.project and self.location)


def client(account: Account, http: Any, patience: Patience, location: str = "") -> Any:
    """`location`: where an operation runs that was started elsewhere."""
    from google import genai
    from google.genai import types

    options = types.HttpOptions(
        base_url=account.base_url or None,
        httpx_client=http,
        timeout=round(patience.whole_s * _MS),
        # One part of this SDK counts attempts and the other counts retries: the line decides, this only saves waiting.
        retry_options=types.HttpRetryOptions(
            attempts=1, initial_delay=0, max_delay=0, jitter=0, http_status_codes=[_NO_STATUS]
        ),
    )
    if not account.vertex:
        return genai.Client(vertexai=False, api_key=account.key, http_options=options)
    return genai.Client(
        vertexai=True,
        project=account.project,
        location=location or account.location,
        credentials=_credentials(account.base_url),
        http_options=options,
    )


_NO_STATUS: Final = 999


def _credentials(base_url: str) -> Any:
    if base_url and not _googles(base_url):
        from google.oauth2.credentials import Credentials

        return Credentials("opens-nothing")  # type: ignore[no-untyped-call]
    import google.auth

    credentials, _ = google.auth.default(scopes=[_SCOPE])
    return credentials


def _googles(base_url: str) -> bool:
    parts = urlsplit(base_url)
    return parts.scheme == "https" and (parts.hostname or "").endswith(".googleapis.com")
