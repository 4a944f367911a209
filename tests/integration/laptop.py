"""The command line as a person uses it: a process of its own, in a home of its own.

The one rule: what is tested is what is printed, what it exits with, and what lies on the disk.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-P", "-m", "scripts.cli")  # what ./scripts/aiprod becomes
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str
    seconds: float

    @property
    def told(self) -> dict[str, Any]:
        """Exactly one JSON object, and nothing else."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class Laptop:
    def __init__(self, home: Path) -> None:
        self.home = home

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**inherited, "PYTHONPATH": str(ROOT), "AIPROD_HOME": str(self.home), **more}

    def run(self, *arguments: str, kill_after_s: float | None = None, **environment: str) -> Finished:
        """To its end, or until kill -9."""
        begun = time.monotonic()
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment(environment),
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            out, err = process.communicate(timeout=kill_after_s or 120)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        return Finished(process.returncode, out, err, time.monotonic() - begun)

    def done(self) -> dict[str, dict[str, Any]]:
        """Every step that is done, by its path, as it stands on the disk."""
        found = self._documents("leaf = 'steps'")
        return {path: step for path, step in found.items() if step["state"] == "done"}

    def jobs(self) -> list[dict[str, Any]]:
        return [*self._documents("collection = 'jobs'").values()]

    def _documents(self, where: str) -> dict[str, dict[str, Any]]:
        file = self.home / "aiprod.db"
        if not file.exists():
            return {}
        with closing(sqlite3.connect(file, timeout=30)) as database:
            rows = database.execute(f"select path, fields from documents where {where}").fetchall()
        return {path: json.loads(fields) for path, fields in rows}
