"""Puts the cloud's platform together from the environment.

The one rule: a client library is imported when its port is first used, so that a function starts as fast as the few
that it needs.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.model.base import Instant
from shared.platform.ports import Clock, Documents, Holders, Messages, Objects, Platform, Secrets


class SystemClock:
    def now(self) -> Instant:
        return time.time_ns() // 1_000_000


class Instances:
    """Nobody can tell whether another instance lives: only the end of its lease does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    def alive(self, name: str) -> bool | None:
        return True if name == self._name else None


@dataclass(frozen=True)
class Setting:
    """What the environment says. The emulators are named by the usual variables."""

    project: str
    database: str = "(default)"
    bucket: str = ""
    uploads: str = ""
    topic_prefix: str = ""
    queue: str = ""
    tasks_account: str = ""
    firestore_emulator: str = ""
    pubsub_emulator: str = ""
    storage_emulator: str = ""
    tasks_emulator: str = ""
    secrets_emulator: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Setting":
        project = environment.get("GOOGLE_CLOUD_PROJECT", "")
        if not project:
            raise ValueError("the environment variable GOOGLE_CLOUD_PROJECT names no project")
        storage = environment.get("STORAGE_EMULATOR_HOST", "").rstrip("/")
        return cls(
            project=project,
            database=environment.get("AIPROD_DATABASE") or "(default)",
            bucket=environment.get("AIPROD_BUCKET", ""),
            uploads=environment.get("AIPROD_UPLOADS") or environment.get("AIPROD_BUCKET", ""),
            topic_prefix=environment.get("AIPROD_TOPIC_PREFIX", ""),
            queue=environment.get("AIPROD_QUEUE", ""),
            tasks_account=environment.get("AIPROD_TASKS_ACCOUNT", ""),
            firestore_emulator=environment.get("FIRESTORE_EMULATOR_HOST", ""),
            pubsub_emulator=environment.get("PUBSUB_EMULATOR_HOST", ""),
            storage_emulator=f"http://{storage}" if storage and "://" not in storage else storage,
            tasks_emulator=environment.get("CLOUD_TASKS_EMULATOR_HOST", ""),
            secrets_emulator=environment.get("SECRET_MANAGER_EMULATOR_HOST", ""),
        )


class CloudPlatform(Platform):
    """The ports, each built when it is first used and kept for the life of the instance."""

    def __init__(self, setting: Setting) -> None:
        self.__dict__["setting"] = setting  # the class above is frozen
        self.__dict__["clock"] = SystemClock()
        self.__dict__["holders"] = Instances(os.urandom(8).hex())

    setting: Setting
    clock: Clock
    holders: Holders

    @cached_property
    def documents(self) -> Documents:
        from shared.platform.gcp.documents import FirestoreDocuments

        return FirestoreDocuments(self.setting.project, self.setting.database, self.setting.firestore_emulator)

    @cached_property
    def messages(self) -> Messages:
        from shared.platform.gcp.messages import CloudMessages

        return CloudMessages(
            self.setting.project,
            self.clock,
            prefix=self.setting.topic_prefix,
            queue=self.setting.queue,
            account=self.setting.tasks_account,
            emulator=self.setting.pubsub_emulator,
            tasks_emulator=self.setting.tasks_emulator,
        )

    @cached_property
    def objects(self) -> Objects:
        return self._bucket(self.setting.bucket)

    @cached_property
    def uploads(self) -> Objects:
        return self._bucket(self.setting.uploads)

    def _bucket(self, name: str) -> Objects:
        from shared.platform.gcp.objects import BucketObjects

        return BucketObjects(self.setting.project, name, self.setting.storage_emulator)

    @cached_property
    def secrets(self) -> Secrets:
        from shared.platform.gcp.secrets import CloudSecrets

        return CloudSecrets(self.setting.project, self.setting.secrets_emulator)

    def __repr__(self) -> str:
        return f"CloudPlatform({self.setting.project})"

    __eq__ = object.__eq__  # comparing field by field would import every client
    __hash__ = object.__hash__


def machine(environment: Mapping[str, str] = os.environ) -> CloudPlatform:
    return CloudPlatform(Setting.read(environment))
