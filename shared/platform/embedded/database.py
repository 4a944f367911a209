"""One SQLite file for documents, messages and the names of objects; several processes may share it.

The one rule: what the pipeline was told is durable is on the disk (synchronous=FULL). The queue's own moves are
cheaper (NORMAL): power loss may undo the last of them, never reorder them, and each can safely happen again.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
create table if not exists documents (
    path text primary key, collection text not null, leaf text not null, fields text not null, version text not null
) without rowid;
create index if not exists by_collection on documents (collection);
create index if not exists by_source on documents (collection, json_extract(fields, '$."source"'))
    where collection = 'outbox';
create index if not exists by_due on documents (collection, json_extract(fields, '$."due"'))
    where collection = 'outbox';
create index if not exists by_state on documents (leaf, json_extract(fields, '$."state"')) where leaf = 'steps';
create table if not exists messages (
    id integer primary key autoincrement, topic text not null, body text not null, attributes text not null,
    due integer not null, deliveries integer not null default 0, holder text
);
create index if not exists by_turn on messages (holder, due);
create table if not exists names (name text primary key, at integer not null);
create table if not exists objects (
    name text primary key, generation integer not null, size integer not null, file text not null,
    metadata text not null
) without rowid;
create table if not exists generations (last integer not null);
"""


class Database:
    """A connection for each thread, one writer at a time in this process, SQLite's own lock between processes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._local = threading.local()
        self._writing = threading.Lock()
        with self.write(durable=True) as connection:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)

    def read(self) -> sqlite3.Connection:
        return self._connection(durable=False)

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or nothing when the block raises."""
        connection = self._connection(durable=durable)
        with self._writing:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def _connection(self, *, durable: bool) -> sqlite3.Connection:
        name = "durable" if durable else "quick"
        connection: sqlite3.Connection | None = getattr(self._local, name, None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=60, isolation_level=None, cached_statements=256)
            connection.execute("pragma journal_mode=wal")
            connection.execute(f"pragma synchronous={'full' if durable else 'normal'}")
            connection.execute("pragma temp_store=memory")
            setattr(self._local, name, connection)
        return connection
