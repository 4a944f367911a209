"""The simulation holds what design.md §7 promises, finds what is planted, and tells every story the same way twice."""

import pytest

from scripts.simulation.run import tell, tell_all
from scripts.simulation.story import Story
from scripts.simulation.world import CALM
from shared.pipeline import lease, step
from shared.pipeline.faults import PLACES
from tests.simulation.bugs import BUGS, Bug


def test_whatever_happens_no_promise_is_broken_and_every_fault_point_is_passed_and_crashed_at() -> None:
    tally = tell_all(0, 2000)
    assert tally.violations == []
    assert tally.seeds == 2000
    assert {place: tally.crashes_at[place] for place in PLACES if tally.crashes_at[place] < 100} == {}


def test_a_calm_world_delivers_every_film_it_can_pay_for() -> None:
    story = Story(7, CALM, eventful=False)
    story.tell()
    states = {story.world.store.get(f"jobs/{job}").fields["state"] for job in story.jobs}  # type: ignore[union-attr]
    assert story.watch.violations == []
    assert states <= {"delivered", "failed"}
    assert "delivered" in states


@pytest.mark.parametrize("seed", [3, 11, 29])
def test_a_seed_tells_the_same_story_twice(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_MS", 1)  # the clock on our wall has no part in it
    monkeypatch.setattr(step, "HEARTBEATS", lease.Heartbeats())
    first, second = Story(seed), Story(seed)
    first.tell()
    second.tell()
    assert first.world.counts == second.world.counts
    assert first.world.crashes == second.world.crashes
    assert first.world.time == second.world.time
    assert sorted(first.world.things) == sorted(second.world.things)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_and_named(bug: Bug) -> None:
    broken: list[str] = []
    with bug.plant():
        for first in range(0, 600, 20):
            broken = [each["broken"] for each in tell(range(first, first + 20)).violations]
            if any(each.startswith(bug.breaks) for each in broken):
                return
    pytest.fail(f"600 seeds did not find {bug.name!r}: {broken[:3]}")
