"""What the open sky is made of: sun and clouds, hills, trees, houses, water, each cut from paper.

The one rule: an element is drawn where it is told, in the colours of its stage; it knows no set.
"""

import math
from random import Random

from functions.render_executor.animatic_paper import Colour, Point, Sheet, mix
from functions.render_executor.animatic_places import FLOOR, Stage


def sky(stage: Stage, horizon: float = 0.7, *, orb: bool = True, clouds: int = 4) -> Sheet:
    palette, rng = stage.palette, stage.rng
    sheet = stage.sheet(0.0)
    sheet.fade(palette.top, palette.low, horizon)
    x = stage.left + stage.width * rng.uniform(0.2, 0.8)
    y = horizon * (rng.uniform(0.2, 0.34) if palette.night else rng.uniform(0.45, 0.75))
    if palette.night:
        for _ in range(90):
            bright = rng.uniform(0.25, 0.9)
            at = (stage.left + stage.width * rng.random(), horizon * rng.random() ** 1.3)
            sheet.oval(*at, 0.0016 * rng.uniform(0.6, 1.6), 0.0016, mix(palette.top, palette.light, bright))
    if orb:
        radius = 0.052 if palette.night else 0.075
        sheet.glow(x, y, radius * 6, palette.light, 0.55)
        sheet.oval(x, y, radius, radius, mix(palette.light, (255, 255, 255), 0.35))
        if palette.night:
            for dx, dy, part in ((-0.3, -0.2, 0.24), (0.25, 0.3, 0.3), (0.35, -0.35, 0.15)):
                sheet.oval(
                    x + dx * radius, y + dy * radius, part * radius, part * radius, mix(palette.light, palette.low, 0.3)
                )
    for _ in range(clouds):
        cloud(sheet, stage.left + stage.width * rng.random(), horizon * rng.uniform(0.12, 0.75), rng.uniform(0.07, 0.2),
              mix(palette.low, palette.light, 0.25 if palette.night else 0.5), rng)  # fmt: skip
    return sheet


def cloud(sheet: Sheet, x: float, y: float, half: float, colour: Colour, rng: Random) -> None:
    """A strip of paper with a rounded top, lying in the sky."""
    count = 6
    top = [
        (x - half + 2 * half * i / count, y - half * 0.34 * rng.uniform(0.35, 1) * math.sin(math.pi * i / count))
        for i in range(count + 1)
    ]
    sheet.curve([*top, (x + half * 0.6, y + 0.006), (x - half * 0.6, y + 0.006)], colour, 0.5)


def ridge(sheet: Sheet, stage: Stage, base: float, rise: float, colour: Colour, *, sharp: bool = False,
          waves: float = 3.0) -> list[Point]:  # fmt: skip
    """A line of hills (or peaks) from side to side, filled to the bottom."""
    rng = stage.rng
    a, b, c = (rng.uniform(0, math.tau) for _ in range(3))
    count = 90 if not sharp else 26
    points = []
    for i in range(count + 1):
        part = i / count
        x = stage.left - 0.2 + (stage.width + 0.4) * part
        wave = (
            math.sin(waves * x * 1.7 + a) + 0.5 * math.sin(waves * x * 3.9 + b) + 0.25 * math.sin(waves * x * 9 + c)
        ) / 1.75
        y = base - rise * (0.5 + 0.5 * wave) - (rise * 0.35 * rng.random() if sharp else 0)
        points.append((x, y))
    sheet.shape([*points, (points[-1][0], 1.6), (points[0][0], 1.6)], colour)
    return points


def ground(stage: Stage, colour: Colour, level: float = FLOOR, rise: float = 0.02) -> Sheet:
    sheet = stage.sheet()
    points = ridge(sheet, stage, level + 0.02, rise, colour, waves=1.2)
    for _ in range(26):  # tufts and stones
        x, y = stage.left + stage.width * stage.rng.random(), level + 0.05 + 0.2 * stage.rng.random() ** 1.5
        sheet.oval(x, y, 0.03 * stage.rng.uniform(0.4, 1.4), 0.0035, mix(colour, stage.palette.near, 0.3), 0.6)
    del points
    return sheet


def fir(sheet: Sheet, x: float, foot: float, high: float, colour: Colour) -> None:
    sheet.box(x - high * 0.025, foot - high * 0.2, high * 0.05, high * 0.2, mix(colour, (0, 0, 0), 0.3))
    for part in range(3):
        low = foot - high * (0.12 + 0.24 * part)
        half = high * (0.24 - 0.055 * part)
        sheet.shape(
            [(x - half, low), (x, low - high * 0.42), (x + half, low)], mix(colour, (255, 255, 255), 0.03 * part)
        )


def tree(sheet: Sheet, x: float, foot: float, high: float, colour: Colour, rng: Random) -> None:
    trunk = mix(colour, (20, 10, 10), 0.5)
    sheet.shape(
        [
            (x - high * 0.03, foot),
            (x - high * 0.015, foot - high * 0.6),
            (x + high * 0.015, foot - high * 0.6),
            (x + high * 0.035, foot),
        ],
        trunk,
    )
    for i in range(5):
        angle = math.tau * i / 5 + rng.random()
        sheet.oval(
            x + math.cos(angle) * high * 0.16,
            foot - high * 0.68 + math.sin(angle) * high * 0.13,
            high * 0.19,
            high * 0.16,
            mix(colour, (255, 255, 255), 0.05 * (i % 2)),
        )


def windows(sheet: Sheet, x: float, top: float, width: float, high: float, stage: Stage, lit: float, colour: Colour,
            step: float = 0.045) -> None:  # fmt: skip
    rng, size = stage.rng, step * 0.44
    for row in range(1, int(high / step)):
        for column in range(int(width / step)):
            wx = x + (width - int(width / step) * step) / 2 + column * step + (step - size) / 2
            bright = rng.random() < lit
            shade = mix(stage.palette.light, (255, 200, 120), 0.3) if bright else mix(colour, stage.palette.near, 0.35)
            sheet.box(wx, top + row * step - size * 0.3, size, size * 1.35, shade, 0.95 if bright else 0.8)


def skyline(
    stage: Stage, base: float, low: float, high: float, colour: Colour, *, lit: float, wide: float = 0.14
) -> Sheet:
    sheet = stage.sheet()
    x = stage.left - 0.15
    while x < -stage.left + 0.15:
        width, tall = wide * stage.rng.uniform(0.6, 1.3), stage.rng.uniform(low, high)
        shade = mix(colour, stage.palette.near, stage.rng.uniform(0, 0.2))
        sheet.box(x, base - tall, width + 0.003, tall + 0.6, shade)
        if stage.rng.random() < 0.3:
            sheet.box(x + width * 0.45, base - tall - 0.05, 0.005, 0.05, shade)
        windows(sheet, x, base - tall, width, tall, stage, lit, shade, 0.03 if wide < 0.2 else 0.06)
        x += width
    return sheet


def lamp_post(sheet: Sheet, x: float, foot: float, high: float, stage: Stage) -> None:
    near = stage.palette.near
    sheet.box(x - 0.004, foot - high, 0.008, high, near)
    sheet.line([(x, foot - high), (x + 0.05, foot - high - 0.012)], 0.007, near)
    sheet.box(x + 0.032, foot - high - 0.012, 0.04, 0.016, near, corner=0.006)
    if stage.palette.night or stage.palette.light[2] < 170:
        sheet.glow(x + 0.052, foot - high + 0.01, 0.2, stage.palette.light, 0.6)
        sheet.oval(x + 0.052, foot - high + 0.006, 0.014, 0.006, mix(stage.palette.light, (255, 255, 255), 0.4))


def water(stage: Stage, horizon: float, *, glitter: bool = True) -> Sheet:
    palette, rng = stage.palette, stage.rng
    sheet = stage.sheet(0.0)
    deep = mix(mix(palette.middle, (34, 92, 122), 0.0 if palette.night else 0.62), palette.near, 0.25)
    rows = 9
    for row in range(rows):
        part = row / rows
        y = horizon + (1.15 - horizon) * part**1.5
        phase = rng.uniform(0, math.tau)
        points = [
            (x, y + (0.002 + 0.011 * part) * math.sin(x * (26 - 14 * part) + phase))
            for x in (stage.left - 0.1 + (stage.width + 0.2) * i / 120 for i in range(121))
        ]
        sheet.shape([*points, (points[-1][0], 1.6), (points[0][0], 1.6)], mix(mix(palette.low, deep, 0.55), deep, part))
    if glitter:
        x = stage.left + stage.width * rng.uniform(0.3, 0.7)
        for _ in range(46):
            part = rng.random()
            y = horizon + 0.012 + (0.95 - horizon) * part
            half = (0.004 + 0.03 * part) * rng.uniform(0.5, 1.4)
            sheet.oval(x + rng.gauss(0, 0.015 + 0.06 * part), y, half, 0.0016 + 0.0018 * part, palette.light, 0.55)
    return sheet
