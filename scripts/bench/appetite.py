"""What a command eats: time of the processor, time of the clock, and memory of all its live processes together.

The one rule: it is measured from outside, the same way for everyone who runs.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK_S: Final = 0.05
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Eaten:
    cpu_s: float
    wall_s: float
    peak_mb: float
    own_mb: float = 0.0  # the same without ffmpeg

    def told(self) -> dict[str, float]:
        return {"cpu_s": round(self.cpu_s, 2), "wall_s": round(self.wall_s, 2), "peak_mb": round(self.peak_mb, 1)}


def least(runs: Sequence[Eaten]) -> Eaten:
    """Noise only ever adds."""
    return Eaten(
        min(run.cpu_s for run in runs),
        min(run.wall_s for run in runs),
        min(run.peak_mb for run in runs),
        min(run.own_mb for run in runs),
    )


def eaten(command: Sequence[str], folder: Path) -> Eaten:
    """Runs it in `folder` to its end, which has to be a good one."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        peak, over = [0.0, 0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, over), daemon=True)
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        if process.returncode != 0:
            said.seek(0)
            words = said.read().decode("utf-8", "replace")[-2000:]
            raise subprocess.CalledProcessError(process.returncode, list(command), stderr=words)
    return Eaten(used.ru_utime + used.ru_stime, wall, *peak)


def _watch(root: int, peak: list[float], over: threading.Event) -> None:
    """What is there at two looks, one after the other: whoever has just been born and is not yet somebody else shows
    the memory of its parent as its own."""
    before = 0, 0
    while not over.wait(LOOK_S):
        now = _resident(root)
        whole, own = map(min, now, before)
        peak[:] = max(peak[0], whole / 1e6), max(peak[1], own / 1e6)
        before = now


def _resident(root: int) -> tuple[int, int]:
    """Bytes of a process and of all who came from it; and of those of them that are not ffmpeg."""
    children: dict[int, list[int]] = defaultdict(list)
    pages: dict[int, int] = {}
    names: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            name, _, rest = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue  # it has just ended
        pid, fields = int(entry.name), rest.split()
        names[pid] = name
        children[int(fields[1])].append(pid)
        pages[pid] = int(fields[21])
    total, own, waiting = 0, 0, [root]
    while waiting:
        pid = waiting.pop()
        total += pages.get(pid, 0)
        own += 0 if "ffmpeg" in names.get(pid, "") else pages.get(pid, 0)
        waiting += children[pid]
    return total * _PAGE, own * _PAGE


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
