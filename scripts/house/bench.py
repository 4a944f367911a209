"""The environment of `aiprod bench`: what functions install in the cloud, and the rival that we are measured beside.

The one rule: it is locked like every other environment, lies apart from them, and is made when a bench is first asked
for. Whoever holds it holds it alone: two benches at once would measure each other.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.house import environment, lockfile
from scripts.house.progress import Progress

EXTRAS = ["functions", "local", "bench"]
TASK = "Setting up the bench (first use)"


def build(folder: Path, cut: str) -> None:
    """The environment itself."""
    progress = Progress()
    progress.say(f"{TASK} …")
    environment.make(folder)
    try:
        count = environment.pip_install(folder, cut, progress, TASK)
    except environment.SetupFailed as problem:
        progress.end(f"{TASK} stopped.")
        raise environment.SetupFailed(
            f"The bench's packages could not be installed; pip's last words were:\n{problem}\n"
            "Look at the connection and the disk, then start the same command again."
        ) from None
    progress.end(f"The bench is set up: {count} packages.")


@contextmanager
def held(root: Path, build: Callable[[Path, str], None] = build) -> Iterator[Path]:
    """The bench's Python, made first if need be. `ready` is written last: what was killed before it is made anew."""
    home = root / "build" / "bench"
    home.mkdir(parents=True, exist_ok=True)
    lock = lockfile.read((root / "requirements.txt").read_text(encoding="utf-8"))
    cut = lock.cut(lockfile.roots((root / "pyproject.toml").read_text(encoding="utf-8"), EXTRAS))
    made_of = "\0".join([cut, sys.implementation.cache_tag or "", platform.machine()])
    folder = home / hashlib.sha256(made_of.encode()).hexdigest()[:16]
    guard = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _alone(guard)
        if not (folder / "ready").exists():
            build(folder, cut)
            (folder / "ready").touch()
        for old in home.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old)
        yield environment.python_of(folder)
    finally:
        os.close(guard)


def _alone(guard: int) -> None:
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another bench is running; waiting for it.", file=sys.stderr)
        fcntl.flock(guard, fcntl.LOCK_EX)
