"""Transactions that meet at the disk share one wait for it, and nothing else: each is all or nothing by itself."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from sqlite3 import Connection

import pytest

from shared.platform.embedded.database import Database


class Refusal(Exception):
    pass


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(tmp_path / "some.db")
    found.write(lambda connection: connection.execute("create table said (word text)"), durable=True)
    return found


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def say(*words: str, then: type[BaseException] | None = None) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        for word in words:
            connection.execute("insert into said values (?)", (word,))
        if then is not None:
            raise then
        return len(words)

    return work


def said(database: Database) -> set[str]:
    return {word for (word,) in database.read().execute("select word from said")}


class Door:
    """Keeps the one who writes inside until so many others stand in line; then lets all of them come at once."""

    def __init__(self, database: Database, threads: ThreadPoolExecutor) -> None:
        self._database, self._threads = database, threads
        self._entered, self._open = threading.Event(), threading.Event()

    def __enter__(self) -> "Door":
        self._first = self._threads.submit(self._database.write, self._stay, durable=True)
        self._entered.wait()
        return self

    def _stay(self, connection: Connection) -> None:
        self._entered.set()
        self._open.wait()

    def queue(self, work: Callable[[Connection], int], *, durable: bool = True) -> "Future[int]":
        before = len(self._database._wishes)
        future = self._threads.submit(self._database.write, work, durable=durable)
        while len(self._database._wishes) == before:
            time.sleep(0)
        return future

    def __exit__(self, *_: object) -> None:
        self._open.set()
        self._first.result()


def test_those_who_wait_together_are_all_served(database: Database, threads: ThreadPoolExecutor) -> None:
    with Door(database, threads) as door:
        queued = [door.queue(say("a", "b")), door.queue(say("c"), durable=False), door.queue(say("d", "e", "f"))]

    assert [one.result() for one in queued] == [2, 1, 3]
    assert said(database) == set("abcdef")


def test_a_refusal_undoes_its_own_and_nobody_elses(database: Database, threads: ThreadPoolExecutor) -> None:
    with Door(database, threads) as door:
        first = door.queue(say("before"))
        refused = door.queue(say("never", then=Refusal))
        last = door.queue(say("after"))

    with pytest.raises(Refusal):
        refused.result()
    assert (first.result(), last.result()) == (1, 1)
    assert said(database) == {"before", "after"}


def test_alone_a_refusal_undoes_all_of_it(database: Database) -> None:
    with pytest.raises(Refusal):
        database.write(say("never", then=Refusal), durable=True)

    assert said(database) == set()
    assert database.write(say("again"), durable=True) == 1


def test_those_behind_one_who_is_interrupted_are_served_by_another(
    database: Database, threads: ThreadPoolExecutor
) -> None:
    interruptions = [KeyboardInterrupt]

    def interrupted_once(connection: Connection) -> int:
        return say("zero", then=interruptions.pop() if interruptions else None)(connection)

    with Door(database, threads) as door:
        queued = {
            "zero": door.queue(interrupted_once),
            "one": door.queue(say("one")),
            "two": door.queue(say("two")),
        }

    served = {word for word, future in queued.items() if future.exception() is None}
    assert len(served) == 2  # whoever was writing for all when it happened is the one who is gone
    assert said(database) == served


def test_a_full_disk_is_told_as_it_is(database: Database) -> None:
    def fill(connection: Connection) -> None:
        connection.execute("pragma max_page_count = 20")
        connection.executemany("insert into said values (?)", (("x" * 4000,) for _ in range(100)))

    with pytest.raises(sqlite3.OperationalError, match="full"):
        database.write(fill, durable=True)

    assert said(database) == set()
