"""When each word of a line is heard, as every voice tells it: in milliseconds from the start of the line's sound.

The one rule: there is one entry for each word that was written (`text.split()`), in that order; a word that nobody can
say aloud lasts no time. Who lays a caption starts it at `onset_ms` after the sound's own start.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Word = tuple[str, int, int]
"""What was written, when it begins, when it ends."""


def words_of(voice: Mapping[str, Any]) -> list[Word]:
    """The words of one line from the result of a voice unit; none when its engine did not tell."""
    return [(str(word), int(start), int(end)) for word, start, end in voice.get("words", ())]


def onset_ms(voice: Mapping[str, Any]) -> int:
    """When the first word is heard. The sound itself begins a little earlier: with breath, or with a soft edge."""
    return next((start for _, start, end in words_of(voice) if end > start), 0)


def written(text: str, spoken: Sequence[Word]) -> list[Word]:
    """The times of what was spoken, carried over to the words as they were written. Engines are given other words
    than the script has (no symbols, no line breaks), but every letter and digit is in both, in the same order."""
    letters = [(start, end) for word, start, end in spoken for _ in range(_sounds(word))]
    found: list[Word] = []
    passed = until = 0
    for word in text.split():
        count = _sounds(word)
        own = letters[passed : passed + count]
        passed += count
        start = max(until, own[0][0]) if own else until
        until = max(start, own[-1][1]) if own else start
        found.append((word, start, until))
    return found


def by_letters(words: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Where nobody can tell: a stretch of time shared out by letters."""
    weights = [len(word) + 1 for word in words]
    total, passed, shares = max(1, sum(weights)), 0, []
    for weight in weights:
        begin = start + (end - start) * passed // total
        passed += weight
        shares.append((begin, start + (end - start) * passed // total))
    return shares


def _sounds(word: str) -> int:
    return sum(char.isalnum() for char in unicodedata.normalize("NFC", word))
