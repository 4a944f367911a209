"""One line that says where the film is: stage, shots, money, time left.

The one rule: a terminal gets a line that renews itself, anything else a line for each new stage.
"""

import sys
import time
from types import TracebackType
from typing import Any

from shared.pipeline.status import describe
from shared.platform.ports import Platform

WORDS = {
    "created": "waiting to begin",
    "analyzing": "reading the script",
    "creative_direction": "directing",
    "fast_track": "directing",
    "financial": "pricing",
    "rendering": "filming",
    "assembling": "cutting",
    "qa_technical": "checking",
    "qa_semantic": "looking at it",
    "final_approval": "deciding",
    "waiting_approval": "waiting for approval",
    "needs_review": "waiting for a person",
}

PATIENCE_S = 10.0


class Progress:
    def __init__(self, platform: Platform, job: str, *, quiet: bool) -> None:
        self._platform, self._job, self._quiet = platform, job, quiet
        self._begun = time.monotonic()
        self._stage = ""
        self._told: set[object] = set()
        self._filming_since = 0.0
        self._tty = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._tty and not self._quiet:
            sys.stderr.write("\r\x1b[2K")

    def look(self) -> None:
        if self._quiet:
            return
        job = self._platform.documents.get(f"jobs/{self._job}")
        if job is None:
            return
        told = describe(self._platform, job)
        stage = WORDS.get(told["state"], told["state"])
        if self._tty:
            sys.stderr.write(f"\r\x1b[2K{self._line(told, stage)}")
            sys.stderr.flush()
        elif stage != self._stage:
            print(f"  {stage}", file=sys.stderr)
        else:
            self._waits(told["waiting"])
        self._stage = stage

    def _waits(self, waiting: list[dict[str, object]]) -> None:
        """What is waited for, once, when nothing else is there to be told for a while."""
        for each in waiting:
            if each["for"] not in self._told and time.monotonic() - self._begun > PATIENCE_S:
                self._told.add(each["for"])
                print(f"  waiting: {each['for']}", file=sys.stderr)

    def _line(self, told: dict[str, Any], stage: str) -> str:
        done, shots, percent = int(str(told["shots_done"])), int(str(told["shots"])), int(str(told["progress"]))
        bar = "█" * (percent // 5) + "░" * (20 - percent // 5)
        parts = [f"{bar} {percent:3d} %  {stage}"]
        if shots:
            parts.append(f"{done}/{shots} shots")
        parts.append(f"${told['cost_actual']:.2f}")
        left = self._left(stage, done, shots)
        if left:
            parts.append(f"{left} left")
        elif told["waiting"] and time.monotonic() - self._begun > PATIENCE_S:
            parts.append(str(told["waiting"][0]["for"])[:100])
        return "  ·  ".join(parts)

    def _left(self, stage: str, done: int, shots: int) -> str:
        if stage != "filming":
            self._filming_since = 0.0
            return ""
        now = time.monotonic()
        self._filming_since = self._filming_since or now
        if done < 2 or now - self._filming_since < 2:
            return ""
        seconds = (now - self._filming_since) / done * (shots - done)
        return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
