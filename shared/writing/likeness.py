"""How alike two descriptions are: one number between 0 and 1, and the reason for it in words.

The one rule: it can be worked out by hand. Names and descriptions are bags of words and of three-letter pieces; each
pair of bags is compared by the cosine of its counts, and the two cosines are averaged. Where both sides are described,
names and descriptions count alike; where one is not, the name alone decides.
"""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

from shared.writing.words import flat, fold, tokens

ENOUGH: Final = 0.85
"""From here on it is the same person or place. Measured on pairs that people told apart: tests/unit/director."""

_SMALL: Final = frozenset(
    "a an the in of with and wearing her his their on at "
    "un une des le la les l d de du en au aux avec et son sa ses".split()
)


@dataclass(frozen=True, slots=True)
class Described:
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: float
    because: str

    @property
    def enough(self) -> bool:
        return self.score >= ENOUGH


def likeness(one: Described, other: Described) -> Likeness:
    names = alike(one.name, other.name)
    if not one.words or not other.words:
        return Likeness(names, f"name {names:.2f}")
    described = alike(one.words, other.words)
    return Likeness(_rounded((names + described) / 2), f"name {names:.2f}, description {described:.2f}")


def alike(one: str, other: str) -> float:
    """1 for the same words in any order and spelling of case and accent, 0 for nothing in common."""
    if flat(fold(one)) == flat(fold(other)):
        return 1.0
    return _rounded((_cosine(_words(one), _words(other)) + _cosine(_pieces(one), _pieces(other))) / 2)


def _words(text: str) -> Counter[str]:
    found = [token.word for token in tokens(text)]
    return Counter([word for word in found if word not in _SMALL] or found)


def _pieces(text: str) -> Counter[str]:
    """Every three letters in a row, within words: ` an`, `ann`, `nna`, `na `."""
    padded = (f" {word} " for word in _words(text).elements())
    return Counter(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(count * other[word] for word, count in one.items())
    length = math.sqrt(sum(count * count for count in one.values()) * sum(count * count for count in other.values()))
    return dot / length if length else 0.0


def _rounded(score: float) -> float:
    """Four digits: sums of floats must not decide anything."""
    return round(score, 4)
