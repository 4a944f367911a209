"""The options of a film as a person types them, turned into the ones of the model.

The one rule: what was not typed is not asked for, so that the script's own title page may speak.
"""

import argparse
import os
from typing import Any, get_args

from pydantic import ValidationError

from shared.model.errors import Refused
from shared.model.job import PRESETS, SIZES, Captions, Grade, Options, Score, Voices
from shared.model.money import micros
from shared.money.book_reading import SETTING

BACKENDS = ("animatic", "auto", "keyframe", "replicate", "runway", "veo")
_LOOKS = ("captions", "grade", "names", "slate", "mark", "end_card")
_SOUNDS = ("voice", "voices", "score", "loudness")

EDITS = (
    ("rewrite", "SHOT=WORDS", "another picture"),
    ("say", "SHOT/LINE=WORDS", "other words for a line"),
    ("retime", "SHOT=SECONDS", "another length"),
    ("camera", "SHOT=SIZE,MOVE", "another framing or move: close,dolly_in"),
    ("music", "SCENE=WORD", "the score of a scene: a mood, or none"),
    ("star", "SHOT", "a shot that matters gets more of the money"),
    ("move", "SHOT=AFTER", "to another place in its scene (after nothing: the first)"),
    ("move-scene", "SCENE=AFTER", "a scene to another place in the film"),
    ("drop", "SHOT", "without this shot"),
)
"""What can be changed on a storyboard, and how it is typed."""


def add_options(parser: argparse.ArgumentParser) -> None:
    presets = "; ".join(f"{preset.name}: {preset.summary}" for preset in PRESETS.values())
    parser.add_argument("--preset", choices=sorted(PRESETS), help=presets)
    parser.add_argument("--budget", "--max-cost", metavar="USD", help="the most that the film may cost")
    parser.add_argument("--backend", choices=BACKENDS, help="who makes the pictures")
    parser.add_argument("--aspect", choices=["16:9", "9:16", "1:1", "4:5"])
    parser.add_argument("--size", choices=sorted(SIZES))
    parser.add_argument("--fps", type=int, choices=[24, 25, 30])
    parser.add_argument("--lang", metavar="CODE", help="the language that is spoken (default: the script's)")
    parser.add_argument("--voice", metavar="NAME", help="the narrator")
    parser.add_argument("--voices", choices=get_args(Voices), help="who speaks: this machine, or who is paid for it")
    parser.add_argument("--score", choices=get_args(Score), help="who composes: this machine, or who is paid for it")
    parser.add_argument("--brand", metavar="NAME", help="films of one brand share their looks: see `aiprod brand`")
    parser.add_argument("--loudness", choices=["web", "broadcast"], help="-16 LUFS for the web, -23 for broadcast")
    parser.add_argument("--captions", choices=get_args(Captions), help="how what is said is written on the picture")
    parser.add_argument("--grade", choices=get_args(Grade), help="the colour of the whole film")
    parser.add_argument("--names", action=argparse.BooleanOptionalAction, help="who somebody is, as they first speak")
    parser.add_argument("--slate", action=argparse.BooleanOptionalAction, help="shot and place in a corner")
    parser.add_argument("--mark", metavar="WORDS", help="a watermark in a corner")
    parser.add_argument("--end-card", action=argparse.BooleanOptionalAction, help="ends on the title and who wrote it")
    parser.add_argument("--seed", type=int, metavar="N", help="another number, another look")
    parser.add_argument("--star", action="append", metavar="SHOT", help="a shot that counts most: 3.2 (again for more)")
    parser.add_argument("--prices", metavar="FILE", help="another price book: a file, or `seed` (also AIPROD_PRICES)")


def add_brand(parser: argparse.ArgumentParser) -> None:
    kinds = ("style", "palette", "logo", "character", "place")
    parser.add_argument("action", choices=("show", "pin", "edit", "forget"))
    parser.add_argument("brand", metavar="BRAND", nargs="?", default="", help="without it, show lists your brands")
    parser.add_argument("kind", metavar="KIND", nargs="?", choices=kinds, help=", ".join(kinds))
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="of a person or a place, or an entry's id")
    parser.add_argument("--words", metavar="TEXT", help="how it looks, as every prompt will say it")
    parser.add_argument("--colour", metavar="#RRGGBB", help="a figure's colour in the animatic")
    parser.add_argument("--image", metavar="FILE", help="a picture of it, or the logo: PNG or JPEG, 5 MB at most")


def options_of(asked: argparse.Namespace) -> Options:
    values: dict[str, Any] = {
        name: value
        for name in ("preset", "backend", "aspect", "size", "fps", "brand", "seed", *_SOUNDS, *_LOOKS)
        if (value := getattr(asked, name)) is not None
    }
    if asked.star:
        values["stars"] = tuple(asked.star)
    if asked.prices:
        os.environ[SETTING] = asked.prices  # for the orchestrator, which works in this process
    if asked.lang is not None:
        values["language"] = asked.lang
    try:
        if asked.budget is not None:
            values["budget"] = micros(asked.budget)
        return Options.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = {"language": "lang", "stars": "star"}.get(str(first["loc"][0]), first["loc"][0])
        raise Refused(
            "bad_option", f"--{name} {first['input']}: {first['msg'].removeprefix('Value error, ')}."
        ) from None
    except ValueError as error:
        raise Refused("bad_option", f"--budget: {error}.", "Write --budget 5, or --max-cost 12.50.") from None


def add_edits(parser: argparse.ArgumentParser) -> None:
    for flag, metavar, text in EDITS:
        parser.add_argument(f"--{flag}", metavar=metavar, action="append", default=[], help=text)
    parser.add_argument("--file", metavar="JSON", help="a list of edits, as PATCH …/storyboard takes them")
    parser.add_argument("--history", action="store_true", help="show every edit until now")
    parser.add_argument("--out", metavar="DIR", help="where the film goes")
