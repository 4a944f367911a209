"""What no film may show or say: the rules of forbidden.txt, found sentence by sentence.

The one rule: a word alone refuses nobody; the reason and the line are always told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from shared.model.errors import Refused
from shared.model.script import Element
from shared.writing.words import Hit, Lexicon, flat, sentences

PAGE: Final = Path(__file__).with_name("forbidden.txt")
_AGES: Final = range(1, 18)
_WORD: Final = re.compile(r"[^\W_]+")
_BREAK: Final = re.compile(r"[,;:–—]|\s-\s")
_LOOSE: Final = 5  # what meets more closely than this stands in one clause


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    lists: tuple[str, ...]
    within: int  # words that may stand between what meets
    kinds: frozenset[str]  # where it refuses; elsewhere it warns
    what: str


@cache
def rules() -> tuple[Lexicon, tuple[Rule, ...]]:
    lists: dict[str, list[str]] = {}
    found: list[Rule] = []
    for row in PAGE.read_text("utf-8").splitlines():
        if row.startswith("list "):
            name, _, phrases = row.removeprefix("list ").partition(":")
            lists.setdefault(name, []).extend(_aged(phrases.split(",")))
        elif row.startswith("rule "):
            name, meet, within, kinds, what = (part.strip() for part in row.removeprefix("rule ").split("|"))
            found.append(Rule(name, tuple(meet.split(" + ")), int(within), frozenset(kinds.split()), what))
    return Lexicon({name: ",".join(phrases) for name, phrases in lists.items()}), tuple(found)


def _aged(phrases: Iterable[str]) -> Iterable[str]:
    for phrase in phrases:
        ages = _AGES if "<age>" in phrase else (0,)
        yield from (phrase.replace("<age>", str(age)) for age in ages)


def examine(elements: Iterable[Element]) -> list[str]:
    """Warnings about what a person should look at. Refuses what may not be filmed, with the reason and the line."""
    lexicon, known = rules()
    warnings: list[str] = []
    for element in elements:
        if element.kind in ("note", "synopsis", "section", "page_break") or not lexicon.has(element.text):
            continue
        for sentence in sentences(flat(element.text)):
            hits = list(lexicon.find(sentence))
            for rule in known if hits else ():
                quoted = _meets(rule, hits, sentence)
                if quoted and element.kind in rule.kinds:
                    raise Refused(
                        "forbidden",
                        f"Line {element.line}: “{quoted}” reads as {rule.what}, which may not be filmed.",
                        "Take it out, or tell the story without it.",
                    )
                if quoted:
                    warnings.append(
                        f"Line {element.line}: “{quoted}” reads as {rule.what}; a paid backend may refuse this shot."
                    )
    return warnings


def _meets(rule: Rule, hits: list[Hit], sentence: str) -> str:
    """The words of the sentence between the first and the last of what meets, when they are near each other."""
    choices = [[hit for hit in hits if hit.category == name] for name in rule.lists]
    for chosen in product(*(found[:8] for found in choices)):
        start, end = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
        if rule.within < _LOOSE and _BREAK.search(sentence, start, end):
            continue
        covered = sum(len(_WORD.findall(hit.words)) for hit in chosen)
        if len(_WORD.findall(sentence[start:end])) - covered <= rule.within:
            return sentence[start:end][:80]
    return ""
