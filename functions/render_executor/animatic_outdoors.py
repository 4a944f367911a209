"""Sets under the open sky, cut from paper: sky, far, middle, ground; no set knows who will stand in it.

The one rule: a set is built from the far end to the near one, in the colours it is given and by the dice of its place.
"""

import math
from collections.abc import Callable
from typing import Final

from functions.render_executor.animatic_elements import fir, ground, lamp_post, ridge, sky, skyline, tree, water
from functions.render_executor.animatic_paper import Sheet, mix
from functions.render_executor.animatic_places import FLOOR, Stage
from functions.render_executor.animatic_station import station


def _street(stage: Stage) -> None:
    palette = stage.palette
    lit = 0.45 if palette.night else 0.08
    sky(stage)
    skyline(stage, 0.74, 0.2, 0.45, mix(palette.far, palette.low, 0.25), lit=lit * 0.6)
    row = skyline(stage, 0.8, 0.34, 0.6, palette.middle, lit=lit, wide=0.3)
    for i in range(4):
        x = stage.left + stage.width * (i + 0.3) / 4
        row.box(x, 0.69, 0.055, 0.14, mix(palette.near, palette.middle, 0.25), corner=0.004)
        row.shape(
            [(x - 0.04, 0.665), (x + 0.15, 0.665), (x + 0.165, 0.69), (x - 0.055, 0.69)],
            mix(palette.accent, palette.middle, 0.55),
        )
    road = stage.sheet()
    road.box(stage.left - 0.3, FLOOR, stage.width + 0.6, 0.8, mix(palette.ground, palette.near, 0.25))
    road.box(stage.left - 0.3, FLOOR, stage.width + 0.6, 0.022, mix(palette.ground, palette.light, 0.25))
    for i in range(12):
        road.box(stage.left - 0.2 + 0.22 * i, 0.925, 0.11, 0.008, mix(palette.ground, palette.light, 0.4), 0.7)
    for x in (0.12, 0.62):
        lamp_post(road, stage.left + stage.width * x, FLOOR + 0.02, 0.42, stage)


def _alley(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, clouds=1)
    skyline(stage, 0.8, 0.3, 0.5, mix(palette.far, palette.low, 0.2), lit=0.3, wide=0.12)
    walls = stage.sheet(0.6)
    edge = stage.width * 0.5
    for side, share in ((-1, 0.33), (1, 0.38)):
        outer, inner = side * (edge + 0.2), side * edge * (1 - share)
        colour = palette.middle if side < 0 else mix(palette.middle, palette.near, 0.45)
        walls.shape([(outer, -0.1), (inner, 0.12), (inner, 0.8), (outer, 1.06)], colour)
        for row in range(4):
            y = 0.2 + row * 0.14
            x = inner + side * 0.1
            walls.box(
                min(x, x + side * 0.08),
                y,
                0.08,
                0.085,
                palette.light if stage.rng.random() < 0.35 else mix(colour, palette.near, 0.5),
                0.85,
            )
    floor = stage.sheet()
    floor.shape(
        [(-edge * 0.67, 0.8), (edge * 0.62, 0.8), (edge + 0.4, 1.1), (-edge - 0.4, 1.1)],
        mix(palette.ground, palette.near, 0.35),
    )
    floor.glow(0, 0.88, 0.3, palette.light, 0.3)


def _house(stage: Stage) -> None:
    palette, rng = stage.palette, stage.rng
    sky(stage)
    ridge(stage.sheet(), stage, 0.72, 0.16, palette.far)
    ridge(stage.sheet(), stage, 0.79, 0.09, mix(palette.far, palette.middle, 0.6))
    sheet = ground(stage, palette.ground)
    x, wall = rng.uniform(-0.35, 0.1), mix(palette.middle, palette.light, 0.18)
    for _ in range(3):
        tree(
            sheet,
            stage.left + stage.width * rng.random(),
            0.81,
            rng.uniform(0.25, 0.4),
            mix(palette.middle, palette.near, 0.35),
            rng,
        )
    sheet.box(x, 0.5, 0.46, 0.31, wall)
    sheet.box(x + 0.33, 0.3, 0.06, 0.15, mix(wall, palette.near, 0.5))
    sheet.shape(
        [(x - 0.05, 0.505), (x + 0.09, 0.33), (x + 0.37, 0.33), (x + 0.51, 0.505)],
        mix(palette.near, palette.accent, 0.28),
    )
    sheet.box(x + 0.2, 0.63, 0.08, 0.18, palette.near, corner=0.004)
    for wx in (0.06, 0.33):
        sheet.glow(x + wx + 0.04, 0.61, 0.12, palette.light, 0.5 if palette.night else 0.0)
        sheet.box(x + wx, 0.57, 0.08, 0.085, palette.light if palette.night else mix(palette.top, palette.light, 0.4))
        sheet.box(x + wx + 0.037, 0.57, 0.006, 0.085, wall)
    for i in range(30):
        fx = stage.left - 0.1 + i * 0.07
        if not x - 0.02 < fx < x + 0.46:
            sheet.box(fx, 0.765, 0.012, 0.065, mix(palette.near, palette.light, 0.2))
    sheet.box(stage.left - 0.2, 0.785, x + 0.2 - stage.left - 0.02, 0.009, mix(palette.near, palette.light, 0.2))


def _sea(stage: Stage) -> None:
    sky(stage, 0.58)
    water(stage, 0.58)
    for i in range(2):
        _sail(
            stage.sheet(),
            stage.left + stage.width * stage.rng.uniform(0.1, 0.9),
            0.6 + 0.03 * i,
            0.05 + 0.03 * i,
            stage,
        )


def _sail(sheet: Sheet, x: float, y: float, high: float, stage: Stage) -> None:
    sheet.shape(
        [(x, y - high), (x + high * 0.5, y - high * 0.1), (x, y - high * 0.1)],
        mix(stage.palette.light, (255, 255, 255), 0.3),
    )
    sheet.shape(
        [
            (x - high * 0.4, y - high * 0.06),
            (x + high * 0.55, y - high * 0.06),
            (x + high * 0.35, y + high * 0.06),
            (x - high * 0.25, y + high * 0.06),
        ],
        stage.palette.near,
    )


def _beach(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, 0.5)
    water(stage, 0.5)
    cliff = stage.sheet()
    cliff.curve(
        [
            (stage.left - 0.2, 0.3),
            (stage.left + 0.2, 0.33),
            (stage.left + 0.32, 0.44),
            (stage.left + 0.46, 0.53),
            (stage.left - 0.2, 0.56),
        ],
        palette.middle,
    )
    sand = mix(palette.light, palette.ground, 0.5 if not palette.night else 0.85)
    foam = stage.sheet(0.2)
    ridge(
        foam,
        stage,
        FLOOR - 0.015,
        0.035,
        mix(palette.light, (255, 255, 255), 0.3) if not palette.night else palette.far,
        waves=2,
    )
    ridge(stage.sheet(), stage, FLOOR + 0.015, 0.035, sand, waves=1.5)


def _lighthouse(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, 0.62, orb=False)
    water(stage, 0.62)
    rock = stage.sheet(rim=palette.light)
    x = stage.rng.choice((-0.42, 0.4)) * min(1.0, stage.width / 1.6)
    rock.curve(
        [
            (x - 0.46, 0.85),
            (x - 0.3, 0.74),
            (x - 0.1, 0.66),
            (x + 0.14, 0.67),
            (x + 0.34, 0.77),
            (x + 0.52, 0.86),
            (x, 0.95),
        ],
        mix(palette.near, palette.middle, 0.2),
    )
    tower = stage.sheet(rim=palette.light)
    white = mix(palette.light, palette.far, 0.35)
    tower.shape([(x - 0.062, 0.69), (x - 0.04, 0.24), (x + 0.04, 0.24), (x + 0.062, 0.69)], white)
    for i, y in enumerate((0.32, 0.48, 0.62)):
        grow = 0.0105 * i + 0.044
        tower.shape(
            [(x - grow, y), (x + grow, y), (x + grow + 0.004, y + 0.06), (x - grow - 0.004, y + 0.06)],
            mix((178, 58, 48), palette.middle, 0.35),
        )
    tower.box(x - 0.058, 0.225, 0.116, 0.018, palette.near)
    tower.box(x - 0.032, 0.165, 0.064, 0.062, palette.light)
    tower.shape([(x - 0.046, 0.167), (x, 0.11), (x + 0.046, 0.167)], palette.near)
    if palette.night or palette.light[2] < 200:
        beam = stage.sheet(0.0)
        beam.beam(
            [(x, 0.185), (x - math.copysign(1.9, x), 0.02), (x - math.copysign(1.9, x), 0.3), (x, 0.205)],
            palette.light,
            0.42,
        )
        beam.glow(x, 0.195, 0.2, palette.light, 0.9)
    ridge(stage.sheet(), stage, FLOOR + 0.06, 0.06, mix(palette.near, palette.ground, 0.45), waves=2.2)


def _harbour(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, 0.6)
    skyline(stage, 0.62, 0.05, 0.14, palette.far, lit=0.4 if palette.night else 0.05, wide=0.12)
    water(stage, 0.62)
    boats = stage.sheet()
    for i in range(4):
        x = stage.left + stage.width * (i + stage.rng.uniform(0.2, 0.8)) / 4
        y, hull = 0.74 + 0.02 * (i % 2), mix(palette.near, palette.accent, 0.3 * (i % 3))
        boats.box(x - 0.003, y - 0.34, 0.007, 0.34, palette.near)
        boats.line([(x, y - 0.32), (x + 0.11, y - 0.04)], 0.003, palette.near)
        boats.shape([(x - 0.13, y - 0.045), (x + 0.15, y - 0.05), (x + 0.1, y + 0.02), (x - 0.1, y + 0.02)], hull)
    quay = stage.sheet()
    quay.box(stage.left - 0.2, FLOOR, stage.width + 0.4, 0.8, mix(palette.ground, palette.near, 0.2))
    for i in range(6):
        quay.box(stage.left + 0.1 + i * 0.36, FLOOR - 0.045, 0.035, 0.06, palette.near, corner=0.01)


def _boat(stage: Stage) -> None:
    sky(stage, 0.55)
    water(stage, 0.55)
    deck, palette = stage.sheet(), stage.palette
    deck.shape(
        [(stage.left - 0.2, 0.84), (-stage.left + 0.2, 0.84), (-stage.left + 0.2, 1.6), (stage.left - 0.2, 1.6)],
        mix(palette.ground, palette.light, 0.12),
    )
    for i in range(9):
        deck.box(stage.left - 0.1 + i * stage.width / 7, 0.68, 0.009, 0.18, palette.near)
    for y in (0.68, 0.74):
        deck.box(stage.left - 0.2, y, stage.width + 0.4, 0.008, palette.near)


def _forest(stage: Stage) -> None:
    palette, rng = stage.palette, stage.rng
    sky(stage, clouds=0)
    for depth, colour in enumerate((mix(palette.far, palette.low, 0.35), palette.far, palette.middle)):
        sheet = stage.sheet()
        for _ in range(11 - 2 * depth):
            x, half = (
                stage.left + (stage.width + 0.2) * rng.random() - 0.1,
                (0.011 + 0.012 * depth) * rng.uniform(0.7, 1.4),
            )
            sheet.shape(
                [(x - half * 1.5, 0.86), (x - half, -0.2), (x + half, -0.2), (x + half * 1.6, 0.86)],
                mix(colour, palette.near, 0.15),
            )
            for _ in range(2):
                y = rng.uniform(0.1, 0.4)
                sheet.line(
                    [(x, y + 0.07), (x + rng.choice((-1, 1)) * rng.uniform(0.05, 0.13), y)],
                    half * 0.7,
                    mix(colour, palette.near, 0.15),
                )
        ridge(sheet, stage, FLOOR - 0.06 + 0.04 * depth, 0.05, mix(colour, palette.ground, 0.4), waves=4)
    rays = stage.sheet(0.0)
    for i in range(max(1, round(stage.width * 1.7))):
        x = stage.left + 0.5 + 0.35 * i
        rays.beam([(x, -0.1), (x + 0.1, -0.1), (x - 0.12, 0.9), (x - 0.32, 0.9)], palette.light, 0.2)
    leaves = stage.sheet()
    for _ in range(26):
        leaves.oval(
            stage.left + stage.width * rng.random(),
            rng.uniform(-0.06, 0.07),
            rng.uniform(0.06, 0.15),
            rng.uniform(0.03, 0.08),
            mix(palette.near, palette.middle, rng.uniform(0.1, 0.5)),
        )
    ground(stage, mix(palette.ground, palette.near, 0.25))


def _field(stage: Stage) -> None:
    palette = stage.palette
    sky(stage)
    ridge(stage.sheet(), stage, 0.7, 0.1, palette.far)
    ridge(stage.sheet(), stage, 0.76, 0.06, mix(palette.far, palette.middle, 0.55))
    sheet = stage.sheet()
    ridge(sheet, stage, 0.8, 0.03, palette.middle)
    tree(
        sheet,
        stage.left + stage.width * stage.rng.choice((0.2, 0.78)),
        0.8,
        0.42,
        mix(palette.middle, palette.near, 0.5),
        stage.rng,
    )
    low = ground(stage, mix(palette.ground, palette.light, 0.16))
    for _ in range(110):
        x, y = stage.left + stage.width * stage.rng.random(), 0.83 + 0.2 * stage.rng.random()
        low.line(
            [(x, y), (x + stage.rng.uniform(-0.012, 0.02), y - 0.035)],
            0.0028,
            mix(palette.ground, palette.near, stage.rng.uniform(0.1, 0.5)),
        )


def _garden(stage: Stage) -> None:
    palette, rng = stage.palette, stage.rng
    sky(stage)
    ridge(stage.sheet(), stage, 0.76, 0.12, palette.far, waves=6)
    sheet = stage.sheet()
    for i in range(4):
        tree(
            sheet,
            stage.left + stage.width * (i + rng.random()) / 4,
            0.8,
            rng.uniform(0.35, 0.55),
            mix(palette.middle, palette.near, rng.uniform(0, 0.3)),
            rng,
        )
    low = ground(stage, palette.ground)
    x = rng.uniform(-0.5, 0.3)
    for y in (0.7, 0.735, 0.775):
        low.box(x, y, 0.3, 0.018, mix(palette.near, palette.accent, 0.25), corner=0.004)
    for leg in (0.02, 0.26):
        low.box(x + leg, 0.78, 0.014, 0.075, palette.near)


def _mountain(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, 0.75)
    far = stage.sheet()
    peaks = ridge(far, stage, 0.66, 0.42, palette.far, sharp=True, waves=2.2)
    for i in range(1, len(peaks) - 1):
        (x, y), before, after = peaks[i], peaks[i - 1], peaks[i + 1]
        if y < before[1] and y < after[1] and y < 0.45:
            cap = [
                (x, y),
                (x + (after[0] - x) * 0.5, y + (after[1] - y) * 0.5),
                (x + 0.006, y + 0.05),
                (x + (before[0] - x) * 0.5, y + (before[1] - y) * 0.5),
            ]
            far.shape(cap, mix(palette.light, palette.low, 0.3))
    ridge(stage.sheet(), stage, 0.74, 0.18, mix(palette.far, palette.middle, 0.6), sharp=True)
    sheet = stage.sheet()
    ridge(sheet, stage, 0.8, 0.06, palette.middle)
    for _ in range(16):
        fir(
            sheet,
            stage.left + stage.width * stage.rng.random(),
            0.81,
            stage.rng.uniform(0.08, 0.2),
            mix(palette.middle, palette.near, 0.6),
        )
    ground(stage, palette.ground)


def _desert(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, clouds=1)
    for depth in range(4):
        sheet = stage.sheet(0.3)
        colour = mix(mix(palette.light, palette.far, 0.6), mix(palette.ground, (196, 128, 70), 0.35), depth / 3)
        ridge(sheet, stage, 0.66 + 0.055 * depth, 0.1, colour, waves=1.1 + 0.3 * depth)


def _snow(stage: Stage) -> None:
    palette = stage.palette
    pale = mix(palette.light, palette.top, 0.35 if palette.night else 0.12)
    sky(stage)
    ridge(stage.sheet(), stage, 0.7, 0.24, mix(pale, palette.far, 0.6), sharp=True)
    for depth in range(2):
        sheet = stage.sheet()
        ridge(sheet, stage, 0.75 + 0.04 * depth, 0.07, mix(pale, palette.far, 0.3 - 0.15 * depth))
        for _ in range(12):
            fir(
                sheet,
                stage.left + stage.width * stage.rng.random(),
                0.77 + 0.03 * depth,
                stage.rng.uniform(0.1, 0.22),
                mix(palette.near, palette.middle, 0.3),
            )
    ridge(stage.sheet(), stage, FLOOR + 0.02, 0.03, pale)


def _rooftop(stage: Stage) -> None:
    palette = stage.palette
    lit = 0.5 if palette.night else 0.06
    sky(stage)
    skyline(stage, 0.8, 0.15, 0.5, mix(palette.far, palette.low, 0.3), lit=lit)
    skyline(stage, 0.84, 0.1, 0.3, palette.middle, lit=lit)
    roof = stage.sheet()
    roof.box(stage.left - 0.2, 0.77, stage.width + 0.4, 0.03, mix(palette.near, palette.light, 0.2))
    roof.box(stage.left - 0.2, 0.8, stage.width + 0.4, 0.8, mix(palette.ground, palette.near, 0.3))
    for x in (0.12, 0.7):
        roof.box(stage.left + stage.width * x, 0.66, 0.1, 0.14, mix(palette.near, palette.middle, 0.3))
        roof.box(stage.left + stage.width * x - 0.01, 0.65, 0.12, 0.018, palette.near)


def _road(stage: Stage) -> None:
    palette = stage.palette
    sky(stage, 0.6)
    ridge(stage.sheet(), stage, 0.62, 0.12, palette.far)
    land = stage.sheet()
    land.box(stage.left - 0.4, 0.61, stage.width + 0.8, 1, mix(palette.ground, palette.middle, 0.4))
    bend = stage.rng.uniform(-0.25, 0.25)
    land.shape(
        [(bend - 0.012, 0.61), (bend + 0.012, 0.61), (0.75, 1.15), (-0.75, 1.15)],
        mix(palette.near, palette.ground, 0.3),
    )
    for i in range(7):
        part, longer = (i / 7) ** 2, ((i + 0.5) / 7) ** 2
        a, b = 0.61 + 0.54 * part, 0.61 + 0.54 * longer
        ax, bx = bend * (1 - part), bend * (1 - longer)
        land.shape(
            [(ax - 0.012 * part, a), (ax + 0.012 * part, a), (bx + 0.012 * longer, b), (bx - 0.012 * longer, b)],
            palette.light,
        )
    for i in range(5):
        part = ((i + 1) / 5) ** 1.6
        lamp_post(
            land, bend + (0.07 + 0.75 * part) * stage.rng.choice((-1, 1)), 0.62 + 0.2 * part, 0.1 + 0.32 * part, stage
        )


def _space(stage: Stage) -> None:
    palette, rng = stage.palette, stage.rng
    sky(stage, 1.0, orb=False, clouds=0)
    sheet = stage.sheet(0.0)
    x, y, radius = rng.uniform(-0.4, 0.4), rng.uniform(0.25, 0.45), rng.uniform(0.2, 0.3)
    sheet.glow(x, y, radius * 1.7, palette.far, 0.8)
    colour = mix(palette.accent, palette.far, 0.45)
    sheet.oval(x, y, radius, radius, colour)
    for i in range(5):
        low = y + radius * (-0.7 + 0.32 * i)
        half = math.sqrt(max(0.0, radius**2 - (low - y) ** 2)) * 0.98
        sheet.oval(x, low, half, 0.012, mix(colour, palette.light, 0.2 * (i % 2) + 0.08), 0.6)
    sheet.oval(x + radius * 0.34, y + radius * 0.2, radius * 0.94, radius * 0.94, palette.top, 0.5)
    sheet.line(
        [(x - radius * 1.7, y + radius * 0.45), (x, y + radius * 0.15), (x + radius * 1.7, y - radius * 0.3)],
        0.01,
        palette.light,
        0.5,
    )
    ridge(stage.sheet(), stage, FLOOR + 0.05, 0.08, mix(palette.ground, palette.near, 0.3), waves=2.5)


def _void(stage: Stage) -> None:
    """Nowhere in particular: a lit backdrop, as in a photographer's studio."""
    palette = stage.palette
    sheet = stage.sheet(0.0)
    sheet.fade(mix(palette.near, palette.middle, 0.35), mix(palette.middle, palette.low, 0.35), 0.95)
    sheet.glow(stage.rng.uniform(-0.3, 0.3), 0.42, 0.75, palette.light, 0.4)
    floor = stage.sheet(0.25)
    floor.oval(0, 0.96, stage.width * 0.75, 0.17, mix(palette.middle, palette.near, 0.5))


OUTDOORS: Final[dict[str, Callable[[Stage], None]]] = {
    "street": _street, "alley": _alley, "house": _house, "sea": _sea, "beach": _beach, "lighthouse": _lighthouse,
    "harbour": _harbour, "boat": _boat, "forest": _forest, "field": _field, "garden": _garden, "mountain": _mountain,
    "desert": _desert, "snow": _snow, "rooftop": _rooftop, "road": _road, "space": _space, "void": _void,
    "title": _void, "station": lambda stage: station(stage, roofed=False),
}  # fmt: skip
