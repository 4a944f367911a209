"""Which set a scene plays in, found by its words in English and French, and the stage on which the set is built.

The one rule: the same place is built alike in every scene: its details come from its name and the film's seed.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Colour, Sheet, View
from shared.model.storyboard import Scene

FLOOR: Final = 0.80
"""Where the ground begins in every set, so that figures stand on it."""


@dataclass(slots=True)
class Stage:
    """The layers of a set, far ones first, while it is being built."""

    size: tuple[int, int]
    view: View
    palette: Palette
    rng: Random
    blur: float = 0.0
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.view.aspect

    @property
    def left(self) -> float:
        return -self.view.aspect / 2

    def sheet(self, shadow: float = 0.35, *, blur: float | None = None, rim: Colour | None = None) -> Sheet:
        self.sheets.append(Sheet(self.size, self.view, shadow, self.blur if blur is None else blur, rim))
        return self.sheets[-1]


_WORDS: Final[Sequence[tuple[str, str]]] = (
    # The first that matches wins, so that "lighthouse stairs" is a lighthouse and "police car" a car.
    ("title", r"title card|black screen|écran noir|carton|générique|credits"),
    ("space", (r"space|espace\b|spaceship|vaisseau|orbit|planet|planète|station spatiale|cockpit|"
         r"^(?:the |la |on the |sur la )?(?:moon|lune)\b|^(?:les |the |l'|une )?(?:étoiles?|stars?)$")),
    ("lighthouse", r"lighthouse|phare\b"),
    ("station", (r"\bgares?\b|(?:train|railway|metro|subway|tube|bus|central) station|^(?:the |la )?station$|"
         r"station de (?:métro|bus|train)|quai de métro|\bplatform\b|bus stop|arrêt de bus")),
    ("car", r"\bcar\b|voiture|taxi|truck|camion|\bvan\b|bus\b|autobus"),
    ("train", r"\btrain\b|wagon|(?<!bouche de )métro|subway|metro\b|railway|\brame\b|cabine de conduite|driver's cab"),
    ("harbour", r"harbou?r|\bport\b|dock|quai|\bpier\b|jetée|marina"),
    ("engines", r"engine room|boiler|salle des machines|chaufferie|machinerie"),
    ("boat", r"boat|bateau|ship\b|navire|ferry|voilier|deck\b|pont du|wheelhouse|timonerie"),
    ("beach", r"beach|plage|shore|rivage|dune de sable|\bcoast|\bcôte\b|falaise|cliff"),
    ("sea", r"\bsea\b|\bmer\b|ocean|océan|lake|\blac\b|river|rivière|fleuve|island|\bîle\b"),
    ("forest", r"forest|forêt|\bwoods?\b|\bbois\b|jungle|clairière"),
    ("desert", r"desert|désert|dune|canyon"),
    ("snow", r"snow|neige|glacier|\bice\b|arctic|polar|banquise"),
    ("mountain", r"mountain|montagne|\bhills?\b|colline|summit|sommet|valley|vallée"),
    ("garden", r"garden|jardin|park\b|parc\b|playground|cemetery|cimetière"),
    ("field", r"field|champ|meadow|prairie|\bpré\b|farm|ferme|vineyard|vigne|countryside|campagne|plain\b"),
    ("kitchen", r"kitchen|cuisine|bakery|boulangerie|fournil|\boven\b|(?:devant|dans) le four\b"),
    ("bedroom", r"bedroom|chambre|hotel room|motel|dortoir"),
    ("bathroom", r"bathroom|salle de bain|toilet"),
    ("hospital", r"hospital|hôpital|clinic|clinique|ward\b|infirmerie|morgue"),
    ("lab", r"\blab\b|labo|laboratory|laboratoire|workshop|atelier|control room|server|factory|usine|garage"),
    ("classroom", r"\bclass(room)?\b|classe|école|school|université|university|amphi"),
    ("office", r"office|bureau|meeting|réunion|boardroom|studio|newsroom|police station|commissariat|bank|banque"),
    ("corridor", (r"corridor|couloir|hallway|\bhall\b|stair|escalier|lobby|tunnel|elevator|ascenseur|prison|"
         r"\bcell\b")),
    ("cave", r"\bcave\b|cavern|grotto|grotte|\bmine\b"),
    ("cafe", r"caf[eé]|coffee|\bbar\b|pub\b|restaurant|bistro|diner\b|tavern|auberge|brasserie"),
    ("market", r"\bmarket|marché\b|bazaar|\bhalles\b"),
    ("shop", (r"shop|boutique|store\b|magasin|supermarket|library|bibliothèque|librairie|bookstore|museum|musée|"
         r"archives?\b")),
    ("church", r"church|église|chapel|chapelle|cathedral|cathédrale|temple|abbey|monastère"),
    ("stage", r"stage\b|scène de|théâtre|theater|theatre|concert|opera|opéra|cinema|cinéma|circus|cirque"),
    ("rooftop", r"roof|\btoits?\b|terrace|terrasse|balcony|balcon"),
    ("road", r"\broad\b|route\b|highway|autoroute|chemin|\bpath\b|sentier|bridge|pont\b"),
    ("alley", r"alley|ruelle|impasse|passage\b|courtyard|\bcour\b"),
    ("street", (r"street|\brue\b|avenue|boulevard|square|\bplace\b|sidewalk|trottoir|bouche de métro|city|ville|"
         r"downtown|carrefour")),
    ("house", (r"\bhouse|\bmaison|cottage|cabin|cabane|villa|village|porch|perron|home\b|farmhouse|mansion|"
         r"manoir|château|castle")),
    ("room", (r"living|salon|room|salle|apartment|appartement|flat\b|attic|grenier|séjour|loft|cellar|"
         r"sous-sol|basement")),
)  # fmt: skip

INDOORS: Final = frozenset(
    "car train kitchen bedroom bathroom hospital lab classroom office corridor cafe shop church stage room "
    "station market cave engines".split()
)
_INSIDE: Final = INDOORS | {"boat"}
_BOTH: Final = frozenset(("lighthouse", "house", "boat", "train", "station", "market", "cave"))
"""Sets that have an inside of their own kind: there, the heading decides. Who does not say is out on the deck."""


def set_of(scene: Scene) -> tuple[str, bool]:
    """The kind of set, and whether it is indoors."""
    kinds = list(dict.fromkeys(filter(None, map(_kind, _parts(scene)))))
    if scene.interior is True:
        kind = next((kind for kind in kinds if kind in _INSIDE or kind in ("space", "title")), "room")
        return kind, kind in _INSIDE
    if scene.interior is False:
        kind = next((kind for kind in kinds if kind not in INDOORS or kind in _BOTH), "")
        if not kind and kinds:
            return ("road" if {"car", "train"} & set(kinds) else "street"), False
        return kind or "field", False
    if kinds:
        return kinds[0], kinds[0] in INDOORS
    return "void", False


def _kind(words: str) -> str:
    return next((kind for kind, pattern in _WORDS if re.search(pattern, words)), "")


def _parts(scene: Scene) -> list[str]:
    """STATION - OFFICE: where we are is said last. The whole heading, with its weather, counts after the place."""
    place = scene.place.casefold()
    narrow = [part for part in re.split(r"\s+[-–—/]+\s+|,\s+", place) if part]
    return [*reversed(narrow), place, scene.heading.casefold()]


def place_rng(scene: Scene, seed: int) -> Random:
    """The dice of a place: the same for every scene and shot that plays there."""
    name = " ".join(re.findall(r"\w+", scene.place.casefold())) or scene.heading.casefold()
    return dice("place", name, seed)


def dice(*parts: object) -> Random:
    """Dice that fall the same way on every machine and in every process."""
    return Random(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest())
