"""The card that a film ends on, where that is asked for: the end, the film's title, and who wrote it.

The one rule: it names what is known when the film is directed. Voices and sounds are thanked in CREDITS.txt.
"""

from typing import Final

from shared.model.job import PRESETS, Options
from shared.model.script import Script
from shared.model.storyboard import END, Scene, Shot
from shared.writing.slate import Slate
from shared.writing.words import flat

END_MS: Final = 4_200

_WORDS: Final = {
    "en": ("The End", "Written by {}"),
    "fr": ("Fin", "Écrit par {}"),
    "de": ("Ende", "Buch: {}"),
    "es": ("Fin", "Escrito por {}"),
    "it": ("Fine", "Scritto da {}"),
    "nl": ("Einde", "Geschreven door {}"),
    "pt": ("Fim", "Escrito por {}"),
}
"""Other languages have no word for it here: there the title ends the film."""


def card_of(script: Script, language: str) -> str:
    """A headline, and below it a line for each thing there is to tell."""
    end, written = _WORDS.get(language.casefold().replace("_", "-").partition("-")[0], ("", "{}"))
    title, author = flat(script.title), flat(script.author)
    named = title if title != "Untitled" else ""
    return "\n".join(filter(None, (end, named, written.format(author) if author else "")))


def ending(script: Script, language: str, options: Options, scenes: list[Scene]) -> list[Scene]:
    """The scene that follows the last one: a card, in its light and to its music. None where none is asked for."""
    words = card_of(script, language) if options.end_card else ""
    if not words:
        return []
    picture = words.partition("\n")[0] if "\n" in words else "…"
    last = scenes[-1]
    shot = Shot(
        id=Slate(END).shot(picture, (), words),
        number=f"{len(scenes) + 1}.1",
        size="wide",
        move="static",
        duration_ms=END_MS,
        picture=picture,
        title=words,
    )
    card = Scene(
        id=END,
        heading="",
        place="",
        time_of_day=last.time_of_day,
        mood=last.mood,
        music=last.music,
        transition="fade",
        shots=(shot,),
    )
    return [card]


def longest_ms(options: Options) -> int | None:
    """How long the rest of the film may be."""
    most = PRESETS[options.preset].max_ms
    return most if most is None or not options.end_card else most - END_MS
