"""The same numbers for people and for machines, each ratio beside its promise."""

from dataclasses import replace

from scripts.bench import report
from scripts.bench.cold import Cost, Start
from scripts.bench.ratios import Compared
from scripts.bench.steps import Raced

FAST = Compared(900.0, 300.0, 3.0)
SLOW = Compared(500.0, 250.0, 2.0)
FULL = "journal_mode=wal synchronous=full"
RACED = Raced(FAST, SLOW, FAST, FAST, ours_durability=FULL, theirs_durability="journal_mode=delete synchronous=full")
LIGHT = Cost(Compared(110.0, 100.0, 1.1), Compared(41.0, 39.0, 1.05))
HEAVY = Cost(Compared(120.0, 100.0, 1.2), Compared(50.0, 40.0, 1.25))
STARTS = {"ingest": Start(LIGHT, LIGHT), "render_executor": Start(LIGHT, HEAVY)}


def test_the_smaller_ratio_counts() -> None:
    assert report.as_json(RACED, STARTS)["steps_ratio"] == 2.0


def test_steps_as_queued_workflows_do_not_count() -> None:
    raced = replace(RACED, queued_sequential=Compared(1.0, 1.0, 1.0))

    assert report.as_json(raced, STARTS)["steps_ratio"] == 2.0


def test_the_worst_function_counts_in_time_or_memory_at_any_stage() -> None:
    assert report.as_json(RACED, STARTS)["import_ratio"] == 1.25


def test_a_function_is_told_with_its_libraries() -> None:
    told = report.as_json(RACED, STARTS)["functions"]["render_executor"]

    assert {name: value for name, value in told.items() if name != "door"} == {
        "ms": 120.0,
        "mb": 50.0,
        "base_ms": 100.0,
        "base_mb": 40.0,
        "ratio_ms": 1.2,
        "ratio_mb": 1.25,
    }
    assert told["door"]["ratio_ms"] == 1.1


def test_promises_that_are_just_kept_are_kept() -> None:
    assert report.kept(RACED, STARTS)


def test_a_slower_spine_is_noticed() -> None:
    assert not report.kept(replace(RACED, sequential=Compared(1.99, 1.0, 1.99)), STARTS)


def test_a_heavier_function_is_noticed() -> None:
    heavier = Cost(HEAVY.ms, Compared(51.0, 40.0, 1.26))

    assert not report.kept(RACED, STARTS | {"ingest": Start(heavier, LIGHT)})


def test_people_read_every_function_and_both_promises() -> None:
    text = report.as_text(RACED, STARTS)

    assert all(name in text for name in STARTS)
    assert "ratios is 2.00; promised is at least 2." in text
    assert "worst ratio is 1.25; promised is at most 1.25." in text
    assert max(map(len, text.splitlines())) <= 120
