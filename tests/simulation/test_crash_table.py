"""The crash table of shared/money/attempt.py, line by line: one process dies at one place, and nothing else happens."""

from collections import Counter
from dataclasses import dataclass

import pytest

from scripts.simulation.story import Story
from scripts.simulation.world import CALM, Crash
from shared.telemetry import log

SEED = 7


@dataclass(frozen=True)
class Told:
    violations: list[str]
    films: Counter[str]
    requests: int
    billed: int
    booked: int
    unknown: int


def story(dies_at: str = "") -> Told:
    """Three films in a calm world; whoever first comes to this place is killed."""
    before = log.to(None)
    told = Story(SEED, CALM, eventful=False)
    world = told.world
    struck: list[str] = []

    def at(place: str) -> None:
        if world.process.dead:
            raise Crash
        if place == dies_at and not struck:
            struck.append(place)
            world.process.dead = True
            raise Crash

    world.at = at  # type: ignore[method-assign]
    try:
        told.tell()
    finally:
        log.to(before)
    assert bool(struck) is bool(dies_at), "nobody came to this place"
    attempts = [each.fields for job in told.jobs for each in world.store.everything(f"jobs/{job}/attempts")]
    entries = [each.fields for job in told.jobs for each in world.store.everything(f"jobs/{job}/entries")]
    return Told(
        told.watch.violations,
        Counter(str(film.fields["state"]) for job in told.jobs if (film := world.store.get(f"jobs/{job}"))),
        sum(world.provider.posts.values()),
        sum(task.cost for task in world.provider.tasks.values()),
        sum(entry["amount"] for entry in entries),
        sum(each["state"] == "unknown" for each in attempts),
    )


@pytest.fixture(scope="module")
def calm() -> Told:
    told = story()
    assert (told.violations, told.unknown) == ([], 0)
    assert told.billed == told.booked > 0
    return told


@pytest.mark.parametrize("place", ["after_intent", "after_submitted", "before_settled", "after_settled"])
def test_whoever_comes_next_goes_on_and_nothing_is_bought_or_paid_again(calm: Told, place: str) -> None:
    assert story(place) == calm


@pytest.mark.parametrize("place", ["after_calling", "before_request"])
def test_what_was_never_sent_counts_as_spent_for_nobody_can_know(calm: Told, place: str) -> None:
    told = story(place)
    assert (told.violations, told.films, told.unknown) == ([], calm.films, 1)
    assert told.requests == calm.requests  # another was asked in its stead
    assert told.booked > told.billed


def test_what_was_sent_and_not_written_down_is_not_sent_again(calm: Told) -> None:
    told = story("after_request")
    assert (told.violations, told.films, told.unknown) == ([], calm.films, 1)
    assert told.requests == calm.requests + 1  # the one that stands in for it
    assert told.booked == told.billed > calm.billed
