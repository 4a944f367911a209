"""Which paid backends there are, and what each needs before it can be asked.

The one rule: without its key a backend does not exist; and a key is only ever sent to the provider's own address, or to
the one that the setting of its SDK names.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

from functions.render_executor.backends.wire import Backend
from shared.platform.ports import Objects, Secrets

Environment = Mapping[str, str]


def backend(name: str, secrets: Secrets, objects: Objects, environment: Environment = os.environ) -> Backend | None:
    """The backend of that name (Choice.backend), ready to be asked; None when nothing here has its key."""
    opens = _BACKENDS.get(name)
    return opens(secrets, objects, environment) if opens else None


def _runway(secrets: Secrets, objects: Objects, environment: Environment) -> Backend | None:
    key = secrets.get("runway-api-key")
    if not key:
        return None
    from functions.render_executor.backends.runway import Runway

    return Runway(key, environment.get("RUNWAYML_BASE_URL", "").rstrip("/"))


def _replicate(secrets: Secrets, objects: Objects, environment: Environment) -> Backend | None:
    token = secrets.get("replicate-api-token")
    if not token:
        return None
    from functions.render_executor.backends.replicate import Replicate

    return Replicate(token, environment.get("REPLICATE_BASE_URL", "").rstrip("/"))


_BACKENDS: Final[Mapping[str, Callable[[Secrets, Objects, Environment], Backend | None]]] = {
    "runway": _runway,
    "replicate": _replicate,
}
NAMES: Final = tuple(_BACKENDS)
