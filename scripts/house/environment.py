"""Makes a virtual environment and fills it from a cut of the lock.

The one rule: nothing is installed but what the lock names, wheel by wheel and hash by hash.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.house import Trouble
from scripts.house.progress import Progress

_NAME = re.compile("==|-[0-9]")
WORDS_KEPT = 6  # of what pip said last, when it fails


class SetupFailed(Trouble):
    """An environment cannot be made; the message tells a person what to do."""


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def make(folder: Path) -> None:
    """A new, empty environment in `folder`, whatever was there before."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupFailed(
            f"This Python {version} cannot make virtual environments. On Debian and Ubuntu:\n"
            f"    sudo apt-get install python{version}-venv\n"
            "Then start the same command again."
        )
    # Started from inside another environment, we still build on the Python underneath: that one stays.
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", "--clear", str(folder)]
    # What we start keeps our lock (close_fds): were we killed, the next start waits until the orphan has ended.
    made = subprocess.run(command, capture_output=True, text=True, check=False, close_fds=False)
    if made.returncode != 0:
        raise SetupFailed(
            f"A virtual environment could not be made in {folder}:\n{_last_words(made.stdout + made.stderr)}"
        )


def pip_install(folder: Path, cut: str, progress: Progress, task: str) -> int:
    """Fills the environment with the packages of `cut`; how many of them this machine took."""
    total, taken, said = len(re.findall(r"^\w", cut, re.MULTILINE)), 0, []
    with TemporaryDirectory() as desk:
        pins = Path(desk) / "requirements.txt"
        pins.write_text(cut, encoding="utf-8")
        command = [
            str(python_of(folder)),
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--no-deps",
            "--only-binary=:all:",
        ]
        command += ["--no-input", "--progress-bar=off", "--disable-pip-version-check", "-r", str(pins)]
        progress.say(f"{task} …")
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            close_fds=False,
            env={**os.environ, "PYTHONPATH": "", "PIP_REQUIRE_VIRTUALENV": "0"},
        ) as pip:
            assert pip.stdout is not None
            for line in pip.stdout:
                said.append(line)
                if line.startswith("Ignoring "):  # its marker is for another machine
                    total -= 1
                elif line.startswith(("Collecting ", "Processing ")):
                    taken += 1
                    progress.say(f"{task}: {taken} of {total} packages · {_NAME.split(Path(line.split()[1]).name)[0]}")
                elif line.startswith("Installing collected"):
                    progress.say(f"{task}: unpacking {total} packages")
        if pip.returncode != 0:
            raise SetupFailed(_last_words("".join(said)))
    return taken


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("WARNING")]
    errors = [line for line in lines if line.startswith("ERROR")]
    return "\n".join(f"    {line}" for line in (errors or lines)[-WORDS_KEPT:])
