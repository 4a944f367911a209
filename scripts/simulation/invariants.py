"""What must be true at every moment and at the end, whatever happened in between.

The one rule: an invariant looks at the store and at what the processes do, never at the code that it watches.
"""

from collections.abc import Callable, Sequence
from typing import Any

from scripts.simulation.books import Books
from scripts.simulation.doubles import CHOSEN
from scripts.simulation.world import Process, World
from shared.model.states import ENDED, RESTING, TABLE
from shared.pipeline.work import Work
from shared.platform.ports import Create, Document, Increment, Message, Update, Write

ONE_RUN = "never two live runs under one unexpired lease"
RECORDED_ONCE = "a unit of work is recorded once"
NOT_AGAIN = "no step is executed after it was done"
JOINS_ONCE = "a join moves on once, and only when everyone has arrived"
NOT_WHEN_STOPPED = "a stopped film calls nobody"
CAUSE_FIRST = "nothing is sent before its cause is recorded"
ACK_RECORDED = "only what is recorded is acknowledged"
SETTLES = "every job comes to rest, and nothing is left unsent"
TABLE_ONLY = "a job moves only as the state table allows"
SAME_FILM = "whatever happened, the film is the same"
NO_SURPRISE = "nothing is raised that nobody planned for"


class Watch:
    def __init__(self, world: World) -> None:
        self._world = world
        self.violations: list[str] = []
        self._live: dict[str, tuple[Process, int]] = {}
        self._done: dict[str, int] = {}
        self._arrived: dict[str, int] = {}
        self._opened: dict[str, int] = {}
        self._moved: set[str] = set()
        self._states: dict[str, tuple[int, str]] = {}
        self._rows: set[str] = set()
        self.janitors: set[int] = set()
        self.books = Books(world, self.broken)
        world.watch_commit = self.commit
        world.watch_publish = self.publish

    def expects(self, jobs: Sequence[str]) -> None:
        for job in jobs:
            self._states[f"jobs/{job}"] = (1, "created")

    def broken(self, invariant: str, detail: str) -> None:
        self.violations.append(f"{invariant}: {detail}")

    # ------------------------------------------------------------------------------------------ while it runs

    def begins(self, work: Work) -> None:
        """An agent starts its work."""
        step = self._world.store.get(work.unit.path)
        if step and step.fields["state"] == "done" and step.fields["token"] == work.token:
            self.broken(NOT_AGAIN, work.unit.path)

    def _claimed(self, path: str, until: int) -> None:
        """Somebody took the step. Whoever held it must be dead, or out of time."""
        process, held_until = self._live.get(path, (self._world.process, 0))
        if not process.dead and process is not self._world.process and held_until > self._world.time:
            self.broken(ONE_RUN, path)
        self._live[path] = (self._world.process, until)

    def acknowledged(self, message: Message) -> None:
        """A handler returned: its unit may not be left running under its own hand."""
        body = message.body
        step = self._world.store.get(f"jobs/{body.get('job')}/steps/{body.get('revision')}.{body.get('unit')}")
        if step and step.fields["state"] == "running" and step.fields["holder"] == str(self._world.process.number):
            self.broken(ACK_RECORDED, step.path)

    def commit(self, batch: Sequence[Write]) -> None:
        """Called right after a batch was applied."""
        self.books.commit(batch)
        for write in batch:
            path = write.path
            if isinstance(write, Update | Create):
                if "/steps/" in path:
                    self._step(path, write.fields)
                elif path.startswith("outbox/"):
                    self._rows.add(path)
                elif "/joins/" in path:
                    self._join(path, write.fields)
                elif path.startswith("jobs/") and path.count("/") == 1 and "state" in write.fields:
                    self._job(path)
            elif isinstance(write, Increment) and "/joins/" in path:
                self._arrived[path] = self._arrived.get(path, 0) + 1

    def publish(self, message: Message) -> None:
        if self._world.process.number in self.janitors:
            return
        body = message.body
        row = message.attributes.get("wake") or f"{body.get('job')}.{body.get('revision')}.{body.get('unit')}"
        if f"outbox/{row}" not in self._rows:
            self.broken(CAUSE_FIRST, row)

    def _step(self, path: str, fields: Any) -> None:
        state = fields.get("state")
        if state == "running":
            self._claimed(path, fields["lease_until"])
        elif state:
            self._live.pop(path, None)
        elif "lease_until" in fields:
            self._live[path] = (self._world.process, fields["lease_until"])
        if state != "done":
            return
        if path in self._done:
            self.broken(RECORDED_ONCE, path)
        self._done[path] = 1

    def _join(self, path: str, fields: Any) -> None:
        if "pending" in fields:
            self._opened[path] = fields["pending"]
        if not fields.get("advanced"):
            return
        if path in self._moved:
            self.broken(JOINS_ONCE, f"{path} moved twice")
        self._moved.add(path)
        if self._arrived.get(path, 0) != self._opened.get(path):
            self.broken(JOINS_ONCE, f"{path} moved with {self._arrived.get(path, 0)} of {self._opened.get(path)}")
        job = path.split("/")[1]
        gate = self._world.store.get(f"gates/{job}")
        revision = int(path.rpartition("/")[2].partition(".")[0])
        before = self._states.get(f"jobs/{job}", (revision, ""))
        if gate and (gate.fields["revision"] != revision or (not gate.fields["open"] and before[1] in ENDED)):
            self.broken(NOT_WHEN_STOPPED, path)

    def _job(self, path: str) -> None:
        job = self._world.store.get(path)
        if job is None:
            return
        revision, state = job.fields["revision"], job.fields["state"]
        before = self._states.get(path)
        if before and state not in TABLE[before[1]].values():
            self.broken(TABLE_ONLY, f"{path} from {before[1]} to {state}")
        self._states[path] = (revision, state)

    # -------------------------------------------------------------------------------------------- at the end

    def at_rest(self, reference: Callable[[Document], str]) -> None:
        store = self._world.store
        for path, (_, state) in self._states.items():
            if state not in RESTING:
                self.broken(SETTLES, f"{path} stays in {state}")
            job = store.get(path)
            if (
                job
                and state == "delivered"
                and self._as_planned(job)
                and _bytes_of(job.fields["film"]) != _bytes_of(reference(job))
            ):
                self.broken(SAME_FILM, path)
        for row in store.everything("outbox"):
            self.broken(SETTLES, f"{row.path} was never sent")
        self._settled()
        self.books.at_rest()

    def _settled(self) -> None:
        for escrow in self._world.store.everything("escrows"):
            fields = escrow.fields
            job = self._states.get(f"jobs/{fields['job']}")
            if fields["state"] != "closed" and job and (job[0] != fields["revision"] or job[1] in ENDED):
                self.broken(SETTLES, f"{escrow.path} was never returned")

    def _as_planned(self, job: Document) -> bool:
        """Every picture is the one that was chosen: nothing stands in for it."""
        mine = f"{job.path}/steps/{job.fields['revision']}.render-"
        steps = self._world.store.everything(f"{job.path}/steps")
        return all(each.fields["result"]["backend"] == CHOSEN for each in steps if each.path.startswith(mine))


def _bytes_of(film: str) -> str:
    """A film's name ends in the hash of its bytes; before it stands its owner."""
    return film.rpartition("/")[2]
