"""A brand in a person's hands: what they edit is pinned, what they forget is gone.

The one rule: an edit changes what is there now. When a film has changed it meanwhile, it is read again.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from shared.model.errors import Refused, Transient
from shared.pipeline.course import TRIES
from shared.platform.ports import Conflict, Delete, Platform, Query, Where
from shared.writing.brand import LOGO, Entry, Kind, home, keep, known
from shared.writing.words import flat, fold

Done = TypeVar("Done")

MOST_WORDS = 400
"""Letters of a description: what is longer leaves no room in a prompt for what happens."""


def brands_of(platform: Platform, owner: str) -> list[str]:
    """The brands of one owner, by name."""
    found: list[str] = []
    after = ""
    while True:
        page = platform.documents.query(Query("brands", (Where("owner", "==", owner),), limit=300, after=after))
        found += [str(each.fields["brand"]) for each in page.documents]
        after = page.after
        if not after:
            return sorted(found, key=fold)


def edit(platform: Platform, owner: str, brand: str, kind: Kind, name: str, **changes: Any) -> Entry:
    """Pins an entry, with these changes. What the brand does not have yet, it has from now on."""
    if len(changes.get("words", "")) > MOST_WORDS:
        raise Refused("too_long", f"A description has {MOST_WORDS} letters at most.", "Say what matters most.")
    if kind == LOGO and (name != LOGO or changes.keys() - {"references"}):
        raise Refused(
            "bad_logo", "A brand has one logo, a picture without a name, words or colour.", "Give --image FILE alone."
        )

    def once() -> Entry:
        entry = _one(platform, owner, brand, kind, name) or Entry(kind, flat(name), "")
        edited = replace(entry, **{**changes, "pinned": True})
        if kind == LOGO and not edited.references:
            raise Refused("no_picture", f"{brand} has no logo yet.", "Give its picture: --image FILE.")
        if kind != LOGO and not edited.words:
            hint = f'Say how it looks: --words "…", for the {kind} {name}.'
            raise Refused("no_words", f"{brand} does not know the {kind} {name} yet.", hint)
        there = {each.identity: each.document for each in known(platform, owner, brand, dead=True)}
        keep(platform, owner, brand, [edited], there)
        return edited

    return _insisting(once, brand)


def forget(platform: Platform, owner: str, brand: str, kind: Kind | None = None, name: str = "") -> int:
    """Removes an entry, all of a kind, or the whole brand; returns how many."""

    def once() -> int:
        everything = known(platform, owner, brand, dead=True)
        if name and kind:
            found = [entry for entry in everything if entry.kind == kind and _called(entry, name)]
        else:
            found = [entry for entry in everything if kind in (None, entry.kind)]
        for entry in found:
            assert entry.document is not None, "it was read from there"
            platform.documents.commit([Delete(entry.document.path, entry.document.version)])
        if kind is None:
            platform.documents.commit([Delete(home(owner, brand))])
        return len(found)

    return _insisting(once, brand)


def _one(platform: Platform, owner: str, brand: str, kind: Kind, name: str) -> Entry | None:
    found = [entry for entry in known(platform, owner, brand) if entry.kind == kind and _called(entry, name)]
    if len(found) > 1:
        ids = ", ".join(entry.identity for entry in found)
        raise Refused("which_one", f"{brand} knows {len(found)} of the name {name}.", f"Name one by its id: {ids}.")
    return found[0] if found else None


def _called(entry: Entry, name: str) -> bool:
    return name == entry.identity or fold(flat(name)) == fold(flat(entry.name))


def _insisting(do: Callable[[], Done], brand: str) -> Done:
    for _ in range(TRIES):
        try:
            return do()
        except Conflict:
            continue
    raise Transient("contended", f"The looks of {brand} are fought over.")
