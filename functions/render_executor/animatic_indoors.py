"""Rooms cut from paper: back wall, window, furniture by what the room is for, floor.

The one rule: light comes from somewhere that is seen: a window by day, a lamp by night.
"""

from collections.abc import Callable
from typing import Final

from functions.render_executor.animatic_paper import Colour, Sheet, mix
from functions.render_executor.animatic_places import Stage


def walls(stage: Stage, skirting: float = 0.76) -> Sheet:
    palette = stage.palette
    sheet = stage.sheet(0.0)
    sheet.fade(palette.top, palette.low, skirting)
    sheet.box(stage.left - 0.3, skirting, stage.width + 0.6, 0.9, palette.ground)
    for i in range(7):
        y = skirting + 0.02 + (i / 7) ** 1.6 * 0.4
        sheet.box(stage.left - 0.3, y, stage.width + 0.6, 0.003, mix(palette.ground, palette.near, 0.3))
    sheet.box(stage.left - 0.3, skirting - 0.02, stage.width + 0.6, 0.02, mix(palette.low, palette.near, 0.25))
    return sheet


def window(stage: Stage, x: float, y: float, width: float, high: float, *, panes: int = 2) -> None:
    """With the sky of the hour in it, and its light on the floor by day."""
    palette = stage.palette
    sheet = stage.sheet(0.2)
    frame = mix(palette.low, palette.light, 0.35)
    above: Colour = (22, 32, 62) if palette.night else mix((150, 190, 216), palette.light, 0.35)
    below: Colour = (58, 76, 112) if palette.night else mix((228, 232, 222), palette.light, 0.5)
    sheet.box(x - 0.014, y - 0.014, width + 0.028, high + 0.028, frame, corner=0.004)
    for row in range(8):
        sheet.box(x, y + high * row / 8, width, high / 8 + 0.002, mix(above, below, row / 7))
    if palette.night:
        sheet.oval(x + width * 0.7, y + high * 0.28, 0.02, 0.02, (250, 236, 200))
    for pane in range(1, panes):
        sheet.box(x + width * pane / panes - 0.004, y, 0.008, high, frame)
    sheet.box(x, y + high * 0.5 - 0.004, width, 0.008, frame)
    sheet.box(x - 0.03, y + high + 0.012, width + 0.06, 0.016, mix(frame, palette.near, 0.25))
    for side in (-1, 1):
        edge = x - 0.05 if side < 0 else x + width + 0.005
        sheet.box(edge, y - 0.04, 0.045, high + 0.1, mix(palette.accent, palette.middle, 0.6), corner=0.008)
    if not palette.night:
        shaft = stage.sheet(0.0)
        shaft.beam([(x, y), (x + width, y), (x + width + 0.34, 1.0), (x + 0.2, 1.0)], palette.light, 0.26)


def pendant(stage: Stage, x: float, drop: float, *, radius: float = 0.075) -> None:
    palette = stage.palette
    sheet = stage.sheet(0.3)
    sheet.box(x - 0.0025, -0.6, 0.005, drop + 0.6, palette.near)
    sheet.shape(
        [(x - radius, drop + 0.05), (x - radius * 0.35, drop), (x + radius * 0.35, drop), (x + radius, drop + 0.05)],
        palette.near,
    )
    glow = stage.sheet(0.0)
    glow.glow(x, drop + 0.07, 0.42, palette.light, 0.55 if palette.night else 0.2)
    glow.oval(x, drop + 0.05, radius * 0.8, 0.012, mix(palette.light, (255, 255, 255), 0.4))


def standing_lamp(stage: Stage, x: float) -> None:
    palette = stage.palette
    sheet = stage.sheet()
    sheet.box(x - 0.004, 0.46, 0.008, 0.35, palette.near)
    sheet.oval(x, 0.812, 0.05, 0.009, palette.near)
    sheet.shape(
        [(x - 0.075, 0.475), (x - 0.042, 0.37), (x + 0.042, 0.37), (x + 0.075, 0.475)],
        mix(palette.light, palette.accent, 0.18),
    )
    stage.sheet(0.0).glow(x, 0.45, 0.45, palette.light, 0.6 if palette.night else 0.2)


def shelves(sheet: Sheet, stage: Stage, x: float, y: float, width: float, rows: int, *, bottles: bool = False) -> None:
    palette, rng = stage.palette, stage.rng
    back = mix(palette.middle, palette.near, 0.25)
    sheet.box(x, y, width, rows * 0.13, back)
    for row in range(rows):
        at = x + 0.015
        low = y + (row + 1) * 0.13 - 0.012
        while at < x + width - 0.03:
            wide, tall = rng.uniform(0.012, 0.026), rng.uniform(0.06, 0.1)
            colour = mix(
                rng.choice((palette.accent, palette.far, palette.light, palette.middle)),
                palette.near,
                rng.uniform(0.1, 0.5),
            )
            if rng.random() < 0.86:
                sheet.box(at, low - tall, wide, tall, colour, corner=0.005 if bottles else 0.001)
                if bottles:
                    sheet.box(at + wide * 0.3, low - tall - 0.022, wide * 0.4, 0.03, colour)
            at += wide + 0.003
        sheet.box(x, low, width, 0.012, mix(palette.near, palette.middle, 0.3))


def picture(sheet: Sheet, stage: Stage, x: float, y: float, width: float, high: float) -> None:
    palette = stage.palette
    sheet.box(x, y, width, high, palette.near)
    sheet.box(x + 0.012, y + 0.012, width - 0.024, high - 0.024, mix(palette.light, palette.far, 0.4))
    sheet.shape(
        [
            (x + 0.012, y + high - 0.012),
            (x + width * 0.4, y + high * 0.4),
            (x + width * 0.65, y + high * 0.7),
            (x + width - 0.012, y + high * 0.5),
            (x + width - 0.012, y + high - 0.012),
        ],
        palette.middle,
    )


def door(sheet: Sheet, stage: Stage, x: float, foot: float = 0.76, high: float = 0.46) -> None:
    palette = stage.palette
    sheet.box(x - 0.012, foot - high - 0.012, 0.224, high + 0.012, mix(palette.low, palette.near, 0.45))
    sheet.box(x, foot - high, 0.2, high, mix(palette.middle, palette.near, 0.2))
    for y in (0.05, 0.26):
        sheet.box(x + 0.03, foot - high + y, 0.14, high * 0.36, mix(palette.middle, palette.near, 0.32))
    sheet.oval(x + 0.178, foot - high * 0.46, 0.009, 0.009, palette.light)


def table(sheet: Sheet, x: float, top: float, width: float, colour: Colour, foot: float = 0.9) -> None:
    sheet.box(x, top, width, 0.02, colour, corner=0.004)
    for leg in (0.025, width - 0.04):
        sheet.box(x + leg, top + 0.02, 0.014, foot - top - 0.02, mix(colour, (0, 0, 0), 0.25))


def chair(sheet: Sheet, x: float, colour: Colour, side: int = 1) -> None:
    sheet.box(x, 0.72, 0.1, 0.016, colour)
    back = x if side > 0 else x + 0.088
    sheet.box(back, 0.56, 0.012, 0.17, colour)
    sheet.box(back - 0.004 * side, 0.56, 0.016, 0.07, colour)
    for leg in (0.004, 0.085):
        sheet.box(x + leg, 0.735, 0.01, 0.13, colour)


def _room(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    wall = walls(stage)
    side = stage.rng.choice((-1, 1))
    window(stage, side * width * 0.22 - 0.17, 0.2, 0.34, 0.36)
    furniture = stage.sheet()
    picture(furniture, stage, -side * width * 0.2 - 0.1, 0.2, 0.2, 0.16)
    x = -side * width * 0.24
    sofa = mix(palette.accent, palette.middle, 0.62)
    furniture.box(x - 0.27, 0.58, 0.54, 0.16, sofa, corner=0.03)
    furniture.box(x - 0.29, 0.68, 0.58, 0.12, mix(sofa, palette.near, 0.2), corner=0.03)
    for arm in (-0.31, 0.25):
        furniture.box(x + arm, 0.63, 0.06, 0.18, mix(sofa, palette.near, 0.3), corner=0.025)
    for leg in (-0.26, 0.24):
        furniture.box(x + leg, 0.8, 0.014, 0.03, palette.near)
    standing_lamp(stage, x - side * 0.4)
    wall.oval(0, 0.93, 0.62, 0.08, mix(palette.accent, palette.ground, 0.75))
    table(stage.sheet(), side * 0.18, 0.78, 0.3, mix(palette.near, palette.middle, 0.3), 0.87)


def _kitchen(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    walls(stage)
    window(stage, -0.16, 0.18, 0.32, 0.26)
    counter = stage.sheet()
    front = mix(palette.middle, palette.light, 0.2)
    for i in range(-4, 5):
        counter.box(i * 0.24 - 0.115, 0.56, 0.23, 0.24, front, corner=0.004)
        counter.box(i * 0.24 - 0.035, 0.59, 0.07, 0.009, palette.near)
    counter.box(stage.left - 0.3, 0.535, width + 0.6, 0.03, mix(palette.near, palette.middle, 0.25))
    for side in (-1, 1):
        counter.box(side * width * 0.34 - 0.16, 0.14, 0.32, 0.2, front, corner=0.004)
        counter.box(side * width * 0.34 - 0.002, 0.14, 0.004, 0.2, mix(front, palette.near, 0.5))
    for i in range(5):
        x = stage.left + 0.25 + i * width * 0.18
        counter.box(
            x,
            0.535 - 0.05 - 0.02 * (i % 2),
            0.045,
            0.05 + 0.02 * (i % 2),
            mix(palette.accent, palette.near, 0.15 * i),
            corner=0.01,
        )
    pendant(stage, stage.rng.uniform(-0.2, 0.2), 0.26)
    table(stage.sheet(), -0.3, 0.79, 0.6, mix(palette.ground, palette.light, 0.25), 0.98)


def _bedroom(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    walls(stage)
    side = stage.rng.choice((-1, 1))
    window(stage, side * width * 0.24 - 0.15, 0.18, 0.3, 0.34)
    bed = stage.sheet()
    x = -side * width * 0.2
    bed.box(x - 0.36, 0.46, 0.06, 0.36, mix(palette.near, palette.middle, 0.3), corner=0.02)
    bed.box(x - 0.31, 0.64, 0.72, 0.15, mix(palette.light, palette.far, 0.35), corner=0.03)
    bed.curve(
        [(x - 0.1, 0.62), (x + 0.1, 0.605), (x + 0.42, 0.64), (x + 0.43, 0.8), (x + 0.1, 0.81), (x - 0.12, 0.78)],
        mix(palette.accent, palette.middle, 0.45),
    )
    bed.box(x - 0.29, 0.58, 0.17, 0.075, mix(palette.light, (255, 255, 255), 0.4), corner=0.03)
    picture(bed, stage, x - 0.02, 0.2, 0.18, 0.14)
    standing_lamp(stage, x - 0.46)


def _bathroom(stage: Stage) -> None:
    palette = stage.palette
    sheet = walls(stage)
    for row in range(11):
        sheet.box(stage.left - 0.3, row * 0.07, stage.width + 0.6, 0.0025, mix(palette.low, palette.near, 0.25))
    for column in range(30):
        sheet.box(stage.left - 0.3 + column * 0.09, 0, 0.0025, 0.74, mix(palette.low, palette.near, 0.25))
    basin = stage.sheet()
    basin.box(-0.17, 0.17, 0.34, 0.3, palette.near, corner=0.01)
    basin.box(-0.155, 0.185, 0.31, 0.27, mix(palette.light, palette.far, 0.35), corner=0.008)
    basin.box(-0.22, 0.58, 0.44, 0.07, mix(palette.light, (255, 255, 255), 0.4), corner=0.03)
    basin.box(-0.05, 0.64, 0.1, 0.18, mix(palette.light, palette.low, 0.3))
    stage.sheet(0.0).glow(0, 0.14, 0.4, palette.light, 0.5)


def _office(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    walls(stage)
    window(stage, -width * 0.32, 0.16, width * 0.4, 0.36, panes=4)
    blinds = stage.sheet(0.0)
    for i in range(7):
        blinds.box(-width * 0.32, 0.17 + i * 0.026, width * 0.4, 0.008, mix(palette.low, palette.near, 0.2), 0.8)
    sheet = stage.sheet()
    shelves(sheet, stage, width * 0.2, 0.22, 0.36, 3)
    desk = mix(palette.near, palette.middle, 0.35)
    front = stage.sheet()
    front.box(-0.42, 0.66, 0.84, 0.026, mix(desk, palette.light, 0.2))
    front.box(-0.39, 0.686, 0.2, 0.17, desk)
    front.box(0.36, 0.686, 0.02, 0.17, desk)
    front.box(0.02, 0.5, 0.24, 0.14, palette.near, corner=0.008)
    front.box(0.03, 0.51, 0.22, 0.12, mix(palette.light, palette.far, 0.35))
    front.box(0.13, 0.64, 0.02, 0.022, palette.near)
    front.box(-0.3, 0.645, 0.13, 0.012, palette.light)
    stage.sheet(0.0).glow(0.14, 0.57, 0.24, palette.light, 0.35)


def _corridor(stage: Stage) -> None:
    """A look down its length, so that depth does the drawing."""
    palette, half = stage.palette, stage.width / 2
    sheet = stage.sheet(0.0)
    sheet.fade(palette.near, palette.middle, 1.0)
    for i in range(7):
        part = (i + 1) / 7
        grow = part**1.7
        x, up, low = 0.1 + (half + 0.12) * grow, 0.42 - 0.5 * grow, 0.52 + 0.58 * grow
        last = ((i + 2) / 7) ** 1.7
        x2, up2, low2 = 0.1 + (half + 0.12) * last, 0.42 - 0.5 * last, 0.52 + 0.58 * last
        air = 1 - part
        wall = mix(palette.middle, palette.low, air)
        for side in (-1, 1):
            sheet.shape(
                [(side * x, up), (side * x2, up2), (side * x2, low2), (side * x, low)],
                mix(wall, palette.near, 0.12 if side > 0 else 0),
            )
            if i % 2 == 0:
                a, b = x + (x2 - x) * 0.25, x + (x2 - x) * 0.8
                sheet.shape(
                    [
                        (side * a, low - (low - up) * 0.72),
                        (side * b, low2 - (low2 - up2) * 0.74),
                        (side * b, low2),
                        (side * a, low),
                    ],
                    mix(wall, palette.near, 0.4),
                )
        sheet.shape([(-x, low), (x, low), (x2, low2), (-x2, low2)], mix(palette.ground, palette.low, air * 0.7))
        sheet.shape([(-x, up), (x, up), (x2, up2), (-x2, up2)], mix(palette.top, palette.near, 0.25 * part))
        if i % 2:
            sheet.shape(
                [(-x * 0.25, up), (x * 0.25, up), (x2 * 0.25, up2), (-x2 * 0.25, up2)],
                mix(palette.light, (255, 255, 255), 0.4),
            )
    sheet.box(-0.16, 0.35, 0.32, 0.24, mix(palette.light, palette.low, 0.25))
    stage.sheet(0.0).glow(0, 0.46, 0.5, palette.light, 0.5)


def _cafe(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    walls(stage)
    sheet = stage.sheet()
    shelves(sheet, stage, -width * 0.3, 0.16, width * 0.42, 2, bottles=True)
    window(stage, width * 0.22, 0.2, 0.3, 0.34)
    counter = stage.sheet()
    wood = mix(palette.middle, palette.accent, 0.2)
    counter.box(-width * 0.5 - 0.1, 0.58, width * 0.66, 0.24, mix(wood, palette.near, 0.25))
    counter.box(-width * 0.5 - 0.1, 0.56, width * 0.68, 0.03, mix(wood, palette.light, 0.25))
    for i in range(9):
        counter.box(-width * 0.5 - 0.08 + i * 0.14, 0.61, 0.1, 0.19, mix(wood, palette.near, 0.4), corner=0.004)
    for i in range(3):
        pendant(stage, -width * 0.32 + i * width * 0.3, 0.22, radius=0.055)
    front = stage.sheet()
    table(front, width * 0.24, 0.74, 0.28, mix(palette.near, palette.light, 0.25), 0.93)
    chair(front, width * 0.24 - 0.13, palette.near)
    chair(front, width * 0.24 + 0.3, palette.near, -1)


def _shop(stage: Stage) -> None:
    walls(stage)
    sheet = stage.sheet()
    for i in range(4):
        shelves(sheet, stage, stage.left + 0.04 + i * stage.width * 0.25, 0.14, stage.width * 0.22, 5)
    for x in (-0.4, 0.4):
        pendant(stage, x, 0.12)
    table(stage.sheet(), -0.25, 0.8, 0.5, stage.palette.near, 1.0)


def _hospital(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    wall = walls(stage)
    wall.box(stage.left - 0.3, 0.52, width + 0.6, 0.02, mix(palette.middle, palette.low, 0.3))
    side = stage.rng.choice((-1, 1))
    window(stage, side * width * 0.26 - 0.14, 0.17, 0.28, 0.32)
    sheet = stage.sheet()
    x = -side * 0.14
    sheet.box(x - 0.42, 0.55, 0.03, 0.32, palette.near, corner=0.008)
    sheet.box(x - 0.4, 0.66, 0.84, 0.06, (236, 242, 244), corner=0.02)
    sheet.curve(
        [(x - 0.1, 0.66), (x + 0.1, 0.62), (x + 0.44, 0.65), (x + 0.45, 0.73), (x - 0.12, 0.74)],
        mix(palette.accent, (220, 232, 236), 0.75),
    )
    sheet.box(x - 0.38, 0.62, 0.18, 0.055, (250, 252, 252), corner=0.02)
    for leg in (-0.38, 0.4):
        sheet.box(x + leg, 0.72, 0.012, 0.14, palette.near)
        sheet.oval(x + leg + 0.006, 0.87, 0.014, 0.014, palette.near)
    sheet.box(x - 0.55, 0.3, 0.008, 0.56, palette.near)
    sheet.box(x - 0.575, 0.3, 0.055, 0.09, mix(palette.light, palette.far, 0.25), corner=0.012)
    monitor = stage.sheet()
    monitor.box(x - 0.36, 0.28, 0.19, 0.13, palette.near, corner=0.008)
    beat = [(x - 0.35 + 0.017 * i, 0.345 + (-0.04 if i == 5 else 0.025 if i == 6 else 0)) for i in range(11)]
    monitor.line(beat, 0.004, (120, 230, 170))


def _lab(stage: Stage) -> None:
    palette, width, rng = stage.palette, stage.width, stage.rng
    walls(stage)
    sheet = stage.sheet()
    for i in range(3):
        x = stage.left + width * (0.08 + 0.31 * i)
        sheet.box(x, 0.16, width * 0.24, 0.26, palette.near, corner=0.01)
        sheet.box(x + 0.012, 0.172, width * 0.24 - 0.024, 0.236, mix(palette.far, (20, 60, 80), 0.55))
        points = [(x + 0.03 + (width * 0.24 - 0.06) * k / 14, 0.3 + rng.uniform(-0.07, 0.07)) for k in range(15)]
        sheet.line(points, 0.004, palette.light)
        stage.sheets[-1].glow(x + width * 0.12, 0.29, 0.3, palette.light, 0.12)
    bench = stage.sheet()
    bench.box(stage.left - 0.2, 0.62, width + 0.4, 0.03, mix(palette.light, palette.far, 0.3))
    bench.box(stage.left - 0.2, 0.65, width + 0.4, 0.17, palette.middle)
    for i in range(7):
        x, colour = (
            stage.left + width * (0.06 + 0.14 * i),
            mix(rng.choice((palette.accent, (90, 200, 180), palette.light)), palette.far, 0.2),
        )
        bench.shape([(x - 0.008, 0.52), (x + 0.008, 0.52), (x + 0.035, 0.62), (x - 0.035, 0.62)], colour, 0.85)
        bench.box(x - 0.012, 0.512, 0.024, 0.01, palette.light)


def _classroom(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    walls(stage)
    board = stage.sheet()
    board.box(-0.52, 0.17, 1.04, 0.36, mix(palette.near, palette.accent, 0.2))
    board.box(-0.5, 0.185, 1.0, 0.33, (44, 74, 66))
    for i in range(4):
        board.line(
            [(-0.42, 0.24 + 0.065 * i), (-0.42 + stage.rng.uniform(0.2, 0.7), 0.24 + 0.065 * i)],
            0.005,
            (226, 230, 220),
            0.7,
        )
    window(stage, width * 0.36, 0.17, 0.22, 0.36)
    desks = stage.sheet()
    for i in range(4):
        table(desks, stage.left + 0.1 + i * width * 0.25, 0.76, 0.28, mix(palette.ground, palette.light, 0.3), 0.9)


def _church(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    sheet = walls(stage)
    glass = stage.sheet(0.15)
    for i in range(5):
        x = stage.left + width * (0.1 + 0.2 * i)
        glass.box(x - 0.05, 0.2, 0.1, 0.32, palette.near)
        glass.oval(x, 0.2, 0.05, 0.09, palette.near)
        for row in range(4):
            colour = stage.rng.choice(((196, 72, 60), (60, 96, 160), (214, 168, 74), (76, 140, 110)))
            glass.box(x - 0.04, 0.2 + 0.078 * row, 0.08, 0.072, mix(colour, palette.light, 0.3))
        glass.oval(x, 0.195, 0.04, 0.075, mix((214, 168, 74), palette.light, 0.4))
    rays = stage.sheet(0.0)
    for i in (1, 3):
        x = stage.left + width * (0.1 + 0.2 * i)
        rays.beam([(x - 0.04, 0.16), (x + 0.04, 0.16), (x + 0.35, 1.0), (x + 0.1, 1.0)], palette.light, 0.25)
    sheet.shape([(-0.14, 0.76), (0.14, 0.76), (0.34, 1.2), (-0.34, 1.2)], mix((140, 44, 44), palette.ground, 0.4))
    pews = stage.sheet()
    for side in (-1, 1):
        for row in range(3):
            x = side * (0.24 + 0.05 * row)
            pews.box(
                min(x, side * width), 0.7 + 0.07 * row, width, 0.07, mix(palette.near, palette.middle, 0.35 - 0.1 * row)
            )


def _stage(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    sheet = stage.sheet(0.0)
    sheet.fade(mix(palette.near, (60, 16, 24), 0.3), mix(palette.middle, (90, 24, 30), 0.4), 0.8)
    boards = stage.sheet()
    boards.box(stage.left - 0.3, 0.78, width + 0.6, 0.6, palette.ground)
    light = stage.sheet(0.0)
    for x in (-0.25, 0.25):
        light.beam(
            [(x - 0.03, -0.1), (x + 0.03, -0.1), (-x * 0.2 + 0.28, 0.88), (-x * 0.2 - 0.28, 0.88)], palette.light, 0.32
        )
    light.oval(0, 0.87, 0.38, 0.05, palette.light, 0.4)
    curtain = stage.sheet()
    for side in (-1, 1):
        for fold in range(4):
            x = side * (width / 2 - 0.065 * fold) - 0.045
            curtain.box(
                x, -0.2, 0.09, 1.06 - 0.02 * fold, mix((150, 34, 40), palette.near, 0.2 + 0.2 * (fold % 2)), corner=0.02
            )


def _carriage(stage: Stage, *, seats: int) -> None:
    """Seen from inside something that moves: a strip of landscape behind glass, seats before it."""
    palette, width, rng = stage.palette, stage.width, stage.rng
    sheet = stage.sheet(0.0)
    sky: Colour = (24, 34, 64) if palette.night else mix((150, 190, 214), palette.light, 0.4)
    sheet.fade(sky, mix(sky, palette.light, 0.35), 0.6)
    for depth in range(3):
        points = [
            (stage.left - 0.2 + (width + 0.4) * i / 16, 0.44 + 0.06 * depth - 0.1 * rng.random()) for i in range(17)
        ]
        sheet.shape([*points, (3, 1.2), (-3, 1.2)], mix(mix(palette.far, sky, 0.5), palette.middle, depth / 2.5))
    body = stage.sheet(0.5)
    frame = mix(palette.near, palette.middle, 0.3)
    body.box(stage.left - 0.3, -0.2, width + 0.6, 0.36, frame)
    body.box(stage.left - 0.3, 0.58, width + 0.6, 0.7, frame)
    for i in range(seats + 1):
        body.box(stage.left - 0.035 + width * i / seats, 0.1, 0.07, 0.5, frame, corner=0.01)
    body.box(stage.left - 0.3, 0.575, width + 0.6, 0.02, mix(frame, palette.light, 0.25))
    chairs = stage.sheet()
    for i in range(seats):
        x = stage.left + width * (i + 0.5) / seats
        chairs.box(x - 0.15, 0.48, 0.3, 0.4, mix(palette.accent, palette.near, 0.55), corner=0.05)
        chairs.box(x - 0.08, 0.42, 0.16, 0.09, mix(palette.accent, palette.near, 0.45), corner=0.03)


INDOORS: Final[dict[str, Callable[[Stage], None]]] = {
    "room": _room, "house": _room, "lighthouse": _room, "kitchen": _kitchen, "bedroom": _bedroom,
    "bathroom": _bathroom, "office": _office, "corridor": _corridor, "cafe": _cafe, "shop": _shop,
    "hospital": _hospital, "lab": _lab, "classroom": _classroom, "church": _church, "stage": _stage,
    "train": lambda stage: _carriage(stage, seats=3), "car": lambda stage: _carriage(stage, seats=2),
}  # fmt: skip
