"""Storyboards as JSON or YAML: scenes, their shots, and in each what is seen, said and heard.

The one rule: known names are read in any of their spellings; a name that we do not know is warned about, not dropped
in silence.
"""

from typing import Final

from functions.ingest.reading.board_given import (
    HEARD,
    MANNER,
    MORE,
    NARRATED,
    PICTURE,
    SAID,
    SPEAKER,
    TITLE,
    WORDS,
    angle_words,
    doubts,
    line_of,
    people_of,
    scene_given,
    seconds_of,
    shot_given,
    sounds_of,
)
from functions.ingest.reading.cues import cue_of, spoken
from functions.ingest.reading.nodes import Node
from functions.ingest.reading.wishes import FrontPage
from shared.model.errors import Refused
from shared.model.script import Element
from shared.writing.words import flat

SHOT_KEYS: Final = frozenset(
    (
        *PICTURE,
        *MORE,
        *SAID,
        *NARRATED,
        *HEARD,
        *TITLE,
        "camera",
        "size",
        "move",
        "angle",
        "framing",
        "seconds",
        "duration",
        "duration_s",
        "duration_ms",
        "length",
        "id",
        "number",
        "shot_id",
        "shot_num",
        "characters",
        "source_line",
        "transition",
        "note",
        "notes",
        "last_frame",
        # what `aiprod edit` leaves on a shot
        "star",
        "take",
        "backend",
    )
)
SCENE_KEYS: Final = frozenset(
    {
        "heading",
        "shots",
        "id",
        "scene_num",
        "number",
        "scene",
        "name",
        "place",
        "location",
        "time",
        "time_of_day",
        "interior",
        "weather",
        "mood",
        "music",
        "transition",
        "source_line",
        "title",
        *PICTURE,
        *SAID,
        *NARRATED,
        *HEARD,
    }
)
_REMEDY: Final = "Give it `scenes`, each with a `heading` and `shots`, each with a `picture`; see the samples."


def read_board(root: Node) -> tuple[list[Element], FrontPage]:
    page = FrontPage()
    scenes = root.items("scenes") or ([root] if root.get("shots") is not None else [])
    if isinstance(root.value, list):
        scenes = root.value
    if not scenes:
        raise Refused("no_scenes", "The storyboard has neither `scenes` nor `shots`.", _REMEDY)
    _front(root, page)
    elements: list[Element] = []
    unknown: dict[str, int] = {}
    shots_only = any(scene.get(*PICTURE) for scene in scenes) and not any(
        scene.get("shots", "heading", "place", "location") for scene in scenes
    )
    for scene in scenes:
        if shots_only:  # a bare list of shots
            _shot(scene, elements, unknown, page.warnings)
        else:
            _scene(scene, elements, unknown, page.warnings, alone=len(scenes) == 1)
    page.warnings.extend(
        f"Line {line}: the storyboard's “{key}” is not known and was left out." for key, line in unknown.items()
    )
    return elements, page


def _front(root: Node, page: FrontPage) -> None:
    if not isinstance(root.value, dict):
        return
    for key, node in root.value.items():
        if isinstance(node.value, str):
            page.note(key, node.value)
    for options in (root.get("options"), root.get("settings")):
        if options is not None and isinstance(options.value, dict):
            for key, node in options.value.items():
                page.note(key, node.text())
    cast = root.get("characters", "cast")
    if cast is not None and isinstance(cast.value, dict):
        page.meet(f"{name}: {node.text() or node.text('look', 'description')}" for name, node in cast.value.items())
    elif cast is not None:
        page.meet(f"{one.text('name')}: {one.text('look', 'description')}" for one in root.items("characters", "cast"))


def _scene(scene: Node, elements: list[Element], unknown: dict[str, int], doubted: list[str], *, alone: bool) -> None:
    if not isinstance(scene.value, dict):
        if words := scene.text():
            elements.append(Element(kind="picture", text=words, line=scene.line))
        return
    _watch(scene, SCENE_KEYS, unknown)
    heading = flat(scene.text("heading") or _heading(scene))
    if transition := scene.text("transition"):
        elements.append(Element(kind="transition", text=transition, line=scene.line))
    given = scene_given(scene)
    if heading or not alone or given:
        found = scene.get("heading") or scene
        text = heading or f"Scene {_number(scene)}".strip()
        elements.append(Element(kind="heading", text=text, line=found.line, given=given))
    shots = scene.items("shots")
    if not shots or scene.get(*PICTURE, *NARRATED, *SAID) is not None:
        _shot(scene, elements, unknown, doubted, of_scene=True)
    else:
        elements.extend(sounds_of(scene))
    for shot in shots:
        _shot(shot, elements, unknown, doubted)


def _number(scene: Node) -> str:
    return scene.text("scene_num", "number", "id")


def _heading(scene: Node) -> str:
    """INT. KITCHEN - NIGHT put together from its parts."""
    place = scene.text("place", "location") or scene.text("name", "scene", "title")
    side = {"true": "INT. ", "false": "EXT. "}.get(scene.text("interior").lower(), "")
    hour = scene.text("time_of_day", "time")
    return f"{side}{place}{f' - {hour}' if place and hour and hour != 'unknown' else ''}"


def _watch(node: Node, known: frozenset[str], unknown: dict[str, int]) -> None:
    if isinstance(node.value, dict):
        for key, value in node.value.items():
            if key not in known and len(unknown) < 20:
                unknown.setdefault(key[:60], value.line)


def _shot(
    shot: Node, elements: list[Element], unknown: dict[str, int], doubted: list[str], *, of_scene: bool = False
) -> None:
    if not isinstance(shot.value, dict):
        if words := shot.text():
            elements.append(Element(kind="picture", text=words, line=shot.line))
        return
    if not of_scene:
        _watch(shot, SHOT_KEYS, unknown)
        doubted.extend(doubts(shot))
    first = len(elements)
    for name in (PICTURE, MORE):
        if words := shot.text(*name):
            found = shot.get(*name) or shot
            kind_camera = _camera(shot) if name is PICTURE else ""
            if name is MORE and len(elements) > first:  # what moves belongs to what is seen
                joined = f"{elements[-1].text}\n{words}"
                elements[-1] = elements[-1].model_copy(update={"text": joined})
            else:
                elements.append(_picture(shot, words, found.line, kind_camera))
    if not of_scene and (title := shot.text(*TITLE)):
        elements.append(Element(kind="centered", text=title, line=shot.line))
    _heard(shot, elements)


def _picture(shot: Node, words: str, line: int, camera: str) -> Element:
    return Element(
        kind="picture",
        text=words,
        line=line,
        camera=camera,
        seconds=seconds_of(shot),
        people=people_of(shot),
        given=shot_given(shot),
    )


def _heard(shot: Node, elements: list[Element]) -> None:
    for line in shot.items(*SAID):
        if isinstance(line.value, dict):
            if said := line.text(*WORDS):
                name = line.text(*SPEAKER)
                where = line.get(*WORDS) or line
                elements.append(line_of(name, said, where.line, line.text(*MANNER)))
        elif said := line.text():
            name, colon, words = said.partition(":")
            named = bool(colon and words.strip() and len(name.split()) <= 4)
            elements.append(spoken(cue_of(name if named else ""), words if named else said, line.line))
    narrated = ((node.text() or node.text("text"), node.line) for node in shot.items(*NARRATED))
    elements.extend(spoken(cue_of(""), said, line) for said, line in narrated if said)
    elements.extend(sounds_of(shot))


def _camera(shot: Node) -> str:
    """`size: close`, `move: dolly_in`, `camera: slow pan left`: one string for the director."""
    words = [shot.text("camera"), shot.text("framing"), shot.text("size"), angle_words(shot), shot.text("move")]
    return flat(", ".join(word.replace("_", " ") for word in words if word))
