"""The options of a film as a person types them, turned into the ones of the model.

The one rule: what was not typed is not asked for, so that the script's own title page may speak.
"""

import argparse
import os
from typing import Any

from pydantic import ValidationError

from shared.model.errors import Refused
from shared.model.job import PRESETS, SIZES, Options
from shared.model.money import micros
from shared.money.book_reading import SETTING

BACKENDS = ("animatic", "auto", "keyframe", "replicate", "runway", "veo")


def add_options(parser: argparse.ArgumentParser) -> None:
    presets = "; ".join(f"{preset.name}: {preset.summary}" for preset in PRESETS.values())
    parser.add_argument("--preset", choices=sorted(PRESETS), help=presets)
    parser.add_argument("--budget", "--max-cost", metavar="USD", help="the most that the film may cost")
    parser.add_argument("--backend", choices=BACKENDS, help="who makes the pictures")
    parser.add_argument("--aspect", choices=["16:9", "9:16", "1:1", "4:5"])
    parser.add_argument("--size", choices=sorted(SIZES))
    parser.add_argument("--fps", type=int, choices=[24, 25, 30])
    parser.add_argument("--lang", metavar="CODE", help="the language that is spoken (default: the script's)")
    parser.add_argument("--voice", metavar="NAME")
    parser.add_argument("--seed", type=int, metavar="N", help="another number, another look")
    parser.add_argument("--star", action="append", metavar="SHOT", help="a shot that counts most: 3.2 (again for more)")
    parser.add_argument("--prices", metavar="FILE", help="another price book: a file, or `seed` (also AIPROD_PRICES)")


def options_of(asked: argparse.Namespace) -> Options:
    values: dict[str, Any] = {
        name: value
        for name in ("preset", "backend", "aspect", "size", "fps", "voice", "seed")
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
