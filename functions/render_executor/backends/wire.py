"""What a paid backend is asked, and how it can answer.

The one rule: a submission is one request on the wire, never re-sent; whoever cannot tell whether it was taken says so.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.model.base import Frozen, Instant
from shared.model.money import Micros
from shared.model.plan import Choice


class Order(Frozen):
    """Everything that changes the picture. Equal orders are the same picture, bought once."""

    choice: Choice
    prompt: str
    negative: str = ""
    seed: int = 0
    reference: str = ""  # the object of a picture that goes with it; its name tells its content


@dataclass(frozen=True, slots=True)
class Submitted:
    task: str
    expected: Micros | None = None  # what the provider says it will cost, where it says so


@dataclass(frozen=True, slots=True)
class Underway:
    """Still rendering; also what a poll says that nobody answered."""

    note: str = ""
    heard: bool = True  # the provider itself said so: it knows the task
    busy: bool = False  # it said that we ask too often, which is no fault of its own


@dataclass(frozen=True, slots=True)
class Ready:
    where: str  # a URL or an object, to be fetched at once
    billed: Micros | None = None  # None: the provider does not say, the price book does


@dataclass(frozen=True, slots=True)
class Failed:
    """It ended, and there is no picture."""

    sentence: str
    billed: Micros | None = 0  # None: it may have been billed, nobody says
    again: bool = False  # the same order may succeed another time


class NotTaken(Exception):
    """Certainly refused: nothing was accepted and nothing is billed."""


class Busy(NotTaken):
    """Too many at once: later, and no fault of the backend."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class Retired(NotTaken):
    """The model is no more: another has to be chosen."""


class Unfit(NotTaken):
    """The order itself is refused, and would be every time: no fault of the backend."""


class Unusable(Exception):
    """What came is not what was ordered, or lies where we do not go; fetching it again changes nothing."""


class Silence(Exception):
    """The request left and no answer came: nobody knows whether it was taken."""


class Backend(Protocol):
    def submit(self, order: Order, reference: Path | None) -> Submitted:
        """One POST. Raises NotTaken (Busy, Retired, Unfit) when it certainly was not accepted, Silence when nobody
        knows."""
        ...

    def look(self, task: str, order: Order) -> Underway | Ready | Failed: ...

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        """Copies the result, as a stream, from an allowed place. Raises Silence when it could not be had this time,
        Unusable when it never can."""
        ...

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        """The tasks that this very order may have become, where the provider can list; None where it cannot."""
        ...
