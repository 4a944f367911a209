"""Which environment this machine runs films in, and a hold on it while we run.

The one rule: on the way that every start takes, no import and no work that takes time.
"""

import fcntl
import os
import sys

FOLDER = ".venv-local"
RECIPE = ("pyproject.toml", "requirements.txt")


def python_of(home: str, key: str) -> str:
    return os.path.join(home, key, "bin", "python")


def whole(home: str, key: str) -> bool:
    """A set-up that was killed has no `ready`; one whose Python was removed has a link to nowhere."""
    return os.path.exists(os.path.join(home, key, "ready")) and os.path.exists(python_of(home, key))


def fingerprint(root: str) -> str:
    """Changes whenever the recipe or the Python that starts us may have changed."""
    seen = [os.stat(os.path.join(root, name)) for name in RECIPE]
    marks = [f"{one.st_size}-{one.st_mtime_ns}" for one in seen]
    return " ".join([*marks, sys.implementation.cache_tag, os.path.realpath(sys.executable)])


def remembered(root: str) -> str | None:
    """The key of the environment that the last start used, if nothing has changed since."""
    try:
        with open(os.path.join(root, FOLDER, "current"), encoding="utf-8") as note:
            key, mark = note.read().splitlines()
        return key if mark == fingerprint(root) else None
    except (OSError, ValueError):
        return None


def hold(home: str, key: str) -> bool:
    """Share a whole environment until this process, and the one that it becomes, ends. False: it has to be made."""
    try:
        lock = os.open(os.path.join(home, f"{key}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        return whole(home, key)  # a read-only place: nobody can sweep it either
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if whole(home, key):
            os.set_inheritable(lock, True)
            return True
    except BlockingIOError:
        pass  # it is being made or swept at this moment
    os.close(lock)
    return False


def enter(root: str) -> str:
    """The Python to run with, set up first if need be."""
    home = os.path.join(root, FOLDER)
    key = remembered(root)
    if key is not None and hold(home, key):
        return python_of(home, key)
    from scripts.house import first_start

    return first_start.prepare(root)
