"""The best choice for every shot within one sum of money: exactly, and with the proof.

The one rule: whole numbers only; what is returned is the best there is, or says by how much it can be off at most.

Each shot is a class of ways (cost, worth), of which one is taken. The classes are relaxed to their upper hulls, and the
best steps per dollar are taken until the money ends: that gives a price of money (rate), a first solution, and an upper
bound that no solution passes. Under that price every way has a loss against its shot's best. A better solution's losses
fit into the gap between bound and solution, so almost every way is out at once, and the few that remain are combined,
smallest loss first, keeping only what is not beaten in cost and worth (the minimal algorithm of Pisinger, 1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

Way = tuple[int, int]
"""What it costs and what it is worth."""

WIDE: Final = 150
"""Combinations that are kept at once where the optimum itself is not asked for."""


@dataclass(frozen=True, slots=True)
class Solved:
    picks: tuple[int, ...]  # the way that each class takes
    cost: int
    worth: int
    bound: int  # no solution is worth more

    @property
    def exact(self) -> bool:
        return self.worth == self.bound


class _State(NamedTuple):
    cost: int
    worth: int
    loss: int
    taken: "tuple[int, int, Any] | None"  # (class, place, what was taken before)


def best(classes: Sequence[Sequence[Way]], money: int, *, exact: bool = True) -> Solved | None:
    """None when not even the cheapest ways fit. Of equal worth the cheaper is taken; of equal cost too, the earlier."""
    most = sum(max(cost for cost, _ in ways) for ways in classes) + 1
    scaled = [_undominated([(cost, worth * most - cost) for cost, worth in ways]) for ways in classes]
    least = sum(ways[0][1] for ways in scaled)
    if least > money:
        return None
    search = _Search(scaled, money)
    search.run(None if exact else WIDE)
    picks = tuple(ways[place][0] for ways, place in zip(scaled, search.places, strict=True))
    cost = sum(ways[pick][0] for ways, pick in zip(classes, picks, strict=True))
    worth = sum(ways[pick][1] for ways, pick in zip(classes, picks, strict=True))
    # A solution of at most `bound` scaled is worth at most that, rounded up: its own cost was taken off it.
    return Solved(picks, cost, worth, worth if search.proved else -(-(search.bound + money) // most))


_Kept = tuple[int, int, int]
"""Its place among the ways that came in, its cost, its scaled worth."""


def _undominated(ways: Sequence[Way]) -> list[_Kept]:
    """Cheapest first, each worth more than all that are cheaper."""
    kept: list[_Kept] = []
    for place in sorted(range(len(ways)), key=lambda at: (ways[at][0], -ways[at][1], at)):
        if not kept or ways[place][1] > kept[-1][2]:
            kept.append((place, *ways[place]))
    return kept


def _hull(ways: Sequence[_Kept]) -> list[int]:
    """The places of the ways from which money buys ever less."""
    hull: list[int] = []
    for place, (_, cost, worth) in enumerate(ways):
        while len(hull) > 1:
            _, cost_a, worth_a = ways[hull[-2]]
            _, cost_b, worth_b = ways[hull[-1]]
            if (worth_b - worth_a) * (cost - cost_b) > (worth - worth_b) * (cost_b - cost_a):
                break
            hull.pop()
        hull.append(place)
    return hull


class _Search:
    def __init__(self, classes: list[list[_Kept]], money: int) -> None:
        self.classes, self.money = classes, money
        self.proved = False
        self._relax()

    def _relax(self) -> None:
        """The first solution, the price of money (`rise` per `run`), the bound, and every way's loss."""
        steps: list[tuple[float, int, int, int, int]] = []
        for number, ways in enumerate(self.classes):
            hull = _hull(ways)
            for before, after in pairwise(hull):
                cost, worth = ways[after][1] - ways[before][1], ways[after][2] - ways[before][2]
                steps.append((-worth / cost, number, after, cost, worth))
        steps.sort()
        self.places = [0] * len(self.classes)
        spent = sum(ways[0][1] for ways in self.classes)
        self.worth = sum(ways[0][2] for ways in self.classes)
        self.rise, self.per = 0, 1
        stopped: set[int] = set()
        for _, number, after, cost, worth in steps:
            if number in stopped:
                continue
            if spent + cost > self.money:
                if not stopped:
                    self.rise, self.per = worth, cost
                stopped.add(number)
                continue
            spent += cost
            self.worth += worth
            self.places[number] = after
        per, rise = self.per, self.rise
        margins = [[per * worth - rise * cost for _, cost, worth in ways] for ways in self.classes]
        tops = [max(margin) for margin in margins]
        self.ceiling = sum(tops) + rise * self.money  # per x the worth of any solution is not above it
        self.bound = self.ceiling // per
        self.losses = [[top - each for each in margin] for top, margin in zip(tops, margins, strict=True)]

    @property
    def slack(self) -> int:
        """What a solution may lose in all and still be better than the one that we have."""
        return self.ceiling - self.per * (self.worth + 1)

    def run(self, wide: int | None) -> None:
        """Combines what the slack still allows, class by class, those with the smallest losses first."""
        base = [loss.index(0) for loss in self.losses]
        open_classes = [
            (min(loss for place, loss in enumerate(self.losses[number]) if place != base[number]), number)
            for number, ways in enumerate(self.classes)
            if len(ways) > 1
        ]
        core = [number for loss, number in sorted(open_classes) if loss <= self.slack]
        spare = self._spare(core, base)
        cost = sum(ways[at][1] for ways, at in zip(self.classes, base, strict=True))
        worth = sum(ways[at][2] for ways, at in zip(self.classes, base, strict=True))
        states = [_State(cost, worth, 0, None)]
        winner: _State | None = None
        narrowed = False
        winner = self._better(states, winner)
        for depth, number in enumerate(core):
            states = self._combined(states, number, base[number], spare[depth + 1])
            winner = self._better(states, winner)
            if wide is not None and len(states) > wide:
                states = sorted(states, key=lambda state: (self._shortfall(state), state.cost))[:wide]
                states.sort(key=lambda state: state.cost)
                narrowed = True
        if winner is not None:
            self.places = list(base)
            taken = winner.taken
            while taken is not None:
                number, place, before = taken
                self.places[number] = place
                taken = before
        self.proved = not narrowed

    def _spare(self, core: list[int], base: list[int]) -> list[int]:
        """From each depth on, the most that the classes still to come can save."""
        spare = [0]
        for number in reversed(core):
            ways, losses = self.classes[number], self.losses[number]
            cheapest = min(ways[at][1] for at in range(len(ways)) if losses[at] <= self.slack or at == base[number])
            spare.append(spare[-1] + ways[base[number]][1] - cheapest)
        return spare[::-1]

    def _combined(self, states: list[_State], number: int, base: int, spare: int) -> list[_State]:
        ways, losses, slack = self.classes[number], self.losses[number], self.slack
        own_cost, own_worth = ways[base][1], ways[base][2]
        allowed = [at for at, loss in enumerate(losses) if loss <= slack]
        if base not in allowed:
            allowed.append(base)
        found: list[_State] = []
        room = self.money + spare
        for at in allowed:
            cost, worth, loss = ways[at][1] - own_cost, ways[at][2] - own_worth, losses[at]
            for state in states:
                lost = state.loss + loss
                if lost <= slack and state.cost + cost <= room:
                    taken = state.taken if at == base else (number, at, state.taken)
                    found.append(_State(state.cost + cost, state.worth + worth, lost, taken))
        found.sort(key=lambda state: (state.cost, -state.worth))
        kept: list[_State] = []
        for state in found:
            if not kept or state.worth > kept[-1].worth:
                kept.append(state)
        return kept

    def _better(self, states: list[_State], winner: _State | None) -> _State | None:
        for state in states:
            if state.cost > self.money:
                break
            if state.worth > self.worth:
                self.worth, winner = state.worth, state
        return winner

    def _shortfall(self, state: _State) -> int:
        return state.loss + self.rise * max(0, self.money - state.cost)
