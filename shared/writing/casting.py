"""Who is in the film: names from cues and introductions, each with one look and one colour for the whole film.

The one rule: what the script says about a person comes first; what it leaves open follows from the name alone, so that
the same name looks the same in every film.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from shared.model.script import Element, Script
from shared.model.storyboard import Character
from shared.writing.slate import pick
from shared.writing.words import Lexicon, flat, fold, tokens

PALETTE: Final = (
    "#c8553d", "#2f6690", "#e0a030", "#588157", "#8e5572", "#3aa6a0", "#d97b93", "#6d5a9c", "#a3763f", "#7a9e3a",
    "#4f7cac", "#b5473c",
)  # fmt: skip

COLOURS: Final = Lexicon(
    {
        "#c0392b": "red, scarlet, crimson, rouge, rouges, écarlate",
        "#e0b021": "yellow, mustard, jaune, jaunes, moutarde",
        "#2e6f9e": "blue, navy, bleu, bleue, bleus, marine@fr",
        "#4c8a4f": "green, vert, verte, verts, olive",
        "#e07b2f": "orange",
        "#7d5ba6": "purple, violet, violette, mauve",
        "#d9849b": "pink, rose",
        "#8a5a36": "brown, tan, brun, brune, marron",
        "#d8d2c4": "white, blanc, blanche",
        "#4a4a55": "grey, gray, gris, grise, black, charcoal, noir, noire",
    }
)

_AGES: Final = Lexicon(
    {
        "child": (
            "child, kid, boy, girl, baby, toddler, enfant, garçon, fillette, petite fille, petit garçon, bébé, "
            "gamin, gamine"
        ),
        "old": (
            "old, elderly, aged, vieil, grandmother, grandfather, grandma, grandpa, granny, vieux, vieille, âgé, âgée, "
            "grand-mère, grand-père, mamie, papi, retired, retraité, retraitée"
        ),
    }
)
_YEARS: Final = re.compile(r"\b([0-9]{1,2})\s*(?:ans\b|years?\b|yo\b|-year)|^\(?\s*([0-9]{1,2})\s*[,)]")
_HAIR: Final = {
    "child": ("short dark hair", "curly brown hair", "straight fair hair", "red hair", "a woollen hat", "a braid"),
    "adult": ("short dark hair", "long dark hair", "curly brown hair", "straight fair hair", "red hair",
              "a shaved head", "a woollen hat", "a flat cap", "a braid"),
    "old": ("white hair", "a grey bun", "a bald head", "a flat cap", "a grey beard", "short grey hair"),
}  # fmt: skip
_MANLY: Final = frozenset({"a bald head", "a grey beard", "a shaved head"})
_WOMANLY: Final = frozenset({"a braid", "a grey bun", "a dress"})
_UNLIKE: Final = {"she": _MANLY, "he": _WOMANLY, "": _MANLY | _WOMANLY}  # what nobody is given without being asked
_DRESS: Final = ("a long coat", "a short jacket", "a knitted jumper", "a plain shirt", "a dress", "overalls",
                 "a raincoat", "a scarf and a coat")  # fmt: skip
_BUILD: Final = ("slim", "broad", "tall", "small")
_COLOUR_NAMES: Final = ("brick red", "deep blue", "amber", "moss green", "plum", "teal", "dusty pink", "violet",
                        "ochre", "leaf green", "steel blue", "rust")  # fmt: skip

_INTRODUCED: Final = re.compile(
    r"(?<![\w'’\-])((?:[^\W\d_a-zà-öø-ÿ][^\W_a-zà-öø-ÿ]*\.?)(?:[ '’\-][^\W\d_a-zà-öø-ÿ][^\W_a-zà-öø-ÿ]*){0,3})"
    r"(?:\s*\(([^()]{1,120})\))?(?=(,[^.;:!?]{1,120})?)"
)
_NOT_NAMES: Final = frozenset(
    "int ext est the a an and or of cut fade to in on at tv ok usa uk sfx vfx pov cu ws ms ecu mcu end fin fondu noir "
    "title super insert close angle le la les un une des et ou de du day night jour nuit later suite montage flashback "
    "off vo os i ii iii iv v plan gros".split()
)
_PERSON: Final = re.compile(
    r"^\s*(?:[0-9]{1,2}\b(?!\s*(?:sec|min|s\b|h\b))|[a-zà-öø-ÿ])(?!.*\b(?:second|minute|plus tard|later))"
)
_QUOTED: Final = re.compile(r"[\"“«][^\"”»\n]{1,200}[\"”»]")
_DEPICTED: Final = re.compile(
    r"\b(?:photo\w*|portrait|picture|drawing|dessin|painting|tableau|affiche|poster)\b(?: (?:of|de|d'|encadree?|"
    r"framed|with|avec|showing|montrant|ou)\b|\s*[:(])[^.!?]*$"
)
_ABSENT: Final = re.compile(
    r"^ (?:n'est (?:pas|plus) (?:la|ici)|n'est toujours pas|is (?:not|no longer) (?:here|there)|isn't (?:here|there)|"
    r"is (?:gone|absent|away)|est (?:absente?|parti|partie)\b)"
)
_KEPT: Final = re.compile(r"\b(\w+) (?:de |d'|of )$")
BELONGINGS: Final = Lexicon(
    {
        "thing": (
            "mother, father, brother, sister, son@en, daughter, grandmother, grandfather, wife, husband, friend, "
            "parents, dog, cat, mère, père, frère, sœur, soeur, fils, fille, grand-mère, grand-père, épouse, mari, "
            "ami, amie, chien, chat@fr, room, house, car, truck, bedroom, desk, office, door, voice, letter, phone, "
            "diary, coat, bag, bed, window, apartment, flat, chair, boat, name, laugh, laughter, grave, chambre, "
            "maison, voiture, camion, bureau, porte, voix, lettre, téléphone, journal, manteau, sac, lit, fenêtre, "
            "appartement, chaise, bateau, nom, rire, rires, tombe, boutique, shop, carnet, notebook, cadavre, corpse"
        )
    }
)
_SOMEBODY: Final = re.compile(
    r"\b(?:a|an|un|une) (?:\w+ )?(man|woman|boy|girl|child|soldier|homme|femme|garcon|fille|enfant|soldat|robot)\b"
)
_AGAIN: Final = re.compile(
    r"\b(?:the |le |la |l')(?:\w+ )?(man|woman|boy|girl|child|soldier|homme|femme|garcon|fille|enfant|soldat|robot)\b"
)
_SEXES: Final = {"she": ("girl", "woman"), "he": ("boy", "man")}
_TITLES: Final = frozenset(
    "sergent sergeant sgt docteur doctor dr capitaine captain lieutenant inspecteur inspector detective madame "
    "monsieur mademoiselle mme mlle mrs mr ms miss officer agent professeur professor judge juge father mother pere "
    "mere uncle aunt oncle tante sister brother soeur frere maitre chef".split()
)


class Cast:
    """The people of one script, in order of appearance."""

    def __init__(self, script: Script) -> None:
        self._names: dict[str, str] = {}  # folded name -> the spelling of its first cue
        self._looks: dict[str, str] = {}
        for name, look in script.cast.items():
            self._meet(name)
            self._looks[fold(flat(name))] = flat(look)
        for element in script.elements:
            if element.kind in ("speech", "lyric") and element.speaker:
                self._meet(element.speaker)
        self._introductions(script.elements)
        if script.source in ("text", "srt") or (not self._names and script.source != "av"):
            self._recurring(script.elements)
        if not self._names and script.source != "av":
            self._unnamed(script.elements)
        self._titles()
        self._phrases = self._index()

    def _titles(self) -> None:
        bare: dict[str, list[str]] = {}
        for key in self._names:
            title, _, rest = key.partition(" ")
            if title.strip(".") in _TITLES and rest:
                bare.setdefault(rest, []).append(key)
        for rest, keys in bare.items():
            if len(keys) == 1:
                self._names[rest] = self._names[keys[0]]
                if rest in self._looks:
                    self._looks.setdefault(keys[0], self._looks[rest])

    def _meet(self, name: str) -> None:
        self._names.setdefault(fold(flat(name)), flat(name))

    def name(self, speaker: str) -> str:
        """How the film calls a speaker. BEAULIEU is SERGENT BEAULIEU, where there is only one of them."""
        return self._names.get(fold(flat(speaker)), flat(speaker))

    def _introductions(self, elements: Iterable[Element]) -> None:
        """ANNA (8), in a red coat: a name in capitals that a description follows is a person, speaking or not."""
        shown = [element.text for element in elements if element.kind in ("action", "picture")]
        later: Counter[str] | None = None
        for text in shown:
            for match in _INTRODUCED.finditer(text):
                key = fold(flat(match[1]))
                if len(key) < 2 or key in _NOT_NAMES or match[1] == text.strip():
                    continue
                described = _description(match[2] or "", match[3] or "")
                if key not in self._names:
                    if later is None:
                        later = _capitalised(shown)
                    if later[match[1].title()] < (0 if _PERSON.match(match[2] or "") else 2):
                        continue
                    self._meet(match[1])
                if described and key not in self._looks:
                    self._looks[key] = flat(described).strip(" ,")

    def _recurring(self, elements: Iterable[Element]) -> None:
        """Prose: a name is a capitalised word that comes back inside sentences and does not follow `in` or `à`."""
        texts = [element.text for element in elements if element.kind != "sound"]
        begun = Counter(match[1] for text in texts for match in _BEGUN.finditer(text))
        names = {
            name
            for name, count in _capitalised(texts).items()
            if count + begun[name] >= 2 and fold(name) not in _NOT_NAMES and len(name) > 2
        }
        for match in (match for text in texts for match in _TOLD.finditer(text)):
            if match[1] in names and (described := _description("", match[2])):  # Nora, a girl of nine,
                self._looks.setdefault(fold(match[1]), described)
        for name in sorted(names):
            self._meet(name)

    def _unnamed(self, elements: Iterable[Element]) -> None:
        """Where nobody has a name: `a man` who comes back as `the man` is a person, and at most two are."""
        told = [fold(element.text) for element in elements if element.kind not in ("sound", "heading")]
        met = dict.fromkeys(match[1] for text in told for match in _SOMEBODY.finditer(text))
        again = Counter(match[1] for text in told for match in _AGAIN.finditer(text))
        for noun in [noun for noun in met if again[noun]][:2]:
            self._meet(noun)

    def _index(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key, name in self._names.items():
            words = tuple(token.word for token in tokens(key))
            if words:
                index.setdefault(words[0], []).append((words, name))
        for entries in index.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return index

    def named_in(self, text: str) -> tuple[str, ...]:
        """Who a text names, each once, in the order of the words."""
        found = tokens(text)
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        names: dict[str, None] = {}
        for at, token in enumerate(found):
            if any(start < token.start < end for start, end in quoted):
                continue  # a name on a screen or in a letter is not a person in the room
            for words, name in self._phrases.get(token.word, ()):
                if tuple(other.word for other in found[at : at + len(words)]) == words:
                    if len(words) == 1 and not text[token.start].isupper() and name[:1].isupper():
                        continue  # `rose` the flower is not ROSE
                    names[name] = None
        return tuple(names)

    def is_elsewhere(self, name: str, text: str) -> bool:
        """Whether a text names somebody without showing them: `Eva's room`, `la voiture de Ben`, a photo of them all,
        `Shawn n'est pas là`."""
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded := fold(text)):
            before, after = folded[: match.start()], folded[match.end() :]
            own = re.match(r"'s ([\w]+)", after)
            if not (
                _DEPICTED.search(before)
                or _ABSENT.match(after)
                or ((kept := _KEPT.search(before)) and BELONGINGS.has(kept[1]))
                or (own and BELONGINGS.has(own[1]))
            ):
                return False
        return True

    def people(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._names.values()))

    def written_look(self, name: str) -> str:
        return self._looks.get(fold(name), "")

    def age(self, name: str) -> str:
        """child, adult or old, as far as the script says; otherwise an adult."""
        return _age(f"{self.written_look(name)} {name}")

    def characters(self, present: Iterable[str], sexes: Mapping[str, str] | None = None) -> tuple[Character, ...]:
        """Those who appear, with looks and with colours that differ for as long as the palette lasts."""
        taken: set[str] = set()
        cast: list[Character] = []
        for name in dict.fromkeys(present):
            written = self._looks.get(fold(name), "")
            own = COLOURS.first(written)
            if own is not None:
                colour, colour_name = own.category, ""
            else:
                start = pick(len(PALETTE), "colour", fold(name))
                order = [(start + step) % len(PALETTE) for step in range(len(PALETTE))]
                at = next((index for index in order if PALETTE[index] not in taken), start)
                colour, colour_name = PALETTE[at], _COLOUR_NAMES[at]
            taken.add(colour)
            sex = (sexes or {}).get(name, "")
            cast.append(Character(name=name, look=look_of(name, written, colour_name, sex), colour=colour))
        return tuple(cast)


def depicts(text: str) -> bool:
    """Whether a text describes a picture in the picture: a photo of somebody."""
    return _DEPICTED.search(fold(text)) is not None


def look_of(name: str, written: str, colour_name: str, sex: str = "") -> str:
    """The writer's words first, and then only what they leave open."""
    key = fold(name)
    grown = age = _age(f"{written} {name}")
    if sex:
        grown = f"{age}, {_SEXES[sex][0 if age == 'child' else 1]}"
    hair = [words for words in _HAIR[age] if words not in _UNLIKE[sex]]
    invented = f"{grown}, {_BUILD[pick(len(_BUILD), 'build', key)]}, {hair[pick(len(hair), 'hair', key)]}"
    if colour_name:
        dress = [words for words in _DRESS if words not in _UNLIKE[sex]]
        invented += f", {dress[pick(len(dress), 'dress', key)]} in {colour_name}"
    if len(written.split()) >= 6:
        return f"{written}; {grown}"
    return f"{written}; {invented}" if written else invented


def _age(written: str) -> str:
    if match := _YEARS.search(fold(written)):
        years = int(match[1] or match[2])
        return "child" if years < 13 else "old" if years >= 65 else "adult"
    hit = _AGES.first(written)
    return hit.category if hit else "adult"


def _description(inside: str, after: str) -> str:
    """(8), in a red coat, plays in the snow: the look ends where the doing begins."""
    kept = [inside] if inside else []
    for clause in after.split(",")[1:]:
        told = fold(clause)
        if _DOES.match(told) or not (_LOOKS.match(told) or _WORN.match(told)):
            break
        kept.append(clause.strip())
    return ", ".join(kept)


_LOOKS: Final = re.compile(
    r"^\s*(?:in|with|wearing|dressed|a|an|the|her|his|their|all|avec|en|au|aux|a la|coiffe\w*|vetu\w*|habille\w*|"
    r"cheveux|yeux|barbe|un|une|le|la|les|grand\w*|petit\w*|tall|small|thin|round|old|young|jeune|vieux|vieille|hair|eyes)\b"
)
_DOES: Final = re.compile(  # `la prend dans ses bras` is no look, and `la boulangère du village` is one
    r"^\s*(?:la |le |les |l')(?:prend|regarde|serre|pousse|tire|suit|attrape|embrasse|pose|tient|porte|voit|appelle|"
    r"ouvre|ferme|jette|lance|rejoint|frappe|touche|fixe|observe|ecoute|aide|attend|ramasse|met|laisse|entend|cherche|trouve|"
    r"lit|boit|mange|retient|arrete|accompagne|emmene|enlace|console|caresse|gifle|salue|depasse|contourne|traverse)\b"
)
_WORN: Final = re.compile(  # yellow raincoat; ciré jaune; long grey hair; barbe blanche
    r"^\s*(?:(?:long|short|old|big|small|thick|round|dark|fair|black|white|grey|gray|red|blue|green|yellow|brown|pink|purple|"
    r"orange|torn|wet|worn|muddy|heavy|gros|grosse|vieux|vieille|petite?|grande?|longue?|courte?) ){0,2}"
    r"(?:rain)?(?:coat|jacket|dress|hat|cap|shirt|beard|moustache|mustache|scar|glasses|spectacles|uniform|suit|jeans|apron|"
    r"scarf|braids?|hair|eyes|overalls|sweater|jumper|hood|pyjamas|spacesuit|cire|pull|robe|manteau|veste|chemise|chapeau|"
    r"bonnet|casquette|lunettes|uniforme|costume|jean|tablier|echarpe|tresses?|pyjama|salopette|capuche|cicatrice|foulard)\b"
)
_INSIDE: Final = re.compile(r"(?<=[\w,;’'»”] )([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?)(?![\w-])")
_TOLD: Final = re.compile(r"(?<![\w-])([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)(,[^.;:!?]{1,120})")
_BEGUN: Final = re.compile(r"(?:^|[.!?…»”\"]\s+)([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)(?![\w-])")
_TOWARDS: Final = re.compile(r"\b(?:in|at|to|from|near|of|the|on|a|au|en|dans|de|du|des|vers|chez|le|la|les)$")


def _capitalised(texts: Iterable[str]) -> Counter[str]:
    """Capitalised words that stand inside sentences, without those that are places by their preposition."""
    counted: Counter[str] = Counter()
    for text in texts:
        for match in _INSIDE.finditer(text):
            if not _TOWARDS.search(fold(text[max(0, match.start() - 8) : match.start()]).rstrip()):
                counted[match[1]] += 1
    return counted
