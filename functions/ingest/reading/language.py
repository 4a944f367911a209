"""Which language a script speaks, by its small words. English where nothing tells.

The one rule: only words that the film will show or say are counted.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from shared.model.script import SPOKEN, Element
from shared.writing.words import tokens

_FRENCH: Final = frozenset(
    "le la les un une des du de et est dans pour pas que qui sur avec ne se ce il elle je tu nous vous mais ou au aux "
    "par plus son sa ses cette ils elles sont etait leur meme comme tout y en mon ma mes ton ta c l d j qu n s jour "
    "nuit chez vers sans sous".split()
)
_ENGLISH: Final = frozenset(
    "the a an and is in of to for not that who on with it he she i you we but or at by more his her its this they are "
    "was their same like all there from my your be have as up out what when day night into one so".split()
)
_SAMPLE: Final = 4000


def language_of(elements: Iterable[Element]) -> str:
    counted: Counter[str] = Counter()
    seen = 0
    for element in elements:
        if element.kind in ("note", "section", "synopsis"):
            continue
        weight = 2 if element.kind in SPOKEN else 1
        for token in tokens(element.text[:2000]):
            seen += 1
            counted["fr"] += weight * (token.word in _FRENCH)
            counted["en"] += weight * (token.word in _ENGLISH)
        if seen > _SAMPLE:
            break
    return "fr" if counted["fr"] > counted["en"] else "en"
