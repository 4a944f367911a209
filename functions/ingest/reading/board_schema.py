"""The storyboard format as JSON Schema, made from the names that its reader knows.

The one rule: what the schema allows is read without a warning.
"""

from collections.abc import Iterable
from typing import Any, Final

from functions.ingest.reading import board, board_given
from shared.model.job import PRESETS

ID: Final = "https://json-schema.org/draft/2020-12/schema"
Node = dict[str, Any]

_TEXT: Final[Node] = {"type": ["string", "number", "boolean", "null"]}
_LENGTH: Final[Node] = {"type": ["number", "string"], "description": "A length in seconds: 4, 2.5, “4s”."}


def schema() -> Node:
    """The whole schema, in an order that does not change."""
    return {
        "$schema": ID,
        "title": "AIPROD storyboard",
        "description": "Scenes with shots, and in each shot what is seen, said and heard. As JSON or YAML.",
        "oneOf": [
            {"$ref": "#/$defs/film"},
            {"type": "array", "items": {"$ref": "#/$defs/scene"}, "minItems": 1, "description": "Scenes alone."},
        ],
        "$defs": {
            "film": _film(),
            "scene": _scene(),
            "shot": _shot(),
            "line": _line(),
            "sound": _sound(),
            "person": _person(),
        },
    }


def _ref(name: str) -> Node:
    return {"$ref": f"#/$defs/{name}"}


def _text(description: str, **more: Any) -> Node:
    return {**_TEXT, "description": description, **more}


def _some(item: Node, description: str) -> Node:
    """A list, or one thing where there is only one."""
    return {"description": description, "anyOf": [{"type": "array", "items": item}, item]}


def _named(names: Iterable[str], meaning: Node) -> Node:
    """Every spelling of a name; the first is the one to use."""
    first, *others = names
    return {first: meaning, **{name: {"description": f"Another spelling of `{first}`."} for name in others}}


def _spoken() -> Node:
    return {
        **_named(board_given.SAID, _some(_ref("line"), "What is said, line by line, in order.")),
        **_named(board_given.NARRATED, _some(_words(), "What the narrator says.")),
        **_named(board_given.HEARD, _some(_ref("sound"), "What sounds: rain, a door that slams, slow piano.")),
    }


def _words() -> Node:
    return {"anyOf": [_TEXT, {"type": "object", "properties": {"text": _TEXT}, "required": ["text"]}]}


def _film() -> Node:
    options: Node = {
        "preset": {"enum": sorted(PRESETS)},
        "budget_usd": {"type": ["number", "string"], "description": "The most that the film may cost, in dollars."},
        "aspect_ratio": {"enum": ["16:9", "9:16", "1:1", "4:5"]},
        "lang": _text("The language that is spoken: en, fr, pt-BR."),
        "seed": {"type": ["integer", "string"], "description": "The same seed, the same pictures."},
        "brand": _text("The brand whose looks are kept."),
        "end_card": {"type": ["boolean", "string"], "description": "The film ends on its title and who wrote it."},
    }
    people = {
        "description": "Its people and how they look, the same in every shot.",
        "anyOf": [
            {"type": "array", "items": _ref("person")},
            {"type": "object", "additionalProperties": {"anyOf": [_TEXT, _ref("person")]}},
        ],
    }
    return {
        "type": "object",
        "properties": {
            "title": _text("The film's name."),
            "author": _text("Who wrote it."),
            "language": _text("The language that is spoken; `options.lang` says the same."),
            **_named(("options", "settings"), {"type": "object", "properties": options, "description": "Job options."}),
            **_named(("characters", "cast"), people),
            "scenes": {
                "type": "array",
                "items": _ref("scene"),
                "minItems": 1,
                "description": "In the order of the film.",
            },
            "shots": {"type": "array", "items": _ref("shot"), "minItems": 1, "description": "In a film of one scene."},
        },
        "anyOf": [{"required": ["scenes"]}, {"required": ["shots"]}],
    }


def _scene() -> Node:
    known: Node = {
        "heading": _text("Where and when: INT. KITCHEN - NIGHT."),
        **_named(("place", "location"), _text("The place alone, instead of a heading.")),
        "interior": {"type": ["boolean", "string", "null"], "description": "Inside or outside."},
        **_named(("time_of_day", "time"), _text("day, night, dawn, dusk, golden.")),
        "weather": _text("rain, snow, fog, storm, wind, cloud, clear."),
        "mood": _text("joyful, tender, sad, tense, fearful, mysterious, epic, comic, angry, calm, neutral."),
        "transition": _text("How the scene is entered: cut, dissolve, FONDU AU NOIR."),
        "shots": {"type": "array", "items": _ref("shot"), "description": "In the order of the scene."},
        **_named(board_given.PICTURE, _text("What is seen, in a scene of one shot.")),
        **_spoken(),
    }
    rest: Node = {name: {} for name in sorted(board.SCENE_KEYS - known.keys())}
    return _object_or_text({**known, **rest}, "A scene, or the words of its only shot.")


def _shot() -> Node:
    known: Node = {
        **_named(board_given.PICTURE, _text("What is seen.")),
        **_named(board_given.MORE, _text("What moves in it.")),
        **_spoken(),
        **_named(board_given.TITLE, _text("Words on the screen.")),
        "characters": _some(_words(), "Who is in the picture; without it, whoever it names."),
        "size": _text("extreme_wide, wide, medium, medium_close, close, insert, over_shoulder, pov."),
        "angle": _text("eye, high, low, top, dutch."),
        "move": _text("static, dolly_in, dolly_out, pan_left, pan_right, zoom_in, zoom_out, orbital."),
        **_named(("camera", "framing"), _text("The framing and the move in words: slow pan left, gros plan.")),
        **_named(("seconds", "duration_s", "duration", "length"), _LENGTH),
        "duration_ms": {"type": ["integer", "string"], "description": "A length in milliseconds."},
    }
    edited = "Told by `aiprod edit`; not read from a script."
    known |= {name: {"description": edited} for name in ("star", "take", "backend")}
    rest: Node = {name: {} for name in sorted(board.SHOT_KEYS - known.keys())}
    return _object_or_text({**known, **rest}, "A shot, or what is seen in it.")


def _object_or_text(properties: Node, description: str) -> Node:
    whole = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    return {"description": description, "anyOf": [whole, {"type": "string"}]}


def _line() -> Node:
    properties = {
        **_named(board_given.SPEAKER, _text("Who says it; empty is the narrator.")),
        **_named(board_given.WORDS, _text("The words, kept as they are.")),
        **_named(board_given.MANNER, _text("How it is said: whispering, à voix basse.")),
    }
    spoken = [{"required": [name]} for name in board_given.WORDS]
    return {
        "description": "Something said: an object, or `ANNA: the words`.",
        "anyOf": [{"type": "object", "properties": properties, "anyOf": spoken}, {"type": "string"}],
    }


def _sound() -> Node:
    properties = _named(board_given.SOUND, _text("What sounds, in words."))
    return {
        "description": "Something heard: an object, or its words.",
        "anyOf": [{"type": "object", "properties": properties}, {"type": "string"}],
    }


def _person() -> Node:
    return {
        "type": "object",
        "properties": {"name": _text("As in the lines."), **_named(("look", "description"), _text("How one looks."))},
    }
