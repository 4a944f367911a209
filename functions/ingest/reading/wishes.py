"""What a title page or front matter asks for: the film's options, still unchecked strings.

The one rule: only the known wishes pass; every other key is the writer's own business.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, get_args

from shared.model.job import Score, Voices
from shared.writing.words import flat, fold

_KEYS: Final = {
    "preset": "preset", "prereglage": "preset",
    "budget": "budget_usd", "budget_usd": "budget_usd", "budget_limit": "budget_usd",
    "aspect": "aspect_ratio", "aspect_ratio": "aspect_ratio", "ratio": "aspect_ratio",
    "lang": "lang", "language": "lang", "langue": "lang",
    "brand": "brand", "marque": "brand",
    "webhook": "webhook",
    "voice": "voice", "voix": "voice",
    "voices": "voices",
    "score": "score",
    "seed": "seed", "graine": "seed",
    "size": "size", "resolution": "size",
    "fps": "fps",
    "loudness": "loudness", "volume": "loudness",
    "captions": "captions", "subtitles": "captions", "sous_titres": "captions",
    "grade": "grade", "etalonnage": "grade",
    "names": "names", "noms": "names",
    "slate": "slate", "clap": "slate",
    "mark": "mark", "watermark": "mark", "filigrane": "mark",
    "end_card": "end_card", "carton_de_fin": "end_card",
}  # fmt: skip

_STUDIOS: Final = {"voices": frozenset(get_args(Voices)), "score": frozenset(get_args(Score))}
"""`Score: Ada Byron` names a composer: only who can be hired is wished for."""

TITLE_KEYS: Final = frozenset({"title", "titre"})
AUTHOR_KEYS: Final = frozenset({"author", "authors", "auteur", "auteurs", "autrice", "writer", "ecrit par"})
CAST_KEYS: Final = frozenset({"cast", "characters", "personnages", "distribution"})
OTHER_KEYS: Final = frozenset(
    "credit source draft_date date contact copyright notes note revision format version genre logline synopsis "
    "scenario script_version episode series serie production company draft approval backend description".split()
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class FrontPage:
    """What stood before the script itself."""

    title: str = ""
    author: str = ""
    cast: dict[str, str] = field(default_factory=dict)
    wishes: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def note(self, key: str, value: str) -> None:
        name, value = plain_key(key), flat(value)
        if name in TITLE_KEYS:
            self.title = self.title or value
        elif name in AUTHOR_KEYS:
            self.author = self.author or value
        elif name in _STUDIOS:
            if value.casefold() in _STUDIOS[name]:
                self.wishes[name] = value.casefold()
        elif name in _KEYS and value:
            self.wishes[_KEYS[name]] = value

    def meet(self, entries: Iterable[str]) -> None:
        """`EVA: a girl of eight in a red coat`, one a line."""
        for entry in entries:
            name, colon, look = entry.partition(":")
            if colon and name.strip() and look.strip():
                self.cast[flat(name)] = flat(look)


def plain_key(key: str) -> str:
    return fold(flat(key)).replace(" ", "_").replace("-", "_")


def is_known(key: str) -> bool:
    name = plain_key(key)
    return name in _KEYS or name in TITLE_KEYS | AUTHOR_KEYS | CAST_KEYS | OTHER_KEYS


def wished_language(wishes: dict[str, str]) -> str:
    wish = wishes.get("lang", "")
    if not _LANGUAGE.fullmatch(wish):
        words = {"english": "en", "anglais": "en", "french": "fr", "francais": "fr"}
        return words.get(fold(wish).split(" ")[0], "")
    return wish.replace("_", "-")
