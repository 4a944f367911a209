"""The people of the animatic: paper bodies in one colour each, told apart by their outline alone.

The one rule: a person looks the same in every shot: everything about them comes from their name, their described look
and their colour. Bodies are given in their own measure: head top 0, soles 1, x 0 in the middle, looking along +x.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final, Literal

from functions.render_executor.animatic_emblems import held_in, stand
from functions.render_executor.animatic_face import face, hair_behind, headwear
from functions.render_executor.animatic_palette import Palette, parsed
from functions.render_executor.animatic_paper import Colour, Point, Sheet, mix, smooth
from functions.render_executor.animatic_places import dice
from functions.render_executor.animatic_poses import Pose, attitude
from shared.model.storyboard import Character

Hair = Literal["short", "long", "bob", "bun", "curly", "bald"]
Head = Literal["", "hat", "cap", "hood"]

_SKINS: Final[Sequence[Colour]] = ((244, 212, 184), (228, 186, 150), (198, 148, 112), (150, 104, 76), (104, 70, 52))
_HAIRS: Final[Sequence[Colour]] = (
    (34, 26, 26),
    (72, 46, 32),
    (122, 78, 44),
    (168, 116, 62),
    (126, 50, 32),
    (46, 44, 54),
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
    """From the words that describe the person; the rest falls by their name's dice."""
    rng = dice("figure", character.name.casefold(), seed)
    words = f"{character.name} {character.look}".casefold()

    def says(pattern: str) -> bool:
        return re.search(pattern, words) is not None

    old = says(
        r"\bold\b|elder|aged|vieux|vieil|âgée?|grand-?(père|mère)|grand(father|mother|pa|ma)|retired|retraité|\b[6-9]\d\b"
    )
    child = says(r"child|\bboy\b|\bgirl\b|\bkid\b|enfant|garçon|fillette|petite? fille|baby|bébé|\bteen")
    female = says(
        r"wom[ae]n|\bgirl\b|\bshe\b|\bher\b|femme|fille|\bmère\b|mother|sister|sœur|\blady\b|madame|mme\b|reine|queen|\belle\b"
    )
    male = says(
        r"\bm[ae]n\b|\bboy\b|\bhe\b|\bhis\b|homme|garçon|\bpère\b|father|brother|frère|monsieur|king\b|\broi\b|keeper|gardien\b"
    )
    lean = (
        0.8 if female else 0.1 if male else 0.62 if re.search(r"[aey]$|ine$|elle$", character.name.casefold()) else 0.18
    )
    feminine = rng.random() < lean
    hair: Hair = (
        rng.choice(("long", "bob", "bun", "curly")) if feminine else rng.choice(("short", "short", "curly", "bald"))
    )
    if child and hair in ("bald", "bun"):
        hair = "short"
    for word, kind in (
        (r"long hair|cheveux longs", "long"),
        (r"bald|chauve", "bald"),
        (r"curl|frisé|bouclé", "curly"),
        (r"\bbun\b|chignon", "bun"),
    ):
        if says(word):
            hair = kind  # type: ignore[assignment]
    head: Head = (
        "hat"
        if says(r"\bhat\b|chapeau")
        else "cap"
        if says(r"\bcap\b|casquette|sailor|marin|captain|capitaine|police|officer|keeper|gardien")
        else "hood"
        if says(r"hood|capuche|cloak|monk|moine")
        else ""
    )
    beard = (
        not feminine
        and not child
        and (says(r"beard|barbe|barbu|captain|capitaine") or rng.random() < (0.5 if old else 0.2))
    )
    return Look(
        colour=parsed(character.colour),
        skin=rng.choice(_SKINS),
        hair_colour=(202, 200, 200) if old else rng.choice(_HAIRS),
        hair=hair,
        head=head,
        beard=beard,
        glasses=says(r"glasses|lunettes") or rng.random() < 0.1,
        child=child,
        old=old,
        skirt=says(r"dress\b|skirt|robe\b|jupe") or (feminine and rng.random() < 0.4),
        coat=says(r"coat|manteau|imper|cape|robe de") or (not child and rng.random() < 0.35),
        broad=(0.92 if feminine else 1.08) * rng.uniform(0.94, 1.08),
    )


@dataclass(frozen=True, slots=True)
class Body:
    """Places a body on a sheet: the frame's measure for its head top and height, `facing` -1 or 1."""

    sheet: Sheet
    x: float
    top: float
    height: float
    facing: int
    lying: bool = False
    lean: float = 0.0

    def at(self, x: float, y: float) -> Point:
        if self.lying:
            return (self.x + (y - 0.5) * self.height * self.facing, self.top - x * self.height)
        x += self.lean * (0.97 - y)
        return (self.x + x * self.height * self.facing, self.top + y * self.height)

    def cut(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        self.sheet.shape([self.at(*point) for point in points], colour, opacity)

    def soft(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        self.cut(smooth(points), colour, opacity)

    def oval(self, x: float, y: float, across: float, high: float, colour: Colour, opacity: float = 1.0) -> None:
        ring = [(x + across * math.cos(math.tau * i / 40), y + high * math.sin(math.tau * i / 40)) for i in range(40)]
        self.cut(ring, colour, opacity)

    def line(self, points: Sequence[Point], width: float, colour: Colour, opacity: float = 1.0) -> None:
        self.sheet.line([self.at(*point) for point in points], width * self.height, colour, opacity)

    def limb(self, points: Sequence[Point], start: float, end: float, colour: Colour) -> None:
        """A limb that grows thinner from its first joint to its last; the numbers are half widths."""
        for i, (a, b) in enumerate(pairwise(points)):
            wide = start + (end - start) * i / (len(points) - 1)
            thin = start + (end - start) * (i + 1) / (len(points) - 1)
            angle = math.atan2(b[1] - a[1], b[0] - a[0])
            dx, dy = math.sin(angle), -math.cos(angle)
            self.cut(
                [
                    (a[0] + dx * wide, a[1] + dy * wide),
                    (b[0] + dx * thin, b[1] + dy * thin),
                    (b[0] - dx * thin, b[1] - dy * thin),
                    (a[0] - dx * wide, a[1] - dy * wide),
                ],
                colour,
            )
            self.oval(*b, thin, thin, colour)
        self.oval(*points[0], start, start, colour)


def figure(sheet: Sheet, look: Look, palette: Palette, *, x: float, top: float, height: float, facing: int,
           pose: Pose, mood: str, speaks: bool, rng: Random, words: str = "") -> None:  # fmt: skip
    """Draws one person. Children are drawn smaller by the caller; here they have larger heads."""
    held = attitude(pose, mood, rng)
    body = Body(sheet, x, top, height, facing, pose == "lie", held.lean)
    night = 0.34 if palette.night else 0.1
    cloth = mix(look.colour, palette.near, night)
    dark = mix(cloth, palette.near, 0.38)
    skin = mix(mix(look.skin, palette.near, 0.26), palette.light, 0.1) if palette.night else look.skin
    hair = mix(look.hair_colour, palette.near, night)
    size = 1.4 if look.child else 1.0
    head = (0.012 + 1.2 * held.nod, 0.068 * size + held.nod, 0.05 * size, 0.068 * size)  # centre and half sizes
    near_arm, far_arm = held.near_arm, held.far_arm
    shoulder = 0.112 * look.broad
    trousers = mix(palette.near, cloth, 0.3)

    hair_behind(body, look.hair, head, hair, away=pose == "away")
    body.limb([(shoulder * 0.78, 0.22), *far_arm], 0.031, 0.02, dark)
    _hand(body, far_arm, mix(skin, palette.near, 0.16))
    for knee_heel, shade in ((held.far_leg, 0.25), (held.near_leg, 0.0)):
        colour = mix(skin if look.skirt else trousers, palette.near, shade)
        hip = 0.035 if knee_heel is held.near_leg else -0.045
        body.limb([(hip, 0.5), *knee_heel], 0.047 if not look.skirt else 0.032, 0.025, colour)
        heel = knee_heel[-1]
        body.soft(
            [
                (heel[0] - 0.026, heel[1] - 0.014),
                (heel[0] + 0.02, heel[1] - 0.012),
                (heel[0] + 0.07, heel[1] + 0.018),
                (heel[0] + 0.06, heel[1] + 0.03),
                (heel[0] - 0.028, heel[1] + 0.03),
            ],
            mix(palette.near, (0, 0, 0), 0.2),
        )
    body.limb([(0.008, 0.11 * size), (0.0, 0.2)], 0.026, 0.032, mix(skin, palette.near, 0.22))
    _trunk(body, look, cloth, dark, shoulder, pose)
    if pose != "away":
        body.cut([(-0.026, 0.158), (0.05, 0.158), (0.02, 0.235)], mix(cloth, palette.light, 0.5))
        body.cut([(-0.032, 0.15), (-0.012, 0.15), (0.022, 0.238), (0.004, 0.245)], dark)
        body.cut([(0.06, 0.152), (0.042, 0.15), (0.018, 0.238), (0.03, 0.245)], mix(dark, cloth, 0.4))
    face(body, look, head, skin, hair, palette, mood=mood, speaks=speaks, away=pose == "away")
    headwear(body, look.head, head, dark, palette)
    body.limb([(-shoulder * 0.8, 0.226), *near_arm], 0.036, 0.022, mix(cloth, dark, 0.62))
    _hand(body, near_arm, skin)
    if pose == "hold" and (prop := held_in(words)):
        x, y = body.at(0.16, 0.375)
        stand(sheet, prop, palette, x=x, foot=y, high=0.13 * height, dark=0.5)
    elif pose == "hold":
        body.cut([(0.1, 0.25), (0.21, 0.265), (0.2, 0.345), (0.09, 0.33)], mix(palette.light, (255, 255, 255), 0.4))


def _hand(body: Body, arm: Sequence[Point], skin: Colour) -> None:
    """A mitten in the direction of the forearm, the thumb on its upper side."""
    (ex, ey), (hx, hy) = arm[-2], arm[-1]
    long = math.hypot(hx - ex, hy - ey)
    dx, dy = (hx - ex) / long, (hy - ey) / long

    def on(along: float, across: float) -> Point:
        return hx + dx * along - dy * across, hy + dy * along + dx * across

    body.soft(
        [
            on(-0.012, -0.014),
            on(0.014, -0.019),
            on(0.042, -0.013),
            on(0.05, 0.0),
            on(0.04, 0.012),
            on(0.012, 0.017),
            on(-0.012, 0.014),
        ],
        skin,
    )
    body.soft([on(0.0, -0.012), on(0.012, -0.026), on(0.027, -0.031), on(0.029, -0.022), on(0.018, -0.012)], skin)


def _trunk(body: Body, look: Look, cloth: Colour, dark: Colour, shoulder: float, pose: Pose) -> None:
    sitting = pose == "sit"
    waist = 0.074 * look.broad if look.skirt else 0.088 * look.broad
    low, wide = (0.74, 0.15) if look.skirt else (0.71, 0.118) if look.coat else (0.545, 0.098)
    if sitting:
        low, wide = 0.6, 0.12
    outline: list[Point] = [
        (-0.035, 0.16), (-shoulder * 0.7, 0.178), (-shoulder, 0.215), (-shoulder * 0.98, 0.28), (-waist, 0.42),
        (-wide * 0.9, (0.42 + low) / 2 + 0.02), (-wide, low), (0, low + 0.012), (wide, low),
        (wide * 0.9, (0.42 + low) / 2 + 0.02), (waist, 0.42), (shoulder * 0.98, 0.28), (shoulder, 0.215),
        (shoulder * 0.7, 0.178), (0.045, 0.16),
    ]  # fmt: skip
    body.soft(outline, cloth)
    body.soft(
        [
            (-shoulder * 0.99, 0.22),
            (-shoulder * 0.4, 0.2),
            (-waist * 0.35, 0.42),
            (-wide * 0.35, low),
            (-wide * 0.97, low - 0.004),
            (-waist * 0.99, 0.42),
        ],
        dark,
        0.55,
    )
    if look.coat and not look.skirt:
        body.line([(0.03, 0.24), (0.034, low - 0.01)], 0.0035, dark)
        for y in (0.3, 0.37, 0.44):
            body.oval(0.05, y, 0.006, 0.006, dark)
    elif not sitting:
        body.line([(-waist, 0.425), (waist, 0.425)], 0.014, dark)
