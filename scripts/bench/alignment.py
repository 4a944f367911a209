"""Lays our shots beside shots that people planned: one to one, in order, by what is in them.

The one rule: a pair counts when its likeness reaches THRESHOLD and it shares words that tell something; no order is
broken and no shot is used twice. Nothing here knows the film.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.model.storyboard import Size
from shared.writing.words import tokens

THRESHOLD: Final = 0.40
WEIGHTS: Final = {"words": 0.55, "people": 0.15, "size": 0.15, "place": 0.15}
LEAST_WORDS: Final = 0.12  # without words in common nothing is the same shot, however alike it is framed
_SCALE: Final[tuple[Size, ...]] = ("extreme_wide", "wide", "medium", "medium_close", "close", "insert")
_SMALL: Final = frozenset(
    "the and with his her its from into onto that this they are was has plan plans gros serre large moyen rapproche "
    "insert detail shot close wide vue dans sur les des une son ses aux par pour qui que est pas elle ils elles avec "
    "sans sous vers mais puis comme tout tous lui leur rien dit voit montrant montre cette".split()
)


@dataclass(frozen=True)
class Card:
    """A shot as far as it can be compared."""

    name: str
    words: frozenset[str]
    people: frozenset[str]
    size: Size | None
    place: frozenset[str]


@dataclass(frozen=True)
class Pair:
    ours: int
    theirs: int
    likeness: float


def stems(text: str) -> frozenset[str]:
    """The words that tell something, by their first five letters: `négligés` is `négligemment`."""
    return frozenset(
        token.word[:5]
        for token in tokens(text)
        if len(token.word) > 2 and token.word not in _SMALL and not token.word.isdigit()
    )


def weights(cards: Sequence[Card]) -> dict[str, float]:
    """A word weighs more, the fewer shots have it."""
    seen = Counter(word for card in cards for word in card.words)
    return {word: math.log(1 + len(cards) / count) for word, count in seen.items()}


def likeness(ours: Card, theirs: Card, weight: dict[str, float]) -> float:
    """From 0 to 1; 0 where they share too few words."""
    words = _words(ours.words, theirs.words, weight)
    if words < LEAST_WORDS:
        return 0.0
    place = 1.0 if ours.place & (theirs.place | theirs.words) else 0.0
    parts = {
        "words": words,
        "people": _shared(ours.people, theirs.people),
        "size": near(ours.size, theirs.size),
        "place": place,
    }
    return sum(WEIGHTS[name] * value for name, value in parts.items())


def _words(ours: frozenset[str], theirs: frozenset[str], weight: dict[str, float]) -> float:
    """How much of the shorter description the longer one holds, and how much of both is shared: half and half."""
    shared, mine, yours = (sum(weight[word] for word in words) for words in (ours & theirs, ours, theirs))
    if not shared:
        return 0.0
    return (shared / min(mine, yours) + shared / math.sqrt(mine * yours)) / 2


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def near(ours: Size | None, theirs: Size | None) -> float:
    """One step apart is half as near; those over a shoulder or through somebody's eyes stand where a medium does."""
    if ours is None or theirs is None:
        return 0.5
    first, second = (_SCALE.index(size if size in _SCALE else "medium") for size in (ours, theirs))
    return max(0.0, 1 - abs(first - second) / 2)


def align(ours: Sequence[Card], theirs: Sequence[Card], weight: dict[str, float]) -> list[Pair]:
    """The monotone alignment whose pairs are, together, farthest above the threshold."""
    likely = [[likeness(mine, yours, weight) for yours in theirs] for mine in ours]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, row in enumerate(likely, 1):
        for j, value in enumerate(row, 1):
            best[i][j] = max(best[i - 1][j], best[i][j - 1], best[i - 1][j - 1] + _gain(value))
    pairs: list[Pair] = []
    i, j = len(ours), len(theirs)
    while i and j:
        value = likely[i - 1][j - 1]
        if _gain(value) > 0 and math.isclose(best[i][j], best[i - 1][j - 1] + _gain(value)):
            pairs.append(Pair(i - 1, j - 1, value))
            i, j = i - 1, j - 1
        elif math.isclose(best[i][j], best[i - 1][j]):
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _gain(value: float) -> float:
    return value - THRESHOLD + 1e-9 if value >= THRESHOLD else -1.0


def moved(ours: Sequence[Card], theirs: Sequence[Card], weight: dict[str, float], pairs: Sequence[Pair]) -> list[Pair]:
    """What is left on both sides and alike, wherever it stands: shots that they took out of the order of the script."""
    free = set(range(len(ours))) - {pair.ours for pair in pairs}
    found: list[Pair] = []
    for theirs_at in sorted(set(range(len(theirs))) - {pair.theirs for pair in pairs}):
        value, at = max(((likeness(ours[at], theirs[theirs_at], weight), -at) for at in free), default=(0.0, 0))
        if value >= THRESHOLD:
            found.append(Pair(-at, theirs_at, value))
            free.discard(-at)
    return found
