"""Where and when a scene plays, read from its heading or, where there is none, from its words.

The one rule: a place keeps the writer's words, so that the same words are the same place in the whole film.
"""

import re
from dataclasses import dataclass
from typing import Final

from shared.model.storyboard import TimeOfDay
from shared.writing.atmosphere import HOURS, hour, same_hour
from shared.writing.words import SMALL_WORDS, Lexicon, flat, fold, tokens

PLACES: Final = Lexicon(
    {
        "in": (
            "kitchen, bedroom, living room, bathroom, hallway, corridor, office, workshop, café, cafe, coffee "
            "shop, shop, bakery, library, hospital, classroom, school, theatre, theater, church, museum, lab@en, "
            "laboratory, restaurant, bar, elevator, attic, cellar, basement, garage, apartment, cabin, studio, "
            "lantern room, stairwell, warehouse, laundromat, waiting room, control room, cuisine, chambre, salon, "
            "salle de bain, couloir, bureau, atelier, boutique, boulangerie, librairie, bibliothèque, hôpital, "
            "école, salle de classe, théâtre, église, musée, laboratoire, ascenseur, grenier, cave, appartement, "
            "cabane, salle d'attente, laverie, cage d'escalier, car@en, voiture, train, submarine, sous-marin, "
            "spaceship, vaisseau, entrée, loge@fr, coulisses, backstage, tunnel"
        ),
        "out": (
            "street, alley, square, park, garden, yard, courtyard, market, bridge, roof, rooftop, road, platform, "
            "bus stop, playground, graveyard, cemetery, farm, orchard, harbour, harbor, pier@en, dock@en, "
            "lighthouse, rue@fr, ruelle, place du village, parc, jardin, cour@fr, marché, pont@fr, toit, route, "
            "quai, arrêt de bus, cimetière, ferme, verger, stream, ruisseau, port, jetée, phare, village, ville@fr, "
            "town@en, terrasse, balcony, balcon, railroad bridge"
        ),
        "open": (
            "beach, sea, ocean, forest, woods, field, meadow, mountain, hill, desert, island, lake, river, sky, "
            "cliff, valley, skyline, snowfield, space, stars, planet, orbit, moon, plage, mer@fr, océan, forêt, "
            "bois@fr, champ@fr, champs, prairie, montagne, colline, désert, île, lac, rivière, ciel, falaise, vallée, "
            "plaine, espace, étoile, étoiles, planète, orbite, lune, banquise, dunes"
        ),
    }
)

_AIRLESS: Final = Lexicon(
    {
        "out": (
            "space, stars, planet, orbit, moon, asteroid, comet, espace, étoile, étoiles, planète, orbite, lune, "
            "astéroïde, comète"
        )
    }
)
_OWNED: Final = re.compile(r"\b(?:his|her|their|my|our|your)\s$")
_SIDE: Final = re.compile(
    r"^(?P<side>int(?:erior|erieur)?\.?\s*[/\-]\s*ext(?:erior|erieur)?|ext(?:erior|erieur)?\.?\s*[/\-]\s*"
    r"int(?:erior|erieur)?|int(?:erior|erieur)?|ext(?:erior|erieur)?|est(?:ablishing)?|i\s*/\s*e)(?=[.\s\-–—:]|$)"
    r"[.\s\-–—:]*"
)
_NUMBERED: Final = re.compile(
    r"^(?:(?:scene|sequence|sc|seq|chapter|chapitre|part|partie|act|acte|tableau|shot|plan)\.?\s*"
    r"(?:[0-9]+(?:[.\-][0-9]+)*[a-z]?|[ivxlc]+)|[0-9]+(?:\.[0-9]+)*[.)])\s*(?:[:.\-–—]+\s*|$|(?=\s))"
)
_DASH: Final = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+|\s*\|\s*")
_FIRST: Final = re.compile(r"^([^\W\d_][^\-–—/.,|]{1,24}?)\s*[\-–—/.,|]+\s*(?=[\w«“\"'])")
_CLOCK: Final = re.compile(
    r"(?:vers |around |a |at )?(?P<hour>[01]?\d|2[0-3])(?:(?::| ?h ?|\.)[0-5]\d)?\s*"
    r"(?:h|heures?|o'clock|(?P<half>[ap]m)|(?<=\d[:h.]\d\d)|(?<=h \d\d))"
)
_UNTIL: Final[tuple[tuple[int, TimeOfDay], ...]] = ((5, "night"), (7, "dawn"), (18, "day"), (21, "dusk"), (24, "night"))
_ASIDE: Final = re.compile(r"\s*\([^()]*\)\s*$")
_LINKING: Final = frozenset("at in the on a an by late early next this that of and before after au a la le les l de du "
                            "des en d sur vers un une pendant dans tot tard avant apres".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    heading: str
    place: str
    interior: bool | None
    time_of_day: TimeOfDay | None  # None where the heading does not say
    same_time: bool  # CONTINUOUS, PLUS TARD: the hour of the scene before


def setting_of(heading: str) -> Setting:
    """INT. KITCHEN - NIGHT, EXT. PLAGE – AUBE, Scene 3: The harbour at dawn."""
    whole = flat(heading)
    numbered = _NUMBERED.match(fold(whole))
    rest = whole[numbered.end() :].lstrip() if numbered else whole
    interior: bool | None = None
    if side := _SIDE.match(fold(rest)):
        mark = side["side"]
        if not ("/" in mark or ("int" in mark and "ext" in mark)):
            interior = mark.startswith("int") if not mark.startswith("est") else False
        rest = rest[side.end() :].lstrip(" /.,–—-")
    early, rest = _hour_first(rest) if side else (None, rest)
    parts = [part for part in _DASH.split(rest) if part]
    when = early or (_hour_of(parts[-1]) if parts else None)
    same = bool(parts) and len(parts) > 1 and same_hour(parts[-1])
    whole_heading = len(parts) == 1 and not early  # INT HOUSE DAY
    if len(parts) > 1 and (same or (when is not None and not early)):
        parts = parts[:-1]
    elif len(parts) > 1 and not early and _hour_of(parts[-2]) is not None:  # EXT. QUAI - NUIT - PLUIE
        when = _hour_of(parts[-2])
        parts = parts[:-2] or parts[:1]
    place = _ASIDE.sub("", " - ".join(parts))
    before, sign, after = place.rpartition(",") if "," in place else place.rpartition("/")
    if sign and hour(after) is not None and (sign == "," or not _without_hour(after)):
        place, when = before, when or hour(after)  # La rue du Four, nuit de neige; JARDIN/NUIT
    elif when is None or whole_heading:
        when = hour(place) or when
        place = _without_hour(place)
    if interior is None and not side:
        interior = _usual_side(place)
    return Setting(whole, place.strip(" ,.:-–—") or ("" if numbered else whole), interior, when, same)


def _hour_first(rest: str) -> tuple[TimeOfDay | None, str]:
    """INT. JOUR – CUISINE, as French scripts have it: an hour that stands alone before the place."""
    first = _FIRST.match(rest)
    if first is None or (when := hour(first[1])) is None or _without_hour(first[1]):
        return None, rest
    return when, rest[first.end() :]


def _hour_of(words: str) -> TimeOfDay | None:
    """The hour that a part of a heading names, by a word or by the clock: 3 AM, 22 H 30, 14:00."""
    if (named := hour(words)) is not None:
        return named
    clock = _CLOCK.fullmatch(fold(words).strip(" ."))
    if clock is None:
        return None
    told = int(clock["hour"]) % 12 + (12 if clock["half"] == "pm" else 0) if clock["half"] else int(clock["hour"])
    return next((name for until, name in _UNTIL if told < until), None)


def _without_hour(place: str) -> str:
    """`The harbour at dawn` is the place `The harbour`."""
    hits = list(HOURS.find(place))
    if not hits or place[hits[-1].end :].strip(" ,.()"):
        return place
    words = place[: hits[-1].start].rstrip(" ,'’").split(" ")
    while words and fold(words[-1]).strip(",.;:-") in _LINKING:
        words.pop()
    return " ".join(words)


def _usual_side(place: str) -> bool | None:
    hit = PLACES.first(place)
    return None if hit is None else hit.category == "in"


def is_open(place: str) -> bool:
    """Whether a place is wider than a street: a shot of it may be extremely wide."""
    return any(hit.category == "open" for hit in PLACES.find(place))


def has_weather(place: str) -> bool:
    """There is none among the stars."""
    return _AIRLESS.first(place) is None


def place_in(text: str) -> str:
    """The first place that a text names, for scripts without headings. `Her school report` names none."""
    for hit in PLACES.find(text):
        following = tokens(text[hit.end : hit.end + 30])[:1]
        stands_alone = not following or not text[hit.end : hit.end + 1].isspace() or following[0].word in SMALL_WORDS
        if stands_alone or not _OWNED.search(fold(text[max(0, hit.start - 8) : hit.start])):
            return hit.words
    return ""
