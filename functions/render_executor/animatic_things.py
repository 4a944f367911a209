"""Things that matter, large: what an insert shows. Found by their names in English and French.

The one rule: a thing is drawn around the frame's centre, about half the frame high, in the scene's colours.
"""

import math
import re
from collections.abc import Callable
from typing import Final

from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Sheet, mix

Draw = Callable[[Sheet, Palette], None]


def _letter(sheet: Sheet, palette: Palette) -> None:
    paper = mix(palette.light, (255, 255, 255), 0.45)
    sheet.shape([(-0.36, 0.3), (0.3, 0.2), (0.38, 0.66), (-0.28, 0.76)], paper)
    for i in range(7):
        y = 0.345 + 0.05 * i
        sheet.line(
            [(-0.29 + 0.008 * i, y), ((0.24 if i % 3 else 0.1) + 0.008 * i, y - 0.08)],
            0.006,
            mix(palette.near, paper, 0.25),
        )


def _envelope(sheet: Sheet, palette: Palette) -> None:
    paper = mix(palette.light, (255, 255, 255), 0.35)
    sheet.box(-0.36, 0.28, 0.72, 0.44, paper, corner=0.012)
    sheet.shape([(-0.36, 0.285), (0, 0.54), (0.36, 0.285)], mix(paper, palette.near, 0.14))
    sheet.oval(0, 0.53, 0.05, 0.05, mix((170, 40, 40), palette.near, 0.1))


def _phone(sheet: Sheet, palette: Palette) -> None:
    sheet.box(-0.16, 0.16, 0.32, 0.64, palette.near, corner=0.045)
    sheet.box(-0.14, 0.2, 0.28, 0.56, mix(palette.light, palette.far, 0.25), corner=0.02)
    sheet.box(-0.1, 0.27, 0.2, 0.07, (255, 255, 255), 0.85, corner=0.02)
    sheet.box(-0.1, 0.36, 0.15, 0.05, mix(palette.accent, palette.light, 0.4), corner=0.02)
    sheet.glow(0, 0.48, 0.5, palette.light, 0.35)


def _key(sheet: Sheet, palette: Palette) -> None:
    brass = mix((196, 152, 66), palette.light, 0.2)
    sheet.oval(-0.24, 0.48, 0.13, 0.13, brass)
    sheet.oval(-0.24, 0.48, 0.07, 0.07, mix(palette.near, palette.middle, 0.6))
    sheet.box(-0.13, 0.457, 0.5, 0.046, brass, corner=0.01)
    for x, high in ((0.22, 0.1), (0.3, 0.13)):
        sheet.box(x, 0.49, 0.045, high, brass)


def _lamp(sheet: Sheet, palette: Palette) -> None:
    sheet.glow(0, 0.46, 0.72, palette.light, 0.8)
    sheet.box(-0.16, 0.7, 0.32, 0.06, palette.near, corner=0.012)
    sheet.box(-0.12, 0.26, 0.24, 0.05, palette.near, corner=0.01)
    sheet.box(-0.115, 0.31, 0.23, 0.39, mix(palette.light, (255, 255, 255), 0.25), 0.55)
    for x in (-0.13, 0.11):
        sheet.box(x, 0.3, 0.02, 0.41, palette.near)
    sheet.curve([(0, 0.4), (0.045, 0.52), (0.04, 0.6), (0, 0.64), (-0.04, 0.6), (-0.045, 0.52)], (255, 246, 214))
    sheet.line([(-0.1, 0.26), (-0.08, 0.16), (0.08, 0.16), (0.1, 0.26)], 0.014, palette.near)


def _candle(sheet: Sheet, palette: Palette) -> None:
    sheet.glow(0, 0.3, 0.75, palette.light, 0.85)
    sheet.box(-0.07, 0.42, 0.14, 0.4, mix(palette.light, (255, 250, 236), 0.5), corner=0.02)
    sheet.box(-0.004, 0.36, 0.008, 0.07, palette.near)
    sheet.curve([(0, 0.18), (0.045, 0.3), (0.035, 0.36), (0, 0.385), (-0.035, 0.36), (-0.045, 0.3)], (255, 238, 184))


def _book(sheet: Sheet, palette: Palette) -> None:
    cover = mix(palette.accent, palette.near, 0.2)
    sheet.shape([(-0.48, 0.3), (0, 0.36), (0.48, 0.3), (0.48, 0.74), (0, 0.8), (-0.48, 0.74)], cover)
    page = mix(palette.light, (255, 255, 255), 0.5)
    sheet.shape([(-0.45, 0.28), (0, 0.345), (0, 0.77), (-0.45, 0.71)], page)
    sheet.shape([(0.45, 0.28), (0, 0.345), (0, 0.77), (0.45, 0.71)], mix(page, palette.near, 0.1))
    for side in (-1, 1):
        for i in range(6):
            y = 0.37 + 0.055 * i
            sheet.line(
                [(side * 0.06, y + 0.03), (side * (0.38 if i % 4 else 0.28), y - 0.015)],
                0.006,
                mix(palette.near, page, 0.4),
            )


def _cup(sheet: Sheet, palette: Palette) -> None:
    clay = mix(palette.accent, palette.light, 0.3)
    sheet.oval(0, 0.72, 0.34, 0.05, mix(clay, palette.near, 0.3))
    sheet.line([(0.2, 0.46), (0.33, 0.46), (0.32, 0.62), (0.18, 0.62)], 0.035, clay)
    sheet.curve([(-0.22, 0.38), (0.22, 0.38), (0.2, 0.58), (0.11, 0.71), (-0.11, 0.71), (-0.2, 0.58)], clay)
    sheet.oval(0, 0.39, 0.2, 0.035, mix((70, 40, 26), palette.near, 0.2))
    for x in (-0.07, 0.05):
        sheet.line([(x, 0.34), (x + 0.03, 0.27), (x - 0.02, 0.2), (x + 0.02, 0.12)], 0.014, palette.light, 0.4)


def _clock(sheet: Sheet, palette: Palette) -> None:
    sheet.oval(0, 0.47, 0.31, 0.31, mix(palette.near, palette.accent, 0.3))
    sheet.oval(0, 0.47, 0.27, 0.27, mix(palette.light, (255, 255, 255), 0.4))
    for i in range(12):
        angle = math.tau * i / 12
        x, y = math.sin(angle), math.cos(angle)
        sheet.line(
            [(x * 0.215, 0.47 - y * 0.215), (x * 0.245, 0.47 - y * 0.245)], 0.012 if i % 3 == 0 else 0.006, palette.near
        )
    sheet.line([(0, 0.47), (-0.1, 0.37)], 0.017, palette.near)
    sheet.line([(0, 0.47), (0.03, 0.275)], 0.011, palette.near)
    sheet.oval(0, 0.47, 0.018, 0.018, palette.accent)


def _door(sheet: Sheet, palette: Palette) -> None:
    wood = mix(palette.middle, palette.near, 0.25)
    sheet.box(-0.27, 0.04, 0.54, 1.2, mix(palette.low, palette.near, 0.5))
    sheet.box(-0.24, 0.07, 0.48, 1.2, wood)
    for y in (0.12, 0.55):
        sheet.box(-0.18, y, 0.36, 0.36, mix(wood, palette.near, 0.25), corner=0.006)
    sheet.oval(0.19, 0.52, 0.022, 0.022, palette.light)
    sheet.beam([(0.24, 0.07), (0.27, 0.07), (0.5, 1.1), (0.24, 1.1)], palette.light, 0.5)


def _gun(sheet: Sheet, palette: Palette) -> None:
    steel = mix(palette.near, palette.far, 0.2)
    sheet.box(-0.3, 0.36, 0.56, 0.11, steel, corner=0.012)
    sheet.shape([(0.06, 0.44), (0.24, 0.44), (0.32, 0.74), (0.16, 0.76)], mix(steel, palette.near, 0.5))
    sheet.line([(0.06, 0.47), (0.02, 0.56), (0.12, 0.58)], 0.015, steel)
    sheet.box(-0.3, 0.36, 0.56, 0.018, mix(steel, palette.light, 0.3))


def _photo(sheet: Sheet, palette: Palette) -> None:
    sheet.shape([(-0.27, 0.2), (0.24, 0.15), (0.3, 0.75), (-0.21, 0.8)], mix(palette.light, (255, 255, 255), 0.5))
    sheet.shape([(-0.225, 0.24), (0.205, 0.2), (0.245, 0.6), (-0.185, 0.64)], mix(palette.far, palette.middle, 0.4))
    for x, y in ((-0.07, 0.4), (0.09, 0.385)):
        sheet.oval(x, y, 0.05, 0.06, palette.near)
        sheet.curve(
            [(x - 0.1, y + 0.22), (x - 0.07, y + 0.09), (x, y + 0.07), (x + 0.07, y + 0.09), (x + 0.1, y + 0.2)],
            palette.near,
        )


def _flower(sheet: Sheet, palette: Palette) -> None:
    sheet.line([(0, 0.45), (0.02, 0.64), (-0.02, 0.92)], 0.016, mix((60, 110, 70), palette.near, 0.25))
    sheet.curve([(-0.01, 0.74), (0.1, 0.64), (0.17, 0.66), (0.09, 0.74)], mix((60, 110, 70), palette.near, 0.15))
    for ring, size in ((0.13, 0.1), (0.07, 0.075)):
        for i in range(7):
            angle = math.tau * i / 7 + ring * 9
            sheet.oval(
                math.cos(angle) * ring,
                0.38 + math.sin(angle) * ring,
                size,
                size,
                mix(palette.accent, palette.light, 0.15 + ring),
            )
    sheet.oval(0, 0.38, 0.05, 0.05, palette.light)


def _suitcase(sheet: Sheet, palette: Palette) -> None:
    leather = mix((128, 78, 46), palette.accent, 0.3)
    sheet.line([(-0.1, 0.32), (-0.09, 0.24), (0.09, 0.24), (0.1, 0.32)], 0.025, palette.near)
    sheet.box(-0.38, 0.31, 0.76, 0.44, leather, corner=0.035)
    for x in (-0.24, 0.2):
        sheet.box(x, 0.31, 0.045, 0.44, mix(leather, palette.near, 0.35))
        sheet.box(x - 0.005, 0.45, 0.055, 0.045, palette.light)


def _screen(sheet: Sheet, palette: Palette) -> None:
    sheet.box(-0.4, 0.2, 0.8, 0.5, palette.near, corner=0.02)
    sheet.box(-0.375, 0.225, 0.75, 0.45, mix(palette.far, (16, 40, 60), 0.6))
    for i in range(6):
        sheet.box(
            -0.33, 0.27 + 0.06 * i, 0.2 + 0.09 * ((i * 5) % 4), 0.02, palette.light if i != 3 else palette.accent, 0.9
        )
    sheet.box(-0.05, 0.7, 0.1, 0.08, palette.near)
    sheet.box(-0.18, 0.77, 0.36, 0.025, palette.near, corner=0.01)
    sheet.glow(0, 0.45, 0.7, palette.light, 0.2)


def _bottle(sheet: Sheet, palette: Palette) -> None:
    glass = mix((70, 110, 80), palette.accent, 0.25)
    sheet.box(-0.035, 0.14, 0.07, 0.2, glass, corner=0.01)
    sheet.curve(
        [
            (-0.04, 0.3),
            (0.04, 0.3),
            (0.12, 0.42),
            (0.12, 0.78),
            (0.1, 0.82),
            (-0.1, 0.82),
            (-0.12, 0.78),
            (-0.12, 0.42),
        ],
        glass,
    )
    sheet.box(-0.12, 0.52, 0.24, 0.17, mix(palette.light, (255, 255, 255), 0.3))
    sheet.line([(-0.08, 0.44), (-0.085, 0.76)], 0.012, palette.light, 0.4)


def _bird(sheet: Sheet, palette: Palette) -> None:
    feather = mix((112, 84, 62), palette.near, 0.25)
    breast = mix(palette.light, feather, 0.35)
    sheet.line([(-0.5, 0.735), (0, 0.72), (0.5, 0.74)], 0.022, mix(palette.near, palette.middle, 0.2))
    for x in (-0.03, 0.05):
        sheet.line([(x, 0.6), (x + 0.005, 0.725)], 0.011, palette.near)
    sheet.shape([(-0.17, 0.47), (-0.46, 0.6), (-0.44, 0.65), (-0.12, 0.58)], mix(feather, palette.near, 0.35))
    sheet.curve(
        [(0.2, 0.34), (0.2, 0.5), (0.1, 0.61), (-0.06, 0.62), (-0.2, 0.52), (-0.12, 0.42), (0.02, 0.34), (0.1, 0.27)],
        feather,
    )
    sheet.curve([(0.19, 0.38), (0.2, 0.5), (0.1, 0.6), (0.0, 0.6), (0.08, 0.48)], breast)
    sheet.oval(0.13, 0.31, 0.085, 0.08, feather)
    sheet.shape([(0.205, 0.285), (0.285, 0.315), (0.2, 0.335)], mix((196, 140, 50), palette.near, 0.2))
    sheet.oval(0.155, 0.295, 0.014, 0.014, (18, 16, 20))
    sheet.curve([(0.04, 0.42), (0.06, 0.5), (-0.1, 0.57), (-0.24, 0.58), (-0.1, 0.47)], mix(feather, palette.near, 0.4))


def _sprout(sheet: Sheet, palette: Palette) -> None:
    green = mix((98, 150, 84), palette.light, 0.12)
    sheet.curve(
        [(-0.5, 0.86), (-0.3, 0.76), (0, 0.73), (0.3, 0.77), (0.5, 0.86), (0, 0.95)],
        mix(palette.near, palette.ground, 0.4),
    )
    sheet.line([(0, 0.78), (-0.015, 0.62), (0.01, 0.46)], 0.022, mix(green, palette.near, 0.25))
    sheet.curve([(0.01, 0.47), (0.1, 0.33), (0.25, 0.29), (0.22, 0.42), (0.12, 0.48)], green)
    sheet.curve(
        [(0.005, 0.5), (-0.08, 0.38), (-0.22, 0.36), (-0.19, 0.47), (-0.09, 0.52)], mix(green, palette.near, 0.15)
    )
    sheet.line([(0.02, 0.465), (0.18, 0.35)], 0.006, mix(green, palette.near, 0.4))


def _boat(sheet: Sheet, palette: Palette) -> None:
    """Folded out of paper, as every boat in this theatre."""
    paper = mix(palette.light, (255, 255, 255), 0.45)
    sheet.shape([(0, 0.22), (0.2, 0.56), (-0.2, 0.56)], mix(paper, palette.near, 0.08))
    sheet.shape([(0, 0.22), (0.2, 0.56), (0, 0.56)], mix(paper, palette.near, 0.2))
    sheet.shape([(-0.46, 0.5), (-0.2, 0.56), (0.2, 0.56), (0.46, 0.5), (0.28, 0.72), (-0.28, 0.72)], paper)
    sheet.shape([(0, 0.56), (0.2, 0.56), (0.46, 0.5), (0.28, 0.72), (0, 0.72)], mix(paper, palette.near, 0.13))
    for y, half in ((0.735, 0.42), (0.775, 0.3)):
        sheet.line(
            [(-half, y), (-half / 3, y - 0.012), (half / 3, y + 0.008), (half, y - 0.004)], 0.01, palette.light, 0.5
        )


def _kettle(sheet: Sheet, palette: Palette) -> None:
    steel = mix(palette.accent, palette.near, 0.3)
    sheet.line([(-0.14, 0.36), (-0.1, 0.2), (0.1, 0.2), (0.14, 0.36)], 0.026, palette.near)
    sheet.shape([(0.16, 0.52), (0.34, 0.36), (0.38, 0.39), (0.24, 0.64)], mix(steel, palette.near, 0.2))
    sheet.curve([(-0.12, 0.36), (0.12, 0.36), (0.26, 0.56), (0.24, 0.76), (-0.24, 0.76), (-0.26, 0.56)], steel)
    sheet.box(-0.24, 0.74, 0.48, 0.035, mix(steel, palette.near, 0.4), corner=0.012)
    sheet.oval(0, 0.355, 0.09, 0.022, mix(steel, palette.light, 0.3))
    sheet.oval(0, 0.33, 0.022, 0.022, palette.near)
    sheet.line([(-0.19, 0.5), (-0.2, 0.66)], 0.018, palette.light, 0.4)
    for x in (0.35, 0.41):
        sheet.line([(x, 0.34), (x + 0.03, 0.27), (x - 0.01, 0.2), (x + 0.03, 0.13)], 0.012, palette.light, 0.45)


def _loaf(sheet: Sheet, palette: Palette) -> None:
    crust = mix((186, 120, 58), palette.near, 0.12)
    sheet.oval(0, 0.7, 0.46, 0.05, palette.near, 0.35)
    sheet.curve(
        [
            (-0.42, 0.68),
            (-0.43, 0.52),
            (-0.22, 0.4),
            (0.1, 0.38),
            (0.38, 0.48),
            (0.44, 0.66),
            (0.2, 0.72),
            (-0.2, 0.72),
        ],
        crust,
    )
    for i in range(4):
        x = -0.24 + 0.16 * i
        sheet.curve(
            [(x - 0.05, 0.56), (x + 0.04, 0.43), (x + 0.08, 0.44), (x + 0.01, 0.57)], mix(crust, (250, 226, 178), 0.6)
        )


_THINGS: Final[tuple[tuple[str, Draw], ...]] = (
    (r"envelope|enveloppe", _envelope),
    (r"letter|lettre|note\b|paper|papier|message|map\b|carte|document|contract|contrat|telegram|journal\b|newspaper",
     _letter),
    (r"phone|téléphone|portable|mobile", _phone),
    (r"\bkeys?\b|\bclefs?\b|\bclés?\b", _key),
    (r"candle|bougie|flame|flamme|match\b|allumette", _candle),
    (r"lamp|lantern|(?<!sun)(?<!day)(?<!moon)(?<!star)light\b|lumière(?! d[ue])|\bbeam\b", _lamp),
    (r"book|livre|diary|carnet|notebook|logbook|registre|script\b", _book),
    (r"cup|tasse|coffee|café|\btea\b|thé\b|mug|soup|soupe|bowl|bol\b", _cup),
    (r"clock|watch\b|horloge|montre|pendule|timer|compass|boussole", _clock),
    (r"\bgun|pistol|revolver|pistolet|weapon|\barme", _gun),
    (r"photo|picture\b|portrait|image\b|polaroid", _photo),
    (r"flower|fleur|\brose\b|bouquet|tulip", _flower),
    (r"suitcase|valise|\bbag\b|\bsac\b|briefcase|trunk|malle|\bbox\b|boîte|parcel|colis", _suitcase),
    (r"screen|écran|computer|ordinateur|laptop|monitor|television|télé\b", _screen),
    (r"bottle|bouteille|wine|\bvin\b|glass\b|verre|flask|potion", _bottle),
    (r"\bdoor|\bporte\b", _door),
    (r"\bbirds?\b|sparrow|\bgulls?\b|pigeon|\bcrow\b|robin\b|swallow\b|oiseau|moineau|mouette|corbeau|hirondelle",
     _bird),
    (r"\bseeds?\b|seedling|sprout|\b(?:green|young) shoot|\bplants?\b|graine|jeune pousse|\bplante\b",
     _sprout),
    (r"\bboats?\b|\bbateau|\bbarque", _boat),
    (r"kettle|teapot|bouilloire|théière", _kettle),
    (r"\bbread\b|\bloaf\b|loaves|dough\b|baguette|\bpains?\b|\bpâte\b", _loaf),
)  # fmt: skip


def thing_in(words: str) -> Draw | None:
    """The first thing of these words that we can draw."""
    text = words.casefold()
    found = [(match.start(), draw) for pattern, draw in _THINGS if (match := re.search(pattern, text))]
    return min(found, key=lambda pair: pair[0])[1] if found else None
