"""The emulators themselves: they never outlive a test run, and say what is missing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.emulators import Unavailable, firestore_command

ROOT = Path(__file__).resolve().parents[2]

RUN = """
import sys, time
from pathlib import Path
from tests.emulators import Server
sleeper = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
server = Server("a sleeper", [sys.executable, "-c", sleeper], Path(sys.argv[1]))
while not Path(sys.argv[1]).read_text().endswith("\\n"):
    time.sleep(0.01)
print("up", flush=True)
if sys.argv[2] == "stop":
    server.stop()
time.sleep(600 if sys.argv[2] == "killed" else 0)
"""


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("end", ["stop", "forgotten", "killed"])
def test_an_emulator_does_not_outlive_who_started_it(tmp_path: Path, end: str) -> None:
    log = tmp_path / "log"
    run = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RUN, str(log), end], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "up\n"
    emulator = int(log.read_text())

    if end == "killed":
        assert not gone(emulator)
        run.send_signal(signal.SIGKILL)
    run.communicate(timeout=20)

    until = time.monotonic() + 20
    while not gone(emulator):
        assert time.monotonic() < until, "the emulator is still there"
        time.sleep(0.01)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "platform" / "cloud-firestore-emulator").mkdir(parents=True)
    monkeypatch.setenv("CLOUDSDK_ROOT_DIR", str(tmp_path))

    with pytest.raises(Unavailable, match="gcloud components install cloud-firestore-emulator"):
        firestore_command(1)
