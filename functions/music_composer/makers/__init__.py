"""Paid composers behind one interface, in the order in which they are asked: Lyria, ElevenLabs, a Suno-compatible
server, a Soundful-compatible one; at last this machine.

The one rule: nobody is asked before the purse lets it, an order is sent once, and who is still composing is looked at
again later, never waited for.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from shared.media.wire import Unanswered, Unheard
from shared.model.base import Frozen
from shared.model.credits import Credit

VERSION: Final = "makers-1"


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


class Maker(Protocol):
    @property
    def name(self) -> str: ...

    def order(self, brief: Brief) -> Track | Pending:
        """Raises Unheard (nothing is billed) or Unanswered (nobody knows)."""
        ...

    def look(self, pending: Pending) -> Track | Pending:
        """The same order, later. Looking costs nothing."""
        ...


class Purse(Protocol):
    """The money side."""

    def lets(self, maker: str, ms: int) -> bool: ...

    def settle(self, maker: str, ms: int, *, known: bool) -> None:
        """`known` is False where nobody can say whether it will be billed: then it counts as spent."""
        ...


def commissioned(
    makers: Sequence[Maker], brief: Brief, purse: Purse, pending: Pending | None = None
) -> tuple[Track | Pending | None, tuple[str, ...]]:
    """A track, an order that is under way, or None where this machine has to play; and what went wrong on the way."""
    trouble: list[str] = []
    if pending is not None:
        maker = next((maker for maker in makers if maker.name == pending.maker), None)
        try:
            return (None if maker is None else maker.look(pending)), ()
        except Unanswered as error:  # a look that fails says nothing of the music
            return pending, (error.sentence,)
        except Unheard as error:
            trouble.append(error.sentence)
            makers = makers[[each.name for each in makers].index(pending.maker) + 1 :]
    for maker in makers:
        if not purse.lets(maker.name, brief.ms):
            continue
        try:
            made = maker.order(brief)
        except Unheard as error:
            trouble.append(error.sentence)
        except Unanswered as error:
            purse.settle(maker.name, brief.ms, known=False)
            trouble.append(error.sentence)
        else:
            purse.settle(maker.name, brief.ms, known=True)
            return made, tuple(trouble)
    return None, tuple(trouble)
