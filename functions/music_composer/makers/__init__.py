"""Paid composers behind one interface, in the order in which they are asked: Lyria, ElevenLabs, a Suno-compatible
server, a Soundful-compatible one; at last this machine.

The one rule: nobody is asked before the purse lets it, an order is sent once, and who is still composing is looked at
again later, never waited for.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from shared.media.wire import Unanswered, Unheard
from shared.model.base import Frozen, Instant
from shared.model.credits import Credit

VERSION: Final = "makers-1"

LONGEST_MS: Final = 20 * 60_000
"""How long somebody may compose."""


class Brief(Frozen):
    """What is asked for, in words that hold nothing of the script but its moods."""

    mood: str
    moods: tuple[str, ...] = ()
    ms: int
    seed: int = 0

    @property
    def words(self) -> str:
        through = ", then ".join(dict.fromkeys(filter(None, self.moods))) or self.mood
        return (
            f"Instrumental film score, {self.mood or 'neutral'} overall: {through}. No vocals, room for dialogue, "
            f"a quiet start and a clear ending after {max(1, round(self.ms / 1000))} seconds."
        )[:400]


class Track(Frozen):
    """Music as it came, to be fitted to the film."""

    content: bytes
    maker: str
    credit: Credit


class Pending(Frozen):
    """An order that is being worked on. Whoever keeps it asks again with it."""

    maker: str
    task: str
    since: Instant = 0
    why: tuple[str, ...] = ()  # those who were asked before could not


class Maker(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def tariff(self) -> str:
        """What the price book calls it."""
        ...

    def order(self, brief: Brief) -> Track | Pending:
        """Raises Unheard (nothing is billed) or Unanswered (nobody knows)."""
        ...

    def look(self, pending: Pending) -> Track | Pending:
        """The same order, later. Looking costs nothing."""
        ...


class Declined(Exception):
    """The purse does not let it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Busy(Exception):
    """Who is asked too often just now: nothing was billed, and later they may have time."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Purse(Protocol):
    """The money side."""

    def bought(self, maker: Maker, brief: Brief) -> Track | Pending | None:
        """What was paid for before."""
        ...

    def hold(self, maker: Maker, brief: Brief) -> None:
        """Before it is ordered. Raises Declined."""
        ...

    def settle(self, maker: Maker, brief: Brief, made: Track | Pending | None, *, known: bool) -> None:
        """Nothing made is nothing billed, unless it is not `known`: then it counts as spent."""
        ...


def commissioned(
    makers: Sequence[Maker], brief: Brief, purse: Purse, *, now: Instant = 0, patient: bool = False
) -> tuple[Track | Pending | None, tuple[str, ...]]:
    """A track, an order that is under way, or None where this machine has to play; and what went wrong on the way.
    Raises Busy where a maker is asked too often, and we have time."""
    trouble: list[str] = []
    kept = {maker.name: purse.bought(maker, brief) for maker in makers}
    for maker in sorted(makers, key=lambda each: kept[each.name] is None):  # who was paid, before who may be
        made = kept[maker.name]
        try:
            if made is None:
                return _ordered(maker, brief, purse, tuple(trouble)), tuple(trouble)
            if isinstance(made, Track):
                return made, tuple(trouble)
            trouble += [each for each in made.why if each not in trouble]
            if now - made.since < LONGEST_MS:
                return maker.look(made), tuple(trouble)
            trouble.append(f"{maker.name} did not deliver in time; it counts as paid.")
        except Declined as error:
            trouble.append(error.sentence)
        except Unheard as error:
            if error.status == 429 and patient and made is None:
                raise Busy(error.sentence) from None
            trouble.append(error.sentence)
        except Unanswered as error:
            if made is not None:  # a look that fails says nothing of the music
                return made, (*trouble, error.sentence)
            trouble.append(f"{error.sentence} It may be billed, and counts as spent.")
    return None, tuple(trouble)


def _ordered(maker: Maker, brief: Brief, purse: Purse, why: tuple[str, ...]) -> Track | Pending:
    purse.hold(maker, brief)
    try:
        made = maker.order(brief)
    except Unheard:
        purse.settle(maker, brief, None, known=True)
        raise
    except Unanswered:
        purse.settle(maker, brief, None, known=False)
        raise
    if isinstance(made, Pending):
        made = made.model_copy(update={"why": why})
    purse.settle(maker, brief, made, known=True)
    return made
