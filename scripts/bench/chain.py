"""Our side of the race: chains of units through the real queue, the real runner of this machine and the real step.

The one rule: nothing is left out for the bench: the log is written, leases are taken, what follows is a row first.
Only the work itself is trivial. Run as a process of its own: `python -m scripts.bench.chain FOLDER JOBS:STEPS …`.
"""

import json
import os
import sys
import threading
import time

from scripts.local import home
from scripts.local.crew import handlers
from scripts.local.runner import Runner
from shared.model.callsheet import CALLSHEET, Call, Next, Recall, Result, subject_of
from shared.model.job import Options
from shared.pipeline import desk, outbox
from shared.pipeline.step import handle
from shared.pipeline.work import Agent, Made, Unit, Work
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Message, Platform

TOPIC = "link"


def after_link(unit: str, result: Result, recall: Recall) -> Next:
    """The next link, until the chain is as long as its first one said."""
    left = int(result["left"])
    return Next(calls=(Call(TOPIC, f"link-{left}"),)) if left else Next()


class Chains:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._counting = threading.Lock()
        self._left = 0
        agent = Agent(TOPIC, self._make)
        CALLSHEET[TOPIC] = after_link

        def take(platform: Platform, message: Message) -> None:
            handle(platform, agent, message)

        handlers()[TOPIC] = take

    def race(self, jobs: int, steps: int) -> float:
        """Seconds from the first wish to the last step being done and acknowledged."""
        self._left = jobs * steps
        with Runner(self._machine) as runner:
            begun = time.perf_counter()
            for number in range(jobs):
                self._start(f"race-{jobs}-{steps}-{number}", steps)
            runner.until(lambda: self._left == 0)
            return time.perf_counter() - begun

    def _start(self, job: str, steps: int) -> None:
        platform = self._machine
        found = desk.create(platform, job, "bench", {"object": "", "name": job, "bytes": 0}, Options())
        unit = Unit(job, 1, "desk")
        rows = outbox.called((Call(TOPIC, f"link-{steps}"),), unit, found.path, platform.clock.now())
        platform.documents.commit(rows)
        outbox.relay(platform, rows)

    def _make(self, work: Work) -> Made:
        with self._counting:
            self._left -= 1
        return Made({"left": int(subject_of(work.unit.name)) - 1})


def main(folder: str, races: list[str]) -> None:
    os.environ["AIPROD_HOME"] = folder
    chains = Chains(home.enter())
    chains.race(2, 10)
    sizes = [(int(jobs), int(steps)) for jobs, steps in (race.split(":") for race in races)]
    print(json.dumps([jobs * steps / chains.race(jobs, steps) for jobs, steps in sizes]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
