"""DBOS's side of the race, in its own words: a workflow of steps, and steps as queued workflows.

The one rule: it runs as it ships, with nothing switched off that it promises; where a setting costs it speed without
giving safety (how often it looks into a queue), we set what is best for it.
Run as a process of its own: `python -m scripts.bench.rival FOLDER steps|queued JOBS:STEPS …`.
"""

import json
import sys
import threading
import time
from importlib import import_module
from typing import Any

LOOK_S = 0.001
"""How often DBOS looks into its queue; it ships with a second."""


class Rival:
    def __init__(self, folder: str) -> None:
        self._dbos: Any = import_module("dbos").DBOS
        url = f"sqlite:///{folder}/dbos.db"
        self._dbos(config={"name": "bench", "system_database_url": url, "log_level": "ERROR"})
        self._counting = threading.Condition()
        self._left = 0

        def trivial(left: int) -> dict[str, int]:
            return {"left": left}

        step = self._dbos.step()(trivial)

        def chain(steps: int) -> None:
            for number in range(steps):
                step(number)

        def link(left: int) -> dict[str, int]:
            if left > 1:
                self._dbos.enqueue_workflow("links", self._link, left - 1)
            with self._counting:
                self._left -= 1
                self._counting.notify_all()
            return {"left": left}

        self._chain = self._dbos.workflow()(chain)
        self._link = self._dbos.workflow()(link)
        self._dbos.launch()

    def durability(self) -> str:
        """What DBOS's connections to its database really use."""
        from sqlalchemy import text

        database: Any = import_module("dbos._dbos")._get_dbos_instance()._sys_db
        with database.engine.connect() as connection:
            journal = connection.execute(text("pragma journal_mode")).scalar()
            synchronous = connection.execute(text("pragma synchronous")).scalar()
        return f"journal_mode={journal}, synchronous={['off', 'normal', 'full', 'extra'][synchronous]}"

    def steps(self, jobs: int, steps: int) -> float:
        begun = time.perf_counter()
        for handle in [self._dbos.start_workflow(self._chain, steps) for _ in range(jobs)]:
            handle.get_result()
        return time.perf_counter() - begun

    def queued(self, jobs: int, steps: int) -> float:
        self._left = jobs * steps
        begun = time.perf_counter()
        for _ in range(jobs):
            self._dbos.enqueue_workflow("links", self._link, steps)
        with self._counting:
            self._counting.wait_for(lambda: self._left == 0)
        return time.perf_counter() - begun


def main(folder: str, kind: str, races: list[str]) -> None:
    rival = Rival(folder)
    if kind == "queued":
        rival._dbos.register_queue("links", polling_interval_sec=LOOK_S)
    race = rival.queued if kind == "queued" else rival.steps
    race(2, 10)
    sizes = [(int(jobs), int(steps)) for jobs, steps in (race.split(":") for race in races)]
    rates = [jobs * steps / race(jobs, steps) for jobs, steps in sizes]
    print(json.dumps({"rates": rates, "durability": rival.durability()}))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
