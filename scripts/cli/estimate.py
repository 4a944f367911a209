"""`aiprod estimate` and `aiprod render --dry-run`: what a film would cost, before anything is begun.

The one rule: nothing is written, nothing is asked of anybody, and the plan that is shown is the one that would be made.
"""

import argparse
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.ingest.agent import Reading, read_for_real, with_wishes
from scripts.cli.estimate_words import tell
from scripts.cli.wishes import options_of
from shared.model.job import PRESETS, Options
from shared.model.money import Micros, dollars
from shared.model.storyboard import Scene, Storyboard
from shared.model.timeline import frames_ms, to_frames
from shared.money.book import ANIMATIC, Book
from shared.money.book_reading import SETTING, house_book, named_book
from shared.money.book_standing import configured, everyone
from shared.money.quote import AUTO, Wanted
from shared.money.quote_estimate import Asked, estimate
from shared.money.quote_film import Film, NoPlan
from shared.money.quote_hired import NotForSale, is_open, scored, voices_price
from shared.money.quote_refusal import command, no_such_backend, refusal
from shared.platform.embedded.machine import EnvironmentSecrets


def show(asked: argparse.Namespace) -> int:
    """As if every backend had a key."""
    return _answer(asked, real=False)


def dry_run(asked: argparse.Namespace) -> int:
    """With the keys that are here, as the render itself would plan."""
    return _answer(asked, real=True)


def storyboard_of(content: bytes, name: str, options: Options) -> tuple[Storyboard, Options]:
    """The film on paper, with lengths as they are planned: speech has not been measured."""
    reading = read_for_real(content, name)
    typed = options.model_dump(mode="json", exclude_unset=True)
    wished = with_wishes(typed, reading.script.wishes)
    settled = wished.settled()
    board = _directed(reading, settled)
    scenes = tuple(_in_frames(scene, settled.fps) for scene in board.scenes)
    return board.model_copy(update={"scenes": scenes}), wished


def _directed(reading: Reading, options: Options) -> Storyboard:
    if reading.fast:
        from functions.fast_track.agent import plan_for_real

        return plan_for_real(reading.script, options)
    from functions.creative_director.agent import direct_for_real

    return direct_for_real(reading.script, options)


def _in_frames(scene: Scene, fps: int) -> Scene:
    shots = tuple(
        shot.model_copy(update={"duration_ms": frames_ms(to_frames(shot.duration_ms, fps), fps)})
        for shot in scene.shots
    )
    return scene.model_copy(update={"shots": shots})


def _answer(asked: argparse.Namespace, *, real: bool) -> int:
    from scripts.cli.render import script

    path = Path(asked.script)
    content, name = script(path)
    typed = options_of(asked)
    board, wished = storyboard_of(content, name, typed)
    told = priced(board, wished, book_of(), str(path), typed.model_dump(mode="json", exclude_unset=True), real=real)
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        tell(told)
    return 0


def book_of() -> Book:
    named = os.environ.get(SETTING, "")
    return named_book(named) if named else house_book()


def priced(
    board: Storyboard, wished: Options, book: Book, script: str, typed: Mapping[str, Any], *, real: bool = False
) -> dict[str, Any]:
    """The estimate, with what was asked for and which keys are here. Refuses as the orchestrator would."""
    options = wished.settled()
    keys = configured(book, EnvironmentSecrets())
    who = keys if real else everyone(book)
    free_preset = not real and not wished.backend and PRESETS[wished.preset].backend == ANIMATIC
    only = AUTO if free_preset else options.backend or AUTO
    if only not in (AUTO, ANIMATIC) and only not in who:
        raise no_such_backend(book, only)
    wanted = Wanted(frame=options.frame, today=datetime.now(UTC).date(), open=who, only=only)
    film = Film(book, wanted, board.shots, options.stars)
    budget = options.budget or 0
    if free_preset and not budget:  # a free film was asked about: what would the best one cost?
        budget = film.most_for_best()
    floor = PRESETS[options.preset].quality
    voices, score, unpaid = hired(book, options, board, budget, real=real)
    try:
        try:
            told = estimate(Asked(board, film, budget, floor, options.stars, voices, score))
        except NoPlan:
            if not score:
                raise
            told = estimate(Asked(board, film, budget, floor, options.stars, voices))
            unpaid.append(f"--score {options.score}: the pictures need the whole budget; this machine would play.")
    except NoPlan as no:
        raise refusal(no, options, script, typed, voices) from None
    asked_for = {**typed, "backend": only, "budget": budget}
    return {
        "script": script,
        "preset": options.preset,
        "backend": only,
        "hypothetical": not real,
        "configured": sorted(keys & book.backends.keys()),
        "render_with": command(script, asked_for),
        **told,
        "warnings": [*board.warnings, *told["warnings"], *unpaid],
    }


def hired(
    book: Book, options: Options, board: Storyboard, budget: Micros, *, real: bool
) -> tuple[Micros, Micros, list[str]]:
    """What the voices and the score cost that were asked for by name; and why somebody will not be paid. The voices
    are paid first."""
    today, left = datetime.now(UTC).date().isoformat(), min(PRESETS[options.preset].sounds, budget)
    prices: list[Micros] = []
    warnings: list[str] = []
    for what, who, price in (("voices", options.voices, voices_price), ("score", options.score, scored)):
        try:
            cost = price(book, options, board, today)
            why = "" if cost <= left else f"{dollars(cost)} do not fit into the {dollars(left)} for them"
        except NotForSale as no:
            cost, why = 0, no.sentence.rstrip(".")
        if real and who != "local" and not is_open(what, who, EnvironmentSecrets(), os.environ):
            why = why or "no key is here"
        if why:
            warnings.append(f"--{what} {who}: {why}; this machine would do it, for nothing.")
        prices.append(0 if why else cost)
        left -= prices[-1]
    return prices[0], prices[1], warnings
