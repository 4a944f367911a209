"""Inside a ship: the wheelhouse with the sea before its windows, and the engine room below.

The one rule: what the ship is steered by, and what drives it, stands to one side, so that people have the middle.
"""

import math
from collections.abc import Callable
from typing import Final

from functions.render_executor.animatic_indoors import pendant, walls
from functions.render_executor.animatic_paper import Colour, Sheet, mix
from functions.render_executor.animatic_places import FLOOR, Stage

_BRASS: Final[Colour] = (198, 152, 78)
_WOOD: Final[Colour] = (112, 72, 48)
_COALS: Final[Colour] = (255, 150, 62)


def _wheelhouse(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    _sea_outside(stage)
    wood = mix(_WOOD, palette.near, 0.5)
    house = stage.sheet(0.5, rim=palette.light)
    house.box(stage.left - 0.3, -0.3, width + 0.6, 0.42, wood)
    house.box(stage.left - 0.3, 0.56, width + 0.6, 0.9, mix(wood, palette.near, 0.25))
    for i in range(6):
        x, lean = stage.left + width * i / 5, 0.012 * (2.5 - i)
        house.shape([(x - 0.022, 0.1), (x + 0.022, 0.1), (x + 0.022 + lean, 0.58), (x - 0.022 + lean, 0.58)], wood)
    house.box(stage.left - 0.3, 0.116, width + 0.6, 0.012, mix(wood, palette.light, 0.3))
    desk = stage.sheet()
    desk.box(stage.left - 0.3, 0.555, width + 0.6, 0.03, mix(_WOOD, palette.light, 0.3))
    for i in range(5):
        x = stage.left + width * (0.5 + 0.11 * i)
        _dial(desk, x, 0.635, 0.034, palette.light, stage.rng.uniform(-2.2, 2.2))
    desk.box(stage.left - 0.3, 0.7, width + 0.6, 0.008, mix(wood, palette.light, 0.16))
    floor = stage.sheet(0.0)
    floor.box(stage.left - 0.3, FLOOR - 0.02, width + 0.6, 0.8, mix(palette.ground, palette.near, 0.35))
    for i in range(5):
        floor.box(stage.left - 0.3, FLOOR + (i / 5) ** 1.6 * 0.24, width + 0.6, 0.004, palette.near)
    _telegraph(stage, stage.left + width * 0.9)
    _wheel(stage, stage.left + width * 0.2)
    if palette.night:
        pendant(stage, stage.left + width * 0.62, 0.16, radius=0.045)


def _sea_outside(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    above: Colour = (16, 24, 50) if palette.night else mix((148, 160, 196), palette.light, 0.3)
    below: Colour = (52, 68, 104) if palette.night else mix((236, 206, 178), palette.light, 0.45)
    sky = stage.sheet(0.0)
    sky.fade(above, below, 0.44)
    sky.glow(stage.left + width * 0.7, 0.25, 0.3, palette.light, 0.5)
    sky.oval(stage.left + width * 0.7, 0.25, 0.035, 0.035, mix(palette.light, (255, 255, 255), 0.3))
    water = mix(below, (30, 46, 76), 0.62)
    sky.box(stage.left - 0.3, 0.42, width + 0.6, 0.4, water)
    for _ in range(46):
        x, y = stage.rng.uniform(-0.1, 0.1) + stage.left + width * 0.7, stage.rng.uniform(0.425, 0.56)
        sky.box(x, y, stage.rng.uniform(0.02, 0.07), 0.003, palette.light, stage.rng.uniform(0.15, 0.5))


def _wheel(stage: Stage, x: float) -> None:
    """Eight spokes with their handles, on a post."""
    wood, y = mix(_WOOD, stage.palette.light, 0.22), 0.6
    sheet = stage.sheet(0.5, rim=stage.palette.light)
    sheet.shape([(x - 0.03, y), (x + 0.03, y), (x + 0.05, FLOOR + 0.03), (x - 0.05, FLOOR + 0.03)],
                mix(_WOOD, stage.palette.near, 0.3))  # fmt: skip
    turned = stage.rng.uniform(0, math.pi / 4)
    for spoke in range(8):
        across, down = math.sin(turned + spoke * math.pi / 4), math.cos(turned + spoke * math.pi / 4)
        sheet.line([(x, y), (x + 0.165 * across, y + 0.165 * down)], 0.012, wood)
        sheet.line([(x + 0.14 * across, y + 0.14 * down), (x + 0.172 * across, y + 0.172 * down)], 0.018, wood)
    for radius, thick, colour in ((0.115, 0.022, wood), (0.115, 0.005, _BRASS)):
        sheet.line(_ring(x, y, radius), thick, colour)
    sheet.oval(x, y, 0.03, 0.03, _BRASS)
    sheet.oval(x, y, 0.014, 0.014, mix(_BRASS, stage.palette.near, 0.45))


def _telegraph(stage: Stage, x: float) -> None:
    """What the engine room is told with."""
    sheet, brass = stage.sheet(rim=stage.palette.light), mix(_BRASS, stage.palette.near, 0.15)
    sheet.shape([(x - 0.014, 0.6), (x + 0.014, 0.6), (x + 0.034, FLOOR + 0.03), (x - 0.034, FLOOR + 0.03)], brass)
    sheet.oval(x, 0.55, 0.062, 0.062, brass)
    _dial(sheet, x, 0.55, 0.05, stage.palette.light, stage.rng.uniform(-1.2, 1.2))
    sheet.line([(x, 0.55), (x + 0.05, 0.465)], 0.012, mix(brass, stage.palette.near, 0.4))


def _engines(stage: Stage) -> None:
    palette, width, rng = stage.palette, stage.width, stage.rng
    walls(stage)
    iron = mix(palette.near, palette.middle, 0.35)
    back = stage.sheet(0.4)
    for i in range(5):
        y = 0.07 + 0.055 * i
        colour = mix(iron, (_BRASS, palette.far, palette.accent)[i % 3], 0.35)
        x = stage.left + width * rng.uniform(0.25, 0.8)
        back.line([(stage.left - 0.3, y), (x, y), (x, 0.5), (x + 0.3 * (-1) ** i, 0.5)], 0.022, colour)
        back.box(x - 0.02, y - 0.02, 0.04, 0.04, mix(colour, palette.near, 0.3), corner=0.006)
    for i in range(4):
        _dial(back, stage.left + width * (0.42 + 0.085 * i), 0.2 + 0.05 * (i % 2), 0.038, palette.light,
              rng.uniform(-2.2, 2.2))  # fmt: skip
    _boiler(stage, stage.left + width * 0.14, iron)
    _pistons(stage, stage.left + width * 0.86, iron)
    pendant(stage, stage.left + width * 0.5, 0.1, radius=0.05)
    rail = stage.sheet()
    for y in (0.58, 0.68):
        rail.box(stage.left + width * 0.3, y, width * 0.36, 0.01, mix(iron, palette.light, 0.2))
    for i in range(5):
        rail.box(stage.left + width * (0.3 + 0.09 * i) - 0.005, 0.58, 0.01, 0.2, mix(iron, palette.light, 0.15))


def _boiler(stage: Stage, x: float, iron: Colour) -> None:
    """Riveted, with a fire in it."""
    sheet = stage.sheet(0.55, rim=stage.palette.light)
    sheet.oval(x, 0.52, 0.28, 0.29, iron)
    sheet.oval(x, 0.52, 0.24, 0.25, mix(iron, stage.palette.near, 0.3))
    for dot in range(20):
        angle = dot * math.tau / 20
        sheet.oval(x + 0.26 * math.sin(angle), 0.52 + 0.27 * math.cos(angle), 0.007, 0.007,
                   mix(iron, stage.palette.light, 0.35))  # fmt: skip
    sheet.box(x - 0.11, 0.52, 0.22, 0.16, stage.palette.near, corner=0.02)
    sheet.box(x - 0.085, 0.545, 0.17, 0.11, _COALS, corner=0.012)
    for i in range(4):
        sheet.box(x - 0.065 + 0.038 * i, 0.545, 0.01, 0.11, stage.palette.near)
    _dial(sheet, x, 0.4, 0.04, stage.palette.light, stage.rng.uniform(-2, 2))
    stage.sheet(0.0).glow(x, 0.61, 0.5, _COALS, 0.5)


def _pistons(stage: Stage, x: float, iron: Colour) -> None:
    sheet = stage.sheet(0.5, rim=stage.palette.light)
    for i in range(3):
        at, stroke = x + 0.13 * (i - 1), stage.rng.uniform(0.0, 0.09)
        sheet.box(at - 0.05, 0.2, 0.1, 0.22, mix(iron, stage.palette.accent, 0.25), corner=0.012)
        sheet.box(at - 0.012, 0.4, 0.024, 0.2 + stroke, mix(_BRASS, stage.palette.light, 0.25))
        sheet.oval(at, 0.62 + stroke, 0.036, 0.036, mix(iron, stage.palette.light, 0.2))
    sheet.box(x - 0.22, 0.7, 0.44, 0.13, mix(iron, stage.palette.near, 0.35), corner=0.012)


def _dial(sheet: Sheet, x: float, y: float, radius: float, light: Colour, turned: float) -> None:
    sheet.oval(x, y, radius, radius, _BRASS)
    sheet.oval(x, y, radius * 0.8, radius * 0.8, mix(light, (255, 255, 255), 0.4))
    sheet.line([(x, y), (x + radius * 0.6 * math.sin(turned), y - radius * 0.6 * math.cos(turned))], radius * 0.14,
               (44, 36, 40))  # fmt: skip


def _ring(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [(x + radius * math.sin(i * math.tau / 40), y + radius * math.cos(i * math.tau / 40)) for i in range(41)]


SHIPS_IN: Final[dict[str, Callable[[Stage], None]]] = {"boat": _wheelhouse, "engines": _engines}
