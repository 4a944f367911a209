"""`POST /cost/estimate`: what a film would cost. A list of shots is priced at once; a script goes up to its price.

The one rule: the plan comes from the same planner and the same book as the film's own, and nothing is held for it.
"""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Request
from pydantic import Field
from pydantic_core import from_json

from functions.api import projects
from shared.model.base import Frozen
from shared.model.errors import Unaffordable
from shared.model.job import PRESETS, Options
from shared.model.storyboard import Scene, Shot, Size, Storyboard
from shared.platform.ports import Platform

MOST_SHOTS = 3_000
MOST_BYTES = 1_000_000


class AskedShot(Frozen):
    seconds: float = Field(gt=0, le=3600)
    size: Size = "medium"
    face: bool = False
    star: bool = False


class AskedPrice(projects.Wishes):
    """A film that is no more than its shots."""

    shots: tuple[AskedShot, ...] = Field(min_length=1, max_length=MOST_SHOTS)
    name: str = Field(default="", max_length=200)


def estimate(platform: Platform, owner: str, request: Request) -> projects.Answer:
    body = _body(request) if (request.content_length or 0) <= MOST_BYTES else None
    if not isinstance(body, dict) or "shots" not in body:
        return projects.estimate(platform, owner, request)
    with projects.understood():
        asked = AskedPrice.model_validate(body)
        options = projects.options_of(asked).settled()
    return _priced(platform, asked, options), 200


def _body(request: Request) -> Any:
    try:
        return from_json(request.get_data())
    except ValueError:
        return None  # the other way says what is wrong with it


def _priced(platform: Platform, asked: AskedPrice, options: Options) -> dict[str, object]:
    """As if every backend had a key: what is configured here is nobody's business outside."""
    from shared.money.book_reading import current_book
    from shared.money.book_standing import everyone
    from shared.money.quote import AUTO, Wanted
    from shared.money.quote_estimate import Asked
    from shared.money.quote_estimate import estimate as told
    from shared.money.quote_film import Film, NoPlan
    from shared.money.quote_refusal import no_such_backend, refusal

    book = current_book(platform.objects)
    only = AUTO if options.backend in ("", "animatic") and not PRESETS[options.preset].quality else options.backend
    if only != AUTO and only != "animatic" and only not in book.backends:
        raise no_such_backend(book, only)
    today = datetime.fromtimestamp(platform.clock.now() / 1000, UTC).date()
    board, stars = _board(asked)
    film = Film(book, Wanted(frame=options.frame, today=today, open=everyone(book), only=only), board.shots, stars)
    budget = options.budget or (0 if asked.budget_limit is not None else film.most_for_best())
    try:
        return told(Asked(board, film, budget, PRESETS[options.preset].quality, stars))
    except NoPlan as no:
        raise _refused(refusal(no, options, "SCRIPT", {})) from None


def _refused(error: Unaffordable) -> Unaffordable:
    """Here the command is another body."""
    if error.would_cost is None:
        error.retry_with = ""
    else:
        error.retry_with = json.dumps({"budget_limit": error.would_cost / 1e6})
    return error


def _board(asked: AskedPrice) -> tuple[Storyboard, tuple[str, ...]]:
    shots = tuple(
        Shot(
            id=f"s01-{at}",
            number=f"1.{at}",
            size=each.size,
            move="static",
            duration_ms=max(round(each.seconds * 1000), 1),
            picture="",
            characters=("somebody",) if each.face else (),
        )
        for at, each in enumerate(asked.shots, 1)
    )
    stars = tuple(shot.id for shot, each in zip(shots, asked.shots, strict=True) if each.star)
    scene = Scene(id="s01", heading="", place="", shots=shots)
    return Storyboard(title=asked.name, language="", mood="", scenes=(scene,)), stars
