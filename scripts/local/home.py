"""Where this machine keeps its films: one folder, one log, one platform.

The one rule: everything lives under AIPROD_HOME; deleting that folder forgets everything.
"""

import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

from shared.pipeline import faults
from shared.platform import bootstrap
from shared.platform.embedded.machine import Machine, open_home
from shared.telemetry import log

OWNER = "me"


def folder() -> Path:
    return Path(os.environ.get("AIPROD_HOME", ".aiprod")).absolute()


def enter(*, watching: bool = False) -> Machine:
    """Opens the home; from now on every log line goes to its file, and to the terminal when somebody watches."""
    faults.from_environment()
    home = folder()
    machine = open_home(home)
    bootstrap.use(machine)
    writing = threading.Lock()
    file = (home / "log.jsonl").open("a", encoding="utf-8")

    def keep(line: log.Line) -> None:
        with writing:
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            file.flush()
            if watching:
                with suppress(OSError):  # the terminal may be gone; the work goes on
                    print(log.for_people(line), file=sys.stderr)

    log.to(keep)
    return machine
