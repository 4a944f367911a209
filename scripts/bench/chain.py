"""Our side of the race: chains of units through the real queue, the real runner of this machine and the real step.

The one rule: nothing is left out for the bench. The log is written, leases are taken, what follows is a row before it
is sent; only the work itself is trivial. A process of its own: `python -m scripts.bench.chain FOLDER JOBSxSTEPS …`.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

from scripts.bench.races import Race, durability, named
from scripts.local import home
from scripts.local.crew import handlers
from scripts.local.runner import Runner
from shared.model.callsheet import CALLSHEET, Call, Next, Recall, Result, subject_of
from shared.model.job import Options
from shared.pipeline import desk, outbox
from shared.pipeline.step import handle
from shared.pipeline.work import Agent, Made, Unit, Work
from shared.platform.embedded.database import Database
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Message, Platform

TOPIC = "link"


class Chains:
    """Jobs whose units call each other, one after another: link-5 calls link-4, and link-1 calls nobody."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._counting = threading.Lock()
        self._ahead = 0
        agent = Agent(TOPIC, self._make)

        def take(platform: Platform, message: Message) -> None:
            handle(platform, agent, message)

        handlers()[TOPIC] = take
        CALLSHEET[TOPIC] = self._after

    def run(self, race: Race) -> float:
        """Steps a second, from the first wish until every step is done and every message acknowledged."""
        self._ahead = race.jobs * race.steps
        with Runner(self._machine) as runner:
            begun = time.perf_counter()
            for number in range(race.jobs):
                self._start(f"race-{race}-{number}", race.steps)
            runner.until(lambda: self._ahead == 0)
            return race.jobs * race.steps / (time.perf_counter() - begun)

    def _start(self, job: str, steps: int) -> None:
        platform = self._machine
        found = desk.create(platform, job, "bench", {"object": "", "name": job, "bytes": 0}, Options())
        unit = Unit(job, 1, "desk")
        rows = outbox.called((Call(TOPIC, f"{TOPIC}-{steps}"),), unit, found.path, platform.clock.now())
        platform.documents.commit(rows)
        outbox.relay(platform, rows)

    def _make(self, work: Work) -> Made:
        with self._counting:
            self._ahead -= 1
        return Made({"left": int(subject_of(work.unit.name)) - 1})

    @staticmethod
    def _after(unit: str, result: Result, recall: Recall) -> Next:
        left = int(result["left"])
        return Next(calls=(Call(TOPIC, f"{TOPIC}-{left}"),)) if left else Next()


def main(folder: Path, races: list[Race]) -> None:
    os.environ["AIPROD_HOME"] = str(folder)
    chains = Chains(home.enter())
    chains.run(Race(2, 10))  # whatever is done once has been done
    rates = [chains.run(race) for race in races]
    kept = Database(folder / "aiprod.db").write(durability, durable=True)
    print(json.dumps({"rates": rates, "durability": kept}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [named(name) for name in sys.argv[2:]])
