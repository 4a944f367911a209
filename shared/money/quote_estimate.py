"""An estimate as people and programs read it: the plan shot by shot, what everything costs, and what other money buys.

The one rule: it shows the very plan that would be carried out; what the ledger will settle is the sum of its prices.
"""

from dataclasses import dataclass
from typing import Any, Final

from shared.model.money import CENT, Micros
from shared.model.plan import Choice
from shared.model.storyboard import Storyboard
from shared.money.book import ANIMATIC
from shared.money.quote import retired
from shared.money.quote_alone import alone
from shared.money.quote_film import Film, NoPlan, Planned
from shared.money.quote_heroes import merits
from shared.money.quote_sounds import elsewhere, in_the_cloud

_LESS_AND_MORE: Final = {"less": 80, "more": 120}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an estimate is about."""

    storyboard: Storyboard
    film: Film
    budget: Micros
    floor: float
    stars: tuple[str, ...] = ()
    voices: Micros = 0  # who was asked for by name
    score: Micros = 0


def estimate(asked: Asked) -> dict[str, Any]:
    """Raises NoPlan where the budget does not make a film that is good enough."""
    film, budget, sounds = asked.film, asked.budget, asked.voices + asked.score
    planned = film.plan(max(budget - sounds, 0), asked.floor)
    plan, ms = planned.plan, asked.storyboard.duration_ms
    breakdown = dict.fromkeys(("video", "voice", "music", "effects", "llm", "compute", "storage"), 0.0)
    breakdown |= {"video": usd(plan.price), "voice": usd(asked.voices), "music": usd(asked.score)}
    return {
        "title": asked.storyboard.title,
        "duration_s": ms / 1000,
        "scenes": len(asked.storyboard.scenes),
        "book": {"version": film.book.version, "name": film.book.name, "dated": film.book.dated.isoformat()},
        "budget_usd": usd(budget),
        "price_usd": usd(plan.price + sounds),
        "most_usd": usd(plan.most + sounds),
        "contingency_usd": usd(plan.contingency),
        "per_minute_usd": usd(per_minute(plan.price + sounds, ms)),
        "quality": planned.quality,
        "quality_floor": asked.floor,
        "quality_bound": planned.bound,
        "shots": _shots(asked, planned),
        "breakdown": breakdown,
        "elsewhere": elsewhere(film.book, asked.storyboard, film.wanted.today),
        "cloud": in_the_cloud(film.book, ms, film.wanted.frame),
        "alone": [
            {
                "backend": each.backend,
                "model": each.model,
                "price_usd": usd(each.price),
                "most_usd": usd(each.most),
                "per_minute_usd": usd(per_minute(each.price, ms)),
                "quality": each.quality,
            }
            for each in alone(film)
        ],
        "money": {
            name: _other(asked, planned, hundredths) for name, hundredths in _LESS_AND_MORE.items() if plan.price
        },
        "warnings": retired(film.book, film.wanted),
    }


def usd(amount: Micros) -> float:
    return amount / 1e6


def per_minute(price: Micros, ms: int) -> Micros:
    return price * 60_000 // max(ms, 1)


def _shots(asked: Asked, planned: Planned) -> list[dict[str, Any]]:
    told = []
    for shot, why in zip(asked.film.shots, merits(asked.film.shots, asked.stars), strict=True):
        mine = planned.plan.shots[shot.id]
        told.append(
            {
                "id": shot.id,
                "number": shot.number,
                "seconds": shot.duration_ms / 1000,
                "size": shot.size,
                "counts_more": list(why),
                **_choice(mine.choice),
                "fallbacks": [named(each) for each in mine.fallbacks],
            }
        )
    return told


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "backend": choice.backend,
        "model": choice.model,
        "bought_s": choice.seconds,
        "resolution": choice.resolution,
        "price_usd": usd(choice.price),
        "most_usd": usd(choice.most),
        "quality": choice.quality,
    }


def named(choice: Choice) -> str:
    return choice.backend if choice.backend == ANIMATIC else f"{choice.backend} {choice.model}"


def _other(asked: Asked, planned: Planned, hundredths: int) -> dict[str, Any]:
    """The plan for more or less money than this one takes: which shots would be made otherwise."""
    film = asked.film
    base = min(asked.budget, max(planned.plan.most, CENT))
    budget = base * hundredths // 100
    try:
        other = film.plan(budget, asked.floor)
    except NoPlan as no:
        return {"budget_usd": usd(budget), "possible": False, "best_quality": no.reached}
    changed = [
        {"number": shot.number, "from": named(before), "to": named(after)}
        for shot in film.shots
        if _kind(before := planned.plan.shots[shot.id].choice) != _kind(after := other.plan.shots[shot.id].choice)
    ]
    return {
        "budget_usd": usd(budget),
        "possible": True,
        "price_usd": usd(other.plan.price),
        "quality": other.quality,
        "changed": changed,
    }


def _kind(choice: Choice) -> tuple[str, str, str]:
    return choice.backend, choice.model, choice.resolution
