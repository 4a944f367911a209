"""The scripts that the simulation films: two scenes and six shots at least, so that everything has to join."""

_KITCHEN = """Title: The Kettle

INT. KITCHEN - NIGHT

A kettle begins to sing.

ANNA
You came back.

PAUL
I never left the street.

EXT. HARBOUR - DAWN

A boat rocks at its rope. Gulls circle over the water.

ANNA
Then stay.

The boat drifts out, empty.
"""

_LIGHT = """Title: La Lampe

INT. PHARE - NUIT

Le vent frappe la porte.

MARIE
Il y a quelqu'un dehors.

Marie descend l'escalier, une lanterne à la main.

FONDU ENCHAÎNÉ :

EXT. PLAGE - AUBE

Un bateau est couché sur le sable.

LE PÊCHEUR
J'ai vu votre lumière.

Le soleil se lève.
"""

SCRIPTS = (
    (_KITCHEN.encode(), "kettle.fountain"),
    (_LIGHT.encode(), "lampe.fountain"),
    (_KITCHEN.replace("A kettle begins to sing", "Nobody speaks").encode(), "silence.fountain"),
)
