"""The options of a film as a person types them, turned into the ones of the model.

The one rule: what was not typed is not asked for, so that the script's own title page may speak.
"""

import argparse
from typing import Any, get_args

from pydantic import ValidationError

from shared.model.errors import Refused
from shared.model.job import PRESETS, SIZES, Captions, Grade, Options
from shared.model.money import micros

BACKENDS = ("animatic", "auto")
_LOOKS = ("captions", "grade", "names", "slate", "mark")


def add_options(parser: argparse.ArgumentParser) -> None:
    presets = "; ".join(f"{preset.name}: {preset.summary}" for preset in PRESETS.values())
    parser.add_argument("--preset", choices=sorted(PRESETS), help=presets)
    parser.add_argument("--budget", metavar="USD", help="the most that the film may cost")
    parser.add_argument("--backend", choices=BACKENDS, help="who makes the pictures")
    parser.add_argument("--aspect", choices=["16:9", "9:16", "1:1", "4:5"])
    parser.add_argument("--size", choices=sorted(SIZES))
    parser.add_argument("--fps", type=int, choices=[24, 25, 30])
    parser.add_argument("--lang", metavar="CODE", help="the language that is spoken (default: the script's)")
    parser.add_argument("--voice", metavar="NAME")
    parser.add_argument("--loudness", choices=["web", "broadcast"], help="-16 LUFS for the web, -23 for broadcast")
    parser.add_argument("--captions", choices=get_args(Captions), help="how what is said is written on the picture")
    parser.add_argument("--grade", choices=get_args(Grade), help="the colour of the whole film")
    parser.add_argument("--names", action=argparse.BooleanOptionalAction, help="who somebody is, as they first speak")
    parser.add_argument("--slate", action=argparse.BooleanOptionalAction, help="shot and place in a corner")
    parser.add_argument("--mark", metavar="WORDS", help="a watermark in a corner")
    parser.add_argument("--seed", type=int, metavar="N", help="another number, another look")


def options_of(asked: argparse.Namespace) -> Options:
    values: dict[str, Any] = {
        name: value
        for name in ("preset", "backend", "aspect", "size", "fps", "voice", "loudness", "seed", *_LOOKS)
        if (value := getattr(asked, name)) is not None
    }
    if asked.lang is not None:
        values["language"] = asked.lang
    try:
        if asked.budget is not None:
            values["budget"] = micros(asked.budget)
        return Options.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = {"language": "lang"}.get(str(first["loc"][0]), first["loc"][0])
        raise Refused(
            "bad_option", f"--{name} {first['input']}: {first['msg'].removeprefix('Value error, ')}."
        ) from None
    except ValueError as error:
        raise Refused("bad_option", f"--budget: {error}.") from None
