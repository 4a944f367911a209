"""How long words take: speech by language and punctuation, action by its beats.

The one rule: these are plans. The length of a line is settled when its voice has been measured.
"""

import re
from typing import Final

from shared.model.script import SPOKEN, Script
from shared.writing.words import sentences

LETTERS_PER_SECOND: Final = {"en": 14.5, "fr": 15.0}
OTHER_LETTERS_PER_SECOND: Final = 14.0

SENTENCE_MS: Final = 380
CLAUSE_MS: Final = 170
LINE_LEAD_MS: Final = 250  # the breath before the first words of a shot
LINE_GAP_MS: Final = 350  # the beat between two speakers
LINE_TAIL_MS: Final = 400

PICTURE_MS: Final = 6_000  # of a shot that the script describes, when nobody speaks in it

_SENTENCE_MARK: Final = re.compile(r"[.!?…]+(?=\s)")
_CLAUSE_MARK: Final = re.compile(r"[,;:–—](?=\s)")
_SPELLED_OUT: Final = re.compile(r"[0-9]")
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # one sign is a syllable or more
_CUTS: Final = (re.compile(r"(?<=[;:–—])\s+"), re.compile(r"(?<=,)\s+"), re.compile(r"\s+"))


def speech_ms(text: str, language: str) -> int:
    """How long a voice needs for a text, pauses inside it included."""
    letters = len(text) + 4 * len(_SPELLED_OUT.findall(text)) + 2 * len(_WIDE.findall(text))
    pace = LETTERS_PER_SECOND.get(language[:2].lower(), OTHER_LETTERS_PER_SECOND)
    pauses = SENTENCE_MS * len(_SENTENCE_MARK.findall(text)) + CLAUSE_MS * len(_CLAUSE_MARK.findall(text))
    return max(400, round(1000 * letters / pace) + pauses)


def spoken_ms(texts: list[str], language: str) -> int:
    """How long a shot must be for all its lines, with the breaths around them."""
    if not texts:
        return 0
    gaps = LINE_GAP_MS * (len(texts) - 1)
    return LINE_LEAD_MS + sum(speech_ms(text, language) for text in texts) + gaps + LINE_TAIL_MS


def action_ms(text: str) -> int:
    """How long one needs to see what a sentence says: about a page a minute, and never a flicker."""
    words = max(len(text.split()), 3 * len(_WIDE.findall(text)) // 4)
    return min(6500, max(1800, 1200 + 170 * words)) + 150 * max(0, words - 80)


def breaths(text: str, language: str, limit_ms: int) -> list[str]:
    """A speech in pieces that each fit the limit, cut at sentence ends; a sentence that is half as long again as the
    limit is cut at its clauses. Joined by a space the pieces are the speech again."""
    pieces = _packed(sentences(text), language, limit_ms)
    return [part for piece in pieces for part in _broken(piece, language, limit_ms, 0)]


def _broken(piece: str, language: str, limit_ms: int, level: int) -> list[str]:
    if level == len(_CUTS) or speech_ms(piece, language) <= limit_ms * (3 + level) // 2:
        return [piece]
    parts = _packed(_CUTS[level].split(piece), language, limit_ms)
    return [smaller for part in parts for smaller in _broken(part, language, limit_ms, level + 1)]


def _packed(pieces: list[str], language: str, limit_ms: int) -> list[str]:
    """As many pieces together as the limit allows, in order."""
    packs: list[list[str]] = []
    filled = 0
    for piece in pieces:
        length = speech_ms(piece, language) + SENTENCE_MS
        if packs and filled + length <= limit_ms:
            packs[-1].append(piece)
            filled += length
        else:
            packs.append([piece])
            filled = length
    return [" ".join(pack) for pack in packs]


def script_ms(script: Script) -> int:
    """A first guess at the film's length, before anybody directs. A narrator speaks over the picture."""
    total = shown = 0
    for element in script.elements:
        if element.seconds is not None:
            total += round(element.seconds * 1000)
        elif element.kind in SPOKEN:
            needed = speech_ms(element.text, script.language) + LINE_GAP_MS
            covered = min(needed, shown) if element.kind == "narration" else 0
            total += needed - covered
            shown -= covered
        elif element.kind in ("action", "picture", "centered"):
            shown = sum(action_ms(sentence) for sentence in sentences(element.text))
            if element.kind == "picture":
                shown = min(PICTURE_MS, shown)  # one shot, however much is said about it
            total += shown
    return total
