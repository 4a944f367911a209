"""How people hold themselves: arms and legs for every pose, in several variants, bent by what they feel.

The one rule: the same person in the same shot always holds themselves alike, and two who stand together do not.
Measures are a body's own: head top 0, soles 1, x 0 in the middle, looking along +x.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from functions.render_executor.animatic_paper import Point

Pose = Literal[
    "stand", "walk", "run", "sit", "lie", "reach", "talk", "hold", "fall", "away", "fight", "embrace", "weep", "wave"
]

_POSES: Final[Sequence[tuple[Pose, str]]] = (
    ("lie", r"\b(lies?|lying|asleep|sleeps?|sleeping|allongée?|couchée?|dort|endormie?|dead|mort)\b"),
    ("fall", r"\b(falls?|falling|collapses?|tombe|s'effondre|stumbles?|trébuche)\b"),
    ("fight", r"\b(fights?|fighting|punch(es)?|struggles?|attacks?|hits|se bat|se battent|frappe|attaque)\b"),
    ("embrace", r"\b(embraces?|embracing|hugs?|hugging|kiss(es)?|étreint|s'étreignent|embrasse(nt)?|enlace(nt)?)\b"),
    ("weep", r"\b(cries|crying|weeps?|weeping|sobs?|sobbing|in tears|pleure|sanglote|en larmes)\b"),
    ("wave", r"\b(waves|waving|greets?|salutes?|hails?|fait signe|salue|agite la main)\b"),
    ("sit", r"\b(sits?|sitting|seated|sat|assise?|s'assoit|s'assied|kneels?|à genoux|drives?|conduit)\b"),
    ("run", r"\b(runs?|running|rush(es)?|sprints?|flees?|court|courent|s'enfuit|fonce)\b"),
    ("walk", r"\b(walks?|walking|enters?|leaves?|climbs?|climbing|crosses|steps)\b"),
    ("walk", r"\b(marche|entre|sort|monte|descend|traverse|avance)\b"),
    ("reach", r"\b(reach(es)?|points?|pointing|takes?|grabs?|opens?|lights?|pushes|pours?)\b"),
    ("reach", r"\b(tend|prend|montre|attrape|ouvre|allume|pousse|verse)\b"),
    ("hold", r"\b(holds?|holding|carries|reads?|reading|writes?|drinks?|tient|porte|lit|écrit|boit)\b"),
    ("away", r"\b(looks? away|turns? away|from behind|de dos|se détourne)\b"),
)  # fmt: skip

Arm = Sequence[Point]
"""An elbow and a hand."""
Leg = Sequence[Point]
"""A knee and a heel."""


@dataclass(frozen=True, slots=True)
class Attitude:
    near_arm: Arm
    far_arm: Arm  # its shoulder is in front of the middle: it does the talking
    near_leg: Leg
    far_leg: Leg
    lean: float = 0.0  # how far the head is before the feet
    nod: float = 0.0  # how far it is lowered


_HANGING: Final[tuple[Arm, Arm]] = (((-0.128, 0.36), (-0.106, 0.49)), ((0.122, 0.35), (0.128, 0.48)))
_HIP: Final[Arm] = ((-0.205, 0.325), (-0.095, 0.425))
_POCKET: Final[Arm] = ((-0.15, 0.35), (-0.078, 0.462))
_FOLDED: Final[tuple[Arm, Arm]] = (((-0.108, 0.345), (0.075, 0.318)), ((0.125, 0.34), (0.02, 0.31)))
_CLASPED: Final[tuple[Arm, Arm]] = (((-0.12, 0.35), (0.015, 0.452)), ((0.118, 0.35), (0.04, 0.455)))

_ARMS: Final[dict[Pose, Sequence[tuple[Arm, Arm]]]] = {
    "stand": (_HANGING, (_POCKET, _HANGING[1]), (_HIP, _HANGING[1]), _FOLDED, _CLASPED),
    "walk": ((((-0.15, 0.34), (-0.17, 0.45)), ((0.15, 0.33), (0.21, 0.42))),),
    "run": ((((-0.19, 0.31), (-0.17, 0.4)), ((0.18, 0.31), (0.25, 0.25))),),
    "sit": ((((-0.1, 0.37), (0.06, 0.45)), ((0.12, 0.36), (0.2, 0.43))), _CLASPED),
    "lie": ((((-0.1, 0.35), (-0.08, 0.47)), ((0.1, 0.35), (0.09, 0.47))),),
    "reach": ((((-0.125, 0.36), (-0.1, 0.48)), ((0.2, 0.27), (0.33, 0.22))), (_HIP, ((0.2, 0.27), (0.33, 0.22)))),
    "talk": (
        (((-0.13, 0.36), (-0.1, 0.485)), ((0.16, 0.34), (0.25, 0.265))),
        (((-0.125, 0.35), (0.04, 0.38)), ((0.165, 0.335), (0.275, 0.315))),
        (_HIP, ((0.16, 0.34), (0.25, 0.265))),
        (_POCKET, ((0.175, 0.325), (0.215, 0.2))),
    ),
    "hold": ((((-0.075, 0.365), (0.1, 0.345)), ((0.145, 0.36), (0.18, 0.32))),),
    "fall": ((((-0.2, 0.18), (-0.3, 0.1)), ((0.22, 0.16), (0.31, 0.06))),),
    "away": ((((-0.125, 0.36), (-0.11, 0.49)), ((0.125, 0.36), (0.115, 0.49))),),
    "fight": ((((-0.13, 0.33), (0.03, 0.25)), ((0.2, 0.27), (0.33, 0.205))),),
    "embrace": ((((-0.02, 0.33), (0.16, 0.29)), ((0.18, 0.3), (0.3, 0.26))),),
    "weep": ((((-0.1, 0.33), (0.045, 0.16)), ((0.15, 0.3), (0.085, 0.15))),),
    "wave": ((((-0.13, 0.36), (-0.1, 0.485)), ((0.2, 0.16), (0.235, 0.025))),),
}  # fmt: skip

_STANDING: Final[Sequence[tuple[Leg, Leg]]] = (
    (((0.045, 0.74), (0.045, 0.97)), ((-0.05, 0.74), (-0.06, 0.97))),
    (((0.068, 0.735), (0.092, 0.97)), ((-0.048, 0.74), (-0.045, 0.965))),
    (((0.07, 0.73), (0.1, 0.97)), ((-0.07, 0.73), (-0.105, 0.97))),
    (((0.034, 0.74), (0.03, 0.97)), ((-0.03, 0.735), (-0.004, 0.955))),
)

_LEGS: Final[dict[Pose, tuple[Leg, Leg]]] = {
    "walk": (((0.1, 0.73), (0.14, 0.965)), ((-0.04, 0.75), (-0.16, 0.95))),
    "run": (((0.16, 0.68), (0.12, 0.88)), ((-0.08, 0.74), (-0.26, 0.8))),
    "sit": (((0.2, 0.55), (0.19, 0.78)), ((0.16, 0.56), (0.13, 0.78))),
    "fall": (((0.1, 0.7), (0.2, 0.9)), ((-0.1, 0.72), (-0.24, 0.86))),
    "fight": (((0.13, 0.71), (0.16, 0.965)), ((-0.09, 0.74), (-0.19, 0.955))),
    "reach": (((0.075, 0.735), (0.1, 0.97)), ((-0.055, 0.74), (-0.09, 0.96))),
    "lie": _STANDING[0],
}

_LEANS: Final[dict[Pose, tuple[float, float]]] = {
    "stand": (-0.025, 0.03), "talk": (0.01, 0.055), "walk": (0.03, 0.05), "run": (0.1, 0.14), "reach": (0.04, 0.08),
    "fight": (0.07, 0.11), "embrace": (0.04, 0.07), "weep": (0.05, 0.08), "hold": (0.0, 0.03), "wave": (-0.02, 0.02),
    "fall": (0.16, 0.22), "sit": (-0.02, 0.03),
}  # fmt: skip


TOGETHER: Final[frozenset[Pose]] = frozenset(("fight", "embrace"))
"""What takes two."""


def pose_of(words: str, speaks: bool) -> Pose:
    """What the body does, from the verbs of the action."""
    for pose, pattern in _POSES:
        if re.search(pattern, words.casefold()):
            return pose
    return "talk" if speaks else "stand"


def attitude(pose: Pose, mood: str, rng: Random) -> Attitude:
    arms = rng.choice(_ARMS[pose])
    legs = rng.choice(_STANDING)
    if pose in _LEGS:
        legs = _LEGS[pose]
    lean = rng.uniform(*_LEANS.get(pose, (0.0, 0.0)))
    nod = 0.018 if pose == "weep" else 0.006 if pose == "hold" else 0.0
    if mood == "sad" and pose in ("stand", "talk", "sit"):
        lean, nod = max(lean, 0.02) + 0.012, 0.014
        arms = arms if pose == "talk" else rng.choice((_HANGING, _CLASPED))
    elif mood == "tense" and pose == "stand":
        arms = rng.choice(((_HIP, _HANGING[1]), _FOLDED, _HANGING))
    return Attitude(arms[0], arms[1], legs[0], legs[1], lean, nod)
