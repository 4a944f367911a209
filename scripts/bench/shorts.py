"""Ten short films of different kinds, for whoever wants to measure what the product makes of them.

The one rule: each has a sound of its own (speech, whisper, shouting, machines, weather, no word at all), in English and
in French, in words that a dictionary of speech knows.
"""

from dataclasses import dataclass
from typing import Final

from shared.model.job import Options


@dataclass(frozen=True)
class Short:
    name: str
    language: str
    script: str
    options: Options


def _short(name: str, language: str, script: str, **wishes: object) -> Short:
    options = Options.model_validate({"preset": "animatic", "size": "360p", **wishes})
    return Short(name, language, script.strip() + "\n", options)


SHORTS: Final = (
    _short("kettle", "en", """
INT. KITCHEN - DAY

MARA pours tea. Rain on the window.

MARA
Nobody answered the bell this morning.

ELIAS
It was only the wind, as it always is.

> DISSOLVE TO:

EXT. FOREST - NIGHT

Mara walks under tall trees. An owl calls.

NARRATOR
And so the night went on without them.
"""),
    _short("whisper", "en", """
INT. LIBRARY - NIGHT

Two figures stand between the shelves.

ANNA
(whispering)
Do not turn around. Somebody is standing behind you.

THOMAS
(whispering)
Then tell me what he is holding.
""", seed=3),
    _short("machines", "en", """
INT. FACTORY - DAY

Engines roar. A door slams. An alarm rings.

GEORGE
(shouting)
Shut it down before the whole thing breaks!

A car crashes through the gate. Glass breaks.

SARAH
(shouting)
Run for the river, all of you!
""", fps=30),
    _short("storm", "en", """
EXT. SEA - NIGHT - STORM

Thunder over the waves. A small boat. The wind howls.

NARRATOR
She had been warned about the storm. She went out all the same.

EXT. BEACH - DAWN

Calm water. Gulls cry.

NARRATOR
In the morning the boat was back, and it was empty.
""", loudness="broadcast"),
    _short("wordless", "en", """
EXT. DESERT - DAY

A lone rider crosses the dunes. Wind.

EXT. MOUNTAIN - DUSK

The rider looks back. A wolf howls far away. Footsteps on stone.
"""),
    _short("upright", "en", """
INT. OFFICE - DAY

JANE looks at her phone. Keyboards clatter.

JANE
(happy)
We sold the last one this afternoon. Every single one of them is gone!
""", aspect="9:16", fps=25, seed=9),
    _short("quarrel", "en", """
INT. CAR - NIGHT

Traffic. DAVID drives.

DAVID
You said we would be there by nine.

KATE
I said we would leave by nine.

DAVID
(angry)
That is not the same thing at all.

KATE
(sad)
No. I know that it is not.
""", aspect="1:1"),
    _short("cave", "fr", """
INT. CAVE - NUIT

De l'eau goutte. MARIE tient une lampe.

MARIE
Personne ne répondit ce matin.

NARRATEUR
La nuit tombait déjà sur le village.
"""),
    _short("marche", "fr", """
EXT. MARCHÉ - JOUR

La foule. Un chien aboie.

PIERRE
Combien pour les pommes, madame ?

LA MARCHANDE
(en riant)
Pour vous, ce sera trois pièces.
""", seed=5),
    _short("gare", "fr", """
EXT. GARE - SOIR - PLUIE

Un train passe. Une cloche sonne.

NARRATEUR
Le dernier train partit sans elle, comme tous les soirs.
""", aspect="4:5"),
)  # fmt: skip
