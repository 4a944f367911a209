"""The platform of a station, under the ground or under the sky.

The one rule: we stand on the platform and look across the track.
"""

from functions.render_executor.animatic_elements import sky, skyline
from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Sheet, mix
from functions.render_executor.animatic_places import FLOOR, Stage

_EDGE = FLOOR + 0.01


def station(stage: Stage, *, roofed: bool) -> None:
    palette = stage.palette
    if roofed:
        _tiles(stage)
    else:
        sky(stage, 0.62, clouds=3)
        skyline(stage, 0.64, 0.1, 0.3, mix(palette.far, palette.low, 0.35), lit=0.3 if palette.night else 0.05)
    track = stage.sheet(0.3)
    track.box(stage.left - 0.3, 0.62, stage.width + 0.6, 0.3, mix(palette.near, palette.ground, 0.25))
    for y, high in ((0.69, 0.008), (0.745, 0.012)):
        track.box(stage.left - 0.3, y, stage.width + 0.6, high, mix(palette.light, palette.near, 0.5))
    if not roofed:
        _canopy(stage)
    floor = stage.sheet(0.4)
    stone = mix(palette.ground, palette.low, 0.25)
    floor.box(stage.left - 0.3, _EDGE, stage.width + 0.6, 0.5, stone)
    floor.box(stage.left - 0.3, _EDGE, stage.width + 0.6, 0.012, mix(stone, palette.near, 0.45))
    floor.box(stage.left - 0.3, _EDGE + 0.03, stage.width + 0.6, 0.014, mix(palette.light, palette.accent, 0.35))


def _tiles(stage: Stage) -> None:
    """The far wall: glazed, with a band of colour, a name board, a clock, and lamps in a row."""
    palette, width, rng = stage.palette, stage.width, stage.rng
    glaze = mix(palette.middle, palette.low, 0.45)
    wall = stage.sheet(0.0)
    wall.fade(mix(glaze, palette.near, 0.3), glaze, 0.62)
    for row in range(9):
        wall.line([(stage.left - 0.3, 0.08 + 0.06 * row), (-stage.left + 0.3, 0.08 + 0.06 * row)], 0.0016,
                  mix(glaze, palette.near, 0.3), 0.6)  # fmt: skip
    wall.box(stage.left - 0.3, 0.54, width + 0.6, 0.035, mix(palette.accent, glaze, 0.25))
    board = stage.sheet(0.25)
    side, half = rng.choice((-1, 1)), min(0.24, width * 0.2)
    middle = side * width * rng.uniform(0.06, 0.12)
    board.box(middle - half, 0.26, 2 * half, 0.13, mix(palette.light, (255, 255, 255), 0.35), corner=0.012)
    board.box(middle - half * 0.84, 0.305, 1.68 * half, 0.04, mix(palette.accent, palette.near, 0.45), corner=0.006)
    _clock(board, palette, middle - side * (half + width * 0.12))
    for at in range(5):
        x = stage.left + width * (at + 0.5) / 5
        board.box(x - 0.09, 0.035, 0.18, 0.022, mix(palette.light, (255, 255, 255), 0.6), corner=0.008)
        stage.sheet(0.0).glow(x, 0.06, 0.3, palette.light, 0.28)


def _clock(board: Sheet, palette: Palette, x: float) -> None:
    board.oval(x, 0.3, 0.065, 0.065, palette.near)
    board.oval(x, 0.3, 0.054, 0.054, mix(palette.light, (255, 255, 255), 0.5))
    board.line([(x, 0.3), (x - 0.02, 0.275)], 0.006, palette.near)
    board.line([(x, 0.3), (x + 0.006, 0.258)], 0.005, palette.near)


def _canopy(stage: Stage) -> None:
    palette, width = stage.palette, stage.width
    iron = mix(palette.near, palette.middle, 0.25)
    roof = stage.sheet(0.4)
    left, right = stage.left - 0.3, 0.3 - stage.left
    roof.shape([(left, -0.2), (right, -0.2), (right, 0.15), (left, 0.2)], iron)
    for at in range(3):
        x = stage.left + width * (at + 0.5) / 3
        roof.box(x - 0.014, 0.15, 0.028, 0.68, iron)
        roof.line([(x, 0.3), (x - 0.1, 0.19)], 0.012, iron)
        roof.line([(x, 0.3), (x + 0.1, 0.19)], 0.012, iron)
