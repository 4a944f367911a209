"""The camera's words: framings, moves and angles as writers put them, in English and French.

The one rule: what the writer asks for is done; only what they leave open is the director's.
"""

import re
from dataclasses import dataclass
from typing import Final

from shared.model.storyboard import Move, Size
from shared.writing.words import fold

_SIZES: Final[tuple[tuple[re.Pattern[str], Size], ...]] = (
    (re.compile(r"\bpov\b|point of view|subjecti|vue subjective|par ses yeux"), "pov"),
    (
        re.compile(r"over[ -]?the[ -]?shoulder|over[ -]shoulder|\bots\b|par-dessus l'epaule|amorce|contrechamp"),
        "over_shoulder",
    ),
    (re.compile(r"\binsert\b|\becu\b|\bbcu\b|\btgp\b|extreme close|tres gros plan|\bdetail\b|\bmacro\b"), "insert"),
    (re.compile(r"medium close|\bmcu\b|plan rapproche|plan poitrine|\bpr\b|\bpp\b"), "medium_close"),
    (re.compile(r"close|\bcu\b|gros plan|\bgp\b|plan serre|\bserre\b|plan sur (?:le visage|son visage)"), "close"),
    (
        re.compile(
            r"extreme wide|\bews\b|\bels\b|\bvws\b|establishing|aerial|aerien|drone|grand ensemble|etablissement|"
            r"bird'?s|vue d'en haut|panorama\b|\bpge\b"
        ),
        "extreme_wide",
    ),
    (
        re.compile(r"medium|\bms\b|\bmls\b|plan moyen|\bpm\b|plan americain|\bpa\b|mi-?corps|\btwo[ -]?shot\b|cowboy"),
        "medium",
    ),
    (
        re.compile(r"\bwide\b|\bws\b|\bls\b|long shot|plan large|plan d'ensemble|\bensemble\b|\bpe\b|\bpg\b|full shot"),
        "wide",
    ),
)

_MOVES: Final[tuple[tuple[re.Pattern[str], Move], ...]] = (
    (re.compile(r"orbit|circles? around|arc shot|tourne autour|circulaire|360"), "orbital"),
    (re.compile(r"zoom[ _]?(?:out|arriere)|dezoom"), "zoom_out"),
    (re.compile(r"zoom"), "zoom_in"),
    (re.compile(r"(?:travelling|dolly|track)[ _]?(?:avant|in)\b|push(?:es)?[ _]?in"), "dolly_in"),
    (re.compile(r"(?:pano\w*|travelling|pan)\b[^,.]{0,40}(?:gauche a droite|left to right)"), "pan_right"),
    (
        re.compile(r"pan(?:s|ning)?[ _]?(?:to the )?left|(?:pano\w*|travelling)[^,.]{0,20} gauche|right to left"),
        "pan_left",
    ),
    (
        re.compile(r"\bpan(?:s|ning)?\b|panoramique|pano\b|lateral|tracking|tracks|travelling lat|suit\b|follow"),
        "pan_right",
    ),
    (
        re.compile(
            r"(?:dolly|pull|track|push)[ _]?(?:s )?(?:out|back)|travelling arriere|recule|s'eloigne|pulls? back|"
            r"descend"
        ),
        "dolly_out",
    ),
    (re.compile(r"dolly|push(?:es)?[ _]?in|travelling|track[ _]in|moves in|avance|s'approche|creeps in"), "dolly_in"),
    (re.compile(r"static|fixe\b|locked|still\b|immobile"), "static"),
)

_MEANT: Final = re.compile(
    r"\b(?:camera|close on|close-?up|angle on|wide on|gros plan|plan (?:serre|large|moyen|sur|aerien)|pov|insert|"
    r"travelling|panoramique|pan (?:left|right)|dolly|zoom|wide shot|medium shot|aerial|push in|pull back|drone|"
    r"low[ -]angle|high[ -]angle|top-down|we (?:pull|push|move|follow|track))\b"
)

_ANGLES: Final = (
    (re.compile(r"top[ -]?down|overhead|top shot|zenith|vue de dessus|bird'?s|aerial|aerien|drone"), "top"),
    (re.compile(r"low[ -]?angle|contre-?plongee|from below|d'en bas"), "low"),
    (re.compile(r"high[ -]?angle|plongee|from above|d'en haut"), "high"),
    (re.compile(r"dutch|canted|debull|penche"), "dutch"),
)


@dataclass(frozen=True, slots=True)
class Framing:
    size: Size | None = None
    move: Move | None = None
    angle: str = ""


def framing_of(words: str) -> Framing:
    """`CU, slow push in` or `Plan serré, contre-plongée`."""
    folded = fold(words)
    if not folded:
        return Framing()
    return Framing(
        next((size for pattern, size in _SIZES if pattern.search(folded)), None),
        next((move for pattern, move in _MOVES if pattern.search(folded)), None),
        next((angle for pattern, angle in _ANGLES if pattern.search(folded)), ""),
    )


def framing_in(text: str) -> Framing:
    """The framing that an action itself asks for: `Close on the letter`, `La caméra recule`. Only words that can mean
    nothing else count."""
    folded = fold(text[:400])
    if not _MEANT.search(folded):
        return Framing()
    return framing_of(folded)
