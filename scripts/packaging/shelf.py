"""Builds every zip and the manifest that Terraform reads to find them.

The one rule: a zip is named by the hash of its bytes, so a function whose zip has the same name need not be deployed.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.house import lockfile
from scripts.packaging import archive, contents
from shared.platform.topology import load

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Package:
    """One function, ready to be deployed."""

    function: str
    zip: str
    sha256: str
    size: int
    pins: int  # packages that it installs, those that they need included
    new: bool  # not on the shelf before


def build(root: Path, shelf: Path) -> list[Package]:
    """Puts the zips of all functions on the shelf and takes away those that are out of date."""
    topology = load(root / "functions" / "topology.yaml")
    lock = lockfile.read((root / "requirements.txt").read_text("utf-8"))
    shelf.mkdir(parents=True, exist_ok=True)
    packages = []
    for name in topology.functions:
        closure = lock.closure(topology.packages(name))
        packed = archive.packed(contents.of(root, name, lock.text(closure)))
        digest = hashlib.sha256(packed).hexdigest()
        file = f"{name}-{digest[:12]}.zip"
        new = not (shelf / file).exists()
        if new:
            _put(shelf / file, packed)
        packages.append(Package(name, file, digest, len(packed), len(closure), new))
    _put(shelf / MANIFEST, _manifest(topology.runtime, packages).encode())
    current = {package.zip for package in packages}
    for old in shelf.glob("*-????????????.zip"):
        if old.name not in current:
            old.unlink()
    return packages


def _manifest(runtime: str, packages: list[Package]) -> str:
    functions = {each.function: {"zip": each.zip, "sha256": each.sha256, "size": each.size} for each in packages}
    return json.dumps({"schema": 1, "runtime": runtime, "functions": functions}, indent=2, sort_keys=True) + "\n"


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all, so that a killed build leaves nothing that looks finished."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
