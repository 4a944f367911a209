"""What a mood sounds like on paper: key, pace, chords, who plays. And the film's theme, one for all scenes.

The one rule: theory only. Notes are numbers here; nothing sounds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)
LYDIAN: Final = (0, 2, 4, 6, 7, 9, 11)
PHRYGIAN: Final = (0, 1, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Colour:
    """How a scene is scored. Degrees count from 0; `sparse` is how many of the theme's notes are left out."""

    name: str
    tempo: int  # beats a minute, four to a bar
    scale: Sequence[int]
    chords: Sequence[int]
    lead: str  # piano, bell, strings, pluck
    pad: float
    bass: float
    pulse: float  # low repeated notes
    drums: float
    arpeggio: float
    sparse: float
    octave: int = 0
    sevenths: bool = False


_COLOURS: Final[Sequence[Colour]] = (
    Colour("neutral", 84, MAJOR, (0, 4, 5, 3), "piano", 0.55, 0.4, 0.0, 0.0, 0.3, 0.35),
    Colour("joyful", 112, MAJOR, (0, 3, 4, 0), "pluck", 0.35, 0.5, 0.0, 0.25, 0.6, 0.1),
    Colour("tender", 70, MAJOR, (0, 5, 3, 4), "piano", 0.6, 0.35, 0.0, 0.0, 0.3, 0.3, sevenths=True),
    Colour("sad", 60, MINOR, (0, 5, 2, 6), "piano", 0.6, 0.3, 0.0, 0.0, 0.0, 0.45),
    Colour("tense", 96, MINOR, (0, 0, 5, 1), "strings", 0.5, 0.5, 0.6, 0.3, 0.0, 0.75, -1),
    Colour("fearful", 58, PHRYGIAN, (0, 1, 0, 1), "bell", 0.75, 0.45, 0.25, 0.0, 0.0, 0.8),
    Colour("mysterious", 68, DORIAN, (0, 3, 0, 6), "bell", 0.65, 0.35, 0.0, 0.0, 0.25, 0.55, sevenths=True),
    Colour("epic", 100, MINOR, (0, 5, 2, 6), "strings", 0.65, 0.6, 0.4, 0.6, 0.3, 0.15),
    Colour("comic", 118, MAJOR, (0, 3, 1, 4), "pluck", 0.2, 0.45, 0.0, 0.2, 0.4, 0.2, 1),
    Colour("angry", 122, MINOR, (0, 0, 6, 5), "strings", 0.45, 0.6, 0.8, 0.7, 0.0, 0.6, -1),
    Colour("calm", 60, LYDIAN, (0, 3, 0, 4), "bell", 0.65, 0.3, 0.0, 0.0, 0.25, 0.5, sevenths=True),
)

_WORDS: Final[Sequence[tuple[str, str]]] = (
    ("fearful", r"fear|peur|horror|horreur|terr|eerie|creepy|dread|angoiss|sinist"),
    ("tense", r"tens|suspens|thrill|danger|urgent|menac|chase|nerv"),
    ("angry", r"angr|colère|fight|combat|violen|furi|action"),
    ("epic", r"epic|épique|hero|héro|grand|triumph|triomph|orchestr|majest"),
    ("sad", r"sad|trist|melanc|mélanc|grief|deuil|mourn|lonel|nostalg|farewell|adieu"),
    ("tender", r"tender|tendr|love|amour|roman|warm|gentle|doux|douce|intimate|intime"),
    ("joyful", r"joy|joie|happ|heureu|joyeu|upbeat|cheer|festi|play|bright|lively|entraîn|dans|danc"),
    ("comic", r"comic|comiq|funny|drôle|quirk|comed|coméd|humor|humour|espiègl"),
    ("mysterious", r"myst|strange|étrange|magic|magi|dream|rêv|secret|space|espace|ambient"),
    ("calm", r"calm|peace|paisi|serene|serein|quiet|soft|relax|medit"),
)


def colour_of(*wishes: str) -> Colour:
    """The first of the wishes that names a mood decides."""
    for wish in wishes:
        text = wish.casefold()
        for name, words in _WORDS:
            if re.search(words, text):
                return next(colour for colour in _COLOURS if colour.name == name)
    return _COLOURS[0]


@dataclass(frozen=True, slots=True)
class Theme:
    """Eight beats of melody in degrees above the chord's root: (beat, degree, beats)."""

    notes: Sequence[tuple[float, int, float]]
    root: int  # MIDI number of the key


_RHYTHMS: Final = (
    (0.0, 1.0, 2.0, 3.5, 4.0, 6.0),
    (0.0, 1.5, 2.0, 3.0, 4.0, 5.5, 6.0),
    (0.5, 1.0, 2.0, 4.0, 5.0, 6.0),
    (0.0, 2.0, 3.0, 4.0, 6.0, 7.0),
)


def theme(rng: Random) -> Theme:
    beats = rng.choice(_RHYTHMS)
    degree = rng.choice((2, 4, 0))
    notes = []
    for place, beat in enumerate(beats):
        following = beats[place + 1] if place + 1 < len(beats) else 8.0
        notes.append((beat, degree, following - beat))
        degree = max(-2, min(8, degree + rng.choice((-2, -1, -1, 1, 1, 2, 3 if degree < 3 else -3))))
    notes[-1] = (notes[-1][0], rng.choice((0, 2, 4)), notes[-1][2])
    return Theme(notes, rng.randint(48, 55))


def pitch(colour: Colour, root: int, degree: int) -> int:
    """A scale degree, any number of octaves away, as a MIDI number."""
    octave, step = divmod(degree, 7)
    return root + 12 * octave + colour.scale[step]


def chord(colour: Colour, degree: int) -> list[int]:
    """Root, third, fifth (and seventh), folded so that neighbouring chords lie close together."""
    steps = [degree, degree + 2, degree + 4] + ([degree + 6] if colour.sevenths else [])
    return sorted(step if step < 7 else step - 7 for step in steps)
