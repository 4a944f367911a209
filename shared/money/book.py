"""The price book: what every way of making a picture or a sound costs, what it may be asked for, and how good it is.

The one rule: an amount, a model's name or a legal length stands in the book and nowhere else; a book is never changed,
a new one has a new version.
"""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from shared.model.base import Frozen
from shared.model.money import MOST, Micros, micros

ANIMATIC: Final = "animatic"


def _dollars(value: Any) -> Any:
    return micros(value) if isinstance(value, str | float | Decimal) else value


def _spelled(value: Any) -> Any:
    """`2-10` is every whole length between them."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*-\s*(\d{1,4})\s*", value) if isinstance(value, str) else None
    if found is None:
        return value
    first, last = int(found[1]), int(found[2])
    if last < first or last - first > 600:
        raise ValueError("a span goes from the shorter length to the longer: 2-10")
    return list(range(first, last + 1))


def _rising(lengths: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= earlier for earlier, later in pairwise(lengths)):
        raise ValueError("lengths go up, each once")
    return lengths


Dollars = Annotated[Micros, BeforeValidator(_dollars), Field(ge=0, le=MOST)]
Lengths = Annotated[
    tuple[Annotated[int, Field(gt=0, le=3600)], ...], BeforeValidator(_spelled), AfterValidator(_rising)
]
Shape = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}:[1-9]\d{0,4}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w./:*-]+$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(\+[A-Za-z0-9_-]+)*$")]
Quality = Annotated[float, Field(ge=0, le=1)]


class Source(Frozen):
    """Who says so, and when."""

    says: str = Field(min_length=1, max_length=500)
    kind: Literal["vendor", "secondary", "derived", "memory", "earlier"]
    dated: date


class Rate(Frozen):
    """What one picture costs in one resolution: a clip by its seconds, a still by itself."""

    lines: int = Field(default=0, ge=0, le=10_000)  # of the shorter side; 720p says it in its name
    base: Dollars = 0
    per_second: Dollars = 0
    most_base: Dollars | None = None  # where the provider may bill more than that: what is held
    most_per_second: Dollars | None = None

    @model_validator(mode="after")
    def _most_is_more(self) -> "Rate":
        if (self.most_base or self.base) < self.base or (self.most_per_second or self.per_second) < self.per_second:
            raise ValueError("the most that a call can cost is not less than what it should cost")
        return self

    def price(self, seconds: int) -> Micros:
        return self.base + self.per_second * seconds

    def most(self, seconds: int) -> Micros:
        base = self.base if self.most_base is None else self.most_base
        return base + (self.per_second if self.most_per_second is None else self.most_per_second) * seconds


class Endpoint(Frozen):
    """What one door of a model lets in. A still has no lengths."""

    seconds: Lengths = ()
    ratios: dict[Shape, Word] = Field(min_length=1)  # our ratio -> the provider's word for it


class Model(Frozen):
    """One model of a backend. `t2v` needs words, `i2v` a first picture as well, `still` makes a picture."""

    quality: Quality
    latency_s: int = Field(gt=0, le=7200)  # until a clip is usually there
    endpoints: dict[Literal["t2v", "i2v", "still"], Endpoint] = Field(min_length=1)
    resolutions: dict[Word, Rate] = Field(min_length=1)
    keys: tuple[Key, ...] = ()  # where not every key of the backend opens it
    retired: date | None = None  # from that day on nobody is asked for it
    source: str

    @model_validator(mode="after")
    def _whole(self) -> "Model":
        for door, endpoint in self.endpoints.items():
            if (door == "still") == bool(endpoint.seconds):
                raise ValueError(f"{door}: a clip has lengths, and a still has none")
        for name, rate in self.resolutions.items():
            if not lines_of(name, rate):
                raise ValueError(f"resolution {name}: say its lines; only 720p and the like say them by themselves")
        return self


class Backend(Frozen):
    """A provider of pictures. The book lists backends in the order in which they stand in for each other."""

    keys: tuple[Key, ...] = Field(min_length=1)  # any of them opens it: a-secret, A_SETTING, or several joined by +
    per_minute: int = Field(gt=0, le=100_000)  # submissions
    at_once: int = Field(gt=0, le=10_000)
    models: dict[Word, Model] = Field(min_length=1)


class Tariff(Frozen):
    """What a voice, a score, an effect or a reader costs: by the call, the minute, the letter or the token."""

    per_call: Dollars = 0
    call_seconds: int = Field(default=0, ge=0, le=3600)  # what one call makes at most; 0 is as much as is wanted
    per_minute: Dollars = 0
    per_million_letters: Dollars = 0
    per_million_in: Dollars = 0
    per_million_out: Dollars = 0
    retired: date | None = None
    source: str


class Machine(Frozen):
    """What the cloud asks for working and for keeping."""

    cpu_hour: Dollars = 0
    gib_hour: Dollars = 0
    gb_month: Dollars = 0
    source: str


class Book(Frozen):
    """One price book. `version` is its date and the hash of its bytes."""

    version: str
    dated: date
    name: str = Field(min_length=1, max_length=100)
    contingency_percent: int = Field(default=10, ge=0, le=100)
    drawing: Quality  # how good the animatic is, which costs nothing
    sources: dict[str, Source] = Field(min_length=1)
    backends: dict[Word, Backend]
    voices: dict[Word, Tariff] = Field(default_factory=dict)
    music: dict[Word, Tariff] = Field(default_factory=dict)
    effects: dict[Word, Tariff] = Field(default_factory=dict)
    readers: dict[Word, Tariff] = Field(default_factory=dict)
    cloud: Machine | None = None

    def model(self, backend: str, name: str) -> Model | None:
        found = self.backends.get(backend)
        return found.models.get(name) if found else None


def lines_of(resolution: str, rate: Rate) -> int:
    """How many lines the shorter side of a picture has."""
    named = re.fullmatch(r"(\d{2,4})p", resolution)
    return rate.lines or (int(named[1]) if named else 0)
