"""Heads: face, hair, what is worn on it. Few marks, so that a face reads at any distance.

The one rule: features follow the head's own measure (centre and half sizes in the body's units), never the frame's.
"""

import math
from collections.abc import Sequence
from typing import Protocol

from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Colour, Point, mix

Oval = tuple[float, float, float, float]
"""Centre x, y and half sizes across and high."""


class Cutter(Protocol):
    """What can cut shapes in a body's measure."""

    def soft(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None: ...
    def cut(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None: ...
    def oval(self, x: float, y: float, across: float, high: float, colour: Colour, opacity: float = 1.0) -> None: ...
    def line(self, points: Sequence[Point], width: float, colour: Colour, opacity: float = 1.0) -> None: ...


class Wearer(Protocol):
    @property
    def hair(self) -> str: ...
    @property
    def head(self) -> str: ...
    @property
    def beard(self) -> bool: ...
    @property
    def glasses(self) -> bool: ...
    @property
    def old(self) -> bool: ...


_TURN = 0.3
"""How far the features stand towards the side that the head looks to (three-quarter view)."""


def _on(head: Oval, points: Sequence[Point]) -> list[Point]:
    x, y, across, high = head
    return [(x + px * across, y + py * high) for px, py in points]


def hair_behind(body: Cutter, hair: str, head: Oval, colour: Colour, *, away: bool) -> None:
    """What of the hair falls behind the neck."""
    if hair == "long":
        body.soft(
            _on(
                head,
                [
                    (-1.22, -0.5),
                    (-0.8, -1.15),
                    (0, -1.24),
                    (0.85, -1.1),
                    (1.15, -0.4),
                    (1.1, 0.7),
                    (1.25, 1.9),
                    (0.2, 2.1),
                    (-1.35, 2.05),
                    (-1.4, 0.8),
                ],
            ),
            colour,
        )
    elif hair == "bob":
        body.soft(
            _on(
                head,
                [
                    (-1.24, -0.5),
                    (-0.8, -1.16),
                    (0, -1.25),
                    (0.85, -1.12),
                    (1.2, -0.4),
                    (1.22, 0.75),
                    (0.7, 1.0),
                    (-0.9, 1.05),
                    (-1.38, 0.7),
                ],
            ),
            colour,
        )
    elif hair == "bun":
        x, y, across, high = head
        body.oval(x - across * (0.0 if away else 0.95), y - high * 0.85, across * 0.55, high * 0.42, colour)
    elif hair == "curly":
        x, y, across, high = head
        for i in range(9):
            angle = math.pi * (0.95 + 1.1 * i / 8)
            body.oval(
                x + math.cos(angle) * across * 0.98,
                y + math.sin(angle) * high * 0.9 - high * 0.05,
                across * 0.42,
                high * 0.34,
                colour,
            )


def face(body: Cutter, look: Wearer, head: Oval, skin: Colour, hair: Colour, palette: Palette, *, mood: str,
         speaks: bool, away: bool) -> None:  # fmt: skip
    x, y, across, high = head
    outline = _on(
        head,
        [
            (0, -1),
            (0.62, -0.86),
            (0.98, -0.25),
            (0.95, 0.25),
            (0.68, 0.74),
            (0.22, 1),
            (-0.2, 0.98),
            (-0.72, 0.68),
            (-0.98, 0.15),
            (-0.96, -0.35),
            (-0.6, -0.88),
        ],
    )
    shade = mix(skin, palette.near, 0.3)
    body.oval(x - across * 0.62, y + high * 0.08, across * 0.16, high * 0.2, shade)
    body.soft(outline, skin)
    if away:
        body.soft(
            _on(
                head,
                [
                    (-1.08, 0.5),
                    (-1.12, -0.5),
                    (-0.6, -1.14),
                    (0, -1.22),
                    (0.6, -1.14),
                    (1.12, -0.5),
                    (1.08, 0.5),
                    (0.5, 0.8),
                    (-0.5, 0.8),
                ],
            ),
            hair,
        )
        return
    body.soft(
        _on(
            head, [(-0.5, -0.9), (-0.98, -0.3), (-0.98, 0.15), (-0.72, 0.68), (-0.2, 0.98), (-0.32, 0.5), (-0.5, -0.2)]
        ),
        shade,
        0.45,
    )
    if look.beard:
        body.soft(
            _on(
                head,
                [
                    (-0.97, -0.05),
                    (-0.66, 0.12),
                    (-0.3, 0.36),
                    (0.35, 0.34),
                    (0.78, 0.36),
                    (0.95, 0.08),
                    (0.86, 0.66),
                    (0.36, 1.12),
                    (-0.24, 1.12),
                    (-0.82, 0.66),
                ],
            ),
            hair,
        )
    _features(body, look, head, skin, palette, hair, mood, speaks)
    _hair_before(body, look.hair, head, hair)


def _features(body: Cutter, look: Wearer, head: Oval, skin: Colour, palette: Palette, hair: Colour, mood: str,
              speaks: bool) -> None:  # fmt: skip
    x, y, across, high = head
    ink = mix(palette.near, (20, 14, 16), 0.6)
    turn = x + across * _TURN
    sad, angry, glad = mood == "sad", mood == "tense", mood == "glad"
    for side in (-1, 1):
        ex = turn + side * across * (0.4 if side < 0 else 0.34)
        ey = y - high * 0.04
        wide = across * (0.165 if side < 0 else 0.145)
        body.oval(ex, ey, wide, high * 0.092, mix((250, 246, 240), skin, 0.25))
        body.oval(ex + across * 0.045, ey, wide * 0.5, high * 0.085, ink)
        lid = 0.1 if not glad else 0.06
        body.line(
            [(ex - wide * 1.1, ey - high * 0.02), (ex, ey - high * lid), (ex + wide * 1.1, ey - high * 0.03)],
            across * 0.075,
            ink,
        )
        tilt = (0.07 if angry else -0.07 if sad else 0.0) * side
        lift = 0.31 if glad else 0.25
        inner, outer = ex - side * wide * 1.15, ex + side * wide * 1.25
        body.line(
            [
                (inner, ey - high * (lift - tilt * side)),
                ((inner + outer) / 2, ey - high * (lift + 0.045)),
                (outer, ey - high * (lift + tilt * side)),
            ],
            across * 0.095,
            mix(hair, ink, 0.4),
        )
        if look.glasses:
            ring = [
                (ex + wide * 1.55 * math.cos(math.tau * i / 24), ey + high * 0.17 * math.sin(math.tau * i / 24))
                for i in range(25)
            ]
            body.line(ring, across * 0.05, ink)
    nose = turn + across * 0.05
    shade = mix(skin, palette.near, 0.34)
    body.soft(
        [
            (nose - across * 0.03, y),
            (nose + across * 0.1, y + high * 0.2),
            (nose + across * 0.14, y + high * 0.31),
            (nose - across * 0.06, y + high * 0.34),
            (nose - across * 0.1, y + high * 0.28),
        ],
        shade,
        0.75,
    )
    if look.old:
        for side in (-1, 1):
            body.line(
                [(nose + side * across * 0.22, y + high * 0.36), (nose + side * across * 0.32, y + high * 0.54)],
                across * 0.035,
                shade,
            )
    lips = mix(skin, (150, 52, 48), 0.55)
    my, half = y + high * 0.6, across * 0.3
    if speaks and glad:
        body.soft(
            [
                (nose - half * 1.05, my - high * 0.07),
                (nose, my - high * 0.02),
                (nose + half, my - high * 0.07),
                (nose + half * 0.55, my + high * 0.09),
                (nose - half * 0.5, my + high * 0.1),
            ],
            mix(lips, (40, 10, 16), 0.6),
        )
    elif speaks:
        body.soft(
            [
                (nose - half, my - high * 0.02),
                (nose, my - high * 0.07),
                (nose + half * 0.9, my - high * 0.02),
                (nose + half * 0.4, my + high * 0.09),
                (nose - half * 0.4, my + high * 0.1),
            ],
            mix(lips, (40, 10, 16), 0.6),
        )
    else:
        bend = -0.06 if glad else 0.05 if sad or angry else -0.01
        body.line(
            [(nose - half, my + high * bend), (nose, my - high * bend * 0.5), (nose + half * 0.9, my + high * bend)],
            across * 0.085,
            mix(lips, ink, 0.25),
        )


def _hair_before(body: Cutter, hair: str, head: Oval, colour: Colour) -> None:
    if hair == "bald":
        return
    if hair in ("long", "bob"):
        body.soft(
            _on(
                head,
                [
                    (-1.12, 0.4),
                    (-1.16, -0.5),
                    (-0.66, -1.14),
                    (0, -1.24),
                    (0.72, -1.12),
                    (1.1, -0.5),
                    (1.06, 0.3),
                    (0.9, -0.2),
                    (0.62, -0.6),
                    (0.1, -0.72),
                    (-0.45, -0.55),
                    (-0.82, -0.1),
                ],
            ),
            colour,
        )
    elif hair == "bun":
        body.soft(
            _on(
                head,
                [
                    (-1.06, 0.1),
                    (-1.1, -0.5),
                    (-0.62, -1.1),
                    (0, -1.18),
                    (0.62, -1.1),
                    (1.04, -0.5),
                    (0.98, -0.1),
                    (0.7, -0.62),
                    (0.1, -0.78),
                    (-0.55, -0.66),
                    (-0.9, -0.2),
                ],
            ),
            colour,
        )
    else:
        body.soft(
            _on(
                head,
                [
                    (-1.05, 0.12),
                    (-1.1, -0.48),
                    (-0.7, -1.1),
                    (-0.1, -1.24),
                    (0.6, -1.18),
                    (1.06, -0.62),
                    (1.0, -0.12),
                    (0.82, -0.5),
                    (0.35, -0.62),
                    (-0.3, -0.72),
                    (-0.74, -0.5),
                    (-0.88, 0.05),
                ],
            ),
            colour,
        )


def headwear(body: Cutter, kind: str, head: Oval, colour: Colour, palette: Palette) -> None:
    if kind == "hat":
        body.soft(
            _on(head, [(-0.95, -0.62), (-0.85, -1.45), (-0.2, -1.62), (0.3, -1.5), (0.85, -1.55), (0.98, -0.62)]),
            colour,
        )
        body.cut(
            _on(head, [(-0.97, -0.78), (0.98, -0.78), (0.98, -0.6), (-0.97, -0.6)]), mix(colour, palette.near, 0.6)
        )
        body.soft(
            _on(head, [(-1.7, -0.52), (0, -0.72), (1.75, -0.55), (1.6, -0.44), (0, -0.52), (-1.6, -0.42)]), colour
        )
    elif kind == "cap":
        body.soft(
            _on(head, [(-1.1, -0.45), (-1.06, -1.05), (-0.3, -1.38), (0.6, -1.26), (1.1, -0.75), (1.0, -0.5)]), colour
        )
        body.soft(
            _on(head, [(0.05, -0.62), (1.0, -0.66), (1.75, -0.44), (1.6, -0.36), (0.8, -0.45), (0.05, -0.46)]),
            mix(colour, palette.near, 0.5),
        )
    elif kind == "beanie":
        body.soft(
            _on(
                head,
                [(-1.1, -0.4), (-1.02, -1.0), (-0.5, -1.42), (0.1, -1.52), (0.65, -1.36), (1.06, -0.9), (1.1, -0.4)],
            ),
            colour,
        )
        body.cut(
            _on(head, [(-1.16, -0.66), (1.14, -0.66), (1.14, -0.34), (-1.16, -0.34)]), mix(colour, palette.near, 0.3)
        )
    elif kind == "hood":
        rim = [
            (-1.5, 1.35),
            (-1.5, -0.4),
            (-0.8, -1.4),
            (0.2, -1.5),
            (1.05, -0.95),
            (1.3, 0.2),
            (1.1, 1.3),
            (0.92, 0.5),
            (0.88, -0.3),
            (0.4, -0.85),
            (-0.35, -0.85),
            (-0.8, -0.2),
            (-0.8, 0.7),
        ]
        body.soft(_on(head, rim), colour)
