"""Whom `he`, `she`, `il` and `elle` mean: the last person who was named and whose pronoun it can be.

The one rule: a pronoun that may mean a thing (`Un camion approche. Il freine.`) puts nobody into a picture, unless
what is done needs hands or a face.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from shared.model.script import Script
from shared.writing.casting import Cast
from shared.writing.given_names import sex_of
from shared.writing.words import Lexicon, fold, sentences, tokens

_ONE: Final = {"he": "he", "il": "he", "she": "she", "elle": "she"}
_MANY: Final = frozenset({"they", "ils", "elles"})
_LINKS: Final = frozenset("then and but so when as now alors puis et mais quand enfin soudain suddenly".split())
_NOBODY: Final = re.compile(
    r"^\W*(?:(?:et|mais|puis|alors|quand|enfin|soudain)\W+)*il (?:y\b|fait\b|faut\b|pleut|neige|n'y\b|s'agit|"
    r"(?:n')?(?:est|etait|sera) (?:[0-9]|tard|tot|temps|une? (?:fois|heure)|midi|minuit|trop (?:tard|tot)|vrai|"
    r"possible|deux heures|trois heures|presque (?:[0-9]|midi|minuit)))"
)
_SEX: Final = Lexicon(
    {
        "she": (
            "girl, woman, mother, mom, mum, grandmother, granny, sister, daughter, wife, widow, lady, queen, "
            "waitress, actress, mrs, ms, miss, madame, mme, mlle, mademoiselle, fille, fillette, petite fille, "
            "femme, mère, maman, grand-mère, mamie, sœur, soeur, épouse, veuve, dame, reine, serveuse, boulangère, "
            "caissière, vieille"
        ),
        "he": (
            "boy, man, father, dad, grandfather, grandpa, brother, son@en, husband, king, mr, sir, gentleman, garçon, "
            "petit garçon, homme, père, papa, grand-père, papi, frère, mari, monsieur, roi, vieil, vieux, sergent"
        ),
    }
)
_THING: Final = re.compile(r"^\W*(?:(un|le|ce|son|mon)|(une|la|cette|sa|ma)|(l'))(?:\s|(?<='))", re.IGNORECASE)
_OWN: Final = re.compile(
    r"^\W*(his|her|their|sa|son|ses|leurs?) (?:eyes?|hands?|face|lips|fingers?|hair|breath|feet|voice|smile|shoulders|"
    r"yeux|mains?|visage|levres|doigts?|cheveux|souffle|pieds|regard|sourire|epaules)\b"
)
_OWNER: Final = {"his": "he", "her": "she", "sa": "", "son": "", "ses": ""}
_THEIRS: Final = re.compile(
    r"\b(?:leurs|their) (?:\w+ )?(?:visages|mains|yeux|regards|doigts|faces|hands|eyes|fingers)\b"
)
_EPITHET: Final = re.compile(
    r"(?:\b(?:the|le|la) |\bl')(?:(?:old|vieil|vieille) (man|woman|lady|homme|femme|dame)|(?:little |petite? |jeune )?"
    r"(boy|girl|child|kid|garcon|fille|fillette|gamine?|enfant))\b"
)
_EPITHET_SEX: Final = {
    "man": "he", "homme": "he", "boy": "he", "garcon": "he", "gamin": "he", "woman": "she", "lady": "she",
    "femme": "she",
    "dame": "she", "girl": "she", "fille": "she", "fillette": "she", "gamine": "she",
}  # fmt: skip
_BODILY: Final = Lexicon(
    {
        "body": (
            "smil*, cries, weep*, sighs, hesitat*, whispers, sourit, pleure*, soupir*, hésite*, chuchote, murmure, "
            "regarde, tient, prend, ouvre, écrit, sa main, ses yeux, holds, takes, opens, looks, his hand, her hand, "
            "his eyes, her eyes, boit, lit@fr, drinks, reads, se lève, s'assoit, s'assied, parle, rit@fr, assis, "
            "assise, debout, supprime, clique, ferme, referme, boucle, pose, dépose, ramasse, attrape, enfile, "
            "chante, fredonne, joue@fr, attend, appelle, crie, cherche, pense@fr, sait, veut, dort, s'endort, se "
            "réveille, voit, entend, accorde, sings, hums, waits, calls, searches, thinks, knows, wants, sleeps, "
            "wakes, sees, hears, closes, sits, stands"
        )
    }
)


def genders(script: Script, cast: Cast) -> dict[str, str]:
    """What the script calls its people: by a pronoun right after one was named alone, or by a word of the look. Where
    it says nothing, a given name that leaves no doubt."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in cast.people():
        if hit := _SEX.first(f"{name} {cast.written_look(name)}"):
            votes[name][hit.category] += 2
    for element in script.elements:
        if element.kind not in ("action", "picture"):
            continue
        before: tuple[str, ...] = ()
        for sentence in sentences(element.text):
            said = pronoun(sentence)
            named = cast.named_in(sentence)
            if said in _ONE and len(before) == 1 and not named:
                votes[before[0]][_ONE[said]] += 1
            before = named or before
    told = {name: counted.most_common(1)[0][0] for name, counted in votes.items() if _clear(counted)}
    return {name: sex for name in cast.people() if (sex := told.get(name) or sex_of(name))}


def _clear(counted: Counter[str]) -> bool:
    first, *others = counted.most_common()
    return not others or first[1] > others[0][1]


def pronoun(text: str) -> str:
    """The pronoun that a sentence, or a clause that somebody acts in, begins with, as far as it can mean a person."""
    if said := _leading(text):
        return said
    for clause in text.split(", ")[1:]:
        if (said := _leading(clause)) and (said in _MANY or _BODILY.has(clause)):
            return said
    own = _OWN.match(fold(text))
    return "" if own is None else _OWNER.get(own[1], "they")


def is_own(text: str) -> bool:
    """`Sa main tremble`: of whoever was there before; French does not say whose."""
    return _OWN.match(fold(text)) is not None


def _leading(text: str) -> str:
    found = [token.word for token in tokens(text[:30])]
    if found and found[0] in _LINKS:
        del found[0]
    if not found or (found[0] not in _ONE and found[0] not in _MANY) or _NOBODY.match(fold(text[:60])):
        return ""
    return found[0]


class Company:
    """Who was named lately in one scene, the last first; where it goes on from the scene before, those of that one."""

    def __init__(self, cast: Cast, known: Mapping[str, str], recent: Iterable[str] = ()) -> None:
        self.cast = cast
        self.known = known
        self.recent: list[str] = [*recent]
        self.last: list[str] = []  # whom the last sentence was about
        self.thing = ""  # the pronoun of a thing that the last sentence was about

    def spoke(self, name: str) -> None:
        self._meet([name])

    def people_in(self, text: str) -> list[str]:
        """Who is in a sentence: those whom it names, or the one whom its pronoun means."""
        named = list(self.cast.named_in(text))
        present = [name for name in named if not self.cast.is_elsewhere(name, text)]
        said = pronoun(text)
        meant = self._meant(said, text) if said else self.last[:1] if is_own(text) and not named else []
        present += [name for name in self._called(text) if name not in present]
        if not present and not meant and _THEIRS.search(fold(text)):
            present = self._meant("they", text)
        self.thing = self._subject(text, named) or (self.thing if said and not meant else "")
        if meant:
            present = [*meant, *(name for name in present if name not in meant)]
        if present:
            self._meet(present)
        return present

    def _called(self, text: str) -> list[str]:
        """`The old woman`, `l'enfant`: the only one of the cast whom it can be."""
        found: list[str] = []
        for match in _EPITHET.finditer(fold(text)):
            age, sex = ("old" if match[1] else "child"), _EPITHET_SEX.get(match[1] or match[2])
            fits = {
                name
                for name in self.cast.people()
                if self.cast.age(name) == age and (sex is None or self.known.get(name, sex) == sex)
            }
            found += [name for name in fits if len(fits) == 1 and name not in found]
        return found

    def carry_on(self) -> list[str]:
        """Whoever a sentence without a subject is about: `Ferme l'ordinateur`."""
        return self.last[:]

    def _meet(self, names: list[str]) -> None:
        self.last = names
        self.recent = [*names, *(name for name in self.recent if name not in names)]

    def _meant(self, said: str, text: str) -> list[str]:
        if said in _MANY:
            return self.last[:] if len(self.last) > 1 else self.recent[:2] if len(self.recent) > 1 else self.last[:]
        sex = _ONE[said]
        if said in ("il", "elle") and self.thing in (sex, "either") and not _BODILY.has(text):
            return []
        fits = [name for name in self.recent if self.known.get(name, sex) == sex]
        sure = [name for name in fits if name in self.known]
        near = [name for name in fits if name in self.last]
        return (near or sure or fits)[:1]

    @staticmethod
    def _subject(text: str, named: list[str]) -> str:
        if named:
            return ""
        match = _THING.match(fold(text[:20]))
        return "" if match is None else "he" if match[1] else "she" if match[2] else "either"
