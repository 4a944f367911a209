"""What must be true of money at every moment and at the end: our books against the provider's own.

The one rule: it believes the provider's books and the store, and nothing that the product says of itself.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from functions.render_executor.backends.wire import Order
from scripts.simulation.provider import LISTING, canonical
from scripts.simulation.world import World
from shared.money import audit
from shared.platform.ports import Create, Increment, Update, Write

ONE_REQUEST: Final = "an attempt sends one request, after it was called, with its marker and its hold"
PAID_ONCE: Final = "an entry is settled once"
NO_REFUND: Final = "what may have been bought is not refunded"
NOT_OVER: Final = "no cap is exceeded, what is unknown included"
ADDS_UP: Final = "entries, purses, escrows and budgets add up"
STAYS_OFF: Final = "nothing is called while buying is switched off"
AS_BILLED: Final = "our books are the provider's bill, and unknowns are never less than it"


class Books:
    def __init__(self, world: World, broken: Callable[[str, str], None]) -> None:
        self._world = world
        self._broken = broken
        self._rights: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        self._entries: dict[str, str] = {}
        self._tasks: dict[str, str] = {}  # which task an attempt's request became
        world.provider.watch_post = self.posted

    def commit(self, batch: Sequence[Write]) -> None:
        for write in batch:
            path = write.path
            if isinstance(write, Increment):
                if path.startswith("budgets/"):
                    self._capped(path)
            elif isinstance(write, Create | Update):
                if "/attempts/" in path:
                    self._attempt(path, write.fields)
                elif "/entries/" in path:
                    self._entry(path, write.fields)
                elif path.startswith("budgets/"):
                    self._capped(path)
                elif "/purses/" in path:
                    self._purse(path)

    def _attempt(self, path: str, fields: Any) -> None:
        if fields.get("state") == "calling":
            found = self._world.store.get(path)
            assert found is not None, "it was just written"
            said = canonical(Order.model_validate(found.fields["order"]))
            self._rights[self._world.process.number].append((said, path))
            switch = self._world.store.get("switches/buy_nothing")
            if switch and switch.fields["on"]:
                self._broken(STAYS_OFF, path)

    def posted(self, said: str, task: str) -> None:
        """A request arrived at the provider."""
        rights = self._rights[self._world.process.number]
        right = next((each for each in rights if each[0] == said), None)
        if right is None:
            self._broken(ONE_REQUEST, said[:80])
            return
        rights.remove(right)
        path = right[1]
        job, name = path.split("/")[1], path.rpartition("/")[2]
        if task:
            self._tasks[path] = task
        if f"attempts/{job}/{name}" not in self._world.things:
            self._broken(ONE_REQUEST, f"{path} has no marker")
        entry = self._world.store.get(f"jobs/{job}/entries/{name}")
        if entry is None or entry.fields["state"] != "held":
            self._broken(ONE_REQUEST, f"{path} holds nothing")

    def _entry(self, path: str, fields: Any) -> None:
        before, state = self._entries.get(path), fields.get("state", "held")
        self._entries[path] = state
        if before is None or state == "held":
            return
        if before != "held":
            self._broken(PAID_ONCE, f"{path} was {before}, and is {state}")
        attempt = path.replace("/entries/", "/attempts/")
        task = self._world.provider.tasks.get(self._tasks.get(attempt, ""))
        if state == "released" and task is not None and task.cost and LISTING not in task.order:
            self._broken(NO_REFUND, path)

    def _capped(self, path: str) -> None:
        budget = self._world.store.get(path)
        if budget and budget.fields["taken"] > budget.fields["limit"] + self._excess():
            self._broken(NOT_OVER, f"{path} at {budget.fields['taken']} of {budget.fields['limit']}")

    def _purse(self, path: str) -> None:
        purse = self._world.store.get(path)
        if purse and purse.fields["taken"] > purse.fields["amount"]:
            self._broken(NOT_OVER, f"{path} at {purse.fields['taken']} of {purse.fields['amount']}")

    def _excess(self) -> int:
        """What providers billed beyond their price: nobody can refuse to owe that."""
        return sum(
            max(entry.fields["amount"] - entry.fields["hold"], 0)
            for path in self._entries
            if (entry := self._world.store.get(path))
        )

    # ------------------------------------------------------------------------------------------- at the end

    def at_rest(self) -> None:
        self._balanced()
        ours: Counter[str] = Counter()
        settled: Counter[str] = Counter()
        billed: Counter[str] = Counter()
        claimed: Counter[str] = Counter()
        tasks = self._world.provider.tasks
        known: set[str] = set()
        for path, state in self._entries.items():
            attempt = self._world.store.get(path.replace("/entries/", "/attempts/"))
            entry = self._world.store.get(path)
            assert attempt is not None, "no attempt is ever deleted"
            assert entry is not None, "nor is its entry"
            said = canonical(Order.model_validate(attempt.fields["order"]))
            ours[said] += entry.fields["amount"]
            if state != "held":
                settled[said] += entry.fields["amount"]
                task = tasks.get(attempt.fields["task"])
                claimed[said] += task.cost if task else 0
                known.add(attempt.fields["task"])
            elif attempt.fields["state"] != "unknown":
                self._broken(AS_BILLED, f"{path} was never settled: {attempt.fields['state']}")
        for name, task in tasks.items():
            if task.fate != "never":
                billed[task.order] += task.cost if name in known else min(task.cost, task.most)
        for said, bill in billed.items():
            if ours[said] < bill:
                self._broken(AS_BILLED, f"{ours[said]} booked, {bill} billed for {said[:80]}")
        for said, paid in settled.items():
            if paid != claimed[said]:
                self._broken(AS_BILLED, f"{paid} settled, {claimed[said]} billed for {said[:80]}")

    def _balanced(self) -> None:
        store = self._world.store
        sums: Counter[str] = Counter()
        for escrow in store.everything("escrows"):
            for wrong in audit.film(self._world.quiet, escrow):
                self._broken(ADDS_UP, wrong)
            for scope in escrow.fields["scopes"]:
                sums[scope] += audit.counted(self._world.quiet, escrow)
        for budget in store.everything("budgets"):
            scope = budget.path.partition("/")[2]
            if budget.fields["taken"] != sums[scope]:
                self._broken(ADDS_UP, f"{scope} has {budget.fields['taken']}, its escrows {sums[scope]}")
