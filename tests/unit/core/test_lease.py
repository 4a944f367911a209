"""A claim is won by one, renewed while its work lasts, and lost without harm."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from shared.model.errors import Transient
from shared.pipeline import lease
from shared.pipeline.lease import LEASE_MS, Heartbeats, Lease, claim, renew
from shared.platform.ports import Document
from shared.telemetry import log
from tests.unit.core.builders import NOON, Studio, a_step, a_unit, a_work, lost, nothing, row

PATH = a_unit().path


def taken(studio: Studio, step: Document | None, *, forgive: bool = False) -> Lease | None:
    return claim(studio.platform, a_unit(), "music_composer", "anna", step, forgive=forgive)


def test_the_first_claim_makes_the_step_and_says_who_holds_it_until_when(studio: Studio) -> None:
    held = taken(studio, None)
    assert held is not None
    step = studio.step()
    assert (step["state"], step["token"], step["attempts"]) == ("running", 1, 1)
    assert (step["holder"], step["lease_until"], step["nonce"]) == ("w1", NOON + LEASE_MS, held.nonce)
    assert (step["agent"], step["owner"], step["job"], step["created_at"]) == ("music_composer", "anna", "j1", NOON)


@pytest.mark.parametrize(
    ("before", "forgive", "attempts"),
    [
        ({"attempts": 1}, False, 2),
        ({"attempts": 2}, True, 2),
        ({"attempts": 0, "state": "waiting", "wake": "w"}, False, 1),
        ({"attempts": 0}, True, 1),
    ],
    ids=["its lease ended", "its holder is known to be dead", "it waited", "it was let go"],
)
def test_a_take_over_counts_as_an_attempt_unless_the_one_before_is_known_to_be_dead(
    studio: Studio, before: dict[str, Any], forgive: bool, attempts: int
) -> None:
    held = taken(studio, a_step(studio, token=7, **before), forgive=forgive)
    assert held is not None
    assert (held.token, held.attempts) == (8, attempts)
    assert (studio.step()["token"], studio.step()["attempts"]) == (8, attempts)
    assert studio.step()["created_at"] == NOON


def test_whoever_takes_a_waiting_step_takes_its_wake_up_off_the_outbox(studio: Studio) -> None:
    row(studio, "j1.1.music.1", deliver_at=NOON)
    assert taken(studio, a_step(studio, state="waiting", wake="j1.1.music.1")) is not None
    assert (studio.rows(), studio.step()["wake"]) == ([], "")


@pytest.mark.parametrize("there", [False, True], ids=["made by another", "taken by another"])
def test_of_two_who_claim_at_once_one_wins(studio: Studio, there: bool) -> None:
    step = a_step(studio) if there else None
    studio.documents.happenings = [lambda: a_step(studio, token=5)]
    assert taken(studio, step) is None
    assert studio.step()["nonce"] == "theirs"


def test_a_step_that_went_away_while_it_was_claimed_is_nobodys(studio: Studio) -> None:
    step = a_step(studio)
    studio.documents._all.clear()
    assert taken(studio, step) is None


@pytest.mark.parametrize("there", [False, True], ids=["made", "taken"])
def test_a_claim_whose_answer_was_lost_is_known_by_its_nonce(studio: Studio, there: bool) -> None:
    studio.documents.happenings = [lost]
    held = taken(studio, a_step(studio) if there else None)
    found = studio.documents.get(PATH)
    assert held is not None
    assert found is not None
    assert (held.version, held.nonce) == (found.version, found.fields["nonce"])


def test_a_renewal_moves_the_leases_end(studio: Studio) -> None:
    work = a_work(studio)
    studio.clock.time += 10_000
    renew(studio.platform, work.lease)
    assert studio.step()["lease_until"] == work.lease.until == NOON + 10_000 + LEASE_MS
    renew(studio.platform, work.lease)
    assert not work.lease.lost


def test_a_renewal_whose_answer_was_lost_is_a_renewal(studio: Studio) -> None:
    work = a_work(studio)
    studio.clock.time += 10_000
    studio.documents.happenings = [lost]
    renew(studio.platform, work.lease)
    renew(studio.platform, work.lease)
    assert not work.lease.lost
    assert studio.step()["lease_until"] == NOON + 10_000 + LEASE_MS


@pytest.mark.parametrize(
    "since",
    [{"nonce": "theirs"}, {"state": "dropped"}, None],
    ids=["somebody else's", "over", "gone"],
)
def test_a_lease_that_is_not_ours_any_more_is_lost(studio: Studio, since: dict[str, Any] | None) -> None:
    work = a_work(studio)
    if since is None:
        studio.documents._all.clear()
    else:
        studio.documents.put(PATH, **since)
    renew(studio.platform, work.lease)
    assert work.lease.lost


class Beats(Heartbeats):
    """Heartbeats that go at once, and wake whoever waits for what they do."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._beaten = threading.Event()
        studio.documents.always = self._beaten.set

    def leave(self, lease: Lease) -> None:
        super().leave(lease)
        self._beaten.set()

    def until(self, seen: Callable[[], bool]) -> None:
        """Waits for beats until this is so."""
        while not seen():
            assert self._beaten.wait(20), "the heart stands still"
            self._beaten.clear()


@pytest.fixture
def beats(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Beats:
    monkeypatch.setattr(lease, "RENEW_MS", 1)
    return Beats(studio)


def test_a_lease_is_renewed_while_its_work_lasts_and_left_alone_afterwards(studio: Studio, beats: Beats) -> None:
    one, other = a_work(studio, "music"), a_work(studio, "effects-s01")
    beats.watch(studio.platform, one.lease, 540)
    beats.watch(studio.platform, other.lease, 540)
    studio.clock.time += 20_000
    beats.until(lambda: one.lease.until == other.lease.until == NOON + 20_000 + LEASE_MS)
    beats.leave(other.lease)
    studio.clock.time += 20_000
    beats.until(lambda: one.lease.until == NOON + 40_000 + LEASE_MS)
    assert other.lease.until < one.lease.until
    beats.leave(one.lease)
    beats.leave(one.lease)


def test_a_worker_that_hangs_loses_its_lease_at_its_time_out(studio: Studio, beats: Beats) -> None:
    work = a_work(studio)
    beats.watch(studio.platform, work.lease, 0)
    beats.until(lambda: work.lease.lost)
    assert studio.step()["lease_until"] == NOON + LEASE_MS


def test_without_a_time_out_nobody_beats(studio: Studio, beats: Beats) -> None:
    still, beating = a_work(studio, "music"), a_work(studio, "effects-s01")
    beats.watch(studio.platform, still.lease, None)
    beats.watch(studio.platform, beating.lease, 540)
    studio.clock.time += 20_000
    beats.until(lambda: beating.lease.until == NOON + 20_000 + LEASE_MS)
    beats.leave(beating.lease)
    assert still.lease.until == NOON + LEASE_MS
    assert not still.lease.lost


def test_a_renewal_that_fails_is_said_and_tried_again(studio: Studio, beats: Beats, said: list[log.Line]) -> None:
    work = a_work(studio)

    def hiccup() -> None:
        raise Transient("busy", "The store does not answer.")

    studio.clock.time += 1
    studio.documents.happenings = [hiccup, hiccup, nothing]
    beats.watch(studio.platform, work.lease, 540)
    beats.until(lambda: work.lease.until == NOON + 1 + LEASE_MS)
    beats.leave(work.lease)
    assert {line["message"] for line in said} == {"a lease could not be renewed"}
    assert not work.lease.lost
