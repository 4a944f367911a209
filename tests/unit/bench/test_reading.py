"""A long script costs no more by the line than a short one."""

import argparse
import json

import pytest

from scripts.bench import reading


def test_a_written_script_has_as_many_lines_as_were_asked_for() -> None:
    assert reading.written(1_000).count(b"\n") == 999
    assert reading.filmed(reading.written(200)) > 40


def test_a_line_of_a_long_script_costs_at_most_a_third_more_than_one_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "SHORT", 300)
    monkeypatch.setattr(reading, "LONG", 3_000)
    told = reading.measure(rounds=3)
    for _ in range(3):  # a busy machine is no failure; four times in a row would be
        if told["ratio"] > reading.RATIO:
            told = reading.measure(rounds=3)
    assert 0 < told["ratio"] <= reading.RATIO
    assert told["lines_per_s"] > 0
    assert 0 < told["memory_mb"] < 100


def test_a_bench_that_breaks_its_promise_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"ratio": 1.31, "memory_mb": 1, "lines_per_s": 1, "ms": [1, 14], "lines": [1000, 10000], "shots": 1}
    monkeypatch.setattr(reading, "measure", lambda: told)
    assert reading.main(argparse.Namespace(json=False)) == 1
    assert "1.31 times" in capsys.readouterr().err
    assert reading.main(argparse.Namespace(json=True)) == 1
    assert json.loads(capsys.readouterr().out) == told
