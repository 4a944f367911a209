"""How a person looks, decided once for the whole film.

The one rule: what the storyboard says of a person is drawn so; the rest falls by their name's dice, and always alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from functions.render_executor.animatic_palette import parsed
from functions.render_executor.animatic_paper import Colour
from functions.render_executor.animatic_places import dice
from shared.model.storyboard import Character

Hair = Literal["short", "long", "bob", "bun", "curly", "bald"]
Head = Literal["", "hat", "cap", "beanie", "hood"]

_SKINS: Final[Sequence[Colour]] = ((244, 212, 184), (228, 186, 150), (198, 148, 112), (150, 104, 76), (104, 70, 52))
_HAIRS: Final[Sequence[Colour]] = (
    (34, 26, 26), (72, 46, 32), (122, 78, 44), (168, 116, 62), (126, 50, 32), (46, 44, 54),
)  # fmt: skip
_GREY: Final[Colour] = (202, 200, 200)

_FEMALE: Final = (
    r"wom[ae]n|\bgirl\b|\bshe\b|\bher\b|femme|fille|\bmère\b|mother|sister|sœur|\blady\b|madame|mme\b|reine|queen|"
    r"\belle\b"
)
_MALE: Final = (
    r"\bm[ae]n\b|\bboy\b|\bhe\b|\bhis\b|homme|garçon|\bpère\b|father|brother|frère|monsieur|king\b|\broi\b|keeper|"
    r"gardien\b"
)
_OLD: Final = (
    r"(?<!years )(?<!year )\bold\b|elder|vieux|vieil|âgée?s?\b(?! d)|grand-?(père|mère)|grand(father|mother|pa|ma)|"
    r"retired|retraité|\b[6-9]\d\b"
)
_CHILD: Final = r"child|\bboy\b|\bgirl\b|\bkid\b|enfant|garçon|fillette|petite? fille|baby|bébé|\bteen"
_AGE: Final = re.compile(r"(?:^|; )(child|adult|old)\b")  # where the director says it, nobody has to guess

_CUTS: Final[Sequence[tuple[Hair, str]]] = (
    ("bald", r"\bbald\b|shaved head|chauve|crâne rasé"),
    ("bun", r"\bbun\b|chignon|cheveux [\w ]*relevés"),
    ("curly", r"curl|frisé|bouclé"),
    ("long", r"long [\w ]*hair|cheveux [\w ]*longs|straight [\w ]*hair|\bbraid|tresse"),
    ("short", r"short [\w ]*hair|cheveux [\w ]*courts"),
)
_DYES: Final[Sequence[tuple[Colour, str]]] = (
    (_GREY, (r"(?:white|grey|gray|silver)[\w ]* (?:hair|bun|beard|braid)|cheveux [\w ]*(?:gris|blancs)|"
             r"barbe (?:grise|blanche)")),
    ((34, 26, 26), r"(?:dark|black) [\w ]*hair|cheveux [\w ]*noirs"),
    ((72, 46, 32), r"brown [\w ]*hair|cheveux [\w ]*(?:bruns|châtains)"),
    ((206, 164, 92), r"(?:fair|blonde?|golden) [\w ]*hair|\bblonde?\b|cheveux [\w ]*blonds"),
    ((148, 62, 34), r"(?:red|ginger|auburn) [\w ]*hair|cheveux [\w ]*roux|\brou(?:x|sse)\b"),
)  # fmt: skip
_WORN: Final[Sequence[tuple[Head, str]]] = (
    ("beanie", r"woollen hat|woolly hat|knitted hat|beanie|bonnet"),
    ("hat", r"\bhat\b|chapeau"),
    ("cap", r"\bcap\b|casquette|sailor|\bmarin\b|captain|capitaine|police|officer|keeper|gardien"),
    ("hood", r"hood|capuche|cloak|monk|moine"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """A person, decided once."""

    colour: Colour
    skin: Colour
    hair_colour: Colour
    hair: Hair
    head: Head
    beard: bool
    glasses: bool
    child: bool
    old: bool
    skirt: bool
    coat: bool
    broad: float  # 1 is average


def look_of(character: Character, seed: int) -> Look:
    """From the words that describe the person."""
    rng = dice("figure", character.name.casefold(), seed)
    words = f"{character.name} {character.look}".casefold()

    def says(pattern: str) -> bool:
        return re.search(pattern, words) is not None

    told = _AGE.search(character.look)
    old = told[1] == "old" if told else says(_OLD)
    child = told[1] == "child" if told else says(_CHILD)
    feminine = _is_feminine(character.name, words, rng)
    grown: Sequence[Hair] = ("long", "bob", "bun", "curly") if feminine else ("short", "short", "curly", "bald")
    hair = rng.choice(grown)
    if child and hair in ("bald", "bun"):
        hair = "short"
    hair = next((kind for kind, pattern in _CUTS if says(pattern)), hair)
    chance = rng.random()
    beard = says(r"beard|barbe|barbu|captain|capitaine") or (
        not told and not feminine and chance < (0.5 if old else 0.2)
    )
    dyed = _GREY if old else rng.choice(_HAIRS)
    dressed = says(r"dress\b|skirt|robe\b(?! de)|jupe")
    wrapped = says(r"coat|manteau|imper|\bcape\b|robe de|overalls|salopette")
    return Look(
        colour=parsed(character.colour),
        skin=rng.choice(_SKINS),
        hair_colour=next((colour for colour, pattern in _DYES if says(pattern)), dyed),
        hair=hair,
        head=next((kind for kind, pattern in _WORN if says(pattern)), ""),
        beard=beard and not child,
        glasses=says(r"glasses|lunettes") or (rng.random() < 0.1 and not told),
        child=child,
        old=old,
        skirt=dressed or (feminine and rng.random() < 0.4 and not says(r"trousers|pantalon|jumper|overalls|pyjama")),
        coat=wrapped or (not told and not child and rng.random() < 0.35),
        broad=(0.92 if feminine else 1.08) * rng.uniform(0.94, 1.08) * _build(words),
    )


def _is_feminine(name: str, words: str, rng: Random) -> bool:
    """As the words say; where they say nothing, or both, the name leans to one side and the dice decide."""
    chance = rng.random()
    female, male = re.search(_FEMALE, words) is not None, re.search(_MALE, words) is not None
    if female != male:
        return female
    return chance < (0.62 if re.search(r"[aey]$|ine$|elle$", name.casefold()) else 0.18)


def _build(words: str) -> float:
    if re.search(r"\b(?:slim|slight|thin|mince|maigre|frêle)\b", words):
        return 0.94
    return 1.1 if re.search(r"\b(?:broad|stocky|large|costaud|trapue?|forte?|heavy)\b", words) else 1.0
