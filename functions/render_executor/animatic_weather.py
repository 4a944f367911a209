"""What falls, drifts or glows between the camera and the set: rain, snow, fog, and the leaves we look past.

The one rule: it lies in front of the people and never hides them.
"""

from random import Random
from typing import Final

from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Sheet, mix
from shared.writing.atmosphere import weather
from shared.writing.words import Lexicon

_FALLS: Final = {"storm": "rain", "rain": "rain", "snow": "snow", "fog": "fog"}
_SMOKE: Final = Lexicon({"fog": "smoke, smoky, steam, vapour, fumée, vapeur"})


def weather_in(words: str) -> str:
    """What falls or drifts, by whole words: `traverse` is no `averse`, and a train is no rain."""
    return _FALLS.get(weather(words), "") or ("fog" if _SMOKE.has(words) else "")


def rain(sheet: Sheet, palette: Palette, rng: Random) -> None:
    half = sheet.view.aspect / 2
    for _ in range(190):
        x, y, long = rng.uniform(-half, half + 0.2), rng.uniform(-0.1, 1.0), rng.uniform(0.03, 0.09)
        sheet.line([(x, y), (x - long * 0.22, y + long)], 0.0022, mix(palette.light, palette.far, 0.35), 0.34)


def snow(sheet: Sheet, palette: Palette, rng: Random) -> None:
    half = sheet.view.aspect / 2
    for _ in range(150):
        size = rng.uniform(0.0022, 0.008) * rng.random() ** 0.5
        sheet.oval(rng.uniform(-half, half), rng.random(), size, size, mix(palette.light, (255, 255, 255), 0.7))


def fog(sheet: Sheet, palette: Palette, rng: Random) -> None:
    half = sheet.view.aspect / 2
    for row in range(4):
        y = 0.48 + 0.13 * row + rng.uniform(-0.02, 0.02)
        sheet.beam(
            [(-half - 0.3, y), (half + 0.3, y - 0.03), (half + 0.3, y + 0.09), (-half - 0.3, y + 0.11)],
            mix(palette.low, (255, 255, 255), 0.25),
            0.28,
            0.05,
        )


def leaves(sheet: Sheet, palette: Palette, rng: Random) -> None:
    """A branch in an upper corner: something near, to look past."""
    side = rng.choice((-1, 1))
    edge = side * sheet.view.aspect / 2
    sheet.line([(edge + side * 0.1, 0.02), (edge - side * 0.2, 0.07), (edge - side * 0.42, 0.05)], 0.014, palette.near)
    for _ in range(30):
        reach = rng.random() ** 1.4
        sheet.oval(
            edge - side * 0.46 * reach,
            0.05 + rng.gauss(0, 0.045) * (1.3 - reach),
            rng.uniform(0.015, 0.04),
            rng.uniform(0.01, 0.022),
            mix(palette.near, palette.middle, rng.uniform(0, 0.25)),
        )
