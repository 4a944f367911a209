"""Messages through Pub/Sub; those for later through Cloud Tasks, whose task publishes into the topic when it is time.

The one rule: `publish` returns when the cloud has accepted every message, and sends a named one once.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from google.api_core import exceptions as api
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport

from shared.platform.gcp.wire import ATTEMPT, plainly, retry, transport
from shared.platform.ports import Clock, Delivery, Message

if TYPE_CHECKING:
    from google.cloud.tasks_v2 import CloudTasksClient

AT_ONCE: Final = 500
"""Messages in one request (the service takes 1000, or 10 MB; ours carry ids only)."""
FARTHEST_MS: Final = 30 * 86_400_000 - 3_600_000
"""Cloud Tasks looks 30 days ahead. What is later comes then, early: whoever is woken looks at the time again."""
IN_FLIGHT: Final = 16

_SCOPE: Final = "https://www.googleapis.com/auth/pubsub"


class CloudMessages:
    """`queue` is projects/P/locations/L/queues/Q; `account` is whose right to publish a task uses."""

    def __init__(
        self,
        project: str,
        clock: Clock,
        *,
        prefix: str = "",
        queue: str = "",
        account: str = "",
        emulator: str = "",
        tasks_emulator: str = "",
    ) -> None:
        self._topics = f"projects/{project}/topics/{prefix}"
        self._clock = clock
        self._queue = queue
        self._account = account
        self._tasks_emulator = tasks_emulator
        self._rest = f"http://{emulator}" if emulator else "https://pubsub.googleapis.com"
        self._publisher = PublisherClient(transport=transport(PublisherGrpcTransport, emulator))
        self._publish_again = retry(api.Aborted)
        self._queue_again = retry()

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        now = self._clock.now()
        topics: dict[str, list[Message]] = {}
        calls: list[Callable[[], None]] = []
        for delivery in deliveries:
            if delivery.name or (delivery.deliver_at or 0) > now:
                calls.append(partial(self._later, delivery, now))
            else:
                topics.setdefault(delivery.message.topic, []).append(delivery.message)
        for topic, messages in topics.items():
            calls += [partial(self._now, topic, some) for some in _chunks(messages)]
        _together(calls)

    def _now(self, topic: str, messages: Sequence[Message]) -> None:
        request = {
            "topic": self._topics + topic,
            "messages": [{"data": _data(each), "attributes": dict(each.attributes)} for each in messages],
        }
        with plainly(f"publishing to {topic}"):
            self._publisher.publish(request=request, retry=self._publish_again, timeout=ATTEMPT)

    def _later(self, delivery: Delivery, now: int) -> None:
        message = delivery.message
        at = min(max(delivery.deliver_at or now, now), now + FARTHEST_MS)
        envelope = {"data": base64.b64encode(_data(message)).decode(), "attributes": dict(message.attributes)}
        post: dict[str, Any] = {
            "url": f"{self._rest}/v1/{self._topics}{message.topic}:publish",
            "http_method": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"messages": [envelope]}).encode(),
        }
        if self._account:
            post["oauth_token"] = {"service_account_email": self._account, "scope": _SCOPE}
        task: dict[str, Any] = {
            "http_request": post,
            "schedule_time": {"seconds": at // 1000, "nanos": at % 1000 * 1_000_000},
            "dispatch_deadline": {"seconds": 30},
        }
        if delivery.name:
            task["name"] = f"{self._queue}/tasks/{task_id(delivery.name)}"
        with plainly(f"scheduling a message for {message.topic}"):
            try:
                self._tasks.create_task(
                    request={"parent": self._queue, "task": task}, retry=self._queue_again, timeout=ATTEMPT
                )
            except api.AlreadyExists:
                return  # it waits already, or was sent: either way there is nothing to send

    @cached_property
    def _tasks(self) -> "CloudTasksClient":
        from google.cloud.tasks_v2 import CloudTasksClient
        from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

        if not self._queue:
            raise ValueError("no queue for delayed messages is configured (AIPROD_QUEUE)")
        return CloudTasksClient(transport=transport(CloudTasksGrpcTransport, self._tasks_emulator))


def task_id(name: str) -> str:
    """Starts with a hash, as Cloud Tasks wants it (neighbouring names slow it down), and still tells what it is."""
    readable = re.sub(r"[^A-Za-z0-9_-]", "-", name)[:80]
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}-{readable}"


def _data(message: Message) -> bytes:
    return json.dumps(dict(message.body), ensure_ascii=False, separators=(",", ":")).encode()


def _chunks(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    for start in range(0, len(messages), AT_ONCE):
        yield messages[start : start + AT_ONCE]


def _together(calls: Sequence[Callable[[], None]]) -> None:
    """All of them in flight at once; the first error leaves when none is in flight any more."""
    if len(calls) == 1:
        calls[0]()
        return
    with ThreadPoolExecutor(min(max(len(calls), 1), IN_FLIGHT)) as crew:
        pending = [crew.submit(call) for call in calls]
    for each in pending:
        each.result()
