"""Who of the book can be asked at the moment: who has a key, who fails, and which model was met gone.

The one rule: what is not known to work is still asked; only what is known to be closed is passed by.

    retired/{hash of the name}   backend, model   created once, by whoever was told that the model is no more
    health/backend-{backend}     closed_until     while a backend fails again and again (health.py)
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.model.base import SCHEMA
from shared.money.health import unhealthy
from shared.platform.ports import Conflict, Create, Platform, Query, Secrets

if TYPE_CHECKING:  # who only tells what it met needs no prices
    from shared.money.book import Book

_MANY: Final = 300


@dataclass(frozen=True, slots=True)
class Standing:
    open: frozenset[str] = frozenset()  # backends whose keys are here; `backend model` where a model has its own
    ailing: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()  # models


def configured(book: "Book", secrets: Secrets, environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The backends that have a key; and `backend model` for each model that asks for a key of its own and has it."""

    def opens(keys: tuple[str, ...]) -> bool:
        return any(all(_there(part, secrets, environment) for part in key.split("+")) for key in keys)

    found = {name for name, each in book.backends.items() if opens(each.keys)}
    found |= {
        f"{name} {model}"
        for name, backend in book.backends.items()
        for model, each in backend.models.items()
        if each.keys and opens(each.keys)
    }
    return frozenset(found)


def everyone(book: "Book") -> frozenset[str]:
    """As if every key were here."""
    return frozenset(book.backends) | {
        f"{name} {model}" for name, each in book.backends.items() for model in each.models
    }


def _there(name: str, secrets: Secrets, environment: Mapping[str, str]) -> bool:
    """A setting is written in capitals; a secret is not."""
    return bool(environment.get(name) if name.isupper() else secrets.get(name))


def standing(platform: Platform, book: "Book") -> Standing:
    open_ = configured(book, platform.secrets)
    if not open_:
        return Standing()
    asked = sorted(open_ & set(book.backends))
    ailing = unhealthy(platform, asked)
    page = platform.documents.query(Query("retired", limit=_MANY))
    return Standing(open_, ailing, frozenset(str(found.fields["model"]) for found in page.documents))


def met_gone(platform: Platform, backend: str, model: str) -> None:
    """The provider itself said that this model is no more: nobody plans with it again."""
    now = platform.clock.now()
    fields = {"schema": SCHEMA, "owner": "", "backend": backend, "model": model, "created_at": now, "updated_at": now}
    name = hashlib.sha256(f"{backend} {model}".encode()).hexdigest()[:20]
    try:
        platform.documents.commit([Create(f"retired/{name}", fields)])
    except Conflict:
        return  # somebody met it before
