"""The whole machine of topology.yaml on this one: buckets, topics, push subscriptions, and a process per function.

The one rule: it is wired as Terraform wires it; only the back-off is shorter, and time passes as everywhere.
"""

import base64
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)
from google.protobuf.duration_pb2 import Duration
from google.pubsub_v1 import types
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from shared.platform.gcp.machine import CloudPlatform, machine
from shared.platform.gcp.wire import emulated
from shared.platform.ports import Document, Query, Where
from shared.platform.topology import load
from tests.emulators import Emulators, Events, emulators
from tests.fakes.cloud_tasks import CloudTasks
from tests.fakes.secret_manager import SecretManager
from tests.integration.fleet import Fleet
from tests.integration.http import asked
from tests.integration.patience import until

TOPOLOGY = load()
PREFIX = "film-"
SWEEP_EVERY_S = 5.0
FEW_ATTEMPTS = {"notifier": 5}  # the fewest that Pub/Sub takes: so that a test need not wait for twenty
KEYS = {"anna": "key-of-anna", "paul": "key-of-paul"}


class House:
    def __init__(self, where: Emulators, project: str, folder: Path, stack: ExitStack) -> None:
        self.project = project
        self.storage = where.storage
        self.tasks = CloudTasks().start()
        stack.callback(self.tasks.stop)
        self.secrets = SecretManager().start()
        stack.callback(self.secrets.stop)
        environment = {
            **where.environment(),
            "GOOGLE_CLOUD_PROJECT": project,
            "AIPROD_BUCKET": f"{project}-work",
            "AIPROD_UPLOADS": f"{project}-uploads",
            "AIPROD_TOPIC_PREFIX": PREFIX,
            "AIPROD_QUEUE": f"projects/{project}/locations/europe-west1/queues/{TOPOLOGY.delays.queue}",
            "AIPROD_TASKS_ACCOUNT": "tasks@film.iam.gserviceaccount.com",
            "CLOUD_TASKS_EMULATOR_HOST": self.tasks.address,
            "SECRET_MANAGER_EMULATOR_HOST": self.secrets.address,
        }
        self.platform: CloudPlatform = machine(environment)
        stack.callback(self._hang_up)
        channel = emulated(where.pubsub)
        stack.callback(channel.close)
        self._publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        self.fleet = Fleet([*TOPOLOGY.functions], environment, folder)
        self._build()
        stack.enter_context(self.fleet)
        self._over = threading.Event()
        schedule = threading.Thread(target=self._tick, name="schedule")
        schedule.start()
        stack.callback(schedule.join)
        stack.callback(self._over.set)

    def _hang_up(self) -> None:
        for port in ("documents", "messages"):
            built = vars(self.platform).get(port)  # only what a test has used is there
            for name in ("_client", "_publisher"):
                if name in vars(built or object):
                    vars(built)[name].transport.close()

    # ------------------------------------------------------------------------------------------------- as Terraform

    def _build(self) -> None:
        for bucket in TOPOLOGY.buckets:
            body = json.dumps({"name": f"{self.project}-{bucket}"}).encode()
            url = f"{self.storage}/storage/v1/b?project={self.project}"
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=10).close()
        self._keep("api-key", " ".join(f"{owner}:{key}" for owner, key in KEYS.items()))
        last = TOPOLOGY.dead_letters.last_resort
        for topic in (*TOPOLOGY.heard(), last):
            self._publisher.create_topic(name=self._path("topics", topic), timeout=10)
        for topic, function in TOPOLOGY.heard().items():
            self._subscribe(topic, function)

    def _keep(self, name: str, value: str) -> None:
        with emulated(self.secrets.address) as channel:
            safe = SecretManagerServiceClient(transport=SecretManagerServiceGrpcTransport(channel=channel))
            parent = f"projects/{self.project}"
            safe.create_secret(request={"parent": parent, "secret_id": name}, timeout=10)
            version = {"parent": f"{parent}/secrets/{name}", "payload": {"data": value.encode()}}
            safe.add_secret_version(request=version, timeout=10)

    def _subscribe(self, topic: str, function: str) -> None:
        letters = TOPOLOGY.dead_letters
        dead = letters.last_resort if topic == letters.topic else letters.topic
        subscription = types.Subscription(
            name=self._path("subscriptions", f"{topic}-push"),
            topic=self._path("topics", topic),
            push_config=types.PushConfig(push_endpoint=f"http://127.0.0.1:{self.fleet.ports[function]}/"),
            ack_deadline_seconds=600,
            retry_policy=types.RetryPolicy(minimum_backoff=Duration(), maximum_backoff=Duration(seconds=1)),
            dead_letter_policy=types.DeadLetterPolicy(
                dead_letter_topic=self._path("topics", dead),
                max_delivery_attempts=FEW_ATTEMPTS.get(function, TOPOLOGY.functions[function].attempts),
            ),
        )
        self._subscriber.create_subscription(request=subscription, timeout=10)

    def _tick(self) -> None:
        """The schedule: a round of the janitor, more often than in the cloud."""
        while not self._over.wait(SWEEP_EVERY_S):
            for name, schedule in TOPOLOGY.schedules.items():
                self.publish(schedule.topic, json.dumps({"schema": 1, "schedule": name}).encode())

    def _path(self, kind: str, name: str) -> str:
        return f"projects/{self.project}/{kind}/{PREFIX}{name}"

    # -------------------------------------------------------------------------------------------------- as a person

    def upload(self, name: str, content: bytes, **metadata: str) -> None:
        self.platform.uploads.write(name, content, metadata=metadata)

    def announce(self, name: str) -> None:
        """The bucket's notification once more: it is sent at least once."""
        attributes = {"eventType": "OBJECT_FINALIZE", "bucketId": f"{self.project}-uploads", "objectId": name}
        self.publish(TOPOLOGY.uploads.topic, b"{}", **attributes)

    def ask(self, method: str, path: str, owner: str, body: Any = None) -> tuple[int, Any]:
        """The HTTP door, with the owner's key. What is not JSON comes as text."""
        return asked(f"http://127.0.0.1:{self.fleet.ports['api']}{path}", method, body, {"x-api-key": KEYS[owner]})

    def publish(self, topic: str, data: bytes, **attributes: str) -> None:
        message = types.PubsubMessage(data=data, attributes=attributes)
        self._publisher.publish(topic=self._path("topics", topic), messages=[message], timeout=10)

    def push(self, function: str, data: bytes) -> int:
        """Straight to the function, as its push subscription would; what it answers."""
        message = {"data": base64.b64encode(data).decode(), "attributes": {}, "messageId": "1"}
        body = json.dumps({"message": message, "subscription": "projects/p/subscriptions/s"}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.fleet.ports[function]}/", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)

    # ------------------------------------------------------------------------------------------- what became of it

    def job_of(self, owner: str) -> Document | None:
        found = self.platform.documents.query(Query("jobs", (Where("owner", "==", owner),))).documents
        assert len(found) < 2, f"{owner} has {len(found)} jobs: {[job.path for job in found]}"
        return found[0] if found else None

    def job_in(self, state: str, owner: str, patience_s: float) -> Document:
        """The owner's only job, once it is there."""

        def look() -> Document | None:
            job = self.job_of(owner)
            now = job.fields["state"] if job else ""
            assert now != "failed" or state == "failed", f"{job}\n{self.fleet.troubles()}"
            return job if now == state else None

        return until(look, patience_s, lambda: f"{owner}'s job is {self.job_of(owner)}\n{self.fleet.troubles()}")

    def all_of(self, collection: str, **fields: str) -> list[Document]:
        where = tuple(Where(name, "==", value) for name, value in fields.items())
        return list(self.platform.documents.query(Query(collection, where, limit=300)).documents)

    def state_of(self, job: Document) -> str:
        found = self.platform.documents.get(job.path)
        assert found is not None, "jobs are not deleted"
        return str(found.fields["state"])

    def steps(self, job: Document) -> dict[str, Any]:
        """The first revision's units of work, by name."""
        return {step.path.partition("/1.")[2]: step.fields for step in self.all_of(f"{job.path}/steps")}

    def comes_to_rest(self, job: Document, patience_s: float) -> None:
        """Until nothing is left to do, to send, or to pay back."""
        until(lambda: not self._open(job), patience_s, lambda: f"{self._open(job)}\n{self.fleet.troubles()}")

    def _open(self, job: Document) -> list[str]:
        steps = self.steps(job)
        identity = job.path.partition("/")[2]
        told = f"notify-{self.state_of(job)}"
        found = [row.path for row in self.all_of("outbox") if row.fields["body"]["job"] == identity]
        found += [each.path for each in self.all_of("escrows", job=identity) if each.fields["state"] != "closed"]
        found += [name for name, step in steps.items() if step["state"] != "done"]
        return found + ([] if told in steps else [told])

    def bring(self, name: str, to: Path) -> Path:
        with self.platform.objects.open(name) as source:
            to.write_bytes(source.read())
        return to


def whole(cloud: House, job: Document) -> set[str]:
    """Every unit of work that this film takes, from the first to the last."""
    prompts = cloud.steps(job)["prompts"]["result"]
    shots = [shot for shots in prompts["shots"].values() for shot in shots]
    return {
        *(
            "ingest",
            "direction",
            "board",
            "prompts",
            "plan",
            "escrow",
            "music",
            "mix",
            "assemble",
            "technical",
            "semantic",
            "final",
        ),
        *(f"{work}-{scene}" for scene in prompts["scenes"] for work in ("voice", "effects")),
        *(f"{work}-{shot}" for shot in shots for work in ("render", "segment")),
        *("settle", "notify-delivered"),
    }


@contextmanager
def house(folder: Path) -> Iterator[House]:
    project = f"p-{uuid4().hex[:20]}"
    with ExitStack() as stack:
        events = Events(project, PREFIX + TOPOLOGY.uploads.topic, f"{project}-{TOPOLOGY.uploads.bucket}")
        yield House(stack.enter_context(emulators(events)), project, folder, stack)
