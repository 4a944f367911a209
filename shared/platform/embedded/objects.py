"""Objects as files whose names mean nothing; what they are called stands in the database.

The one rule: an object appears when its bytes are safely on the disk, and no name from outside ever becomes a path.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection
from typing import Any, BinaryIO

from shared.platform.embedded.database import Database
from shared.platform.ports import Exists, Missing, Stored


class FileObjects:
    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        folder.mkdir(parents=True, exist_ok=True)

    def stat(self, name: str) -> Stored | None:
        row = self._row(name)
        return Stored(name, row[0], row[1], json.loads(row[3])) if row else None

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        while True:
            row = self._row(name)
            if row is None:
                raise Missing(name)
            try:
                return (self._folder / row[2]).open("rb")
            except FileNotFoundError:
                if self._row(name) == row:  # not replaced meanwhile: the bytes are really gone
                    raise Missing(name) from None

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        if not name:
            raise ValueError("an object has a name")
        self._expect(self._row(name), name, if_generation)
        key = os.urandom(12).hex()
        file = f"{key[:2]}/{key}{_suffix(name)}"
        size = self._lay_down(self._folder / file, source)
        kept = dict(metadata or {})

        def enter(connection: Connection) -> tuple[int, str]:
            before = connection.execute("select generation, file from objects where name = ?", (name,)).fetchone()
            self._expect(before, name, if_generation)
            generation = (connection.execute("select max(last) from generations").fetchone()[0] or 0) + 1
            connection.execute("delete from generations")
            connection.execute("insert into generations values (?)", (generation,))
            row = (name, generation, size, file, json.dumps(kept))
            connection.execute("insert or replace into objects values (?, ?, ?, ?, ?)", row)
            return generation, before[1] if before else ""

        try:
            generation, replaced = self._database.write(enter, durable=True)
        except BaseException:
            (self._folder / file).unlink(missing_ok=True)
            raise
        if replaced:
            (self._folder / replaced).unlink(missing_ok=True)
        return Stored(name, generation, size, kept)

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        def strike(connection: Connection) -> str:
            row = connection.execute("select generation, file from objects where name = ?", (name,)).fetchone()
            if row is None:
                return ""
            if if_generation is not None and row[0] != if_generation:
                raise Exists(name)
            connection.execute("delete from objects where name = ?", (name,))
            return str(row[1])

        if struck := self._database.write(strike, durable=True):
            (self._folder / struck).unlink(missing_ok=True)

    def list(self, prefix: str) -> Iterator[Stored]:
        rows = self._database.read().execute(
            "select name, generation, size, metadata from objects where substr(name, 1, ?) = ? order by name",
            (len(prefix), prefix),
        )
        for name, generation, size, metadata in rows.fetchall():
            yield Stored(name, generation, size, json.loads(metadata))

    def link(self, name: str, seconds: int) -> str:
        row = self._row(name)
        if row is None:
            raise Missing(name)
        return str((self._folder / row[2]).resolve())

    def _row(self, name: str) -> tuple[int, int, str, str] | None:
        row: tuple[int, int, str, str] | None = (
            self._database.read()
            .execute("select generation, size, file, metadata from objects where name = ?", (name,))
            .fetchone()
        )
        return row

    def _expect(self, row: tuple[Any, ...] | None, name: str, if_generation: int | None) -> None:
        if if_generation is not None and (row[0] if row else 0) != if_generation:
            raise Exists(name)

    def _lay_down(self, path: Path, source: BinaryIO | bytes) -> int:
        """Writes the bytes and does not return before the disk has them."""
        path.parent.mkdir(exist_ok=True)
        try:
            with path.open("xb") as target:
                if isinstance(source, bytes):
                    target.write(source)
                else:
                    shutil.copyfileobj(source, target, 1024 * 1024)
                target.flush()
                os.fsync(target.fileno())
                return target.tell()
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _suffix(name: str) -> str:
    """Keeps .mp4 and the like, so that a player opens what `link` points at."""
    suffix = Path(name).suffix
    return suffix if suffix[1:].isalnum() and len(suffix) < 10 else ""
