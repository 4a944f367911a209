"""Many at once: of every race exactly one comes out as the winner, and nothing is counted twice or lost."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest

from shared.platform.ports import Check, Conflict, Create, Delete, Document, Documents, Increment, Update, Write

JOB = "jobs/j1"
_Answer = TypeVar("_Answer")


def together(calls: Sequence[Callable[[], _Answer]]) -> list[_Answer]:
    """All of them start at the same moment."""
    start = Barrier(len(calls))

    def run(call: Callable[[], _Answer]) -> _Answer:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as crew:
        return [each.result(120) for each in [crew.submit(run, call) for call in calls]]


def there(documents: Documents, path: str = JOB) -> Document:
    found = documents.get(path)
    assert found is not None
    return found


def won(documents: Documents, batch: Sequence[Write]) -> bool:
    try:
        documents.commit(batch)
    except Conflict:
        return False
    return True


def test_of_twenty_who_create_one_document_one_wins(shared_documents: Documents) -> None:
    wins = together([partial(won, shared_documents, [Create(JOB, {"by": n})]) for n in range(20)])

    assert wins.count(True) == 1
    assert there(shared_documents).fields == {"by": wins.index(True)}


def test_of_twenty_who_update_one_version_one_wins_each_round(shared_documents: Documents) -> None:
    version = shared_documents.commit([Create(JOB, {"round": 0})]).versions[0]

    for turn in range(1, 6):
        batch = [Update(JOB, {"round": turn}, version)]
        assert sum(together([partial(won, shared_documents, batch)] * 20)) == 1
        version = there(shared_documents).version
        assert there(shared_documents).fields == {"round": turn}


def test_twenty_who_read_again_after_a_conflict_lose_no_update(shared_documents: Documents) -> None:
    shared_documents.commit([Create(JOB, {"n": 0})])

    def add() -> int:
        tries = 1
        while True:
            before = there(shared_documents)
            if won(shared_documents, [Update(JOB, {"n": before.fields["n"] + 1}, before.version)]):
                return tries
            tries += 1

    together([add] * 20)

    assert there(shared_documents).fields == {"n": 20}


def test_of_a_hundred_who_arrive_at_a_join_one_sees_zero(shared_documents: Documents) -> None:
    shared_documents.commit([Create(JOB, {"pending": 100})])

    def arrive(unit: int) -> list[int]:
        batch: list[Write] = [Create(f"{JOB}/done/{unit}", {}), Increment(JOB, "pending", -1)]
        return [shared_documents.commit(batch).increments[0]]

    seen = [left for answer in together([partial(arrive, n) for n in range(100)]) for left in answer]

    assert sorted(seen) == list(range(100))
    assert there(shared_documents).fields == {"pending": 0}


def test_arriving_three_times_counts_once(shared_documents: Documents) -> None:
    shared_documents.commit([Create(JOB, {"pending": 20})])

    def arrive(unit: int) -> int | None:
        try:
            batch: list[Write] = [Create(f"{JOB}/done/{unit}", {}), Increment(JOB, "pending", -1)]
            return shared_documents.commit(batch).increments[0]
        except Conflict:
            return None

    seen = Counter(together([partial(arrive, n % 20) for n in range(60)]))

    assert seen[0] == 1
    assert seen[None] == 40
    assert there(shared_documents).fields == {"pending": 0}


def test_of_ten_who_take_over_a_lease_one_gets_it(shared_documents: Documents) -> None:
    stale = shared_documents.commit([Create(JOB, {"token": 1}), Create("outbox/wake", {})])

    def take(nonce: int) -> bool:
        lease = {"token": 2, "nonce": nonce}
        return won(shared_documents, [Update(JOB, lease, stale.versions[0]), Delete("outbox/wake")])

    wins = together([partial(take, n) for n in range(10)])

    assert wins.count(True) == 1
    assert there(shared_documents).fields == {"token": 2, "nonce": wins.index(True)}


def test_those_who_only_check_do_not_stand_in_each_others_way(shared_documents: Documents) -> None:
    gate = shared_documents.commit([Create("jobs/j1/gate/g", {"open": True})]).versions[0]

    def buy(n: int) -> bool:
        while not won(shared_documents, [Check("jobs/j1/gate/g", gate), Create(f"jobs/j1/buys/{n}", {})]):
            # A store may give up one of two that touch the same document; nobody has closed the gate.
            assert there(shared_documents, "jobs/j1/gate/g").version == gate
        return True

    assert all(together([partial(buy, n) for n in range(10)]))
    assert there(shared_documents, "jobs/j1/gate/g").version == gate


@pytest.mark.parametrize("turn", range(3))
def test_nobody_buys_after_the_gate_was_closed(shared_documents: Documents, turn: int) -> None:
    gate = shared_documents.commit([Create("jobs/j1/gate/g", {"open": True}), Create(JOB, {"bought": 0})]).versions[0]

    def buy(n: int) -> bool:
        check = Check("jobs/j1/gate/g", gate)
        return won(shared_documents, [check, Create(f"jobs/j1/buys/{n}", {}), Increment(JOB, "bought", 1)])

    def close() -> bool:
        while not won(shared_documents, [Update("jobs/j1/gate/g", {"open": False}, gate)]):
            assert there(shared_documents, "jobs/j1/gate/g").version == gate
        return True

    bought = together([partial(buy, n) for n in range(9)] + [close])[:-1]

    assert there(shared_documents).fields["bought"] == sum(bought)
    assert not buy(99)
    assert sum(shared_documents.get(f"jobs/j1/buys/{n}") is not None for n in range(100)) == sum(bought)
