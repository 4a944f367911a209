"""Named places cost nothing when unused, and end the process where somebody asked for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.pipeline import faults

PASS_BY = """
from shared.pipeline import faults
faults.from_environment()
for _ in range(3):
    faults.fault("after_claim")
    faults.fault("after_commit")
    print("passed", flush=True)
"""


def passing_by(asked: str) -> tuple[int, int]:
    """How a process ends that passes two places three times, and how often it got by."""
    environment = {**os.environ, "AIPROD_FAULT": asked, "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run(
        [sys.executable, "-c", PASS_BY], env=environment, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout.count("passed")


@pytest.mark.parametrize(("asked", "ended"), [("", (0, 3)), ("after_commit", (137, 0)), ("after_claim:3", (137, 2))])
def test_a_process_ends_where_the_environment_says_and_at_the_time_that_it_says(
    asked: str, ended: tuple[int, int]
) -> None:
    assert passing_by(asked) == ended


def test_the_environment_is_read_in_this_process_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(BaseException):
        pass

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setenv("AIPROD_FAULT", "after_commit:2")
    faults.from_environment()
    faults.fault("after_commit")
    faults.fault("before_commit")
    with pytest.raises(Ended):
        faults.fault("after_commit")
    monkeypatch.setenv("AIPROD_FAULT", "")
    faults.from_environment()


def test_a_hook_hears_every_place_until_it_is_taken_away() -> None:
    heard: list[str] = []
    faults.install(heard.append)
    faults.fault("after_claim")
    faults.install(None)
    faults.fault("after_claim")
    assert heard == ["after_claim"]
    assert heard[0] in faults.PLACES
