"""Who looks on while a film is made, from outside: at the documents, and at what the functions said.

The one rule: what was done once may never change again.
"""

import json
from collections import Counter
from typing import Any

from shared.pipeline.shelf import kept_in
from shared.platform.ports import Document
from tests.integration.house import House, whole
from tests.integration.patience import until

A_LEASE_S = 40.0
SHOWN = (".mp4", ".png", ".wav")
AFTERWARDS = {"settle", "notify-delivered"}  # what goes on when a job has ended


class Witness:
    def __init__(self, cloud: House, owner: str) -> None:
        """Of this owner's only job."""
        self._cloud = cloud
        self._owner = owner
        self.job = until(lambda: cloud.job_of(owner), 30, cloud.fleet.troubles)
        self._done: dict[str, Any] = {}
        self._redone: list[str] = []

    @property
    def state(self) -> str:
        return self._cloud.state_of(self.job)

    def look(self) -> dict[str, Any]:
        """Every step there is, by name."""
        steps = self._cloud.steps(self.job)
        for name, step in steps.items():
            if name in self._done and self._done[name] != step:
                self._redone.append(f"{name}: {self._done[name]} became {step}")
            if step["state"] == "done":
                self._done[name] = step
        return steps

    def repeat(self, agent: str, unit: str) -> None:
        """The message that called for this unit, once more."""
        body = {"schema": 1, "job": self._identity, "revision": 1, "unit": unit}
        self._cloud.publish(agent, json.dumps(body).encode())

    def confirms(self, film: Document) -> None:
        """All of it happened, none of it twice, and what came out is what came out of the other job."""
        self._cloud.tasks.skip(A_LEASE_S)  # whoever was to come back when a lease ends may come now
        self._cloud.comes_to_rest(self.job, 30)
        self._cloud.tasks.skip(-A_LEASE_S)
        for name, step in self.look().items():
            self.repeat(step["agent"], name)
        until(lambda: self._dropped() >= {*self._done} - AFTERWARDS, 30, self._cloud.fleet.troubles)
        assert {*self.look()} == {*self._done} == whole(self._cloud, self.job)
        assert self._redone == []
        assert max(self._said_done().values()) == 1
        assert len([*self._cloud.platform.objects.list(f"films/{self._owner}/")]) == 1
        ours, theirs = self._made(self.job), self._made(film)
        apart = {name: (ours[name], theirs.get(name)) for name in ours if ours[name] != theirs.get(name)}
        assert not apart, f"these steps made something else: {apart}"
        assert _bytes_of(self._cloud.job_in("delivered", self._owner, 1)) == _bytes_of(film)
        letters = self._cloud.all_of("dead_letters")
        assert self._identity not in {letter.fields["body"].get("job") for letter in letters}

    @property
    def _identity(self) -> str:
        return self.job.path.partition("/")[2]

    def _made(self, job: Document) -> dict[str, list[str]]:
        """The sounds and pictures that each step of a job made, by their hashes. Papers name the job and its owner."""
        return {
            name: sorted(each.rpartition("/")[2] for each in kept_in(step["result"]) if each.endswith(SHOWN))
            for name, step in self._cloud.steps(job).items()
        }

    def _said_done(self) -> Counter[str]:
        """How often each unit was said to be done: it is said after it was recorded."""
        steps = [step for step, message in self._said() if message == f"{step} done"]
        return Counter(steps)

    def _dropped(self) -> set[str]:
        """Units for which a message came when the film was delivered already."""
        return {step for step, message in self._said() if " is dropped" in message}

    def _said(self) -> list[tuple[str, str]]:
        lines = [(line.get("logging.googleapis.com/labels", {}), line["message"]) for line in self._cloud.fleet.said()]
        return [(labels.get("step", ""), said) for labels, said in lines if labels.get("job") == self._identity]


def _bytes_of(job: Document) -> str:
    """A film's name is the hash of its bytes, below its owner."""
    return str(job.fields["film"]).rpartition("/")[2]
