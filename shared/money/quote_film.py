"""The plan of a whole film: for every shot the way that makes the film best for the money, and what stands in for it.

The one rule: the plan's choices and its contingency together are never above the budget, counted at the most that each
call can cost; and where no plan is good enough, it is said what one would cost.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from shared.model.money import CENT, Micros
from shared.model.plan import Choice, Plan, ShotPlan
from shared.model.storyboard import Shot
from shared.money.book import ANIMATIC, Book
from shared.money.quote import AUTO, Wanted, drawn, ways
from shared.money.quote_heroes import weights
from shared.money.quote_knapsack import Solved, Way, best

EXACT_SHOTS: Final = 300
"""Up to here the plan is the best there is; above, it is within a hundredth of it, and mostly far closer."""

_FINE: Final = 10_000  # a quality of 0.95 is 9500


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, how good the film would be, and how good any plan for the money could be at most."""

    plan: Plan
    quality: float
    bound: float


class NoPlan(Exception):
    """Nothing that may be asked makes the film good enough within the budget. `need` is what would do, if any does."""

    def __init__(self, need: Micros | None, reached: float) -> None:
        super().__init__(f"no plan: needs {need}, reaches {reached}")
        self.need = need
        self.reached = reached


class Film:
    """A film's shots, every way to make each, and what each shot counts: asked again and again, worked out once."""

    def __init__(
        self,
        book: Book,
        wanted: Wanted,
        shots: Sequence[Shot],
        stars: Collection[str] = (),
        *,
        forced: Collection[str] = (),
        kept: Mapping[str, ShotPlan] = MappingProxyType({}),
    ) -> None:
        """`forced`: the shots whose own backend is obeyed. `kept`: those whose picture is there already."""
        self.book, self.wanted, self.shots, self.kept = book, wanted, shots, kept
        self.weights = weights(shots, stars)
        alike: dict[tuple[int, str], tuple[Choice, ...]] = {}
        asked = [_own(shot, forced) for shot in shots]
        for shot, backend in zip(shots, asked, strict=True):
            if (shot.duration_ms, backend) not in alike:
                alike[shot.duration_ms, backend] = self._ways(shot.duration_ms, backend)
        self.choices = [
            (kept[shot.id].choice,) if shot.id in kept else alike[shot.duration_ms, backend]
            for shot, backend in zip(shots, asked, strict=True)
        ]
        self.classes: list[list[Way]] = [
            [(0 if shot.id in kept else choice.most, weight * round(choice.quality * _FINE)) for choice in choices]
            for shot, choices, weight in zip(shots, self.choices, self.weights, strict=True)
        ]

    def _ways(self, ms: int, backend: str) -> tuple[Choice, ...]:
        if backend == ANIMATIC:
            return (drawn(self.book),)
        if backend:
            return ways(self.book, self.wanted.wholly(backend), ms)
        hand = () if self.wanted.only not in (AUTO, ANIMATIC) else (drawn(self.book),)
        every = (*hand, *ways(self.book, self.wanted, ms))
        return tuple(each for each in every if each.quality >= self.wanted.least) or every

    @property
    def is_free(self) -> bool:
        """Nobody may be asked who takes money."""
        return all(choice.backend == ANIMATIC for choices in self.choices for choice in choices)

    @property
    def lanes(self) -> dict[str, tuple[int, int]]:
        """How many each backend takes at once and a minute."""
        return {name: (each.at_once, each.per_minute) for name, each in self.book.backends.items()}

    def plan(self, budget: Micros, floor: float = 0.0) -> Planned:
        """The best film within the budget. Raises NoPlan when that is not as good as `floor`."""
        if not all(self.choices):
            raise NoPlan(None, 0.0)
        solved = self.spend(_room(budget, self.book.contingency_percent))
        least = 0 if self.is_free else self._least(floor)
        if solved is None or solved.worth < least:
            reached = 0.0 if solved is None else self.quality_of(solved.worth)
            raise NoPlan(self._need(least), reached)
        return self._planned(solved, budget)

    def spend(self, money: Micros) -> Solved | None:
        """The best picks for so much, contingency apart."""
        exact = len(self.shots) <= EXACT_SHOTS
        solved = best(self.classes, money, exact=exact)
        if solved is not None and (solved.bound - solved.worth) * 100 > solved.bound:
            solved = best(self.classes, money)  # further off than promised: then the long way
        return solved

    def quality_of(self, worth: int) -> float:
        return round(worth / (sum(self.weights) * _FINE), 4)

    def most_for_best(self) -> Micros:
        """The budget from which on more money changes nothing."""
        return _budget(sum(_top(ways)[0] for ways in self.classes), self.book.contingency_percent)

    def _least(self, floor: float) -> int:
        return round(floor * _FINE) * sum(self.weights)

    def _need(self, least: int) -> Micros | None:
        """The smallest budget, in whole cents, whose best film is worth so much."""
        tops = [_top(ways) for ways in self.classes]
        spare = sum(worth for _, worth in tops) - least
        if spare < 0:
            return None
        # The same problem in a mirror: give up as much money as the worth that can be spared allows.
        dearest = [max(cost for cost, _ in ways) for ways in self.classes]
        given = [
            [(top - worth, dear - cost) for cost, worth in ways if worth <= top]
            for ways, (_, top), dear in zip(self.classes, tops, dearest, strict=True)
        ]
        solved = best(given, spare, exact=len(self.shots) <= EXACT_SHOTS)
        assert solved is not None, "giving up nothing is always possible"
        need = _budget(sum(dearest) - solved.worth, self.book.contingency_percent)
        while (again := self.spend(_room(need, self.book.contingency_percent))) is None or again.worth < least:
            need += max(need // 100 // CENT, 1) * CENT  # only where plans are not the very best
        return need

    def _planned(self, solved: Solved, budget: Micros) -> Planned:
        chosen = [choices[pick] for choices, pick in zip(self.choices, solved.picks, strict=True)]
        contingency = min(_share(solved.cost, self.book.contingency_percent), budget - solved.cost)
        everyone = replace(self.wanted, only=AUTO, last=frozenset(), least=0.0)
        behind: dict[tuple[Choice, int], tuple[Choice, ...]] = {}
        shots: dict[str, ShotPlan] = {}
        for shot, choice in zip(self.shots, chosen, strict=True):
            if shot.id in self.kept:
                shots[shot.id] = self.kept[shot.id]
                continue
            at = (choice, shot.duration_ms)
            if at not in behind:
                behind[at] = self._fallbacks(choice, ways(self.book, everyone, shot.duration_ms), contingency)
            shots[shot.id] = ShotPlan(choice=choice, fallbacks=behind[at])
        plan = Plan(book=self.book.version, shots=shots, contingency=contingency, lanes=self.lanes)
        return Planned(plan, self.quality_of(solved.worth), self.quality_of(solved.bound))

    def _fallbacks(self, choice: Choice, others: Sequence[Choice], contingency: Micros) -> tuple[Choice, ...]:
        """Another model of the same backend, then one of each other backend in the order of the book: the best that
        the shot's own money buys, else the cheapest that the contingency can bear. Our own hand stands last, and those
        that are to stand behind others before it."""
        if choice.backend == ANIMATIC:
            return ()
        found: list[Choice] = []
        others_first = sorted(self.book.backends, key=lambda name: name in self.wanted.last)
        order = [choice.backend, *(name for name in others_first if name != choice.backend)]
        for backend in order:
            of_it = [each for each in others if each.backend == backend and each.model != choice.model]
            within = [each for each in of_it if each.most <= choice.most]
            beyond = [each for each in of_it if each.most <= choice.most + contingency]
            if within:
                found.append(max(within, key=lambda each: (each.quality, -each.most)))
            elif beyond:
                found.append(min(beyond, key=lambda each: (each.most, -each.quality)))
        return (*found, drawn(self.book))


def _own(shot: Shot, forced: Collection[str]) -> str:
    """The backend that nobody may choose for it. The card that ends a film is type: nobody is paid for it."""
    return shot.backend if shot.id in forced else ANIMATIC if shot.is_end else ""


def _top(ways: Sequence[Way]) -> Way:
    """What is worth most, and the cheapest of that."""
    return max(ways, key=lambda way: (way[1], -way[0]))


def _share(amount: Micros, percent: int) -> Micros:
    return -(-amount * percent // 100)


def _room(budget: Micros, percent: int) -> Micros:
    """What the choices may take of a budget, so that the contingency still fits."""
    return budget * 100 // (100 + percent)


def _budget(most: Micros, percent: int) -> Micros:
    """The smallest budget in whole cents that has room for so much."""
    needed = -(-most * (100 + percent) // 100)
    return -(-needed // CENT) * CENT
