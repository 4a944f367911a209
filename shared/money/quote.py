"""Every legal way to make the picture of one shot, with its price, the most it can cost, and how good it would be.

The one rule: nobody is ever asked for a length or a ratio that the book does not list: the shortest legal clip that
covers the shot is bought and trimmed; where none is long enough, the longest is bought and held.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from shared.model.plan import Choice
from shared.money.book import ANIMATIC, Book, Endpoint, Model, lines_of

AUTO: Final = "auto"

SOFT: Final = 0.25  # what a picture loses that has no lines at all, beside one that has the film's
CROPPED: Final = 0.20  # what one loses whose frame is cut away
HELD: Final = 0.60  # how good a held frame is, beside the moving picture


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the film asks of every picture, and who may be asked."""

    frame: tuple[int, int]
    today: date
    open: frozenset[str] = frozenset()  # backends that have their keys; `backend model` where a model has its own
    ailing: frozenset[str] = frozenset()  # that fail at the moment
    gone: frozenset[str] = frozenset()  # models that answered that they are gone
    only: str = AUTO  # or one backend alone
    pictured: bool = False  # a first picture goes with every shot
    last: frozenset[str] = frozenset()  # backends that only stand in for others
    least: float = 0.0  # no picture below this quality, where there is any above it

    def asks(self, backend: str) -> bool:
        allowed = self.only in (AUTO, backend) and backend not in self.ailing and backend not in self.last
        return allowed and backend in self.open

    def wholly(self, backend: str) -> "Wanted":
        """One backend alone, because a person says so: that it failed before is no reason not to ask it."""
        return replace(self, only=backend, ailing=frozenset(), last=frozenset(), least=0.0)


def drawn(book: Book) -> Choice:
    """By our own hand, for nothing."""
    return Choice(backend=ANIMATIC, quality=book.drawing)


def ways(book: Book, wanted: Wanted, ms: int) -> tuple[Choice, ...]:
    """All that can be bought for a shot of that length, in the order of the book."""
    return tuple(
        choice for backend in book.backends if wanted.asks(backend) for choice in _of(book, wanted, backend, ms)
    )


def is_retired(model: Model, name: str, wanted: Wanted) -> bool:
    return name in wanted.gone or (model.retired is not None and model.retired <= wanted.today)


def retired(book: Book, wanted: Wanted) -> list[str]:
    """A sentence for each model that would have been asked and is no more."""
    return [
        f"{backend}'s {name} is no more and was skipped; take it out of the price book {book.version}."
        for backend, each in book.backends.items()
        if wanted.asks(backend)
        for name, model in each.models.items()
        if is_retired(model, name, wanted)
    ]


def _of(book: Book, wanted: Wanted, backend: str, ms: int) -> Iterator[Choice]:
    for name, model in book.backends[backend].models.items():
        endpoint = _door(model, wanted)
        locked = bool(model.keys) and f"{backend} {name}" not in wanted.open
        if endpoint is None or locked or is_retired(model, name, wanted):
            continue
        seconds, covered = _length(endpoint, ms)
        for resolution, rate in model.resolutions.items():
            ratio, worth = _frame(endpoint, lines_of(resolution, rate), wanted.frame)
            yield Choice(
                backend=backend,
                model=name,
                seconds=seconds,
                resolution=resolution,
                ratio=ratio,
                price=rate.price(seconds),
                most=rate.most(seconds),
                quality=round(model.quality * worth * (covered + HELD * (1 - covered)), 4),
            )


def _door(model: Model, wanted: Wanted) -> Endpoint | None:
    """A film's look comes from its words; a door that needs a first picture is open when there is one."""
    if still := model.endpoints.get("still"):
        return still
    return model.endpoints.get("i2v") if wanted.pictured else model.endpoints.get("t2v")


def _length(endpoint: Endpoint, ms: int) -> tuple[int, float]:
    """The seconds to buy, and how much of the shot they cover."""
    if not endpoint.seconds:
        return 0, 1.0
    seconds = next((length for length in endpoint.seconds if length * 1000 >= ms), endpoint.seconds[-1])
    return seconds, min(1.0, seconds * 1000 / ms)


@dataclass(frozen=True, slots=True, order=True)
class _Cut:
    share: float  # of the picture that is left
    lines: float  # of its shorter side that are left
    ratio: str = field(compare=False)


def _frame(endpoint: Endpoint, lines: int, frame: tuple[int, int]) -> tuple[str, float]:
    """The provider's word for the ratio that loses least, and what is left of the picture's worth."""
    cut = max(_cut(shape, word, lines, frame) for shape, word in endpoint.ratios.items())
    sharp = min(1.0, cut.lines / min(frame))
    return cut.ratio, (1 - SOFT * (1 - sharp)) * (1 - CROPPED * (1 - cut.share))


def _cut(shape: str, word: str, lines: int, frame: tuple[int, int]) -> _Cut:
    across, down = (int(part) for part in shape.split(":"))
    width, height = (lines * across / down, float(lines)) if across >= down else (float(lines), lines * down / across)
    if width * frame[1] > frame[0] * height:
        kept = (height * frame[0] / frame[1], height)
    else:
        kept = (width, width * frame[1] / frame[0])
    return _Cut(round(kept[0] * kept[1] / (width * height), 4), round(min(kept), 2), word)
