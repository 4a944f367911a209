"""The local runner delivers like a push subscription: again after a pause, and not for ever."""

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.local import crew, runner
from scripts.local.runner import ATTEMPTS, SWEEP_MS, Runner
from shared.model.errors import Permanent, Transient
from shared.platform.embedded.machine import Machine
from shared.platform.embedded.queue import DEAD_LETTERS, SqliteMessages
from shared.platform.ports import Delivery, Message, Platform
from shared.platform.topology import load
from shared.telemetry import log
from tests.unit.core.builders import Clock
from tests.unit.core.homes import Homes

Heard = list[Message]
Listeners = dict[str, crew.Handler]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machine(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setattr(tempfile, "tempdir", None)
    homes = Homes()
    opened = homes.open(tmp_path / "home")
    messages = SqliteMessages(opened.messages._database, clock, opened.holders)
    yield replace(opened, clock=clock, messages=messages)
    homes.close()


@pytest.fixture(autouse=True)
def listeners(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Listeners:
    """Who listens to what. Everyone writes down what was heard, until a test lets somebody else listen."""

    def hear(platform: Platform, message: Message) -> None:
        heard.append(message)

    found: Listeners = dict.fromkeys((DEAD_LETTERS, "music_composer", "janitor"), hear)
    monkeypatch.setattr(runner, "handlers", lambda: found)
    return found


def publish(machine: Machine, *topics: str) -> None:
    machine.messages.publish([Delivery(Message(topic, {"unit": "music"})) for topic in topics])


def failing(error: Exception) -> crew.Handler:
    def fail(platform: Platform, message: Message) -> None:
        raise error

    return fail


def deliver_next(machine: Machine) -> None:
    """One message, delivered here and now."""
    (leased,) = machine.messages.lease()
    Runner(machine)._deliver(leased)


def test_what_was_done_is_forgotten(machine: Machine, heard: Heard) -> None:
    publish(machine, "music_composer")
    deliver_next(machine)
    assert (len(heard), machine.messages.waiting()) == (1, 0)


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (Transient("busy", "The store is busy."), [1000, 1000, 1000]),
        (Transient("newer", "A newer version.", 30), [30_000, 30_000, 30_000]),
        (RuntimeError("nobody thought of this"), [1000, 2000, 3000]),
    ],
)
def test_what_was_sent_back_comes_again_after_a_pause(
    machine: Machine, heard: Heard, listeners: Listeners, clock: Clock, error: Exception, pauses: list[int]
) -> None:
    listeners["music_composer"] = failing(error)
    publish(machine, "music_composer")
    taken = []
    for _ in pauses:
        deliver_next(machine)
        due = machine.messages.next_due()
        assert due is not None
        taken.append(due - clock.time)
        clock.time = due
    assert taken == pauses


@pytest.mark.parametrize("error", [Transient("busy", "The store is busy."), RuntimeError("nobody thought of this")])
def test_after_so_many_deliveries_it_is_a_dead_letter(
    machine: Machine, heard: Heard, listeners: Listeners, clock: Clock, error: Exception
) -> None:
    listeners["music_composer"] = failing(error)
    publish(machine, "music_composer")
    for _ in range(ATTEMPTS):
        deliver_next(machine)
        clock.time += 60_000
    deliver_next(machine)
    (letter,) = heard
    assert (letter.topic, letter.body) == (DEAD_LETTERS, {"unit": "music"})
    assert letter.attributes == {
        "CloudPubSubDeadLetterSourceSubscription": "music_composer",
        "CloudPubSubDeadLetterSourceDeliveryCount": str(ATTEMPTS),
    }


@pytest.mark.parametrize("topic", ["nobody", "music_composer"])
def test_what_nobody_can_understand_is_dropped_and_said(
    machine: Machine, listeners: Listeners, topic: str, said: list[log.Line]
) -> None:
    listeners["music_composer"] = failing(Permanent("not_ours", "It names no unit."))
    publish(machine, topic)
    deliver_next(machine)
    assert machine.messages.waiting() == 0
    assert said[-1]["severity"] == "ERROR"


# ----------------------------------------------------------------------------------------------------- with its threads


def run(machine: Machine, done: Callable[[], bool], **how: Callable[[], None]) -> None:
    with Runner(machine, 2) as running:
        running.until(done, every_s=0.01, **how)


def test_it_runs_until_it_is_done_and_nothing_is_under_way(machine: Machine, heard: Heard) -> None:
    publish(machine, *["music_composer"] * 10)
    run(machine, lambda: True)
    assert [message.topic for message in heard].count("music_composer") == 10
    assert machine.messages.waiting() == 0


def test_it_looks_while_it_waits(machine: Machine, heard: Heard) -> None:
    looks: list[int] = []
    run(machine, lambda: len(looks) >= 3, look=lambda: looks.append(1))
    assert len(looks) >= 3


def test_a_round_of_sweeping_is_called_at_once_and_then_every_half_minute(machine: Machine, clock: Clock) -> None:
    running = Runner(machine)
    calls = []
    for _ in range(7):
        running._sweep()
        calls.append(machine.messages.waiting())
        clock.time += SWEEP_MS // 3 + 1
    assert calls == [1, 1, 1, 2, 2, 2, 3]


def test_two_who_work_work_at_the_same_time(machine: Machine, listeners: Listeners) -> None:
    both = threading.Barrier(2)

    def meet(platform: Platform, message: Message) -> None:
        both.wait(20)

    listeners["music_composer"] = meet
    publish(machine, "music_composer", "music_composer")
    run(machine, lambda: True)
    assert not both.broken


def asleep(running: Runner, count: int) -> None:
    while running._asleep < count:
        threading.Event().wait(0.001)


def test_who_sleeps_is_woken_by_what_this_process_publishes(
    machine: Machine, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOOK_S", 600)
    with Runner(machine, 2) as running:
        asleep(running, 2)
        publish(machine, "music_composer")
        running.until(lambda: bool(heard), every_s=0.01)


def test_who_takes_wakes_another_when_there_is_more_to_take(
    machine: Machine, listeners: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOOK_S", 600)
    both = threading.Barrier(2)

    def meet(platform: Platform, message: Message) -> None:
        both.wait(20)

    def call_two(platform: Platform, message: Message) -> None:
        publish(machine, "music_composer", "music_composer")

    listeners["music_composer"], listeners["two"] = meet, call_two
    with Runner(machine, 2) as running:
        asleep(running, 2)
        publish(machine, "two")
        running.until(lambda: machine.messages.waiting() == 0, every_s=0.01)
    assert not both.broken


def test_when_the_store_itself_fails_it_says_so_instead_of_waiting_for_ever(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(topics: object = (), limit: int = 1) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(machine.messages, "lease", full)
    with pytest.raises(Permanent, match="database or disk is full") as failed:
        run(machine, lambda: False)
    assert "room" in failed.value.remedy


def test_on_ctrl_c_nobody_waits_for_what_is_half_done(machine: Machine, listeners: Listeners) -> None:
    begun, enough = threading.Event(), threading.Event()

    def long_work(platform: Platform, message: Message) -> None:
        begun.set()
        enough.wait(20)

    def stop() -> None:
        if begun.is_set():
            raise KeyboardInterrupt

    listeners["music_composer"] = long_work
    publish(machine, "music_composer")
    running = Runner(machine, 1)
    with pytest.raises(KeyboardInterrupt), running:
        running.until(lambda: False, stop, every_s=0.01)
    assert machine.messages.waiting() > 0
    enough.set()
    for thread in running._threads:
        thread.join()


# ------------------------------------------------------------------------------------------------------ who listens


def test_every_topic_of_the_topology_has_its_listener() -> None:
    assert crew.handlers().keys() == load().heard().keys()


@pytest.mark.parametrize("name", [name for name, function in load().functions.items() if "work" in function.parts])
def test_an_agent_is_called_as_its_function_is(name: str) -> None:
    assert crew.agent(name).name == name
