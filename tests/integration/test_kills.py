"""Functions are killed while they make a film, and messages come twice. Nothing is lost, and nothing is done twice."""

import json
import random
import time
from collections import Counter
from typing import Any

from shared.platform.ports import Document
from tests.integration.house import House, whole
from tests.integration.patience import until

SEED = 7
PATIENCE_S = 150.0
DUPLICATES = 8
FOREVER = float("inf")

# Where a process ends itself, once. `before_commit` loses all that was done, and the end of its lease is waited for;
# at the other places something is recorded, and whoever comes next must find it.
FAULTS = {
    "ingest": "after_desk:1",
    "creative_director": "after_commit:1",
    "audio_generator": "after_advance:1",
    "visual_translator": "before_row_delete:1",
    "budget_guard": "between_relays:1",
    "music_composer": "before_commit:1",
    "sound_effects": "after_claim:1",
    "technical_qa": "before_ack:1",
}
KILLED = ("render_executor", "post_processor")  # from outside, in the middle of their work
AFTERWARDS = {"settle", "notify-delivered"}  # what goes on when a job has ended


class Witness:
    """Looks at the steps from outside. What was done once may never change again."""

    def __init__(self, cloud: House, job: Document) -> None:
        self._cloud, self._job = cloud, job
        self.done: dict[str, Any] = {}
        self.redone: list[str] = []

    def look(self) -> dict[str, Any]:
        steps = self._cloud.steps(self._job)
        for name, step in steps.items():
            if name in self.done and self.done[name] != step:
                self.redone.append(f"{name}: {self.done[name]} became {step}")
            if step["state"] == "done":
                self.done[name] = step
        return steps


def test_killed_functions_and_messages_that_come_twice_change_nothing(cloud: House, undisturbed: Document) -> None:
    chance = random.Random(SEED)
    cloud.fleet.arm(FAULTS)
    cloud.upload("scripts/zoe/doors.fountain", _script(cloud, undisturbed), size="360p")
    cloud.announce("scripts/zoe/doors.fountain")
    job = until(lambda: cloud.job_of("zoe"), 30, cloud.fleet.troubles)
    witness = Witness(cloud, job)
    victims = list(KILLED)
    strike_at: dict[str, float] = {}
    duplicates = 0

    def delivered() -> bool:
        nonlocal duplicates
        steps, state = witness.look(), cloud.state_of(job)
        if state == "rendering" and duplicates < DUPLICATES and chance.random() < 0.2:
            name = chance.choice(sorted(steps))
            cloud.publish(steps[name]["agent"], _body(job, name))
            duplicates += 1
        working = {step["agent"] for step in steps.values() if step["state"] == "running"}
        for name in working.intersection(victims):
            strike_at.setdefault(name, time.monotonic() + chance.uniform(0.0, 0.5))
        for name in [name for name in victims if strike_at.get(name, FOREVER) < time.monotonic()]:
            cloud.fleet.kill(name)
            victims.remove(name)
        return state == "delivered"

    until(delivered, PATIENCE_S, lambda: f"{cloud.state_of(job)}\n{cloud.fleet.troubles()}")
    cloud.tasks.skip(60)  # whoever was to come back when a lease ends may come now
    cloud.comes_to_rest(job, 30)
    for name, step in cloud.steps(job).items():
        cloud.publish(step["agent"], _body(job, name))
    until(lambda: _dropped(cloud, job) >= {*cloud.steps(job)} - AFTERWARDS, 30, cloud.fleet.troubles)
    steps = witness.look()

    assert sorted(cloud.fleet.struck) == sorted(FAULTS.values())
    assert victims == []
    assert duplicates == DUPLICATES
    assert {*steps} == whole(cloud, job)
    assert witness.redone == []
    assert _finished(cloud, job).most_common(1)[0][1] == 1
    died = {*FAULTS, *KILLED}
    assert {step["agent"] for step in steps.values() if step["token"] > 1} <= died
    assert len([*cloud.platform.objects.list("films/zoe/")]) == 1
    assert _name(cloud.job_in("delivered", "zoe", 1)) == _name(undisturbed)
    assert job.path.partition("/")[2] not in {
        letter.fields["body"].get("job") for letter in cloud.all_of("dead_letters")
    }


def _script(cloud: House, job: Document) -> bytes:
    with cloud.platform.objects.open(job.fields["script"]["object"]) as stream:
        return stream.read()


def _body(job: Document, unit: str) -> bytes:
    return json.dumps({"schema": 1, "job": job.path.partition("/")[2], "revision": 1, "unit": unit}).encode()


def _finished(cloud: House, job: Document) -> Counter[str]:
    """How often each unit was said to be done: it is said after it was recorded."""
    identity = job.path.partition("/")[2]
    said: Counter[str] = Counter()
    for line in cloud.fleet.said():
        labels = line.get("logging.googleapis.com/labels", {})
        if labels.get("job") == identity and line["message"] == f"{labels.get('step')} done":
            said[labels["step"]] += 1
    return said


def _dropped(cloud: House, job: Document) -> set[str]:
    """Units for which a message came when the film was delivered already."""
    identity = job.path.partition("/")[2]
    labels = [line["logging.googleapis.com/labels"] for line in cloud.fleet.said() if " is dropped" in line["message"]]
    return {each["step"] for each in labels if each.get("job") == identity}


def _name(job: Document) -> str:
    """A film's name is the hash of its bytes, below its owner."""
    return str(job.fields["film"]).rpartition("/")[2]
