"""Sets of those who travel, trade and hide: the platform of a station and its hall, a train that passes, a market, a
cave.

The one rule: the thing that the place is named for stands in the middle of it and is told at a glance.
"""

import math
from collections.abc import Callable
from typing import Final

from functions.render_executor.animatic_elements import lamp_post, ridge, sky, skyline
from functions.render_executor.animatic_indoors import pendant, walls
from functions.render_executor.animatic_paper import Colour, Sheet, mix
from functions.render_executor.animatic_places import FLOOR, Stage


def _platform(stage: Stage) -> None:
    """Rails, a platform under its roof on iron columns, a clock."""
    palette, width = stage.palette, stage.width
    sky(stage, 0.66, clouds=3)
    skyline(stage, 0.7, 0.1, 0.24, mix(palette.far, palette.low, 0.25), lit=0.3 if palette.night else 0.05, wide=0.12)
    bed = stage.sheet()
    bed.box(stage.left - 0.3, 0.68, width + 0.6, 0.5, mix(palette.ground, palette.near, 0.35))
    for i in range(60):
        x = stage.left - 0.3 + i * 0.05
        bed.shape([(x, 0.745), (x + 0.02, 0.745), (x + 0.012, 0.785), (x - 0.014, 0.785)], palette.near, 0.7)
    for y in (0.748, 0.772):
        bed.box(stage.left - 0.3, y, width + 0.6, 0.007, mix(palette.light, palette.far, 0.45))
    floor = stage.sheet()
    floor.box(stage.left - 0.3, FLOOR, width + 0.6, 0.8, mix(palette.ground, palette.light, 0.1))
    floor.box(stage.left - 0.3, FLOOR, width + 0.6, 0.016, mix(palette.light, (255, 255, 255), 0.3))
    floor.box(stage.left - 0.3, FLOOR + 0.028, width + 0.6, 0.01, mix((226, 182, 60), palette.ground, 0.35))
    roof = stage.sheet(0.5)
    iron = mix(palette.near, palette.middle, 0.2)
    for i in range(4):
        x = stage.left + width * (i + 0.5) / 4
        roof.box(x - 0.009, 0.15, 0.018, FLOOR - 0.13, iron)
        roof.box(x - 0.02, FLOOR - 0.03, 0.04, 0.05, iron, corner=0.004)
        for side in (-1, 1):
            roof.line([(x, 0.27), (x + side * 0.07, 0.2), (x + side * 0.16, 0.165)], 0.01, iron)
    roof.box(stage.left - 0.3, -0.3, width + 0.6, 0.44, mix(palette.near, palette.middle, 0.12))
    for i in range(round(width / 0.05) + 4):
        x = stage.left - 0.1 + i * 0.05
        roof.shape([(x, 0.14), (x + 0.05, 0.14), (x + 0.025, 0.178)], mix(palette.near, palette.middle, 0.12))
    _clock(stage, stage.rng.uniform(-0.12, 0.12) * width, 0.27)
    if palette.night or palette.light[2] < 215:
        for i in range(3):
            pendant(stage, stage.left + width * (i + 1) / 4, 0.17, radius=0.04)


def _clock(stage: Stage, x: float, y: float) -> None:
    palette = stage.palette
    sheet = stage.sheet()
    sheet.box(x - 0.004, y - 0.14, 0.008, 0.1, palette.near)
    sheet.oval(x, y, 0.062, 0.062, palette.near)
    sheet.oval(x, y, 0.052, 0.052, mix(palette.light, (255, 255, 255), 0.5))
    hour = stage.rng.uniform(0, math.tau)
    for angle, long, thick in ((hour, 0.028, 0.008), (hour * 12, 0.042, 0.005)):
        sheet.line([(x, y), (x + math.sin(angle) * long, y - math.cos(angle) * long)], thick, palette.near)


def _hall(stage: Stage) -> None:
    """High arched windows, the board of departures, benches."""
    palette, width = stage.palette, stage.width
    walls(stage)
    glass = stage.sheet(0.2)
    pane: Colour = (40, 54, 92) if palette.night else mix((176, 204, 220), palette.light, 0.4)
    for i in range(4):
        x = stage.left + width * (i + 0.5) / 4
        for grow, colour in ((0.02, mix(palette.low, palette.near, 0.4)), (0.0, pane)):
            glass.oval(x, 0.26, 0.11 + grow, 0.17 + grow, colour)
            glass.box(x - 0.11 - grow, 0.26, 0.22 + 2 * grow, 0.24 + grow, colour)
        for bar in (-0.037, 0.037):
            glass.box(x + bar - 0.003, 0.12, 0.006, 0.38, mix(palette.low, palette.near, 0.4))
        glass.box(x - 0.11, 0.3, 0.22, 0.006, mix(palette.low, palette.near, 0.4))
    board = stage.sheet()
    board.box(-0.24, 0.54, 0.48, 0.13, palette.near, corner=0.008)
    for row in range(4):
        for place, long in ((-0.215, 0.05), (-0.145, 0.2 * stage.rng.uniform(0.5, 1)), (0.14, 0.035)):
            board.box(place, 0.56 + row * 0.026, long, 0.011, mix((250, 196, 84), palette.near, 0.15))
    _clock(stage, 0.0, 0.47)
    benches = stage.sheet()
    for side in (-1, 1):
        x = side * width * 0.33
        wood = mix((120, 78, 48), palette.near, 0.35)
        benches.box(x - 0.2, 0.72, 0.4, 0.05, wood, corner=0.01)
        benches.box(x - 0.2, 0.795, 0.4, 0.026, mix(wood, palette.light, 0.15), corner=0.008)
        for leg in (-0.17, 0.15):
            benches.box(x + leg, 0.72, 0.02, 0.14, palette.near)


def _passing(stage: Stage) -> None:
    """A train on its bank, from one side of the country to the other."""
    palette, width = stage.palette, stage.width
    sky(stage)
    ridge(stage.sheet(), stage, 0.66, 0.14, palette.far)
    ridge(stage.sheet(), stage, 0.72, 0.08, mix(palette.far, palette.middle, 0.6))
    bank = stage.sheet()
    bank.box(stage.left - 0.3, 0.745, width + 0.6, 0.4, mix(palette.middle, palette.near, 0.35))
    train = stage.sheet(0.5, rim=palette.light)
    paint = mix((150, 52, 44), palette.middle, 0.35)
    for i in range(-1, 5):
        x = stage.left + 0.02 + i * 0.46
        engine = i == 3
        train.box(x, 0.575 if not engine else 0.56, 0.44, 0.15, mix(palette.near, paint, 0.35 if engine else 0.8),
                  corner=0.018)  # fmt: skip
        train.box(x, 0.69, 0.44, 0.018, mix(palette.light, paint, 0.35))
        for pane in range(5 if not engine else 1):
            lit = mix(palette.light, (255, 214, 140), 0.4) if palette.night else mix(palette.top, palette.light, 0.45)
            train.box(x + 0.035 + pane * 0.08 + (0.3 if engine else 0), 0.605, 0.05, 0.052, lit, corner=0.006)
        for wheel in (0.06, 0.12, 0.32, 0.38):
            train.oval(x + wheel, 0.738, 0.022, 0.022, palette.near)
        train.box(x + 0.44, 0.705, 0.02, 0.012, palette.near)
    if palette.night:
        train.glow(stage.left + 1.86, 0.66, 0.35, palette.light, 0.7)
    rails = stage.sheet(0.0)
    rails.box(stage.left - 0.3, 0.757, width + 0.6, 0.007, mix(palette.light, palette.near, 0.5))
    ridge(stage.sheet(), stage, FLOOR + 0.02, 0.03, mix(palette.ground, palette.near, 0.15), waves=1.4)


def _market(stage: Stage) -> None:
    """Stalls under striped awnings, crates of fruit."""
    palette, width = stage.palette, stage.width
    sky(stage, clouds=3)
    skyline(stage, 0.78, 0.3, 0.5, mix(palette.far, palette.low, 0.2), lit=0.35 if palette.night else 0.06, wide=0.26)
    floor = stage.sheet()
    floor.box(stage.left - 0.3, FLOOR - 0.01, width + 0.6, 0.8, mix(palette.ground, palette.light, 0.08))
    for row in range(5):
        for i in range(26):
            x = stage.left - 0.2 + (i + 0.5 * (row % 2)) * 0.085
            floor.box(x, FLOOR + 0.008 + 0.036 * row, 0.078, 0.004, mix(palette.ground, palette.near, 0.3), 0.6)
    cloths: tuple[Colour, ...] = ((186, 66, 52), (62, 112, 128), (206, 154, 62), (92, 128, 84))
    stalls = max(2, round(width / 0.58))
    for i in range(stalls):
        _stall(
            stage.sheet(0.5), stage, stage.left + width * (i + 0.5) / stalls, cloths[(i + stage.rng.randrange(4)) % 4]
        )
    for x in (0.08, 0.92):
        lamp_post(stage.sheet(), stage.left + width * x, FLOOR, 0.5, stage)


def _stall(sheet: Sheet, stage: Stage, x: float, cloth: Colour) -> None:
    palette, half = stage.palette, 0.24
    wood, shade = mix((126, 84, 52), palette.near, 0.3), mix(cloth, palette.middle, 0.25)
    for side in (-half, half - 0.016):
        sheet.box(x + side, 0.42, 0.016, 0.4, wood)
    sheet.box(x - half, 0.665, 2 * half, 0.16, mix(wood, palette.near, 0.25))
    for stripe in range(6):
        left, step = x - half - 0.03, (2 * half + 0.06) / 6
        colour = shade if stripe % 2 else mix(palette.light, (255, 255, 255), 0.2 if not palette.night else 0.0)
        colour = mix(colour, palette.near, 0.4) if palette.night else colour
        top, low = left + stripe * step, left - 0.02 + stripe * (step + 0.0067)
        sheet.shape([(top + 0.02, 0.385), (top + step + 0.02, 0.385), (low + step, 0.47), (low, 0.47)], colour)
        sheet.oval(low + step / 2, 0.47, step / 2, 0.022, colour)
    for crate in range(4):
        left = x - half + 0.02 + crate * 0.115
        fruit = stage.rng.choice(((196, 60, 46), (214, 150, 48), (122, 150, 60), (226, 196, 84), (132, 64, 110)))
        for place in range(8):
            sheet.oval(left + 0.012 + (place % 4) * 0.026, 0.648 - 0.014 * (place // 4), 0.014, 0.014,
                       mix(fruit, palette.near, 0.4 if palette.night else 0.1 + 0.08 * (place % 2)))  # fmt: skip
        sheet.box(left - 0.006, 0.655, 0.108, 0.036, mix(wood, palette.light, 0.12))


def _cave(stage: Stage) -> None:
    """Rock that closes in from all sides, and light that comes from somewhere behind it."""
    palette, width, rng = stage.palette, stage.width, stage.rng
    back = stage.sheet(0.0)
    back.fade(mix(palette.near, palette.middle, 0.5), mix(palette.middle, palette.light, 0.2), 0.9)
    back.glow(rng.uniform(-0.2, 0.2), 0.52, 0.7, palette.light, 0.5)
    for depth in range(3):
        rock = mix(mix(palette.far, (104, 92, 84), 0.35), palette.near, 0.25 + 0.27 * depth)
        sheet, gap, step = stage.sheet(0.55), width / 2 * (0.62 + 0.17 * depth), 0.09
        roof = [(stage.left - 0.3, -0.3)]
        for i in range(round((width + 0.4) / step) + 1):
            x = stage.left - 0.2 + i * step
            arch = max(0.0, 1 - (x / gap) ** 2) ** 0.5 if abs(x) < gap else 0.0
            spike = rng.uniform(0.03, 0.11) if i % 2 else 0.0
            roof.append((x, 0.86 - arch * (0.66 + 0.12 * depth) + spike * (arch > 0)))
        sheet.shape([*roof, (-stage.left + 0.3, -0.3)], rock)
        for side in (-1, 1):
            edge = side * gap
            sheet.curve([(edge * 0.96, 0.98), (edge * 0.99, 0.6), (edge * 1.12, 0.3), (side * 3, 0.2), (side * 3, 1.2)],
                        rock)  # fmt: skip
    ridge(stage.sheet(), stage, FLOOR + 0.02, 0.03, mix(palette.near, palette.ground, 0.35), waves=2)
    pool = stage.sheet(0.0)
    x = rng.uniform(-0.3, 0.3) * width / 1.78
    pool.oval(x, 0.9, 0.3, 0.03, mix(palette.light, palette.middle, 0.6), 0.7)
    pool.oval(x + 0.02, 0.897, 0.2, 0.014, palette.light, 0.35)


JOURNEYS_OUT: Final[dict[str, Callable[[Stage], None]]] = {
    "station": _platform, "train": _passing, "market": _market, "cave": _cave,
}  # fmt: skip
JOURNEYS_IN: Final[dict[str, Callable[[Stage], None]]] = {"station": _hall, "market": _market, "cave": _cave}
