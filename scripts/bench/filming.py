"""One film made by the product in this process, and what each kind of work took of the processor.

The one rule: nothing is done for the bench's sake: these are the product's own functions, counted while they work.
`python -m scripts.bench.filming SCRIPT OPTIONS FILE` writes one object to the file; AIPROD_HOME says where.
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from scripts.local import crew, home
from scripts.local.runner import Runner
from shared.media import ffmpeg
from shared.model.callsheet import work_of
from shared.model.job import Options
from shared.model.states import RESTING
from shared.pipeline import desk
from shared.pipeline.reception import receive
from shared.pipeline.work import Agent, Made, Wait, Work
from shared.platform.embedded.machine import Machine

T = TypeVar("T")

_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Meter:
    """Seconds of the processor by kind of work: of the worker's own threads, and of the ffmpeg that they wait for."""

    def __init__(self) -> None:
        self.own: dict[str, float] = defaultdict(float)
        self.ffmpeg: dict[str, float] = defaultdict(float)
        self.units: dict[str, int] = defaultdict(int)
        self._now = threading.local()
        self._lock = threading.Lock()

    def counted(self, agent: Agent) -> Agent:
        def make(work: Work) -> Made | Wait:
            kind = work_of(work.unit.name)
            try:
                return self.at(kind, partial(agent.make, work))
            finally:
                with self._lock:
                    self.units[kind] += 1

        return replace(agent, make=make)

    def at(self, kind: str, call: Callable[[], T]) -> T:
        begun = time.thread_time()
        self._now.kind = kind
        try:
            return call()
        finally:
            self._now.kind = ""
            with self._lock:
                self.own[kind] += time.thread_time() - begun

    @property
    def kind(self) -> str:
        """Of what this thread is at work on."""
        return getattr(self._now, "kind", "")

    def ended(self, ticks: int) -> None:
        with self._lock:
            self.ffmpeg[self.kind] += ticks / _TICKS

    def told(self) -> dict[str, dict[str, float]]:
        kinds = sorted(self.units, key=lambda kind: -(self.own[kind] + self.ffmpeg[kind]))
        return {
            kind: {
                "units": self.units[kind], "python_s": round(self.own[kind], 2), "ffmpeg_s": round(self.ffmpeg[kind], 2)
            }
            for kind in kinds
        }  # fmt: skip


def _watch(meter: Meter) -> None:
    """Every function and every ffmpeg is counted from now on."""

    class Counted(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if self.returncode is None and timeout is None:
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and can still be asked
                fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                meter.ended(int(fields[11]) + int(fields[12]))
            return super().wait(timeout)

    class Helped(ThreadPoolExecutor):
        """Whoever helps is at the same work."""

        def submit(self, call: Callable[..., T], /, *given: Any, **more: Any) -> "Future[T]":
            return super().submit(meter.at, meter.kind, partial(call, *given, **more))

    plain = crew.agent
    crew.agent = lambda name: meter.counted(plain(name))
    ffmpeg.subprocess.Popen = Counted  # type: ignore[attr-defined]
    futures.ThreadPoolExecutor = Helped  # type: ignore[misc]


def made(script: Path, options: Options) -> dict[str, Any]:
    meter = Meter()
    _watch(meter)
    begun = time.monotonic()
    machine = home.enter()
    job = receive(machine, home.OWNER, script.name, script.read_bytes(), options).path
    desk.start(machine, job.partition("/")[2])
    with Runner(machine) as runner:
        runner.until(lambda: _fields(machine, job)["state"] in RESTING)
    wall, fields = time.monotonic() - begun, _fields(machine, job)
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "state": fields["state"],
        "error": fields.get("error"),
        "seconds": fields.get("duration_ms", 0) / 1000,
        "shots": fields.get("shots", 0),
        "film": machine.objects.link(fields["outputs"]["mp4"], 0) if fields["state"] == "delivered" else "",
        "wall_s": round(wall, 2),
        "python_s": round(mine.ru_utime + mine.ru_stime, 2),
        "ffmpeg_s": round(theirs.ru_utime + theirs.ru_stime, 2),
        "stages": meter.told(),
    }


def _fields(machine: Machine, path: str) -> dict[str, Any]:
    found = machine.documents.get(path)
    assert found is not None, "jobs are not deleted while they run"
    return dict(found.fields)


if __name__ == "__main__":
    told = made(Path(sys.argv[1]), Options.model_validate_json(sys.argv[2]))
    Path(sys.argv[3]).write_text(json.dumps(told), encoding="utf-8")
