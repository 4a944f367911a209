"""Documents as JSON rows. A batch is one transaction on the disk.

The one rule: what is not lasting is written all the same, in its turn; it only does not wait for the disk.
"""

import json
import os
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from shared.platform.batch import encoded, place_of, well_asked, well_formed
from shared.platform.embedded.database import Database
from shared.platform.ports import (
    Check,
    Committed,
    Conflict,
    Create,
    Delete,
    Document,
    Increment,
    Page,
    Query,
    Update,
    Where,
    Write,
)


class SqliteDocuments:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, path: str) -> Document | None:
        row = self._database.read().execute("select fields, version from documents where path = ?", (path,)).fetchone()
        return Document(path, json.loads(row[0]), row[1]) if row else None

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        well_formed(batch)

        def apply(connection: Connection) -> Committed:
            increments: list[int] = []
            versions = [self._apply(connection.execute, write, increments) for write in batch]
            return Committed(tuple(versions), tuple(increments))

        return self._database.write(apply, durable=lasting)

    def _apply(self, execute: Any, write: Write, increments: list[int]) -> str:
        path = write.path
        if isinstance(write, Create):
            collection, _, _ = path.rpartition("/")
            version = _new_version()
            row = (path, collection, collection.rpartition("/")[2], encoded(path, write.fields), version)
            if execute("insert into documents values (?, ?, ?, ?, ?) on conflict do nothing", row).rowcount == 0:
                raise Conflict(path)
            return version
        if isinstance(write, Delete):
            if write.version is None:
                execute("delete from documents where path = ?", (path,))
            elif execute("delete from documents where path = ? and version = ?", (path, write.version)).rowcount == 0:
                raise Conflict(path)
            return ""
        found = execute("select fields, version from documents where path = ?", (path,)).fetchone()
        if found is None or (not isinstance(write, Increment) and found[1] != write.version):
            raise Conflict(path)
        if isinstance(write, Check):
            return ""
        fields = json.loads(found[0])
        if isinstance(write, Increment):
            fields[write.field] = fields.get(write.field, 0) + write.by
            increments.append(fields[write.field])
        else:
            fields.update(write.fields)
        version = _new_version()
        change = "update documents set fields = ?, version = ? where path = ?"
        execute(change, (encoded(path, fields), version, path))
        return version if isinstance(write, Update) else ""

    def query(self, query: Query) -> Page:
        well_asked(query)
        descending = query.order.startswith("-")
        by = query.order.lstrip("-")
        conditions = ["leaf = ?" if query.everywhere else "collection = ?"]
        values: list[Any] = [query.collection]
        if query.collection == "outbox":
            conditions.append("collection = 'outbox'")  # lets the partial indexes serve
        if query.everywhere and query.collection == "steps":
            conditions.append("leaf = 'steps'")
        conditions += [_condition(where, values) for where in query.where]
        place = f"{_value_of(by)}, path" if by else "path"
        if by:
            conditions.append(f"json_type(fields, {_pointer(by)}) not in ('null')")
        if query.after:
            seen = place_of(query)
            conditions.append(f"({place}) {'<' if descending else '>'} ({', '.join('?' * len(seen))})")
            values += seen
        turn = "desc" if descending else "asc"
        order = ", ".join(f"{part} {turn}" for part in place.split(", path")[:1] + (["path"] if by else []))
        rows = (
            self._database.read()
            .execute(
                f"select path, fields, version from documents where {' and '.join(conditions)} "  # noqa: S608
                f"order by {order} limit ?",
                (*values, query.limit + 1),
            )
            .fetchall()
        )
        found = tuple(Document(path, json.loads(fields), version) for path, fields, version in rows[: query.limit])
        if len(rows) <= query.limit:
            return Page(found, "")
        last = found[-1]
        return Page(found, json.dumps([last.fields[by], last.path] if by else [last.path]))


def _new_version() -> str:
    return os.urandom(8).hex()


def _pointer(field: str) -> str:
    """A field's place in the JSON, as a literal, so that an index on the same expression is used."""
    if '"' in field or "'" in field:
        raise ValueError(f"no query on a field called {field!r}")
    return f"'$.\"{field}\"'"


def _value_of(field: str) -> str:
    return f"json_extract(fields, {_pointer(field)})"


def _condition(where: Where, values: list[Any]) -> str:
    kind, value = f"json_type(fields, {_pointer(where.field)})", where.value
    if value is None or isinstance(value, bool):
        literal = {None: "null", True: "true", False: "false"}[value]
        return f"{kind} = '{literal}'" if where.op == "==" else "0"
    values.append(value)
    kinds = "('text')" if isinstance(value, str) else "('integer', 'real')"
    return f"({_value_of(where.field)} {where.op} ? and {kind} in {kinds})"
