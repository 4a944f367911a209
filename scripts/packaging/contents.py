"""What goes into a function's zip: its own folder, what functions share, and an entry point for the platform.

The one rule: nothing that one machine has and another has not: no caches, no hidden files, no links.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scripts.house import Trouble

LEFT_OUT: Final = frozenset({"shared/platform/embedded"})  # what only a laptop runs on
LETTERED: Final = ("shared/media/fonts", "pillow==")
"""Fonts are for those who set type, and nobody does without this."""

_NEVER: Final = frozenset({"__pycache__", "tests"})
_ENDINGS: Final = (".pyc", ".pyo", "~", ".orig", ".rej")

_MAIN: Final = '''"""Where the platform starts the function {name}."""

from functions.{name}.main import {name}

__all__ = ["{name}"]
'''


def of(root: Path, name: str, requirements: str) -> dict[str, bytes]:
    """Every file of the zip by its path in there."""
    files = {
        "main.py": _MAIN.format(name=name).encode(),
        "requirements.txt": requirements.encode(),
        "functions/__init__.py": (root / "functions" / "__init__.py").read_bytes(),
    }
    for folder in (root / "functions" / name, root / "shared"):
        files.update((path.relative_to(root).as_posix(), path.read_bytes()) for path in _walk(root, folder))
    fonts, needed = LETTERED
    if needed not in requirements.lower():
        files = {path: content for path, content in files.items() if not path.startswith(fonts)}
    return files


def _walk(root: Path, folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        where = path.relative_to(root).as_posix()
        if path.name.startswith(".") or path.name in _NEVER or path.name.endswith(_ENDINGS) or where in LEFT_OUT:
            continue
        if path.is_symlink():
            raise Trouble(f"{where} is a link: what it points to is not there in the cloud. Put the file itself there.")
        if path.is_dir():
            yield from _walk(root, path)
        else:
            yield path
