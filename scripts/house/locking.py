"""Writes the lock.

The one rule: what is written names packages, versions and hashes, and nothing about where it was written.
"""

import argparse
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.house import Trouble, environment, lockfile
from scripts.house.progress import Progress

HEADER = "# Written by ./scripts/lock from pyproject.toml. Every environment is a closure cut out of this file.\n"
PLACE = re.compile(r"://|^\s*-|^\s*[^#\s]*/", re.MULTILINE)  # a host, an option of pip, or a path


def write(root: Path, arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="lock", description="Write requirements.txt from pyproject.toml.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    parser.add_argument("--upgrade-package", metavar="NAME", action="append", default=[], help="of this package only")
    wanted = parser.parse_args(arguments)
    options = ["--upgrade"] if wanted.upgrade else [f"--upgrade-package={name}" for name in wanted.upgrade_package]
    target = root / "requirements.txt"
    with TemporaryDirectory() as desk:
        fresh = Path(desk) / "requirements.txt"
        fresh.write_text(
            target.read_text(encoding="utf-8"), encoding="utf-8"
        )  # what is locked stays, unless it must move
        _compile(root, _uv(root, Path(desk)), fresh, options)
        text = HEADER + fresh.read_text(encoding="utf-8")
    place = PLACE.search(re.sub(r"(?m)^    --hash=", "    hash ", text))
    if place is not None:
        raise Trouble(
            f"The lock would name a place ({text[place.start() : place.start() + 60]!r}); nothing was written."
        )
    lock = lockfile.read(text)
    target.write_text(text, encoding="utf-8")
    print(f"requirements.txt: {len(lock.pins)} pins.")


def _uv(root: Path, desk: Path) -> Path:
    """The locked uv: the developer's, or one of its own where there is none yet."""
    ours = root / ".venv" / "bin" / "uv"
    if ours.exists():
        return ours
    lock = lockfile.read((root / "requirements.txt").read_text(encoding="utf-8"))
    environment.make(desk / "env")
    environment.pip_install(desk / "env", lock.cut(["uv"]), Progress(), "Fetching uv")
    return desk / "env" / "bin" / "uv"


def _compile(root: Path, uv: Path, target: Path, options: list[str]) -> None:
    command = [str(uv), "pip", "compile", "pyproject.toml", "--all-extras", "--universal", "--generate-hashes"]
    command += ["--no-header", "--only-binary=:all:", "--quiet", "--output-file", str(target), *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"The requirements do not fit together:\n{done.stderr}")
