"""Reads a price book and finds the one that counts: named by AIPROD_PRICES, laid in the store, or the house's own.

The one rule: a book with one wrong line is no book; every error names its line, and no wrong price is ever used.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from shared.model.errors import Permanent
from shared.money.book import ANIMATIC, Book

SHELF: Final = Path(__file__).with_name("prices")
HOUSE: Final = "list"
SETTING: Final = "AIPROD_PRICES"
STORED: Final = "prices/book.yaml"
"""The object that replaces the house's book for everyone."""

_LARGEST: Final = 1_000_000
_SCHEMA: Final = "1"
_Lines = dict[tuple[Any, ...], int]


class BadBook(Permanent):
    """Says each line that is wrong."""

    def __init__(self, where: str, wrong: list[str]) -> None:
        said = "; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        remedy = "Correct it, or use the house's prices: --prices list."
        super().__init__("bad_prices", f"The price book {where} cannot be used: {said}.", remedy, at_fault="input")
        self.wrong = tuple(wrong)


def house_book(name: str = HOUSE) -> Book:
    return read_book((SHELF / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def named_book(name: str) -> Book:
    """A book of the house by its name, or a file by its path."""
    if name in shelved():
        return house_book(name)
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise BadBook(name, ["it is larger than a megabyte"])
        return read_book(path.read_bytes(), path.name)
    except OSError as error:
        houses = " and ".join(shelved())
        raise BadBook(name, [f"it cannot be read ({error.strerror}); the house's own are {houses}"]) from None


def shelved() -> list[str]:
    return sorted(path.stem for path in SHELF.glob("*.yaml"))


def current_book(objects: Any, environment: Mapping[str, str] = os.environ) -> Book:
    """What counts now. `objects` is the store (shared.platform.ports.Objects)."""
    if named := environment.get(SETTING, ""):
        return named_book(named)
    stored = objects.stat(STORED)
    if stored is None:
        return house_book()
    if stored.size > _LARGEST:
        raise BadBook(STORED, ["it is larger than a megabyte"])
    with objects.open(STORED) as stream:
        return read_book(stream.read(), STORED)


@lru_cache(maxsize=8)
def read_book(content: bytes, where: str) -> Book:
    """The book that these bytes are. Raises BadBook with every line that is wrong."""
    written, lines, wrong = _written(content, where)
    if not isinstance(written, dict):
        raise BadBook(where, ["it has no names and values"])
    if (schema := written.pop("schema", None)) != _SCHEMA:
        wrong.append(f"{_at(lines, ('schema',))}: schema is {_SCHEMA}, not {schema}")
    if "version" in written:
        wrong.append(f"{_at(lines, ('version',))}: a book does not name its version; its date and its bytes do")
    version = f"{written.get('dated')}-{hashlib.sha256(content).hexdigest()[:12]}"
    try:
        book = Book.model_validate({**written, "version": version})
    except ValidationError as error:
        raise BadBook(where, wrong + [_said(lines, each) for each in error.errors()]) from None
    wrong += _unsourced(book, lines)
    if wrong:
        raise BadBook(where, wrong)
    return book


def _written(content: bytes, where: str) -> tuple[Any, _Lines, list[str]]:
    """Everything as text, for 0.1 is no amount of money in a float; and the line of every place."""
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose(content.decode("utf-8"), Loader=loader)
    except UnicodeDecodeError:
        raise BadBook(where, ["it is not UTF-8"]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"line {mark.line + 1}: " if mark else ""
        raise BadBook(where, [f"{at}{getattr(error, 'problem', None) or error}"]) from None
    lines: _Lines = {}
    wrong: list[str] = []
    return _plain(root, (), lines, wrong), lines, wrong


def _plain(node: Any, at: tuple[Any, ...], lines: _Lines, wrong: list[str]) -> Any:
    if node is None:
        return None
    lines.setdefault(at, node.start_mark.line + 1)
    if len(at) > 12:
        wrong.append(f"line {lines[at]}: nothing in a price book is that deep")
        return None
    if node.id == "scalar":
        return node.value
    if node.id == "sequence":
        return [_plain(each, (*at, place), lines, wrong) for place, each in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.id != "scalar":
            wrong.append(f"line {line}: a name is wanted")
            continue
        if key.value in found:
            wrong.append(f"line {line}: {key.value} stands there twice")
        lines[*at, key.value] = line
        found[key.value] = _plain(value, (*at, key.value), lines, wrong)
    return found


def _said(lines: _Lines, error: Any) -> str:
    place = tuple(part for part in error["loc"] if part != "[key]")
    words = ".".join(str(part) for part in place)
    return f"{_at(lines, place)}: {words}: {error['msg'].removeprefix('Value error, ')}"


def _at(lines: _Lines, place: tuple[Any, ...]) -> str:
    """The line of a place, or of what it should stand in."""
    while place and place not in lines:
        place = place[:-1]
    return f"line {lines.get(place, 1)}"


def _unsourced(book: Book, lines: _Lines) -> list[str]:
    named: list[tuple[tuple[str, ...], str]] = []
    for name, backend in book.backends.items():
        named += [(("backends", name, "models", model), each.source) for model, each in backend.models.items()]
    for kind in ("voices", "music", "effects", "readers"):
        named += [((kind, name), tariff.source) for name, tariff in getattr(book, kind).items()]
    if book.cloud is not None:
        named.append((("cloud",), book.cloud.source))
    wrong = [
        f"{_at(lines, (*place, 'source'))}: {'.'.join(place)}: there is no source {source}"
        for place, source in named
        if source not in book.sources
    ]
    if ANIMATIC in book.backends:
        wrong.append(f"{_at(lines, ('backends', ANIMATIC))}: the animatic is free and has no price")
    return wrong
