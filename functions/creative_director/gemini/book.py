"""Which model reads scripts, what it costs, and how much it may read and say. Data, with its date.

The one rule: a price is a maximum before the call and a bill after it, in whole micro-dollars, rounded up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.model.money import Micros
from shared.platform.ports import Secrets

AS_OF: Final = "2026-11-21"
SECRET: Final = "gemini-api-key"  # noqa: S105 - the name of a secret, not one
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    reading: Micros  # for a million tokens that it reads
    saying: Micros  # for a million tokens that it says or thinks
    most_read: int  # tokens of one request; an answer of more than that would not be worth its price
    most_said: int
    thinking: str  # how long it may think before it answers
    patience_s: int = 120


MODELS: Final[dict[str, Model]] = {
    model.name: model
    for model in (
        Model("gemini-3.8-flash", 750_000, 3_750_000, 120_000, 24_000, "LOW"),
        Model("gemini-3.5-flash-lite", 300_000, 2_500_000, 120_000, 24_000, "LOW"),
        Model("gemini-4-argon", 2_000_000, 10_000_000, 120_000, 24_000, "LOW"),
    )
}
USUAL: Final = "gemini-3.8-flash"


@dataclass(frozen=True, slots=True)
class Access:
    """Whom we may ask, and as whom: by a key, or in the name of a Google Cloud project."""

    model: Model
    key: str = field(default="", repr=False)
    project: str = ""
    location: str = ""

    @property
    def version(self) -> list[str]:
        """What a storyboard of this model depends on. Who pays is no part of it."""
        return [self.model.name, AS_OF]


def access(secrets: Secrets, environment: Mapping[str, str]) -> Access | None:
    """None where nobody has set Gemini up: `AIPROD_GEMINI=vertex` asks in the project's name, `off` never asks, and
    otherwise the secret is the key."""
    way = environment.get("AIPROD_GEMINI", "")
    model = MODELS.get(environment.get("AIPROD_GEMINI_MODEL") or USUAL, MODELS[USUAL])
    if way == "off":
        return None
    if way == "vertex":
        project = environment.get("GOOGLE_CLOUD_PROJECT", "")
        location = environment.get("GOOGLE_CLOUD_LOCATION") or "global"
        return Access(model, project=project, location=location) if project else None
    key = (secrets.get(SECRET) or "").strip()
    return Access(model, key=key) if key else None


def price(model: Model, read: int, said: int) -> Micros:
    return -(-(read * model.reading + said * model.saying) // MILLION)
