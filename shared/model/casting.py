"""Who may call whom, read off the callsheet itself: the rights of a function are what its work can lead to.

The one rule: nothing here names an agent. The callsheet is asked about results that nobody has written yet, and every
question that it asks of them is answered both ways.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from shared.model.callsheet import Call, Join, Next, at, next_after, shooting
from shared.model.states import ENDED, TABLE


class _Guess:
    """Part of a result that is not known: one of everything, and every yes-or-no is asked elsewhere."""

    def __init__(self, ask: Callable[[], bool], name: str) -> None:
        self._ask, self._name = ask, name

    def __bool__(self) -> bool:
        return self._ask()

    def __getitem__(self, key: str) -> "_Guess":
        return _Guess(self._ask, self._name)

    def get(self, key: str, default: object = None) -> "_Guess":
        return self[key]

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[str]:
        yield self._name

    def items(self) -> Iterator[tuple[str, "_Guess"]]:
        yield self._name, _Guess(self._ask, f"{self._name}-a1")

    def values(self) -> Iterator["_Guess"]:
        return (value for _, value in self.items())

    def __str__(self) -> str:
        return self._name

    def __format__(self, spec: str) -> str:
        return self._name


def _every_way(course: Callable[[Any], Next]) -> Iterator[Next]:
    """Runs it once for each way in which its questions can be answered."""
    open_ways: list[list[bool]] = [[]]
    while open_ways:
        answers = open_ways.pop()
        asked = 0

        def ask(answers: list[bool] = answers) -> bool:
            nonlocal asked
            if asked == len(answers):
                open_ways.append([*answers, True])
                answers.append(False)
            asked += 1
            return answers[asked - 1]

        yield course(_Guess(ask, "s01"))


def _following(unit: str, guess: Any) -> Next:
    return next_after(unit, guess, lambda earlier: guess)


@dataclass
class Cast:
    """What came out: for each agent, the agents that it may call when it has done its work."""

    calls: dict[str, set[str]] = field(default_factory=dict)
    desk: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)

    @property
    def agents(self) -> frozenset[str]:
        called = (name for names in self.calls.values() for name in names)
        return frozenset({*self.calls, *called, *self.desk, *self.ends})


def cast() -> Cast:
    """Follows every call from the front desk to the end of the film."""
    found = Cast()
    to_end = [call for state in sorted(ENDED) for call in at(state)]
    resting = [call for state in sorted(TABLE) for call in at(state)]
    approved = [*_every_way(lambda guess: shooting("approved", lambda unit: guess))]
    first = [Call("ingest", "ingest"), *to_end, *(call for way in approved for call in way.calls)]
    found.ends = {call.agent for call in to_end}
    found.desk = {call.agent for call in first}
    joins: dict[str, Join] = {join.name: join for way in approved for join in way.joins}
    feeds: dict[str, set[str]] = {}  # the joins at which an agent may be the last to arrive
    waiting, seen = [*first, *resting], set[Call]()
    while waiting:
        call = waiting.pop()
        if call in seen:
            continue
        seen.add(call)
        mine = found.calls.setdefault(call.agent, set())
        for way in _every_way(partial(_following, call.unit)):
            mine.update(following.agent for following in way.calls)
            joins.update((join.name, join) for join in way.joins)
            feeds.setdefault(call.agent, set()).update(way.feeds)
            waiting += [*way.calls, *(following for join in way.joins for following in join.calls)]
    for agent, names in feeds.items():
        for name in names:
            while name:
                found.calls[agent].update(following.agent for following in joins[name].calls)
                name = joins[name].feeds
    return found
