"""Delivers messages to the functions of this machine, as push subscriptions do in the cloud.

The one rule: it may be killed at any moment; whoever comes next finds everything in the store.
"""

import os
import threading
from collections.abc import Callable
from types import TracebackType

from scripts.local.crew import handlers
from shared.model.errors import Permanent, Transient
from shared.platform.embedded.machine import Machine
from shared.platform.embedded.queue import Leased
from shared.platform.ports import Delivery, Message
from shared.telemetry import log

ATTEMPTS = 20
SWEEP_MS = 30_000
LOOK_S = 0.1


class Runner:
    """A few threads that take the next message that is due. Use as a context: the threads end with it.

    Whoever takes a message wakes one other if there is more to take, and goes on until there is nothing: so a chain
    stays in one thread, and a crowd soon has them all.
    """

    def __init__(self, machine: Machine, workers: int | None = None) -> None:
        self._machine = machine
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._calls = 0
        self._asleep = 0
        self._rested = threading.Event()
        self._swept_at = 0
        self._broken: Exception | None = None
        count = workers or max(2, os.cpu_count() or 2)
        self._threads = [threading.Thread(target=self._work, name=f"worker-{i}", daemon=True) for i in range(count)]

    def __enter__(self) -> "Runner":
        self._machine.messages.free_the_dead()
        self._machine.messages.on_publish = self._hear
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """On a wish to stop, nobody waits for what is half done: the next start finds it."""
        self._stopping.set()
        self._wake(len(self._threads))
        if kind is None:
            for thread in self._threads:
                thread.join()

    def until(self, done: Callable[[], bool], look: Callable[[], None] = lambda: None, every_s: float = 0.2) -> None:
        """Returns when `done` says so and nothing is under way any more."""
        while True:
            if self._broken is not None:
                said = f"What is kept on this machine cannot be read or written: {self._broken}."
                raise Permanent("store_failed", said, "See that the disk has room, then give the same command again.")
            self._sweep()
            self._rested.clear()
            if done() and not self._machine.messages.under_way():
                return
            look()
            self._rested.wait(every_s)

    def _sweep(self) -> None:
        """What the schedule does in the cloud; and what other processes held when they died."""
        now = self._machine.clock.now()
        if now - self._swept_at > SWEEP_MS:
            self._swept_at = now
            self._machine.messages.free_the_dead()
            self._machine.messages.publish([Delivery(Message("janitor", {}))])

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                calls = self._calls
                if self._take_one():
                    continue
                self._rested.set()
                self._sleep(calls)
        except Exception as error:
            log.error(f"the store failed: {error}", error)
            self._broken = error
            self._rested.set()

    def _take_one(self) -> bool:
        leased = self._machine.messages.lease()
        for each in leased:
            if self._asleep and self._nap() == 0:
                self._wake(1)
            self._deliver(each)
        return bool(leased)

    def _sleep(self, calls: int) -> None:
        """Until somebody calls, or has called since `calls` were counted; or something is due."""
        with self._news:
            if self._calls == calls and not self._stopping.is_set():
                self._asleep += 1
                self._news.wait(self._nap() or 0.005)
                self._asleep -= 1

    def _hear(self) -> None:
        """A worker that publishes will soon look for itself."""
        if threading.current_thread() not in self._threads:
            self._wake(1)

    def _wake(self, count: int) -> None:
        with self._news:
            self._calls += 1
            self._news.notify(count)

    def _nap(self) -> float:
        """Seconds until the next message is due; not long, for other processes publish, too."""
        due = self._machine.messages.next_due()
        if due is None:
            return LOOK_S
        return min(max((due - self._machine.clock.now()) / 1000, 0), LOOK_S)

    def _deliver(self, leased: Leased) -> None:
        messages = self._machine.messages
        handler = handlers().get(leased.message.topic)
        if handler is None:
            log.error("nobody listens to this topic", topic=leased.message.topic)
            messages.ack(leased)
            return
        try:
            handler(self._machine, leased.message)
        except Permanent as error:
            log.error(f"a message that cannot be understood is dropped: {error}", code=error.code)
        except Transient as error:
            log.warning(f"sent back: {error.sentence}", code=error.code)
            messages.nack(leased, delay_ms=int(error.retry_after_s * 1000), most=ATTEMPTS)
            return
        except Exception as error:
            log.error(f"sent back: {error}", error)
            messages.nack(leased, delay_ms=1000 * leased.deliveries, most=ATTEMPTS)
            return
        messages.ack(leased)
