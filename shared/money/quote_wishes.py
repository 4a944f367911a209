"""What is wished of a plan beyond the best for the money: a shot's own backend, Replicate before Runway, nothing poor.

The one rule: a wish is given up before a film is refused for it; first the switches', then what an owner wished for
single shots, the dearest first, and the owner is told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.model.money import Micros
from shared.model.plan import ShotPlan
from shared.model.storyboard import Shot
from shared.money.book import ANIMATIC, Book
from shared.money.quote import AUTO, Wanted, ways
from shared.money.quote_film import Film, NoPlan, Planned


@dataclass(frozen=True, slots=True)
class Wishes:
    stars: tuple[str, ...] = ()
    replicate_first: bool = False
    better: bool = False
    kept: Mapping[str, ShotPlan] = field(default_factory=dict)  # shots whose picture is there already


def plan(
    book: Book, wanted: Wanted, shots: Sequence[Shot], budget: Micros, floor: float, wishes: Wishes
) -> tuple[Planned, list[str]]:
    """The plan, and a sentence for each wish of the owner's that it could not fulfil. Raises NoPlan."""
    costs = {shot.id: _least(book, wanted, shot) for shot in shots if shot.backend and shot.id not in wishes.kept}
    warnings = [
        f"Shot {shot.number} was to come from {shot.backend}, which cannot be asked here: it is planned like the rest."
        for shot in shots
        if shot.id in costs and costs[shot.id] is None
    ]
    forced = {shot: cost for shot, cost in costs.items() if cost is not None}
    while True:
        planned = _best(book, wanted, shots, budget, floor, wishes, forced, last=not forced)
        if planned is not None:
            return planned, warnings
        dearest = max(forced, key=lambda shot: (forced[shot], shot))
        del forced[dearest]
        gone = next(shot for shot in shots if shot.id == dearest)
        warnings.append(
            f"Shot {gone.number} was to come from {gone.backend}: that does not fit into the budget with the quality "
            "that was asked for, so it is planned like the rest."
        )


def _best(
    book: Book,
    wanted: Wanted,
    shots: Sequence[Shot],
    budget: Micros,
    floor: float,
    wishes: Wishes,
    forced: Collection[str],
    *,
    last: bool,
) -> Planned | None:
    ways_to_ask = _switched(wanted, floor, wishes)
    for each in ways_to_ask:
        try:
            return Film(book, each, shots, wishes.stars, forced=forced, kept=wishes.kept).plan(budget, floor)
        except NoPlan:
            if last and each is ways_to_ask[-1]:
                raise
    return None


def _switched(wanted: Wanted, floor: float, wishes: Wishes) -> list[Wanted]:
    """With all that the switches ask, with less of it, with nothing of it. Whoever named one backend is not
    second-guessed."""
    if wanted.only != AUTO:
        return [wanted]
    behind = wishes.replicate_first and wanted.asks("replicate")
    turned = replace(wanted, last=frozenset({"runway"})) if behind else wanted
    better = replace(turned, least=floor) if wishes.better and floor else turned
    found: list[Wanted] = []
    for each in (better, turned, wanted):
        if each not in found:
            found.append(each)
    return found


def _least(book: Book, wanted: Wanted, shot: Shot) -> Micros | None:
    """What its own backend costs at least. None when it cannot be asked."""
    if shot.backend == ANIMATIC:
        return 0
    return min((way.most for way in ways(book, wanted.wholly(shot.backend), shot.duration_ms)), default=None)
