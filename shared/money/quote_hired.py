"""What the voices and the score cost that somebody is asked for by name: a line by its letters, a score by its length.

The one rule: what is shown before and what is held later is worked out here, from the same book.
"""

import os
from collections.abc import Mapping
from datetime import date
from typing import Final

from shared.model.job import PRESETS, Options
from shared.model.money import Micros
from shared.model.storyboard import Storyboard
from shared.money.book import Book, Tariff
from shared.money.quote_sounds import cost
from shared.platform.ports import Secrets

FAMILIES: Final = {"Neural2": "neural2", "Chirp3-HD": "chirp3-hd"}
"""Google's, and what the book calls them."""
ELEVEN: Final = "eleven_multilingual_v2"
SCORES: Final = {
    "lyria": "lyria-002", "elevenlabs": "music_v1", "suno": "suno-compatible", "soundful": "soundful-compatible",
}  # fmt: skip
_AROUND_A_LINE: Final = {"neural2": 16}
"""Letters that are billed besides the words."""

SHORTEST_MS: Final = 3_000
LONGEST_MS: Final = 600_000
"""Of one order of music."""


_OPENED_BY: Final = {
    ("voices", "google"): ("google-speech-key", "GOOGLE_CLOUD_PROJECT"),
    ("voices", "elevenlabs"): ("elevenlabs-api-key", ""),
    ("score", "lyria"): ("", "GOOGLE_CLOUD_PROJECT"),
    ("score", "elevenlabs"): ("elevenlabs-api-key", ""),
    ("score", "suno"): ("suno-api-key", ""),
    ("score", "soundful"): ("soundful-api-key", ""),
}
"""A secret or a setting, for each who can be hired."""


def family(environment: Mapping[str, str] = os.environ) -> str:
    """Which of Google's voices speak here: those that tell when each word is heard, if nobody chose otherwise."""
    asked = environment.get("AIPROD_GOOGLE_VOICES", "")
    return asked if asked in FAMILIES else "Neural2"


def is_open(what: str, who: str, secrets: Secrets, environment: Mapping[str, str]) -> bool:
    """Whether they can be asked here."""
    secret, setting = _OPENED_BY[what, who]
    return bool((secret and secrets.get(secret)) or (setting and environment.get(setting)))


def everybody() -> list[tuple[str, str]]:
    """Who can be hired, and for what."""
    return list(_OPENED_BY)


class NotForSale(Exception):
    """The book has no price for it, or it is no more."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def letters_price(book: Book, tariff: str, letters: int, today: str) -> Micros:
    return cost(_found(book, book.voices, tariff, "voices", today), letters=letters)


def score_price(book: Book, tariff: str, ms: int, today: str) -> Micros:
    """One order, however long the film is: what is too short is repeated."""
    found = _found(book, book.music, tariff, "music", today)
    return cost(found, ms=min(LONGEST_MS, max(SHORTEST_MS, ms)) if found.per_minute else 0, calls=1)


def voices_price(book: Book, options: Options, storyboard: Storyboard, today: str) -> Micros:
    """All lines of a film; nothing where this machine speaks."""
    if options.voices == "local":
        return 0
    tariff = FAMILIES[family()] if options.voices == "google" else ELEVEN
    lines = [len(line.text) + _AROUND_A_LINE.get(tariff, 0) for shot in storyboard.shots for line in shot.lines]
    return sum(letters_price(book, tariff, letters, today) for letters in lines)


def scored(book: Book, options: Options, storyboard: Storyboard, today: str) -> Micros:
    """The score of a film; nothing where this machine plays, or nobody does."""
    if options.score == "local" or all(scene.music == "none" for scene in storyboard.scenes):
        return 0
    return score_price(book, SCORES[options.score], storyboard.duration_ms, today)


def most_for_sounds(options: Options) -> Micros:
    return min(PRESETS[options.preset].sounds, options.budget or 0)


def _found(book: Book, kind: dict[str, Tariff], name: str, called: str, today: str) -> Tariff:
    found = kind.get(name)
    if found is None:
        raise NotForSale(f"The price book {book.version} names no price for {name} (under {called}).")
    if found.retired is not None and found.retired <= date.fromisoformat(today):
        raise NotForSale(f"{name} is no more, says the price book {book.version}.")
    return found
