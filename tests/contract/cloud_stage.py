"""The cloud's platform on trial: the official emulators, and servers that speak the real wire where there is none.

The one rule: a project for each test, so that no test sees what another one left.
"""

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from uuid import uuid4

from google.api_core import exceptions as api
from google.pubsub_v1 import types
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from shared.model.base import Instant
from shared.platform.gcp.documents import FirestoreDocuments
from shared.platform.gcp.machine import CloudPlatform, machine
from shared.platform.gcp.wire import emulated
from shared.platform.ports import Documents, Message
from tests.contract.cut import Wire
from tests.contract.stages import ATTEMPTS, Forgetful, Received
from tests.emulators import Emulators
from tests.fakes.cloud_tasks import CloudTasks
from tests.fakes.secret_manager import SecretManager

PREFIX = "film-"
DEAD = "dead-letters"
PATIENCE_S = 20.0
ACCOUNT = "tasks@film.iam.gserviceaccount.com"


class CloudStage:
    def __init__(self, emulators: Emulators) -> None:
        self.emulators = emulators
        self.project = f"p-{uuid4().hex[:20]}"
        self.tasks = CloudTasks().start()
        self.secrets = SecretManager().start()
        self.environment = {
            **emulators.environment(),
            "GOOGLE_CLOUD_PROJECT": self.project,
            "AIPROD_BUCKET": f"{self.project}-work",
            "AIPROD_TOPIC_PREFIX": PREFIX,
            "AIPROD_QUEUE": f"projects/{self.project}/locations/europe-west1/queues/later",
            "AIPROD_TASKS_ACCOUNT": ACCOUNT,
            "CLOUD_TASKS_EMULATOR_HOST": self.tasks.address,
            "SECRET_MANAGER_EMULATOR_HOST": self.secrets.address,
        }
        self.platform: CloudPlatform = machine(self.environment)
        self._channel = emulated(emulators.pubsub)
        self._publisher = PublisherClient(transport=PublisherGrpcTransport(channel=self._channel))
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=self._channel))

    def build_bucket(self, name: str = "work") -> None:
        body = json.dumps({"name": f"{self.project}-{name}"}).encode()
        url = f"{self.emulators.storage}/storage/v1/b?project={self.project}"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10):
            pass

    def listen(self, *topics: str) -> None:
        if not topics:
            return
        dead = self._path("topics", DEAD)
        with suppress(api.AlreadyExists):
            self._publisher.create_topic(name=dead, timeout=10)
            self._subscribe(DEAD)
        for topic in topics:
            self._publisher.create_topic(name=self._path("topics", topic), timeout=10)
            self._subscribe(topic, types.DeadLetterPolicy(dead_letter_topic=dead, max_delivery_attempts=ATTEMPTS))

    def _subscribe(self, topic: str, dead: types.DeadLetterPolicy | None = None) -> None:
        subscription = types.Subscription(
            name=self._path("subscriptions", topic),
            topic=self._path("topics", topic),
            ack_deadline_seconds=10,
            dead_letter_policy=dead,
        )
        self._subscriber.create_subscription(request=subscription, timeout=10)

    def receive(self, topic: str, count: int = 1) -> list[Received]:
        found: list[Received] = []
        until = time.monotonic() + PATIENCE_S
        while len(found) < count and time.monotonic() < until:
            found += [self._received(topic, each) for each in self._pull(topic, count - len(found), 2.0)]
        return found

    def silent(self, topic: str) -> bool:
        return not self._pull(topic, 1, 0.5)

    def dead_letter(self, topic: str) -> Received:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            # The emulator forwards a message when its subscription is asked for more, not by itself.
            assert self.silent(topic)
            if found := self._pull(DEAD, 1, 0.5):
                return self._received(DEAD, found[0])
        raise AssertionError("no dead letter came")

    def abandon(self, topic: str) -> None:
        while not self._pull(topic, 1, 2.0):
            pass

    def _pull(self, topic: str, count: int, patience_s: float) -> list[types.ReceivedMessage]:
        request = {"subscription": self._path("subscriptions", topic), "max_messages": min(count, 500)}
        try:
            return list(self._subscriber.pull(request=request, timeout=patience_s, retry=None).received_messages)
        except api.DeadlineExceeded:
            return []

    def _received(self, topic: str, came: types.ReceivedMessage) -> Received:
        subscription = self._path("subscriptions", topic)
        settle = partial(self._subscriber.modify_ack_deadline, subscription=subscription, ack_ids=[came.ack_id])
        body = json.loads(came.message.data)
        return Received(
            Message(topic, body, dict(came.message.attributes)),
            partial(self._acknowledge, subscription, came.ack_id),
            partial(settle, ack_deadline_seconds=0, timeout=10),
        )

    def _acknowledge(self, subscription: str, ack_id: str) -> None:
        self._subscriber.acknowledge(subscription=subscription, ack_ids=[ack_id], timeout=10)

    def now(self) -> Instant:
        return self.platform.clock.now()

    def skip(self, seconds: float) -> None:
        self.tasks.skip(seconds)

    @contextmanager
    def forgetful(self) -> Iterator[Forgetful]:
        wire = Wire(self.emulators.firestore)
        try:
            yield OverWire(FirestoreDocuments(self.project, emulator=wire.address), wire)
        finally:
            wire.close()

    def close(self) -> None:
        for port in ("documents", "messages", "secrets"):
            built = vars(self.platform).get(port)  # only what the test has used is there
            for name in ("_client", "_publisher", "_tasks"):
                if name in vars(built or object):
                    vars(built)[name].transport.close()
        self.tasks.stop()
        self.secrets.stop()
        self._channel.close()

    def _path(self, kind: str, name: str) -> str:
        return f"projects/{self.project}/{kind}/{PREFIX}{name}"


class OverWire:
    """The real client, whose connection breaks when the reply is on its way."""

    def __init__(self, documents: Documents, wire: Wire) -> None:
        self.documents = documents
        self.wire = wire

    def lose(self, replies: int = 1) -> None:
        self.wire.lose(replies)
