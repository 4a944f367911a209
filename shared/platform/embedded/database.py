"""One SQLite file for documents, messages and the names of objects; several processes may share it.

The one rule: what was recorded is on the disk (synchronous=FULL). Claims, clearances and the queue's own moves are not
waited for (NORMAL): power loss may undo the last of them, never reorder them. What it leaves is what a kill a moment
earlier would have left, because nobody acts on the world outside without having recorded that first.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

_SCHEMA: Final = """
create table if not exists documents (
    path text primary key, collection text not null, leaf text not null, fields text not null, version text not null
) without rowid;
create index if not exists by_collection on documents (collection);
create index if not exists by_source on documents (collection, json_extract(fields, '$."source"'))
    where collection = 'outbox';
create index if not exists by_state on documents (leaf, json_extract(fields, '$."state"')) where leaf = 'steps';
create table if not exists messages (
    id integer primary key autoincrement, topic text not null, body text not null, attributes text not null,
    due integer not null, deliveries integer not null default 0, holder text
);
create index if not exists by_turn on messages (due) where holder is null;
create table if not exists names (name text primary key, at integer not null);
create table if not exists objects (
    name text primary key, generation integer not null, size integer not null, file text not null,
    metadata text not null
) without rowid;
create table if not exists generations (last integer not null);
"""

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


def _lay_out(connection: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)


class _Wish(Generic[Result]):
    """A transaction that somebody waits for, and what became of it."""

    def __init__(self, work: Work[Result], *, durable: bool) -> None:
        self.work, self.durable = work, durable
        self.granted = False
        self.refused: Exception | None = None
        self.result: Result | None = None

    def try_in(self, connection: sqlite3.Connection, undo: str) -> None:
        self.refused = None
        try:
            self.result = self.work(connection)
        except Exception as refused:
            if not connection.in_transaction:  # not refused: the disk is full, or broken, and all is undone
                raise
            self.refused = refused
            connection.execute(undo)


class Database:
    """A connection for each thread, one writer at a time in this process, SQLite's own lock between processes.

    Whoever gets to write writes for all who have come meanwhile, so that many wait for the disk once, together.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._local = threading.local()
        self._writing = threading.Lock()
        self._wishes: deque[_Wish[Any]] = deque()
        self.write(_lay_out, durable=True)

    def write(self, work: Work[Result], *, durable: bool) -> Result:
        """A transaction: all that `work` does, or nothing when it raises. It may run in any thread, and again."""
        wish = _Wish(work, durable=durable)
        self._wishes.append(wish)
        with self._writing:
            if not wish.granted:
                self._grant([self._wishes.popleft() for _ in range(len(self._wishes))], wish)
        if wish.refused is not None:
            raise wish.refused
        return cast(Result, wish.result)

    def _grant(self, wishes: list[_Wish[Any]], ours: _Wish[Any]) -> None:
        connection = self.read()
        try:
            self._wait_for_disk(connection, any(wish.durable for wish in wishes))
            connection.execute("begin immediate")
            if len(wishes) == 1:
                ours.try_in(connection, undo="rollback")
            else:
                for wish in wishes:
                    connection.execute("savepoint wish")
                    wish.try_in(connection, undo="rollback to wish")
                    connection.execute("release wish")
            if connection.in_transaction:
                connection.execute("commit")
        except BaseException:
            self._wishes.extendleft(wish for wish in reversed(wishes) if wish is not ours)  # each tries for itself
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        for wish in wishes:
            wish.granted = True

    def _wait_for_disk(self, connection: sqlite3.Connection, durable: bool) -> None:
        if self._local.durable is not durable:
            connection.execute(f"pragma synchronous={'full' if durable else 'normal'}")
            self._local.durable = durable

    def read(self) -> sqlite3.Connection:
        """This thread's own connection: one for all it does, because what it has read it need not read again."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=60, isolation_level=None, cached_statements=256)
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma temp_store=memory")
            self._local.connection, self._local.durable = connection, None
        return connection
