"""Whose work is in the film: every sound and picture that somebody else made a part of, and on what terms.

The one rule: who makes a result names in it what they used, under `credits`; the film's credits are those, each once.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from shared.model.base import Frozen


class Credit(Frozen):
    """One work that is used, in the words that its licence asks for."""

    what: str  # voice, music, effect, picture, font
    title: str
    author: str
    licence: str
    url: str = ""
    change: str = ""  # what was done to it, where the licence wants to know


OURS: Final = "AIPROD"
FREE: Final = "CC0-1.0"
"""What is synthesised on this machine belongs to nobody: whoever made the film may do with it what they like."""


def synthesised(what: str, title: str) -> Credit:
    return Credit(what=what, title=title, author=OURS, licence=FREE)


def collected(results: Iterable[Mapping[str, Any]]) -> tuple[Credit, ...]:
    """Everything that these results used, each once, in a fixed order."""
    found = {Credit.model_validate(credit) for result in results for credit in result.get("credits", ())}
    return tuple(sorted(found, key=lambda credit: (credit.what, credit.title, credit.author, credit.url)))


def listed(owed: Iterable[Credit]) -> list[dict[str, str]]:
    """As they stand in a result."""
    ordered = sorted(set(owed), key=lambda credit: (credit.what, credit.title, credit.author, credit.url))
    return [credit.model_dump(exclude_defaults=True) for credit in ordered]


def as_text(owed: Iterable[Credit]) -> str:
    """CREDITS.txt: a line or two for each, in the form that Creative Commons asks for."""
    lines = []
    for credit in owed:
        line = f"{credit.what.capitalize()}: “{credit.title}” by {credit.author}, {credit.licence}"
        lines.append(". ".join(part for part in (line, credit.change) if part) + ".")
        if credit.url:
            lines.append(f"    {credit.url}")
    return "\n".join(lines) + "\n" if lines else "Nothing in this film was made by anybody else.\n"
