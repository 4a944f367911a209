"""Which paid backends there are, and what each needs before it can be asked.

The one rule: without its key a backend does not exist; and a key is only ever sent to the provider's own address, or to
the one that the setting of its SDK names.
"""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from shared.platform.ports import Objects, Secrets

if TYPE_CHECKING:
    from functions.render_executor.backends.gemini import Account
    from functions.render_executor.backends.wire import Backend

Environment = Mapping[str, str]


def backend(name: str, secrets: Secrets, objects: Objects, environment: Environment = os.environ) -> "Backend | None":
    """The backend of that name (Choice.backend), ready to be asked; None when nothing here has its key."""
    opens = _BACKENDS.get(name)
    return opens(secrets, objects, environment) if opens else None


def _runway(secrets: Secrets, objects: Objects, environment: Environment) -> "Backend | None":
    key = secrets.get("runway-api-key")
    if not key:
        return None
    from functions.render_executor.backends.runway import Runway

    return Runway(key, environment.get("RUNWAYML_BASE_URL", "").rstrip("/"))


def _replicate(secrets: Secrets, objects: Objects, environment: Environment) -> "Backend | None":
    token = secrets.get("replicate-api-token")
    if not token:
        return None
    from functions.render_executor.backends.replicate import Replicate

    return Replicate(token, environment.get("REPLICATE_BASE_URL", "").rstrip("/"))


def _veo(secrets: Secrets, objects: Objects, environment: Environment) -> "Backend | None":
    account = _google(secrets, environment)
    if account is None:
        return None
    from functions.render_executor.backends.veo import Veo

    return Veo(account, objects)


def _keyframe(secrets: Secrets, objects: Objects, environment: Environment) -> "Backend | None":
    account = _google(secrets, environment)
    if account is None:
        return None
    from functions.render_executor.backends.keyframe import Keyframe

    return Keyframe(account, objects)


def _google(secrets: Secrets, environment: Environment) -> "Account | None":
    """Vertex where a region is set (the project and the bucket are always, in the cloud), else the Gemini API."""
    from functions.render_executor.backends.gemini import Account

    project, location = environment.get("GOOGLE_CLOUD_PROJECT", ""), environment.get("GOOGLE_CLOUD_LOCATION", "")
    bucket = environment.get("AIPROD_BUCKET", "")
    if project and location and bucket:
        base_url = environment.get("GOOGLE_VERTEX_BASE_URL", "").rstrip("/")
        return Account(project=project, location=location, bucket=bucket, base_url=base_url)
    key = secrets.get("gemini-api-key")
    return Account(key=key, base_url=environment.get("GOOGLE_GEMINI_BASE_URL", "").rstrip("/")) if key else None


_BACKENDS: "Final[Mapping[str, Callable[[Secrets, Objects, Environment], Backend | None]]]" = {
    "runway": _runway,
    "replicate": _replicate,
    "veo": _veo,
    "keyframe": _keyframe,
}
NAMES: Final = tuple(_BACKENDS)
