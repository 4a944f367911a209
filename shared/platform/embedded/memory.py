"""Documents in a dictionary: what the simulation runs on, thousands of films a minute.

The one rule: it refuses and accepts exactly what the other stores do (one contract suite runs on all of them).
"""

import json
from bisect import insort
from collections.abc import Sequence
from itertools import count
from typing import Any

from shared.platform.batch import encoded, place_of, unordered, well_asked, well_formed
from shared.platform.ports import (
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


class MemoryDocuments:
    """`strict` measures every document and copies it deeply, as a store on disk would; the simulation does without."""

    def __init__(self, *, strict: bool = True) -> None:
        self._all: dict[str, Document] = {}
        self._collections: dict[str, list[str]] = {}
        self._versions = count(1)
        self._strict = strict

    def get(self, path: str) -> Document | None:
        return self._all.get(path)

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        if self._strict:
            well_formed(batch)
        for write in batch:
            self._expect(write)
        increments: list[int] = []
        versions = [self._apply(write, increments) for write in batch]
        return Committed(tuple(versions), tuple(increments))

    def _expect(self, write: Write) -> None:
        """Raises for what must not be written, before anything is."""
        found = self._all.get(write.path)
        if isinstance(write, Create):
            holds = found is None
        elif isinstance(write, Delete):
            holds = write.version is None or (found is not None and found.version == write.version)
        elif isinstance(write, Increment):
            holds = found is not None
        else:
            holds = found is not None and found.version == write.version
        if not holds:
            raise Conflict(write.path)
        if self._strict and isinstance(write, Create | Update):
            encoded(write.path, {**(found.fields if found else {}), **write.fields})

    def _apply(self, write: Write, increments: list[int]) -> str:
        path = write.path
        if isinstance(write, Create):
            return self._put(path, self._copy(write.fields))
        if isinstance(write, Update):
            return self._put(path, {**self._all[path].fields, **self._copy(write.fields)})
        if isinstance(write, Increment):
            before = self._all[path].fields
            increments.append(before.get(write.field, 0) + write.by)
            self._put(path, {**before, write.field: increments[-1]})
        elif isinstance(write, Delete) and self._all.pop(path, None) is not None:
            self._collections[path.rpartition("/")[0]].remove(path)
        return ""

    def query(self, query: Query) -> Page:
        well_asked(query)
        if query.everywhere:
            names = [name for name in self._collections if name.rpartition("/")[2] == query.collection]
        else:
            names = [query.collection]
        documents = (self._all[path] for name in names for path in self._collections.get(name, ()))
        found = [each for each in documents if all(matches(where, each.fields) for where in query.where)]
        if len(found) < 2 and not query.order and not query.after:
            return Page(tuple(found), "")
        return paged(found, query)

    def everything(self, collection: str) -> list[Document]:
        """All of a collection, for who watches from outside."""
        return [self._all[path] for path in self._collections.get(collection, ())]

    def _put(self, path: str, fields: dict[str, Any]) -> str:
        if path not in self._all:
            insort(self._collections.setdefault(path.rpartition("/")[0], []), path)
        version = str(next(self._versions))
        self._all[path] = Document(path, fields, version)
        return version

    def _copy(self, fields: Any) -> dict[str, Any]:
        if not self._strict:
            return dict(fields)
        copied: dict[str, Any] = unordered(fields)
        return copied


def matches(where: Where, fields: Any) -> bool:
    """A document without the field, or with another kind of value in it, never matches."""
    value = fields.get(where.field)
    wanted = where.value
    if where.op == "==":
        return bool(value == wanted and _kind(value) == _kind(wanted) and where.field in fields)
    if value is None or wanted is None or _kind(value) != _kind(wanted):
        return False
    if where.op == "<":
        return bool(value < wanted)
    if where.op == "<=":
        return bool(value <= wanted)
    if where.op == ">":
        return bool(value > wanted)
    return bool(value >= wanted)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


def paged(found: list[Document], query: Query) -> Page:
    """Orders, cuts and gives the cursor; documents without the ordering field are left out, as Firestore does.
    The cursor is a place in the order, not a document: it still holds when that document is gone."""
    descending = query.order.startswith("-")
    by = query.order.lstrip("-")

    def place(document: Document) -> tuple[Any, ...]:
        return (document.fields[by], document.path) if by else (document.path,)

    def turn(document: Document) -> tuple[Any, ...]:
        return _ranked(place(document))

    if by:
        found = [document for document in found if document.fields.get(by) is not None]
    found.sort(key=turn, reverse=descending)
    if query.after:
        seen = _ranked(place_of(query))
        found = [document for document in found if (turn(document) < seen if descending else turn(document) > seen)]
    cut = tuple(found[: query.limit])
    return Page(cut, json.dumps(place(cut[-1])) if len(found) > query.limit else "")


def _ranked(place: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers come before words, as in the other stores."""
    return tuple((isinstance(part, str), part) for part in place)
