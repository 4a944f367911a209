"""A crew that works on many films at once, on whatever platform: several hands, one queue, and the clock on the wall.

The one rule: only the queue is ours; documents and objects, where money is fought over, are the platform's own.
"""

import heapq
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from shared.model.errors import Transient
from shared.pipeline.step import handle
from shared.pipeline.work import Agent
from shared.platform.ports import Delivery, Message, Platform

AGAIN_MS = 200


class Crew:
    def __init__(self, stage: Platform, agents: Mapping[str, Agent]) -> None:
        self.platform = Platform(
            stage.documents, self, stage.objects, stage.uploads, stage.secrets, stage.clock, stage.holders
        )
        self.broken: list[BaseException] = []
        self._agents = agents
        self._queue: list[tuple[int, int, Message]] = []
        self._numbers = count()
        self._turn = threading.Condition()
        self._busy = 0

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        with self._turn:
            for delivery in deliveries:
                self._push(delivery.message, delivery.deliver_at or 0)
            self._turn.notify_all()

    def _push(self, message: Message, due: int) -> None:
        heapq.heappush(self._queue, (due, next(self._numbers), message))

    def work(self, hands: int, begun: Sequence[Callable[[], object]], patience_s: float = 240.0) -> None:
        """Begins everything at the same moment, and returns when nothing is left to do."""
        until = time.monotonic() + patience_s
        ready = threading.Barrier(len(begun))

        def begin(one: Callable[[], object]) -> None:
            ready.wait()
            one()

        starters = [threading.Thread(target=begin, args=(one,), daemon=True) for one in begun]
        for starter in starters:
            starter.start()
        workers = [threading.Thread(target=self._labour, args=(until, starters), daemon=True) for _ in range(hands)]
        for worker in workers:
            worker.start()
        for each in (*starters, *workers):
            each.join(max(0.0, until - time.monotonic()) + 5)
        assert not self._queue, f"{len(self._queue)} messages are left after {patience_s:.0f} s"

    def _labour(self, until: float, starters: Sequence[threading.Thread]) -> None:
        while time.monotonic() < until:
            with self._turn:
                if not self._queue:
                    if not self._busy and not any(starter.is_alive() for starter in starters):
                        self._turn.notify_all()
                        return
                    self._turn.wait(0.05)
                    continue
                wait_ms = self._queue[0][0] - self.platform.clock.now()
                if wait_ms > 0:
                    self._turn.wait(min(wait_ms / 1000, 0.05))
                    continue
                _, _, message = heapq.heappop(self._queue)
                self._busy += 1
            try:
                handle(self.platform, self._agents[message.topic], message, timeout_s=None)
            except Transient:
                with self._turn:
                    self._push(message, self.platform.clock.now() + AGAIN_MS)
            except BaseException as error:  # told by the test, whoever's hand it was
                self.broken.append(error)
            finally:
                with self._turn:
                    self._busy -= 1
                    self._turn.notify_all()
