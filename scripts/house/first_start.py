"""Makes the environment that films are run in: once per lock, whole or not at all, by one process at a time.

The one rule: `ready` is written last, so whatever was killed before it is made anew. Each lock has its own folder,
named by the hash of what goes into it; the folders of older locks are swept when nobody runs in them any more.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.house import environment, local, lockfile
from scripts.house.progress import Progress

TASK = "Setting up AIPROD (first use)"


@dataclass(frozen=True)
class Recipe:
    """What goes into the environment: the core, and the voices that it can do without."""

    core: str
    voices: str

    @property
    def key(self) -> str:
        made_of = [self.core, self.voices, sys.implementation.cache_tag or "", platform.machine()]
        return hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:16]


def recipe(root: Path) -> Recipe:
    lock = lockfile.read((root / "requirements.txt").read_text(encoding="utf-8"))
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    core = lock.closure(lockfile.roots(project, ["local", "backends", "voices-cloud"]))
    both = lock.closure(lockfile.roots(project, ["local", "backends", "voices-cloud", "voices"]))
    return Recipe(lock.text(core), lock.text(both - core))


def build(folder: Path, plan: Recipe) -> None:
    """The environment itself; without its voices if they cannot be had."""
    begun, progress = time.monotonic(), Progress()
    progress.say(f"{TASK} …")
    environment.make(folder)
    try:
        count = environment.pip_install(folder, plan.core, progress, TASK)
    except environment.SetupFailed as problem:
        progress.end(f"{TASK} stopped.")
        raise environment.SetupFailed(
            f"AIPROD's packages could not be installed; pip's last words were:\n{problem}\n"
            "Look at the connection and the disk, then start the same command again."
        ) from None
    try:
        count += environment.pip_install(folder, plan.voices, progress, f"{TASK}, local voice")
    except environment.SetupFailed as problem:
        progress.end(
            f"{TASK}: the local voice (GPL, optional) could not be installed, so AIPROD goes on without it.\n"
            f"{problem}\n    To try again: rm -r {folder}"
        )
    progress.end(f"AIPROD is set up: {count} packages in {time.monotonic() - begun:.0f} s.")


def prepare(root: str, build: Callable[[Path, Recipe], None] = build) -> str:
    """The Python of this lock's environment, which we hold from here on."""
    plan, home = recipe(Path(root)), Path(root) / local.FOLDER
    try:
        home.mkdir(exist_ok=True)
        _make_once(home, plan, build)
        _remember(root, home, plan.key)
        _sweep(home, plan.key)
    except OSError as problem:
        raise environment.SetupFailed(f"AIPROD cannot keep its environment in {home}: {problem}") from None
    return local.python_of(str(home), plan.key)


def _make_once(home: Path, plan: Recipe, build: Callable[[Path, Recipe], None]) -> None:
    """Makers exclude everybody and runners share. Between the two the lock is free, so we look again each time."""
    lock = _open_lock(home, plan.key)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another start is setting AIPROD up; waiting for it.", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_SH)
        while not local.whole(str(home), plan.key):
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not local.whole(str(home), plan.key):
                build(home / plan.key, plan)
                (home / plan.key / "ready").touch()
            fcntl.flock(lock, fcntl.LOCK_SH)
    except BaseException:
        os.close(lock)  # otherwise it is kept until this process, and the one that it becomes, ends
        raise


def _open_lock(home: Path, key: str) -> int:
    lock = os.open(home / f"{key}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    os.set_inheritable(lock, True)
    return lock


def _remember(root: str, home: Path, key: str) -> None:
    note = home / f"current.{os.getpid()}"
    note.write_text(f"{key}\n{local.fingerprint(root)}\n", encoding="utf-8")
    note.replace(home / "current")


def _sweep(home: Path, key: str) -> None:
    for folder in home.iterdir():
        if not folder.is_dir() or folder.name == key:
            continue
        lock = _open_lock(home, folder.name)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        except BlockingIOError:
            continue  # a film is still running in it
        finally:
            os.close(lock)
