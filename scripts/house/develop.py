"""The developer's environment, .venv: everything but the bench's rival.

The one rule: it holds exactly what the lock says, no more, so that a forgotten requirement shows at once.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from scripts.house import environment, lockfile
from scripts.house.progress import Progress

EXTRAS = ["functions", "local", "voices", "backends", "cloud-llm", "voices-cloud", "dev"]
TASK = "Setting up .venv for development"
UNFINISHED = "unfinished"


def prepare(root: Path) -> Path:
    """The environment's Python; made, or brought up to the lock, if need be."""
    folder = root / ".venv"
    lock = lockfile.read((root / "requirements.txt").read_text(encoding="utf-8"))
    cut = lock.cut(lockfile.roots((root / "pyproject.toml").read_text(encoding="utf-8"), EXTRAS))
    stamp = hashlib.sha256(f"{sys.implementation.cache_tag} {cut}".encode()).hexdigest()
    guard = os.open(root / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _stamp_of(folder) != stamp:
            _fill(folder, cut, lock.cut(["uv"]), stamp)
    finally:
        os.close(guard)
    return environment.python_of(folder)


def _stamp_of(folder: Path) -> str:
    """Empty where somebody made the environment by hand: then it is only brought up to the lock."""
    try:
        return (folder / "stamp").read_text(encoding="utf-8") if environment.python_of(folder).exists() else UNFINISHED
    except FileNotFoundError:
        return ""


def _fill(folder: Path, cut: str, installer: str, stamp: str) -> None:
    progress = Progress()
    progress.say(f"{TASK} …")
    if _stamp_of(folder) == UNFINISHED or not _same_python(folder):
        environment.make(folder)
    (folder / "stamp").write_text(UNFINISHED, encoding="utf-8")
    uv = folder / "bin" / "uv"
    if not uv.exists():
        environment.pip_install(folder, installer, progress, TASK)
    progress.say(f"{TASK}: the packages …")
    pins = folder / "requirements.txt"
    pins.write_text(cut, encoding="utf-8")
    command = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--no-build", "--no-config", str(pins)]
    command += ["--python", str(environment.python_of(folder))]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise environment.SetupFailed(f"{TASK} failed:\n{done.stdout}{done.stderr}")
    (folder / "stamp").write_text(stamp, encoding="utf-8")
    progress.end(f"{TASK}: done.")


def _same_python(folder: Path) -> bool:
    command = [str(environment.python_of(folder)), "-c", "import sys; print(sys.implementation.cache_tag)"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return said == sys.implementation.cache_tag
