"""Reads requirements.txt and cuts out of it the hash-locked closure of a few packages.

The one rule: the same lock and the same names give the same bytes, whatever machine cuts them. The lock names parents
by package and not by extra, so a closure may hold a little more than is needed, never less.
"""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scripts.house import Trouble

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_BLOCK = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)


class LockError(Trouble):
    """The lock does not hold what is asked of it; the message says what and how to mend it."""


def package_name(requirement: str) -> str:
    """`Google_Auth[requests]>=2; python_version < "4"` and `google-auth` are the same package."""
    found = _NAME.match(requirement)
    if found is None:
        raise LockError(f"{requirement!r} names no package.")
    return re.sub(r"[-_.]+", "-", found[1]).lower()


@dataclass(frozen=True)
class Pin:
    """One locked version: its lines as pip reads them, and the packages that brought it (none: we did)."""

    name: str
    lines: tuple[str, ...]
    via: frozenset[str]


@dataclass(frozen=True)
class Lock:
    """Every pin of requirements.txt. A package may have several, told apart by their markers."""

    pins: tuple[Pin, ...]

    def closure(self, requirements: Iterable[str]) -> frozenset[str]:
        """The named packages and all that they need, by name."""
        needs: dict[str, set[str]] = {pin.name: set() for pin in self.pins}
        for pin in self.pins:
            for parent in pin.via:
                needs.setdefault(parent, set()).add(pin.name)
        found: set[str] = set()
        ahead = sorted(package_name(requirement) for requirement in requirements)
        while ahead:
            name = ahead.pop()
            if name not in needs:
                raise LockError(f"{name} is not in requirements.txt: add it to pyproject.toml and run ./scripts/lock.")
            if name not in found:
                found.add(name)
                ahead.extend(needs[name])
        return frozenset(found)

    def cut(self, requirements: Iterable[str]) -> str:
        """The closure as a requirements file of its own: pinned, hashed, in the order of the names."""
        return self.text(self.closure(requirements))

    def text(self, names: Collection[str]) -> str:
        """The pins of exactly these packages."""
        chosen = sorted((pin.name, index) for index, pin in enumerate(self.pins) if pin.name in names)
        return "".join(f"{line}\n" for _, index in chosen for line in self.pins[index].lines)


def read(text: str) -> Lock:
    """The lock as `./scripts/lock` writes it."""
    return Lock(tuple(_pin(block) for block in _BLOCK.split(text) if _NAME.match(block)))


def _pin(block: str) -> Pin:
    lines = [line.rstrip() for line in block.splitlines() if line.strip()]
    kept = tuple(line for line in lines if not line.lstrip().startswith("#"))
    notes = [line.strip().lstrip("# ") for line in lines if line.lstrip().startswith("#")]
    name = package_name(block)
    if "==" not in kept[0] or not any("--hash=" in line for line in kept):
        raise LockError(f"{name} is not pinned by version and hash in requirements.txt: run ./scripts/lock.")
    parents = [note[3:].strip() if note.split()[:1] == ["via"] else note for note in notes]
    # A root is noted as `aiprod (pyproject.toml)`: a file, not a package.
    return Pin(name, kept, frozenset(package_name(one) for one in parents if one and "(" not in one))


def roots(pyproject: str, extras: Iterable[str] = ()) -> list[str]:
    """The packages that pyproject.toml asks for: its base, and those of the extras."""
    project = tomllib.loads(pyproject)["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        if extra not in project["optional-dependencies"]:
            raise LockError(f"pyproject.toml has no extra called {extra}.")
        asked += project["optional-dependencies"][extra]
    return sorted({package_name(requirement) for requirement in asked})
