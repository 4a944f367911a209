"""The beats of an action: what is one thing to see, and where the next one begins.

The one rule: the beats of a text, joined by a space, are the text again.
"""

import re
from typing import Final

from functions.creative_director.directing.gestures import ACTORS, GESTURES, SHOWN_WORDS, THINGS
from shared.writing.takes import Take
from shared.writing.words import Lexicon, flat, fold, sentences

BEAT_MS: Final = 6_000  # of action in one shot
_THEN: Final = re.compile(r",? (?:et |and |mais |but )?(?=(?:puis|then) )")
_QUOTED: Final = re.compile(r"[\"“«][^\"”»\n]*[\"”»]?")
_LEADER: Final = re.compile(r"^(?:et |and |mais |but )?(?:puis|then) ")
_PARTS: Final = ("face", "hands", "look", "travel", "turn", "reveal")
_ARTICLE: Final = re.compile(r"^\W*(?:the|a|an|le|la|les|l'|un|une|des) ?")


def beats_of(text: str) -> list[str]:
    """The sentences; one that says `then` between two gestures is two of them."""
    return [flat(beat) for line in text.split("\n") for sentence in sentences(line) for beat in _then(sentence)]


def _then(sentence: str) -> list[str]:
    quoted = [match.span() for match in _QUOTED.finditer(sentence)]
    for match in _THEN.finditer(fold(sentence)):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        comma = match.start() + (1 if sentence[match.start()] == "," else 0)
        before, after = sentence[:comma], sentence[comma:].strip()
        if len(before.split()) > 1 and len(after.split()) > 2 and lead(before) != lead(after) and lead(after):
            return [before, *_then(after)]
    return [sentence]


def follows(sentence: str) -> bool:
    """Whether a beat begins with `then`: it is about whoever the beat before was about."""
    return _LEADER.match(fold(sentence)) is not None


def has_no_subject(text: str) -> bool:
    """`Ferme l'ordinateur`, `Soupir.`: it is whoever was there before."""
    hit = GESTURES.first(text)
    if hit is None or hit.start > 1:
        return False
    return hit.category in ("hands", "look", "travel") or len(text.split()) <= 2


def lead(text: str) -> str:
    """The gesture that tells the camera most."""
    found = {hit.category for hit in GESTURES.find(_QUOTED.sub("", text))}
    return next((part for part in _PARTS if part in found), "")


def shows_words(text: str) -> bool:
    """Whether something is read: a screen, a letter, a title with its words."""
    return _QUOTED.search(text) is not None and SHOWN_WORDS.has(_QUOTED.sub("", text))


def is_of_a_thing(text: str, people: list[str]) -> bool:
    return not people and THINGS.has(text)


def goes_on(take: Take, sentence: str, people: list[str], length: int) -> bool:
    """Whether a beat is seen in the take before it: the same people, doing the same kind of thing."""
    if take.seen_ms + length > BEAT_MS:
        return False
    now, here = lead(sentence), lead(take.picture)
    if now and here and now != here:
        return False  # a face is not shot as hands are, nor a walk as either
    if len(sentence.split()) <= 2 and set(people) <= set(take.people):
        return True
    if people:
        return set(people) <= set(take.people) if take.people else not THINGS.has(take.picture)
    if _acts(sentence) and (take.people or not _acts(take.picture)):
        return False
    return not THINGS.has(sentence)


def _acts(sentence: str) -> bool:
    """`Le chat recule`: somebody else acts, though nobody of the cast."""
    return _subject_in(ACTORS, sentence)


def begins_with_a_creature(sentence: str) -> bool:
    """`A gull lands`, `Le chat cligne`: one animal, which is small."""
    hit = ACTORS.first(sentence)
    return _acts(sentence) and hit is not None and hit.category == "animal" and not hit.words.endswith(("s", "x"))


def begins_with_a_thing(sentence: str) -> bool:
    """`Une lettre arrive`: the thing itself is the subject."""
    return _subject_in(THINGS, sentence)


def _subject_in(words: Lexicon, sentence: str) -> bool:
    article = _ARTICLE.match(fold(sentence))
    hit = words.first(sentence)
    return article is not None and hit is not None and hit.start - article.end() <= 12
