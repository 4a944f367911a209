"""Functions are killed while they make a film, and messages come twice. Nothing is lost, and nothing is done twice."""

import os
import random
import time

from shared.platform.ports import Document
from tests.integration.films import SCRIPT
from tests.integration.house import House
from tests.integration.patience import until
from tests.integration.witness import Witness

SEED = int(os.environ.get("AIPROD_SEED", "1"))
PATIENCE_S = 150.0
DUPLICATES = 8
FOREVER = float("inf")

# Where a process ends itself, once. `before_commit` and `after_claim` lose all that was done, and the end of the lease
# is waited for; at the other places something is recorded, and whoever comes next must find it.
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


def test_killed_functions_and_messages_that_come_twice_change_nothing(cloud: House, undisturbed: Document) -> None:
    chance = random.Random(SEED)
    cloud.fleet.arm(FAULTS)
    cloud.upload("scripts/zoe/doors.fountain", SCRIPT, size="360p")
    cloud.announce("scripts/zoe/doors.fountain")
    witness = Witness(cloud, "zoe")
    victims = list(KILLED)
    strike_at: dict[str, float] = {}
    duplicates = 0

    def delivered() -> bool:
        nonlocal duplicates
        steps, state = witness.look(), witness.state
        assert state != "failed", cloud.fleet.troubles()
        if state == "rendering" and duplicates < DUPLICATES and chance.random() < 0.2:
            name = chance.choice(sorted(steps))
            witness.repeat(steps[name]["agent"], name)
            duplicates += 1
        working = {step["agent"] for step in steps.values() if step["state"] == "running"}
        for name in working.intersection(victims):
            strike_at.setdefault(name, time.monotonic() + chance.uniform(0.0, 0.5))
        for name in [name for name in victims if strike_at.get(name, FOREVER) < time.monotonic()]:
            cloud.fleet.kill(name)
            victims.remove(name)
        return state == "delivered"

    until(delivered, PATIENCE_S, lambda: f"{witness.state}\n{cloud.fleet.troubles()}")
    assert sorted(cloud.fleet.struck) == sorted(FAULTS.values())
    assert (victims, duplicates) == ([], DUPLICATES)
    witness.confirms(undisturbed)
    again = {step["agent"] for step in witness.look().values() if step["token"] > 1}
    assert again <= {*FAULTS, *KILLED}
