"""Words and sentences of English and French, found in linear time and always quoted as the writer wrote them.

The one rule: folding keeps every character at its place, so that what is found can be pointed at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_FOLDED: Final = str.maketrans("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ’‘", "aaaaaaceeeeiiiinooooouuuuyy''")
_TOKEN: Final = re.compile(r"[^\W_]+")

_END: Final = r"[.!?…]+[\"'»”’)\]]*(?:[ \u00a0\u202f]+[!?»”])*\s+"
_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms dr st ste prof gen sgt lt capt col vs etc no nr mme mlle mm me m p pp vol fig av bd jr sr".split()
)


def fold(text: str) -> str:
    """Lower case without accents, character for character."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ and its like grow when lowered
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLDED)


def flat(text: str) -> str:
    """The same words with single spaces between them."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Token:
    word: str  # folded
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(fold(text))]


@dataclass(frozen=True, slots=True)
class Hit:
    category: str
    start: int
    end: int
    words: str
    phrase: str  # the entry of the word list that it answers to


_FRENCH: Final = frozenset(
    "le les l la du des d un une et est qui que qu dans sur il elle ils elles ne n pas au aux sa ses avec pour sous "
    "vers "
    "se s en ce c cette ces je j tu nous vous mais ou par sans etait sont plus tout deux comme puis chez entre".split()
)
_ENGLISH: Final = frozenset(
    "the a an and is of in at he she it they with his her their to from into was were are not for i you we but or by "
    "without on as that this these those then there over under two up down out off its".split()
)

SMALL_WORDS: Final = _FRENCH | _ENGLISH


def tongue(text: str) -> str:
    """The language that a text's small words speak, or nothing where they do not tell."""
    words = [token.word for token in tokens(text)]
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    return "" if french == english else "fr" if french > english else "en"


class Lexicon:
    """Word lists by category: `rain*` finds rainy and raining, a phrase finds its words in a row. `pain@fr` is bread
    where the text around it speaks French or no language that can be told, and nothing in English."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._tongues: dict[tuple[str, str], str] = {}  # entries that mean something in one language only
        for category, phrases in lists.items():
            for phrase in phrases.split(","):
                self._add(category, phrase.strip())
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)

    def _add(self, category: str, phrase: str) -> None:
        phrase, _, language = phrase.partition("@")
        parts = tuple(re.findall(r"[^\W_]+\*?", fold(phrase)))
        if not parts:
            return
        if language:
            self._tongues[category, phrase] = language
        home = self._stems if parts[0].endswith("*") else self._exact
        home.setdefault(parts[0].rstrip("*"), []).append((parts, category, phrase))

    def find(self, text: str) -> Iterator[Hit]:
        """Every entry that the text holds, the longest first where two begin at one word."""
        found = tokens(text)
        spoken: str | None = None
        at = 0
        while at < len(found):
            best: tuple[int, str, str] | None = None
            for parts, category, phrase in self._beginning(found[at].word):
                if (best is None or len(parts) > best[0]) and self._follows(parts, found, at):
                    if language := self._tongues.get((category, phrase)):
                        spoken = tongue(text) if spoken is None else spoken
                        if spoken and spoken != language:
                            continue
                    best = (len(parts), category, phrase)
            if best is None:
                at += 1
                continue
            start, end = found[at].start, found[at + best[0] - 1].end
            yield Hit(best[1], start, end, text[start:end], best[2])
            at += best[0]

    def _beginning(self, word: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
        yield from self._exact.get(word, ())
        for length in self._lengths:
            if length <= len(word):
                yield from self._stems.get(word[:length], ())

    @staticmethod
    def _follows(parts: tuple[str, ...], found: list[Token], at: int) -> bool:
        if at + len(parts) > len(found):
            return False
        return all(
            token.word.startswith(part[:-1]) if part.endswith("*") else token.word == part
            for part, token in zip(parts, found[at : at + len(parts)], strict=True)
        )

    def first(self, text: str) -> Hit | None:
        return next(self.find(text), None)

    def has(self, text: str) -> bool:
        return self.first(text) is not None

    def count(self, text: str) -> Counter[str]:
        return Counter(hit.category for hit in self.find(text))


def sentences(text: str) -> list[str]:
    """The sentences of a text. Joined by a space they are the text again, word for word."""
    pieces: list[str] = []
    start = 0
    for match in re.finditer(_END, text):
        following = text[match.end() : match.end() + 1]
        if following.islower() or _abbreviated(text[start : match.start()], match.group()):
            continue
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def _abbreviated(before: str, mark: str) -> bool:
    """Mr. and J. do not end a sentence."""
    if not mark.startswith(".") or mark.startswith(".."):
        return False
    last = before[-12:].rsplit(None, 1)[-1:]
    if not last:
        return False
    word = last[0].lstrip("(\"'«“")
    return fold(word) in _ABBREVIATIONS or (len(word) == 1 and word.isupper())
