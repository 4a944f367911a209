"""Every function as a process of its own under functions-framework, and somebody who replaces the dead.

The one rule: an instance that dies leaves nothing behind but what it said; the next one begins with nothing.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.emulators import Server, free_port

ROOT = Path(__file__).resolve().parents[2]
STRUCK = b"exited with code 137"  # what the server says of a worker that ended at its fault point
KEPT = ("PATH", "HOME", "LANG")  # what a function inherits of our environment
LOOK_EVERY_S = 0.1


class Instance:
    """One process of one function. `fault` is where it is going to end itself."""

    def __init__(self, name: str, port: int, log: Path, environment: Mapping[str, str], fault: str) -> None:
        self.fault = fault
        self._log = log
        framework = [sys.executable, "-m", "functions_framework", "--host=127.0.0.1", f"--port={port}"]
        function = [f"--target={name}", f"--source={ROOT / 'functions' / name / 'main.py'}"]
        whole = dict(environment) | ({"AIPROD_FAULT": fault} if fault else {})
        plain = ["env", "-i", *(f"{key}={value}" for key, value in whole.items())]
        self._server = Server(name, [*plain, *framework, *function], log)
        self._door = f"http://127.0.0.1:{port}/favicon.ico"  # the framework answers this one without the function

    def wait(self) -> None:
        self._server.wait_for(self._door)

    def kill(self) -> None:
        """-9, for all of it."""
        self._server.stop()

    @property
    def died(self) -> bool:
        return self._server.process.poll() is not None or (bool(self.fault) and STRUCK in self._log.read_bytes())


class Fleet:
    """Use as a context: all of it ends with it."""

    def __init__(self, names: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self.ports = {name: free_port() for name in names}
        self.struck: list[str] = []  # the fault points at which an instance ended
        self._folder = folder
        inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
        here = {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "THREADS": "2"}
        self._environment = {**inherited, **here, **environment}
        self._instances: dict[str, Instance] = {}
        self._began = 0
        self._turn = threading.RLock()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._replace_the_dead, name="fleet")

    def __enter__(self) -> "Fleet":
        for name in self.ports:
            self._begin(name)
        for instance in self._instances.values():
            instance.wait()
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        if self._watch.is_alive():
            self._watch.join()
        for instance in self._instances.values():
            instance.kill()

    def kill(self, name: str) -> None:
        with self._turn:
            self._instances[name].kill()
            self._begin(name)

    def arm(self, faults: Mapping[str, str]) -> None:
        """New instances of these functions, each of which ends itself at a fault point, once."""
        with self._turn:
            for name, fault in faults.items():
                self._instances[name].kill()
                self._begin(name, fault)
            for name in faults:
                self._instances[name].wait()

    def said(self, about: str = "") -> Iterator[dict[str, Any]]:
        """Every log line of every instance there ever was, or those of one function."""
        for log in sorted(self._folder.glob(f"{about or '*'}.*.log")):
            for line in log.read_text("utf-8", errors="replace").splitlines():
                if line.startswith("{"):
                    yield json.loads(line)

    def troubles(self, limit: int = 12) -> str:
        lines = sorted((line for line in self.said() if line["severity"] in ("ERROR", "WARNING")), key=_time)
        return "\n".join(f"{line['time']} {line['message']} {line.get('stack_trace', '')}" for line in lines[-limit:])

    def _begin(self, name: str, fault: str = "") -> None:
        self._began += 1
        log = self._folder / f"{name}.{self._began:04d}.log"
        self._instances[name] = Instance(name, self.ports[name], log, self._environment, fault)

    def _replace_the_dead(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            with self._turn:
                for name, instance in list(self._instances.items()):
                    if instance.died:
                        self.struck += [instance.fault] if instance.fault else []
                        instance.kill()
                        self._begin(name)


def _time(line: dict[str, Any]) -> str:
    return str(line["time"])
