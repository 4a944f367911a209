"""A long line in parts that a provider takes: at sentences, else at clauses, else at words.

The one rule: no part is larger than what is allowed, and every word is in one of them, in order.
"""

from collections.abc import Callable, Iterator

from functions.audio_generator.voices.delivery import sentences


def parts(text: str, most: int, size: Callable[[str], int]) -> list[str]:
    """`size` tells what a part would take in its request."""
    packed: list[str] = []
    for piece in (piece for sentence in sentences(text) for piece in _fitting(sentence, most, size)):
        if packed and size(f"{packed[-1]} {piece}") <= most:
            packed[-1] = f"{packed[-1]} {piece}"
        else:
            packed.append(piece)
    return packed


def _fitting(text: str, most: int, size: Callable[[str], int]) -> Iterator[str]:
    """A sentence that is too large by itself is halved between two words, or within one."""
    if size(text) <= most or len(text) < 2:
        yield text
        return
    words = text.split()
    if len(words) > 1:
        halves = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
    else:
        halves = text[: len(text) // 2], text[len(text) // 2 :]
    for half in halves:
        yield from _fitting(half, most, size)
