"""The animatic: every shot as a picture cut from paper, drawn from the storyboard alone.

The one rule: the same shot and seed give the same bytes, and no two neighbouring shots look alike.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Final

from functions.render_executor.animatic_emblems import ALOFT, HOMES, TALL, emblem_in, stand, stander_in
from functions.render_executor.animatic_figures import figure
from functions.render_executor.animatic_framing import Framing, Standing, framing
from functions.render_executor.animatic_indoors import INDOORS
from functions.render_executor.animatic_journeys import JOURNEYS_IN, JOURNEYS_OUT
from functions.render_executor.animatic_looks import look_of
from functions.render_executor.animatic_outdoors import OUTDOORS
from functions.render_executor.animatic_palette import Palette, palette
from functions.render_executor.animatic_paper import Finish, Sheet, View, compose, mix, png, reduced
from functions.render_executor.animatic_places import Stage, dice, place_rng, set_of
from functions.render_executor.animatic_planes import Planes, parted
from functions.render_executor.animatic_ships import SHIPS_IN
from functions.render_executor.animatic_things import thing_in
from functions.render_executor.animatic_weather import fog, leaves, rain, snow, weather_in
from shared.media.room import room
from shared.model.storyboard import THROUGH, Character, Scene, Shot, Size

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION: Final = "animatic-8"

_FINER: Final = 1.5
"""Drawn this much larger and reduced: smooth edges."""

_SEEN_WHOLE: Final = {"extreme_wide": 0.4, "wide": 1.0, "medium": 1.7}
"""Shots in which a place has room for more than people, and how large things are in them."""

_NEAR: Final[dict[Size, float]] = {
    "insert": 1.0, "close": 1.0, "over_shoulder": 1.0, "medium_close": 0.85, "medium": 0.68,
}  # fmt: skip
"""How large a thing is shown that is seen alone."""

_DEEP: Final[frozenset[Size]] = frozenset(("medium", "medium_close", "close", "over_shoulder", "insert"))
"""Shots that are near enough for who stands in front to move against what is behind."""

_LEAFY: Final = frozenset(("garden", "forest", "field", "house", "mountain"))


def draw(
    shot: Shot, scene: Scene, characters: Sequence[Character], frame: tuple[int, int], seed: int
) -> tuple[bytes, Planes | None]:
    """A PNG with room around the frame; and its planes, where the camera moves through space and somebody is near.
    Slate, titles and captions are not in it: they stand still on the screen."""
    drawn = _drawn(shot, scene, characters, frame, seed)
    if shot.move not in THROUGH or shot.size not in _DEEP or shot.title:
        return png(drawn.flat()), None
    image, planes = parted(drawn.sheets[: drawn.far], drawn.sheets[drawn.far :], drawn.work, drawn.size, drawn.finish)
    return png(image), planes


def picture(shot: Shot, scene: Scene, characters: Sequence[Character], frame: tuple[int, int], seed: int) -> "Image":
    return _drawn(shot, scene, characters, frame, seed).flat()


@dataclass(frozen=True)
class _Drawn:
    sheets: list[Sheet]
    far: int  # so many of the sheets are the ground; who can move against it stands in the others
    work: tuple[int, int]
    size: tuple[int, int]
    finish: Finish

    def flat(self) -> "Image":
        from PIL import Image

        return self.finish.on(reduced(compose(self.sheets, Image.new("RGB", self.work)), self.size))


def _drawn(shot: Shot, scene: Scene, characters: Sequence[Character], frame: tuple[int, int], seed: int) -> _Drawn:
    size = room(frame)
    work = (round(size[0] * _FINER), round(size[1] * _FINER))
    aspect = size[0] / size[1]
    plan = framing(shot, scene, characters, aspect, seed)
    kind, indoors = set_of(scene)
    if shot.title and not plan.people:
        kind, indoors = ("title", False) if kind == "void" else (kind, indoors)
    accent = plan.people[0].character.colour if plan.people else ""
    colours = palette(scene, kind, indoors, accent)
    sheets, far = layers(shot, scene, plan, kind, indoors, colours, work, seed)
    strong = 0.5 if shot.size in ("insert", "pov") or shot.title else 0.34
    return _Drawn(sheets, far, work, size, Finish(size, dice("grain", shot.id, seed), vignette=strong))


def layers(
    shot: Shot, scene: Scene, plan: Framing, kind: str, indoors: bool, colours: Palette, size: tuple[int, int],
    seed: int,
) -> tuple[list[Sheet], int]:  # fmt: skip
    """The whole picture as transparent sheets, the farthest first; and how many of them belong to the ground."""
    place = replace(colours, accent=palette(scene, kind, indoors, "").light)
    stage = Stage(
        size, plan.view, replace(place, accent=mix(place.middle, (176, 84, 60), 0.5)), place_rng(scene, seed), plan.blur
    )
    sets = {**INDOORS, **JOURNEYS_IN, **SHIPS_IN} if indoors else {**OUTDOORS, **JOURNEYS_OUT}
    sets.get(kind, OUTDOORS["void"])(stage)
    sheets = stage.sheets
    rng = dice("shot", shot.id, seed)
    front = View(plan.view.aspect)

    def sheet(shadow: float, blur: float = 0.0, *, lit: bool = False) -> Sheet:
        sheets.append(Sheet(size, front, shadow, blur, colours.light if lit else None))
        return sheets[-1]

    if plan.blur:  # a veil of air between the place and who stands in it
        sheet(0.0).box(-3, -1, 6, 3, mix(colours.low, colours.near, 0.5), 0.1)
    ground = len(sheets)
    if not _thing(shot, scene, plan, colours, sheet, sheets) and shot.size in _SEEN_WHOLE:
        words = f"{shot.picture} {' '.join(cue.words for cue in shot.sounds)}"
        _beside(sheet(0.35, lit=True), shot, words, kind, plan, colours, rng)
    alone = len(sheets) > ground + 1  # a thing before its veil
    free = alone or (plan.people and not any(_on_the_ground(person) for person in plan.people))
    far = len(sheets) - alone
    mood = _expression(f"{scene.mood} {' '.join(line.manner for line in shot.lines)}")
    for person in plan.people:
        held = dice("attitude", shot.id, person.character.name.casefold(), seed)
        front_sheet = sheet(0.45, 0.007 if person.before else 0.0, lit=True)
        _stand(front_sheet, person, colours, mood, seed, held, shot.picture)
    _air(shot, scene, indoors, kind, colours, sheet, rng)
    if shot.size == "pov":
        _gaze(sheet(0.0, 0.03), colours)
    if shot.title:
        sheet(0.0).box(-3, -1, 6, 3, colours.near, 0.42)
    return sheets, far if free else len(sheets)


def _thing(
    shot: Shot, scene: Scene, plan: Framing, colours: Palette, sheet: Callable[..., Sheet], sheets: list[Sheet]
) -> bool:
    """What an insert is of, large; nearer shots of a place where nobody is show what matters there as well."""
    insert = shot.size == "insert"
    near = 0.0 if plan.people or shot.title else _NEAR.get(shot.size, 0.0)
    if not near:
        return False
    words = f"{shot.picture} {' '.join(cue.words for cue in shot.sounds) if insert else ''}"
    thing, sign = thing_in(words), emblem_in(words)
    if insert and not sign:
        sign = emblem_in(f"{scene.place} {scene.heading}")
    if thing is None and not insert and not (sign and shot.size != "medium"):
        return False
    veil = sheet(0.0)
    veil.box(-3, -1, 6, 3, colours.near, 0.35)
    veil.glow(0, 0.5, 0.8, colours.light, 0.5)
    if thing is None and not sign:
        return True
    front = plan.view.aspect
    sheets.append(Sheet(veil.size, View(front, near * min(1.0, front / 1.05)), 0.5, 0.0, colours.light))
    if thing is not None:
        thing(sheets[-1], colours)
    else:
        stand(sheets[-1], sign, colours, x=0.0, foot=0.79, high=0.58)
    return True


def _beside(sheet: Sheet, shot: Shot, words: str, kind: str, plan: Framing, colours: Palette, rng: Random) -> None:
    """The beast or the vehicle that the action names, where there is room for it: on the ground, or in the air."""
    sign = stander_in(words)
    if not sign or kind in HOMES.get(sign, ()):
        return
    scale, half = _SEEN_WHOLE[shot.size], sheet.view.aspect / 2
    taken = [person.x for person in plan.people]
    x = max((side * half * part for side in (-1, 1) for part in (0.45, 0.62, 0.78)),
            key=lambda at: (min((abs(at - other) for other in taken), default=1.0), rng.random()))  # fmt: skip
    if sign in ALOFT:
        stand(sheet, sign, colours, x=x, foot=0.26, high=0.13 * scale**0.5)
    else:
        stand(sheet, sign, colours, x=x, foot=0.72 + 0.215 * scale**0.4, high=TALL.get(sign, 0.2) * scale)


def _stand(
    sheet: Sheet, person: Standing, colours: Palette, mood: str, seed: int, held: Random, words: str
) -> None:  # fmt: skip
    look = look_of(person.character, seed)
    if person.before:
        dark = mix(look.colour, colours.near, 0.72)
        look = replace(
            look,
            colour=dark,
            skin=mix(look.skin, colours.near, 0.7),
            hair_colour=mix(look.hair_colour, colours.near, 0.6),
        )
    elif _on_the_ground(person) and person.pose != "lie":
        foot = person.top + person.height * (0.8 if person.pose == "sit" else 0.985)
        sheet.oval(person.x, foot, 0.2 * person.height, 0.022 * person.height, colours.near, 0.35)
    figure(sheet, look, colours, x=person.x, top=person.top, height=person.height, facing=person.facing,
           pose=person.pose, mood=mood, speaks=person.speaks, rng=held, words=words)  # fmt: skip


def _on_the_ground(person: Standing) -> bool:
    """Whether it is seen where they stand or lie: there, they cannot move against it."""
    return person.pose == "lie" or (person.top + person.height < 1.0 and not person.before)


def _air(
    shot: Shot,
    scene: Scene,
    indoors: bool,
    kind: str,
    colours: Palette,
    sheet: Callable[[float, float], Sheet],
    rng: Random,
) -> None:
    if indoors:
        return
    falling = weather_in(f"{scene.weather} {shot.picture} {scene.heading}")
    if falling == "rain":
        rain(sheet(0.0, 0.0), colours, rng)
    elif falling == "snow":
        snow(sheet(0.0, 0.0), colours, rng)
    elif falling == "fog":
        fog(sheet(0.0, 0.0), colours, rng)
    if kind in _LEAFY and shot.size in ("extreme_wide", "wide") and rng.random() < 0.6:
        leaves(sheet(0.3, 0.004), colours, rng)


def _gaze(sheet: Sheet, colours: Palette) -> None:
    """The soft dark edge of someone's eyes."""
    half = sheet.view.aspect / 2
    for side in (-1, 1):
        sheet.curve(
            [
                (side * half * 1.3, -0.3),
                (side * half * 0.86, -0.1),
                (side * half * 0.98, 0.5),
                (side * half * 0.86, 1.1),
                (side * half * 1.3, 1.3),
            ],
            colours.near,
            0.85,
        )
    for top in (-0.12, 1.12):
        sheet.oval(0, top, half * 1.3, 0.2, colours.near, 0.85)


def _expression(words: str) -> str:
    words = words.casefold()
    if re.search(r"tens|suspens|danger|fear|peur|angr|colère|shout|crie|menac|urgent|fight", words):
        return "tense"
    if re.search(r"sad|trist|melanc|mélanc|grief|deuil|cry|pleur|lonel|whisper|murmur|weak", words):
        return "sad"
    if re.search(r"joy|joie|happ|heureu|smil|souri|laugh|rit\b|tender|tendr|hope|espoir|warm|play|love|amour", words):
        return "glad"
    return ""
