"""The colours of a shot: six by time of day and kind of place, bent by the mood, one accent for who matters.

The one rule: the same scene always has the same colours; only the accent changes with the shot.
"""

import colorsys
import re
from dataclasses import dataclass, replace
from typing import Final

from functions.render_executor.animatic_paper import Colour, mix
from shared.model.storyboard import Scene


@dataclass(frozen=True, slots=True)
class Palette:
    top: Colour  # zenith, or the upper wall
    low: Colour  # horizon, or the lower wall
    far: Colour
    middle: Colour
    near: Colour
    light: Colour  # sun, moon, lamps
    ground: Colour
    night: bool = False
    accent: Colour = (200, 90, 60)


_OUT: Final[dict[str, Palette]] = {
    "dawn": Palette((92, 112, 158), (250, 205, 172), (158, 142, 168), (106, 98, 130), (46, 46, 74),
                    (255, 222, 180), (92, 84, 108)),
    "day": Palette((108, 164, 196), (228, 234, 222), (158, 186, 188), (104, 146, 142), (44, 78, 84),
                    (255, 246, 216), (138, 152, 128)),
    "golden": Palette((222, 142, 88), (253, 218, 148), (214, 148, 102), (152, 94, 76), (70, 42, 50),
                    (255, 230, 160), (160, 108, 78)),
    "dusk": Palette((46, 50, 98), (228, 132, 108), (110, 84, 126), (70, 58, 98), (28, 28, 54),
                    (255, 196, 132), (62, 54, 86)),
    "night": Palette((10, 16, 38), (46, 68, 106), (42, 58, 92), (26, 38, 66), (9, 14, 30), (250, 228, 168),
                    (24, 34, 56), True),
}  # fmt: skip

_IN: Final[dict[str, Palette]] = {
    "dawn": Palette((172, 150, 150), (214, 186, 170), (150, 124, 124), (112, 88, 94), (50, 40, 52),
                    (255, 222, 186), (126, 100, 96)),
    "day": Palette((206, 184, 152), (226, 206, 174), (176, 146, 116), (132, 100, 82), (62, 46, 46),
                    (255, 240, 208), (150, 116, 90)),
    "golden": Palette((216, 160, 104), (236, 190, 130), (182, 122, 82), (132, 82, 62), (64, 38, 40),
                    (255, 224, 156), (146, 94, 64)),
    "dusk": Palette((104, 80, 104), (150, 106, 106), (104, 74, 90), (76, 54, 74), (34, 26, 44),
                    (255, 196, 128), (80, 58, 70)),
    "night": Palette((46, 42, 62), (84, 66, 74), (68, 54, 70), (48, 38, 54), (18, 16, 28), (255, 206, 130),
                    (52, 42, 54), True),
}  # fmt: skip

_COLD: Final = Palette(
    (164, 184, 192), (206, 218, 218), (138, 164, 174), (96, 124, 138), (34, 50, 64), (240, 250, 255), (132, 150, 156)
)

_SPACE: Final = Palette(
    (4, 6, 18), (22, 22, 52), (58, 52, 98), (40, 38, 72), (10, 10, 24), (232, 238, 255), (50, 50, 78), True
)

_MOODS: Final[tuple[tuple[str, float, float, Colour, float], ...]] = (
    # words, saturation, brightness, tint, how much of it
    (r"tens|suspens|thrill|danger|menac|peur|fear|horror|horreur|dark|sombre|angoiss|ominous",
     0.62, 0.78, (26, 40, 52), 0.16),
    (r"sad|trist|melanc|mélanc|grief|deuil|lonel|seul|nostalg", 0.66, 0.92, (72, 92, 128), 0.16),
    (r"joy|joie|happ|heureu|joyeu|comed|comé|comic|play|festi|hope|espoir|upbeat|bright",
     1.16, 1.05, (255, 214, 130), 0.07),
    (r"roman|love|amour|tender|tendr", 1.06, 1.0, (236, 150, 150), 0.12),
    (r"angr|anger|epic|épique|colère|fight|combat|action|violent", 1.1, 0.92, (150, 44, 36), 0.12),
    (r"dream|rêve|myst|magic|magie", 0.92, 1.0, (120, 96, 176), 0.14),
    (r"calm|calme|peace|paisi|serein|seren", 0.9, 1.04, (150, 190, 190), 0.08),
)  # fmt: skip


def palette(scene: Scene, kind: str, indoors: bool, accent: str) -> Palette:
    """`kind` is the set, where it has colours of its own (a hospital is cold, space is black)."""
    when = "day" if scene.time_of_day == "unknown" else scene.time_of_day
    if kind == "space":
        base = _SPACE
    elif kind in ("hospital", "lab", "office", "corridor"):
        base = _COLD if when != "night" else _dimmed(_COLD)
    else:
        base = (_IN if indoors else _OUT)[when]
    for words, saturation, brightness, tint, part in _MOODS:
        if re.search(words, f"{scene.mood} {scene.music}", re.IGNORECASE):
            base = _bent(base, saturation, brightness, tint, part)
            break
    if re.search(r"storm|orage|tempête|rain|pluie|fog|brouillard|brume|snow|neige", scene.weather, re.IGNORECASE):
        base = _bent(base, 0.7, 0.94, (120, 130, 140), 0.12)
    return replace(base, accent=parsed(accent) if accent else base.light)


def _dimmed(base: Palette) -> Palette:
    return replace(_bent(base, 0.8, 0.5, (20, 30, 52), 0.25), night=True, light=(214, 238, 255))


def _bent(base: Palette, saturation: float, brightness: float, tint: Colour, part: float) -> Palette:
    def bend(colour: Colour) -> Colour:
        hue, light, strong = colorsys.rgb_to_hls(*(value / 255 for value in colour))
        bent = colorsys.hls_to_rgb(hue, min(1.0, light * brightness), min(1.0, strong * saturation))
        return mix((round(bent[0] * 255), round(bent[1] * 255), round(bent[2] * 255)), tint, part)

    return replace(
        base, top=bend(base.top), low=bend(base.low), far=bend(base.far), middle=bend(base.middle),
        near=bend(base.near), ground=bend(base.ground),
    )  # fmt: skip


def parsed(colour: str) -> Colour:
    """#rrggbb; anything else is a quiet grey, because a picture must not fail for it."""
    if re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    return 128, 128, 136
