"""DBOS's side of the race, in its own words: workflows of steps, or steps that are queued workflows.

The one rule: it runs as it ships. Only how often it looks into its queue is set, to what is best for it.
A process of its own: `python -m scripts.bench.rival FOLDER steps|queued JOBSxSTEPS …`.
"""

import json
import sys
import threading
import time
from typing import Any

import dbos
from sqlalchemy import Engine, event

from scripts.bench.races import Race, named

LOOK_S = 0.001
"""It ships with a second: a chain of queued workflows would be one step a second."""


class Rival:
    def __init__(self, folder: str, kind: str) -> None:
        self.durability = ""
        event.listen(Engine, "commit", self._look_at)
        self._dbos: Any = dbos.DBOS
        url = f"sqlite:///{folder}/dbos.db"
        self._dbos(config={"name": "bench", "system_database_url": url, "log_level": "ERROR"})
        self._counting = threading.Condition()
        self._ahead = 0
        self._step = self._dbos.step()(_trivial)
        self._chain = self._dbos.workflow()(self._chain_of)
        self._link = self._dbos.workflow()(self._link_to)
        self._dbos.launch()
        self._race = self._in_steps
        if kind == "queued":
            self._dbos.register_queue("links", polling_interval_sec=LOOK_S)
            self._race = self._in_queue

    def run(self, race: Race) -> float:
        """Steps a second, from the first wish to the last step being done."""
        begun = time.perf_counter()
        self._race(race)
        return race.jobs * race.steps / (time.perf_counter() - begun)

    def _in_steps(self, race: Race) -> None:
        for handle in [self._dbos.start_workflow(self._chain, race.steps) for _ in range(race.jobs)]:
            handle.get_result()

    def _in_queue(self, race: Race) -> None:
        self._ahead = race.jobs * race.steps
        for _ in range(race.jobs):
            self._dbos.enqueue_workflow("links", self._link, race.steps)
        with self._counting:
            self._counting.wait_for(lambda: self._ahead == 0)

    def _chain_of(self, steps: int) -> None:
        for number in range(steps):
            self._step(number)

    def _link_to(self, left: int) -> dict[str, int]:
        if left > 1:
            self._dbos.enqueue_workflow("links", self._link, left - 1)
        with self._counting:
            self._ahead -= 1
            self._counting.notify_all()
        return _trivial(left)

    def _look_at(self, connection: Any) -> None:
        """What it really asks of SQLite, seen on a connection that is about to commit."""
        if not self.durability:
            cursor = connection.connection.cursor()
            journal = cursor.execute("pragma journal_mode").fetchone()[0]
            self.durability = f"{journal}, synchronous={cursor.execute('pragma synchronous').fetchone()[0]}"


def _trivial(left: int) -> dict[str, int]:
    return {"left": left}


def main(folder: str, kind: str, races: list[Race]) -> None:
    rival = Rival(folder, kind)
    rival.run(Race(2, 10))  # whatever is done once has been done
    rates = [rival.run(race) for race in races]
    print(json.dumps({"rates": rates, "durability": rival.durability}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [named(name) for name in sys.argv[3:]])
