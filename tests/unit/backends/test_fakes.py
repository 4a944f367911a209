"""The fake providers themselves: they count before they answer, forget nothing when killed, misbehave on command."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from functions.render_executor.backends.runway import Runway
from functions.render_executor.backends.wire import Busy, Ready
from tests.fakes.providers import mischief
from tests.fakes.providers.directory import PROVIDERS
from tests.fakes.providers.till import Till
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import an_order

ROOT = Path(__file__).parents[3]
ORDER = an_order("runway", "gen4.5", ratio="1280:720")


@contextmanager
def fakes(*words: str) -> Iterator[tuple["subprocess.Popen[str]", dict[str, Any]]]:
    command = [sys.executable, "-P", "-m", "tests.fakes.providers", "--json", "--leash", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def state(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/_fake/state") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_a_fake_that_is_killed_remembers_its_bill(tmp_path: Path) -> None:
    with fakes("--home", str(tmp_path), "runway") as (process, told):
        Runway("key", told["urls"]["runway"]).submit(ORDER, None)
        before = state(told["urls"]["runway"])
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with fakes("--home", str(tmp_path), "runway") as (_, told):
        assert state(told["urls"]["runway"]) == before
    assert before["accepted"] == 1


def test_the_fakes_end_when_they_are_told_to_or_left_alone(tmp_path: Path) -> None:
    with fakes("--home", str(tmp_path)) as (process, told):
        assert set(told["urls"]) == set(PROVIDERS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    with fakes("--home", str(tmp_path)) as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_command_is_run_against_them_and_its_end_is_theirs(tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['RUNWAYML_BASE_URL']); sys.exit(3)"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.fakes.providers", "runway", "--", sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:")


def test_the_same_seed_draws_the_same_fates(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "two"):
        till = Till(tmp_path / name)
        mischief.behave(till, {"seed": 4, "chance": {"throttle": 0.3, "black": 0.2}})
        drawn.append([mischief.fate(till) for _ in range(50)])
        till.close()
    assert drawn[0] == drawn[1]
    assert {("throttle",), ("black",), ()} <= set(drawn[0])


def test_a_behaviour_that_nobody_knows_is_refused(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    with pytest.raises(urllib.error.HTTPError):
        stage.behave(script=["explode"])


def test_prices_can_be_set_to_those_of_a_price_book(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    stage.behave(prices={"gen4.5": [50_000, 10_000]})
    assert stage.backend.submit(stage.order, None).expected == 90_000
    assert stage.bill["billed"] == 90_000


def test_the_bill_names_each_request(stage_for: StageFor) -> None:
    stage = stage_for("replicate")
    stage.behave(script=["ok", "throttle", "fail"])
    stage.backend.submit(stage.order, None)
    with pytest.raises(Busy):
        stage.backend.submit(stage.another(seed=8), None)
    stage.backend.submit(stage.another(seed=8), None)
    entries = {entry["seed"]: entry for entry in stage.bill["requests"].values()}
    assert (entries[7]["posts"], entries[7]["accepted"], entries[7]["billed"]) == (1, 1, 200_000)
    assert (entries[8]["posts"], entries[8]["accepted"], entries[8]["billed"]) == (2, 1, 0)
    assert entries[8]["prompt"] == stage.order.prompt


def test_a_provider_that_bills_more_than_it_named_says_so_in_the_end(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    stage.behave(script=["dear"])
    submitted = stage.backend.submit(stage.order, None)
    assert stage.backend.look(submitted.task, stage.order) == Ready(
        f"{stage.counter.url}/_media/{submitted.task}.mp4", 2 * (submitted.expected or 0)
    )
