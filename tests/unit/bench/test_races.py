"""Races travel to their processes as words, and what the disk is asked for comes back as words."""

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from scripts.bench.races import Race, durability, named
from shared.platform.embedded.database import Database

sizes = some.integers(min_value=1, max_value=10_000)


@given(jobs=sizes, steps=sizes)
def test_a_race_is_known_by_its_name(jobs: int, steps: int) -> None:
    assert named(str(Race(jobs, steps))) == Race(jobs, steps)


def test_it_tells_what_a_plain_database_does(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "plain.db")
    try:
        assert durability(connection) == "journal_mode=delete synchronous=full"
    finally:
        connection.close()


def test_what_matters_to_us_waits_for_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "ours.db")

    assert database.write(durability, durable=True) == "journal_mode=wal synchronous=full"
    assert database.write(durability, durable=False) == "journal_mode=wal synchronous=normal"
