"""Puts the embedded platform together: one folder holds all of it.

The one rule: a lease names a lock file that its process keeps locked for as long as it lives, so that on one machine
nobody waits for the dead.
"""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shared.model.base import Instant, is_id
from shared.platform.embedded.database import Database
from shared.platform.embedded.documents import SqliteDocuments
from shared.platform.embedded.objects import FileObjects
from shared.platform.embedded.queue import SqliteMessages
from shared.platform.ports import Platform


class SystemClock:
    def now(self) -> Instant:
        return time.time_ns() // 1_000_000


class EnvironmentSecrets:
    """`runway-api-key` is the environment variable AIPROD_SECRET_RUNWAY_API_KEY."""

    def get(self, name: str) -> str | None:
        return os.environ.get("AIPROD_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())) or None


class LockFiles:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        with _alone_in(folder):  # a file that is made and not yet locked looks like a dead one's
            self._mine: BinaryIO = (folder / self._name).open("wb")
            fcntl.flock(self._mine, fcntl.LOCK_EX)
            self._sweep()

    def name(self) -> str:
        return self._name

    def alive(self, name: str) -> bool | None:
        if name == self._name:
            return True
        if not is_id(name):
            return None
        try:
            with (self._folder / name).open("rb") as other:
                fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def _sweep(self) -> None:
        for file in self._folder.iterdir():
            if file.name != self._name and self.alive(file.name) is False:
                file.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    door = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


@dataclass(frozen=True)
class Machine(Platform):
    """The platform, and what only a local runner needs of it."""

    messages: SqliteMessages
    home: Path


def open_home(home: Path) -> Machine:
    home.mkdir(parents=True, exist_ok=True)
    database = Database(home / "aiprod.db")
    clock = SystemClock()
    holders = LockFiles(home / "locks")
    objects = FileObjects(database, home / "objects")
    scratch = home / "scratch" / holders.name()
    scratch.mkdir(parents=True, exist_ok=True)
    for left in scratch.parent.iterdir():
        if holders.alive(left.name) is False:
            shutil.rmtree(left, ignore_errors=True)
    tempfile.tempdir = str(scratch)
    return Machine(
        documents=SqliteDocuments(database),
        messages=SqliteMessages(database, clock, holders),
        objects=objects,
        uploads=objects,
        secrets=EnvironmentSecrets(),
        clock=clock,
        holders=holders,
        home=home,
    )
