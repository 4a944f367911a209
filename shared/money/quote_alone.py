"""What the whole film would cost, and how good it would be, made by one model alone.

The one rule: as whoever has one backend does it: every shot by the same model in the same resolution.
"""

from dataclasses import dataclass

from shared.model.money import Micros
from shared.model.plan import Choice
from shared.money.book import ANIMATIC
from shared.money.quote_film import Film


@dataclass(frozen=True, slots=True)
class Alone:
    backend: str
    model: str
    resolution: str
    price: Micros
    most: Micros
    quality: float


def alone(film: Film) -> list[Alone]:
    """Each model in its best resolution for this film, in the order of the book."""
    by_kind: dict[tuple[str, str, str], list[Choice]] = {}
    cards = {number for number, shot in enumerate(film.shots) if shot.is_end}
    weights = [weight for number, weight in enumerate(film.weights) if number not in cards]
    for number, choices in enumerate(film.choices):
        for choice in choices if number not in cards else ():
            by_kind.setdefault((choice.backend, choice.model, choice.resolution), []).append(choice)
    found: dict[tuple[str, str], Alone] = {}
    for (backend, model, resolution), made in by_kind.items():
        if backend == ANIMATIC or len(made) < len(weights):
            continue
        worth = sum(weight * round(each.quality * 10_000) for weight, each in zip(weights, made, strict=True))
        price, most = sum(each.price for each in made), sum(each.most for each in made)
        whole = Alone(backend, model, resolution, price, most, film.quality_of(worth))
        best = found.get((backend, model))
        if best is None or (whole.quality, -whole.price) > (best.quality, -best.price):
            found[backend, model] = whole
    return list(found.values())
