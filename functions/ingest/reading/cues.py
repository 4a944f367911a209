"""Who speaks: names above speeches, their extensions and parentheticals, and the labels that stand for no person.

The one rule: a cue is recognised by its form, never by who might be meant.
"""

import re
from dataclasses import dataclass
from typing import Final

from shared.model.script import Element, Kind
from shared.writing.voices import is_offscreen
from shared.writing.words import flat, fold

_CONTINUED: Final = re.compile(r"^\s*(?:cont['.]?d?\.?|continued|suite|suite\.|continuing)\s*$")
_PARENS: Final = re.compile(r"\(([^()]*)\)")
_NAME_TAIL: Final = re.compile(r"\s*\^\s*$")

_TAIL: Final = re.compile(r"(?:,|\s[-–—])\s*(?P<where>[^,–—]{1,24})$")
_VOICE: Final = re.compile(
    r"^(?:(?:voix(?: off)? (?:de |d['’]))(?P<de>\S.*)|voice of (?P<of>\S.*)|(?P<s>\S.*)['’]s voice)$", re.IGNORECASE
)

_NARRATORS: Final = frozenset(
    "narrator|narration|narrateur|narratrice|the narrator|le narrateur|la narratrice|narr|voice over|voiceover|"
    "voice-over|vo|v.o.|v.o|v/o|voix off|voix-off|voix hors champ|voix|off|announcer|annonceur|commentaire|"
    "commentary".split("|")
)
_LABELS: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = (
    (re.compile(r"^(?:music|musique|score|chanson|song|bande originale)$"), "sound"),
    (
        re.compile(
            r"^(?:sfx|fx|sound|sounds|sound effects?|sound fx|son|sons|bruitages?|bruits?|ambiance(?: sonore)?|"
            r"ambience|effets? sonores?)$"
        ),
        "sound",
    ),
    (
        re.compile(
            r"^(?:visuals?|video|image|images|picture|shot|plan|vu|a l'image|visuel|b-?roll|ecran|"
            r"animation|action|description|cgi)$"
        ),
        "picture",
    ),
    (
        re.compile(
            r"^(?:soudain.*|suddenly|puis|then|flash.*|decouverte|reveal|revelation|montage.*|insert.*|later|"
            r"plus tard|"
            r"pause|silence|beat|end|fin|continued|suite|intercut.*|panique|meanwhile|pendant ce temps)$"
        ),
        "picture",
    ),
    (
        re.compile(
            r"^(?:super|title|titre|titles|text|texte|text on screen|on[ -]?screen|a l'ecran|on-?screen text|on "
            r"screen title|caption|"
            r"carton|texte a l'ecran|graphic|lower third|chyron|insert title)$"
        ),
        "centered",
    ),
    (re.compile(r"^(?:transition|transitions|fx transition)$"), "transition"),
    (
        re.compile(
            r"^(?:notes?\b.*|nombre .*|number of .*|duree\b.*|type|type de plan|cadrage|framing|mouvement|"
            r"movement|shot type|shot size|valeur|duree|duration|length|genre|format|langue|language|location|"
            r"lieu|logline|"
            r"synopsis|camera|camera (?:move|angle).*|lighting|lumiere|props|accessoires|tone|ton|emotion|"
            r"characters?|personnages?|cast|"
            r"production|budget|public|audience|target|objectif|runtime|author|auteur|date|version|total|"
            r"estimated .*|time|timing|temps|mood|style|setting|decor|costumes?|equipement|lens|objectif de .*)$"
        ),
        "note",
    ),
)


@dataclass(frozen=True, slots=True)
class Cue:
    name: str
    extension: str = ""
    manner: str = ""
    dual: bool = False


def cue_of(text: str) -> Cue:
    """ANNA (V.O.) (CONT'D) ^ taken apart. Parentheses that say how, not where from, are a manner."""
    dual = _NAME_TAIL.search(text) is not None
    text = _NAME_TAIL.sub("", text)
    extensions: list[str] = []
    manners: list[str] = []
    for inside in _PARENS.findall(text):
        said = flat(inside)
        if not said or _CONTINUED.match(fold(said)):
            continue
        (extensions if is_offscreen(said) else manners).append(said)
    name = flat(_PARENS.sub(" ", text)).rstrip(":").strip()
    if (tail := _TAIL.search(name)) and is_offscreen(tail["where"]) and name[: tail.start()].strip():
        extensions.append(tail["where"])  # ÉVA, OFF
        name = name[: tail.start()].strip()
    if (voice := _VOICE.match(name)) and has_capitals_only(name):  # ANNA'S VOICE, VOIX D'ÉVA
        name = next(whose for whose in voice.groups() if whose)
        extensions = extensions or ["VOIX OFF" if voice["de"] else "V.O."]
    return Cue(name, ", ".join(extensions), ", ".join(manners), dual)


def is_narrator(name: str) -> bool:
    return re.sub(r"\s*(?:#?\s*[0-9]+)$", "", fold(flat(name))).strip(" :") in _NARRATORS


def label_of(words: str) -> Kind | None:
    """What `SFX`, `VISUAL` or `TITRE` before a colon makes of the words behind it; None where it may be a name."""
    key = fold(flat(words)).strip(" *_:#")
    return next((kind for pattern, kind in _LABELS if pattern.match(key)), None)


def spoken(cue: Cue, text: str, line: int, *, manner: str = "", kind: Kind = "speech") -> Element:
    """A speech by whoever the cue names; the narrator is nobody."""
    how = ", ".join(part for part in (cue.manner, manner) if part)
    narrated = is_narrator(cue.name) or not cue.name
    return Element(
        kind="narration" if narrated and kind == "speech" else kind,
        text=flat(text),
        line=line,
        speaker="" if narrated else cue.name,
        manner=how,
        extension=cue.extension,
        dual=cue.dual,
    )


def has_capitals_only(text: str) -> bool:
    """A name in capitals: letters that have cases, none of them small. Signs without case are no capitals."""
    return any(char.isupper() for char in text) and not any(char.islower() for char in text)
