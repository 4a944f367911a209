"""A home of this machine for tests: opened like the real one, and left behind as a dead process would leave it.

The one rule: nothing that was opened stays open after the test.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from shared.platform.embedded.machine import LockFiles, Machine, open_home
from shared.telemetry import log


class Homes:
    """Every home that a test entered."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def open(self, folder: Path) -> Machine:
        machine = open_home(folder)
        self._stack.callback(die, machine)
        return machine

    def watched(self, enter: Callable[..., Machine]) -> Callable[..., Machine]:
        """The same way in, remembered."""

        def entered(**how: bool) -> Machine:
            machine = enter(**how)
            self._stack.callback(die, machine)
            sink = log.to(None)
            log.to(sink)
            self._stack.callback(close_log, sink)
            return machine

        return entered

    def close(self) -> None:
        self._stack.close()


def die(machine: Machine) -> None:
    """What the system does for a process that is no more."""
    assert isinstance(machine.holders, LockFiles)
    machine.holders._mine.close()


def close_log(sink: log.Sink | None) -> None:
    for cell in getattr(sink, "__closure__", None) or ():
        if hasattr(cell.cell_contents, "close"):
            cell.cell_contents.close()
