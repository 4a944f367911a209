"""Camera grammar: how near the camera stands for a shot's size, who is in the frame, where, and looking where.

The one rule: everyone keeps their side of the picture through a scene, so that nobody crosses the line; and where
somebody is heard, no face is so low that captions stand over it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from functions.render_executor.animatic_looks import look_of
from functions.render_executor.animatic_paper import View
from functions.render_executor.animatic_places import FLOOR, dice, set_of
from functions.render_executor.animatic_poses import TOGETHER, Pose, pose_of
from shared.media import captions
from shared.media.room import OVERSCAN
from shared.model.storyboard import Character, Scene, Shot, Size

_CHIN: Final = 0.136
_CHILDS_CHIN: Final = 0.19
_LOWERED: Final = 0.02
"""Where a face ends in its body's measure, and how much lower when the head is bowed."""

# height of a grown person, top of their head (both in frame heights), how near the place is, how soft it is
_SIZES: Final[dict[Size, tuple[float, float, float, float]]] = {
    "extreme_wide": (0.19, 0.71, 1.0, 0.0),
    "wide": (0.6, 0.345, 1.0, 0.0),
    "medium": (1.2, 0.17, 1.35, 0.004),
    "medium_close": (1.95, 0.14, 1.7, 0.007),
    "close": (3.7, 0.1, 2.3, 0.012),
    "over_shoulder": (1.75, 0.15, 1.6, 0.006),
    "insert": (1.0, 0.0, 2.1, 0.016),
    "pov": (1.0, 0.0, 1.25, 0.0),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in the frame's measure."""

    character: Character
    x: float
    top: float
    height: float
    facing: int
    pose: Pose
    speaks: bool
    before: bool = False  # a dark shoulder between us and the others


@dataclass(frozen=True, slots=True)
class Framing:
    view: View
    blur: float
    people: tuple[Standing, ...]


def framing(shot: Shot, scene: Scene, characters: Sequence[Character], aspect: float, seed: int) -> Framing:
    """Two neighbouring shots of the same size and people still differ: the camera steps aside each time."""
    height, top, near, blur = _SIZES[shot.size]
    rng = dice("framing", shot.id, seed)
    turn = next((place for place, other in enumerate(scene.shots) if other.id == shot.id), 0)
    cast = _cast(scene)
    present = _present(shot, scene, characters)
    sway = (-1) ** turn * (0.05 + 0.05 * rng.random()) * aspect
    if shot.size in ("wide", "extreme_wide"):
        near *= 1.0 + 0.13 * ((turn % 4) / 3) + 0.04 * rng.random()
    near *= 1.0 + 0.1 * rng.random()
    room = aspect / 2 * (1 - 1 / near)
    lead = _side(cast, present[0].name) if present else 1
    x = max(-room, min(room, -lead * room * 0.5 + sway)) if near > 1 else 0.0
    look = {"low": -0.06, "high": 0.06}.get(shot.angle, 0.0)
    lowest = 0.5 + 0.5 * (1 - 1 / near)
    y = max(1 - lowest, min(lowest, 0.5 + (0.12 if near > 1.3 else 0.3) * (1 - 1 / near) + look))
    return Framing(
        View(aspect, near, x, y),
        blur,
        tuple(
            _standing(
                shot, present, cast, aspect, height, top, turn, rng.random(), seated=set_of(scene) == ("car", True)
            )
        ),
    )


def _standing(
    shot: Shot, present: Sequence[Character], cast: Sequence[str], aspect: float, height: float, top: float, turn: int,
    chance: float, *, seated: bool,
) -> list[Standing]:  # fmt: skip
    if shot.size in ("insert", "pov") or not present:
        return []
    speakers = {line.speaker.casefold() for line in shot.lines}
    many = {"close": 1, "medium_close": 2, "over_shoulder": 2, "medium": 3, "wide": 5, "extreme_wide": 6}[shot.size]
    shown = present[:many]
    if shot.size == "over_shoulder":
        shown = shown[:1]
    count = len(shown)
    height = min(height, max(0.5, aspect * (5.4 if count == 1 else 3.3 / count)))
    people = []
    ordered = sorted(shown, key=lambda character: (_side(cast, character.name), _order(cast, character.name)))
    gap = min(aspect * 0.84 / count, height * (0.62 if shot.size in ("wide", "extreme_wide") else 0.58))
    doing = pose_of(shot.picture, speaks=False)
    if count == 2 and doing in TOGETHER:
        gap = min(gap, height * (0.24 if doing == "embrace" else 0.42))
    crowded = count > 1 and gap < height * 0.5
    for place, character in enumerate(ordered):
        side = _side(cast, character.name)
        if count == 1:
            x = side * aspect * (0.17 if shot.size != "close" else 0.1) + (chance - 0.5) * 0.06 * aspect
            facing = -side
        else:
            x = (place - (count - 1) / 2) * gap
            facing = 1 if x < 0 else -1
        speaks = character.name.casefold() in speakers
        pose = _pose(shot, doing, speaks, leads=character == present[0] or count > 2, pair=count == 2)
        if seated and pose in ("stand", "talk", "away"):
            pose = "sit"  # nobody stands in a car
        if crowded and pose in ("talk", "reach", "wave"):
            pose = "stand"  # nobody gestures through their neighbour
        grown = _growth(character)
        tall, head = (
            height * grown,
            top + (height * (1 - grown) if shot.size in ("wide", "extreme_wide", "medium") else 0),
        )
        head += 0.012 * ((turn % 3) - 1)
        if shot.size in ("close", "medium_close", "over_shoulder"):
            pose = "talk" if pose == "talk" else "stand"
            tall = height
        elif pose == "sit":
            head += 0.2 * tall
        elif pose == "lie":
            head, tall = 0.85, min(tall, aspect * 0.6)
            x = _within(x, aspect * 0.46 - tall / 2)  # the whole of them is seen
        head, tall = _clear(shot, pose, head, tall, grown, aspect)
        people.append(Standing(character, x, head, tall, facing, pose, speaks))
    if shot.size == "over_shoulder":
        other = next((someone for someone in present[1:]), None) or present[0]
        side = -_side(cast, present[0].name)
        people.append(
            Standing(
                other,
                side * (aspect / 2 + 0.07 - 0.17 * min(1.0, aspect / 1.78)),
                0.2,
                3.0,
                -side,
                "away",
                False,
                before=True,
            )
        )
    return people


def _within(x: float, edge: float) -> float:
    return max(-edge, min(edge, x))


def _clear(
    shot: Shot, pose: Pose, head: float, tall: float, grown: float, aspect: float
) -> tuple[float, float]:  # fmt: skip
    """Above the captions, wherever the camera moves to: a close face is drawn smaller, everybody else stands higher."""
    if not shot.lines:
        return head, tall
    lowest = (1 - captions.reach((round(1000 * aspect), 1000))) / OVERSCAN
    chin = (_CHIN if grown == 1 else _CHILDS_CHIN) + _LOWERED
    if pose == "lie":
        ground = FLOOR if shot.size != "medium" else 0.0  # which is not seen in a nearer shot
        return min(head, max(ground, lowest - _CHIN / 2 * tall)), tall
    if shot.size in ("close", "medium_close", "over_shoulder"):
        return head, min(tall, (lowest - head) / chin)
    return min(head, lowest - chin * tall), tall


def _pose(shot: Shot, doing: Pose, speaks: bool, *, leads: bool, pair: bool) -> Pose:
    """The action's verb is the leading person's; what takes two is done by both."""
    if pair and doing in TOGETHER:
        return doing
    if leads:
        return pose_of(shot.picture, speaks)
    return "talk" if speaks else "stand"


def _present(shot: Shot, scene: Scene, characters: Sequence[Character]) -> list[Character]:
    """Who is seen: who speaks comes first. A name that nobody described still gets a body."""
    known = {character.name.casefold(): character for character in characters}
    off_screen = {
        line.speaker.casefold()
        for line in shot.lines
        if any(mark in line.manner.casefold() for mark in ("v.o", "o.s", "voix off", "off"))
    }
    named = [line.speaker for line in shot.lines if line.speaker and line.speaker.casefold() not in off_screen]
    seen: dict[str, Character] = {}
    for name in (*(name for name in named if name in shot.characters), *shot.characters):
        key = name.casefold()
        seen.setdefault(key, known.get(key) or Character(name=name, look="", colour="#7c8290"))
    return list(seen.values()) or (_strangers(shot) if shot.size not in ("insert", "pov") else [])


_NOBODY: Final = re.compile(
    r"\b(figures?|silhouettes?|strangers?|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|kids?|riders?|soldiers?|sailors?|"
    r"workers?|dancers?|nurses?|doctors?|policem[ae]n|guards?|monks?|lovers|couple|crowd|people|passengers?|passers?-by|"
    r"hommes?|femmes?|garçons?|filles?|fillette|enfants?|cavaliers?|soldats?|marins?|ouvriers?|ouvrières?|danseurs?|"
    r"infirmi[eè]re?s?|médecins?|policiers?|gardes?|moines?|amants|foule|gens|passants?|passag[eè]re?s?|inconnue?s?)\b"
)
_MANY: Final = (
    (5, re.compile(r"\b(crowd|foule|people|gens|many|children|enfants|passengers|passants|passagers)\b")),
    (3, re.compile(r"\b(three|trois|several|plusieurs|quelques|some|des)\b")),
    (2, re.compile(r"\b(two|deux|couple|both|lovers|amants)\b")),
)


def _strangers(shot: Shot) -> list[Character]:
    """People whom the action speaks of and nobody named: they are there, in the colours of the crowd."""
    text = shot.picture.casefold()
    kinds = list(dict.fromkeys(_NOBODY.findall(text)))
    count = next((many for many, words in _MANY if words.search(text)), len(kinds)) if kinds else 0
    return [
        Character(name=f"{kinds[place % len(kinds)]} {place + 1}", look=f"{kinds[place % len(kinds)]}, {_SORTS[place]}",
                  colour=_CROWD[place])
        for place in range(min(count, len(_CROWD)))
    ]  # fmt: skip


_CROWD: Final = ("#4f5565", "#665a52", "#4a5f5c", "#5f4f63", "#6b6450")
_SORTS: Final = ("", "long hair", "a hat", "curly hair", "a coat")


def _cast(scene: Scene) -> list[str]:
    names: dict[str, None] = {}
    for shot in scene.shots:
        for name in (*shot.characters, *(line.speaker for line in shot.lines if line.speaker)):
            names.setdefault(name.casefold())
    return list(names)


def _order(cast: Sequence[str], name: str) -> int:
    return cast.index(name.casefold()) if name.casefold() in cast else len(cast)


def _side(cast: Sequence[str], name: str) -> int:
    return -1 if _order(cast, name) % 2 == 0 else 1


def _growth(character: Character) -> float:
    return 0.68 if look_of(character, 0).child else 1.0
