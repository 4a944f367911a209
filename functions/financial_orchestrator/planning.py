"""How each shot's picture is made, so that the film is the best that its money buys.

The one rule: it proposes and spends nothing; no model of language has a say in it, and the same question always has the
same answer.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from functions.financial_orchestrator.keeping import kept
from shared.model.job import PRESETS
from shared.model.money import Micros, day, dollars
from shared.model.storyboard import Storyboard
from shared.money import preparation, quote, switches
from shared.money.book import ANIMATIC, Book
from shared.money.book_reading import current_book
from shared.money.book_standing import Standing, standing
from shared.money.quote_film import NoPlan
from shared.money.quote_hired import NotForSale, most_for_sounds, scored
from shared.money.quote_refusal import no_such_backend, refusal, typed
from shared.money.quote_wishes import Wishes
from shared.money.quote_wishes import plan as plan_of
from shared.pipeline.shelf import read_paper, write_paper
from shared.pipeline.work import Made, Work
from shared.platform.ports import Platform

VERSION: Final = 2

Market = Callable[[Platform], tuple[Book, Standing]]
"""The prices that count, and who can be asked."""


def market(platform: Platform) -> tuple[Book, Standing]:
    book = current_book(platform.objects)
    return book, standing(platform, book)


def key(market: Market, work: Work) -> Any:
    book, stands = market(work.platform)
    wanted = _wanted(work, stands)
    options = work.options
    asked = [*_asked(work), options.budget, preparation.gone(work.platform, work.unit), sorted(options.stars)]
    who = [sorted(stands.open), sorted(stands.ailing), sorted(stands.gone), quote.retired(book, wanted)]
    storyboard = str(work.recall("prompts")["storyboard"])
    wishes = _wishes(work, read_paper(work, storyboard, Storyboard))
    switched = [wishes.replicate_first, wishes.better]
    aside = [options.score] if options.score != "local" else []
    return [VERSION, book.version, storyboard, asked, who, switched, sorted(wishes.kept), *aside]


def make(market: Market, work: Work) -> Made:
    book, stands = market(work.platform)
    options, wanted = work.options, _wanted(work, stands)
    if wanted.only not in (quote.AUTO, ANIMATIC) and wanted.only not in stands.open:
        raise no_such_backend(book, wanted.only)
    storyboard = read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)
    wishes, floor = _wishes(work, storyboard), PRESETS[options.preset].quality
    gone = preparation.gone(work.platform, work.unit)
    left = max((options.budget or 0) - gone, 0)
    aside, silent = _set_aside(work, book, storyboard, left)
    try:
        try:
            planned, unfulfilled = plan_of(book, wanted, storyboard.shots, left - aside, floor, wishes)
        except NoPlan:
            if not aside:
                raise
            planned, unfulfilled = plan_of(book, wanted, storyboard.shots, left, floor, wishes)
            silent = [f"The pictures need the whole budget: {dollars(aside)} for the score do not fit in."]
            aside = 0
    except NoPlan as no:
        refused = refusal(no, options, str(work.job["script"]["name"]), work.job["asked"], gone)
        if work.unit.revision > 1 and no.need is not None:
            refused.retry_with = f"aiprod retry {work.unit.job} --budget {typed(no.need + gone)}"
        raise refused from None
    plan = planned.plan
    result = {
        "plan": write_paper(work, "plans", plan),
        "price": plan.price,
        "most": plan.most,
        "contingency": plan.contingency,
        "quality": planned.quality,
        "book": book.version,
        "asked": _asked(work),
    }
    ailing = [f"{name} fails at the moment: the film is planned without it." for name in sorted(wanted.ailing)]
    if options.score != "local":
        result["score"] = aside
    warnings = [*quote.retired(book, wanted), *(ailing if plan.price else []), *unfulfilled, *silent]
    if options.backend == quote.AUTO and not stands.open and options.budget:
        warnings.append(
            "No paid backend has a key here: every picture is drawn, for nothing. `aiprod estimate` says more."
        )
    told = {"warnings": [*work.job["warnings"], *(each for each in warnings if each not in work.job["warnings"])]}
    return Made(result, job=told if warnings else {})


def _set_aside(work: Work, book: Book, storyboard: Storyboard, left: Micros) -> tuple[Micros, list[str]]:
    """What the score will take that somebody was asked for, so that the pictures do not; and why nothing is."""
    try:
        price = scored(book, work.options, storyboard, day(work.platform.clock.now()))
    except NotForSale as no:
        return 0, [no.sentence]
    return (price, []) if price <= min(left, most_for_sounds(work.options)) else (0, [])


def _asked(work: Work) -> list[Any]:
    """What the film asks of every picture."""
    return [work.options.preset, work.options.backend, list(work.options.frame)]


def _wishes(work: Work, storyboard: Storyboard) -> Wishes:
    return Wishes(
        stars=work.options.stars,
        replicate_first=switches.is_on(work.platform, "replicate_first"),
        better=switches.is_on(work.platform, "buy_better"),
        kept=kept(work, {shot.id: shot for shot in storyboard.shots}, _asked(work)),
    )


def _wanted(work: Work, stands: Standing) -> quote.Wanted:
    """A person who names one backend is not second-guessed because it has failed before."""
    options = work.options
    named = options.backend not in (quote.AUTO, "")
    return quote.Wanted(
        frame=options.frame,
        today=_day(work.platform.clock.now()),
        open=stands.open,
        ailing=frozenset() if named else stands.ailing,
        gone=stands.gone,
        only=options.backend or quote.AUTO,
    )


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()
