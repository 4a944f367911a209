"""DBOS's side of the race, in its own words: workflows of steps, or steps that are queued workflows.

The one rule: it runs as it ships. Only how often it looks into its queue is set, to what is best for it.
A process of its own: `python -m scripts.bench.rival FOLDER steps|queued JOBSxSTEPS …`.
"""

import json
import sys
import time
from collections.abc import Callable
from threading import Semaphore
from typing import Any

from dbos import DBOS
from sqlalchemy import Engine, event

from scripts.bench.races import Race, durability, named

QUEUE = "links"
LOOK_S = 0.001
"""It ships with a second: a chain of queued workflows would be one step a second."""

_done = Semaphore(0)


def _trivial(left: int) -> dict[str, int]:
    return {"left": left}


def _chain(steps: int) -> None:
    for left in range(steps, 0, -1):
        step(left)


def _link(left: int) -> dict[str, int]:
    if left > 1:
        DBOS.enqueue_workflow(QUEUE, link, left - 1)
    _done.release()
    return {"left": left}


# Not as decorators, whose types nobody knows.
step: Any = DBOS.step()(_trivial)
chain: Any = DBOS.workflow()(_chain)
link: Any = DBOS.workflow()(_link)


def in_steps(race: Race) -> None:
    for handle in [DBOS.start_workflow(chain, race.steps) for _ in range(race.jobs)]:
        handle.get_result()


def in_queue(race: Race) -> None:
    for _ in range(race.jobs):
        DBOS.enqueue_workflow(QUEUE, link, race.steps)
    for _ in range(race.jobs * race.steps):
        _done.acquire()


def rate(run: Callable[[Race], None], race: Race) -> float:
    """Steps a second, from the first wish to the last step being done."""
    begun = time.perf_counter()
    run(race)
    return race.jobs * race.steps / (time.perf_counter() - begun)


def main(folder: str, kind: str, races: list[Race]) -> None:
    asked_of_disk: set[str] = set()

    def look(connection: Any) -> None:
        asked_of_disk.add(durability(connection.connection.cursor()))

    event.listen(Engine, "commit", look)
    DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{folder}/dbos.db", "log_level": "ERROR"})
    DBOS.launch()
    event.remove(Engine, "commit", look)
    if kind == "queued":
        DBOS.register_queue(QUEUE, polling_interval_sec=LOOK_S)
    run = in_queue if kind == "queued" else in_steps
    run(Race(2, 10))  # whatever is done once has been done
    rates = [rate(run, race) for race in races]
    print(json.dumps({"rates": rates, "durability": ", ".join(sorted(asked_of_disk))}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [named(name) for name in sys.argv[3:]])
