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


class Runner:
    """A few threads that take the next message that is due. Use as a context: the threads end with it."""

    def __init__(self, machine: Machine, workers: int | None = None) -> None:
        self._machine = machine
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._busy = 0
        self._swept_at = 0
        self._broken: Exception | None = None
        count = workers or max(2, os.cpu_count() or 2)
        self._threads = [threading.Thread(target=self._work, name=f"worker-{i}", daemon=True) for i in range(count)]

    def __enter__(self) -> "Runner":
        self._machine.messages.free_the_dead()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """On a wish to stop, nobody waits for what is half done: the next start finds it."""
        self._stopping.set()
        self._tell()
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
            if done() and not self._under_way():
                return
            look()
            with self._news:
                self._news.wait(every_s)

    def _under_way(self) -> bool:
        due = self._machine.messages.next_due()
        return self._busy > 0 or (due is not None and due <= self._machine.clock.now())

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
                self._take_one()
        except Exception as error:
            log.error(f"the store failed: {error}", error)
            self._broken = error
            self._tell()

    def _take_one(self) -> None:
        with self._news:
            self._busy += 1
        try:
            leased = self._machine.messages.lease()
            for each in leased:
                self._deliver(each)
        finally:
            with self._news:
                self._busy -= 1
        with self._news:
            if leased:
                self._news.notify_all()
            else:
                self._news.wait(self._nap())

    def _nap(self) -> float:
        due = self._machine.messages.next_due()
        if due is None:
            return 0.1
        return min(max((due - self._machine.clock.now()) / 1000, 0.005), 0.1)

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

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()
