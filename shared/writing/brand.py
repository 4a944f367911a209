"""What a brand looks like, kept from film to film: its style and palette, its logo, its people and its places.

The one rule: an entry belongs to one owner and one brand, and nobody else ever sees it. The same person of the same
brand looks the same, in the same words, for as long as somebody asks for them: a week after the last film, or for ever
where a person pinned the entry.

    brands/{brand}              owner, brand
    brands/{brand}/looks/{id}   kind, name, words, written, colour, references, pinned, expire_at, last

`written` is what the script said about them: that is compared. `words` is what prompts say. A logo has none: it is a
picture that the finished film carries, and nobody who draws or films is told of it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from shared.model.base import SCHEMA, Instant
from shared.model.errors import Transient
from shared.model.storyboard import Character, Storyboard
from shared.pipeline.course import TRIES
from shared.pipeline.work import fingerprint
from shared.platform.ports import Conflict, Create, Document, Platform, Query, Update, Write
from shared.telemetry import log
from shared.writing.likeness import ENOUGH, Described, Likeness, likeness
from shared.writing.words import flat, fold

Kind = Literal["style", "palette", "logo", "character", "place"]
KINDS: Final[tuple[Kind, ...]] = ("style", "palette", "logo", "character", "place")
LOGO: Final = "logo"
TTL_MS: Final = 168 * 3_600_000
AT_ONCE: Final = 100  # writes in one batch
NEVER: Final = 253_402_300_799_000
"""The last second of the year 9999, which every store can keep: a pinned entry goes away then."""

AGES: Final = frozenset({"child", "adult", "old"})

STYLES: Final = {
    "joyful": ("bright key light, clean lenses, lively colour", "warm white, amber, leaf green"),
    "tender": ("soft window light, shallow focus", "cream, dusty pink, warm grey"),
    "sad": ("overcast light, muted colour, long lenses", "slate blue, grey, faded ochre"),
    "tense": ("hard side light, deep contrast", "steel blue, black, sodium orange"),
    "fearful": ("low-key light, heavy shadow, fine grain", "black, cold green, bone white"),
    "mysterious": ("veiled light, haze, slow lenses", "midnight blue, teal, pale gold"),
    "epic": ("wide vistas, strong back light", "deep blue, gold, rust"),
    "comic": ("even bright light, saturated colour", "yellow, turquoise, coral"),
    "angry": ("hard top light, restless contrast", "brick red, black, grey"),
    "calm": ("soft even daylight, natural colour", "sand, sage green, pale blue"),
    "neutral": ("natural light, true colour, 35mm film look", "warm grey, deep blue, amber"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    kind: Kind
    name: str
    words: str
    written: str = ""
    colour: str = ""
    references: tuple[str, ...] = ()  # objects: pictures that go with it
    pinned: bool = False
    expires: Instant = 0
    document: Document | None = field(default=None, compare=False, repr=False)

    @property
    def identity(self) -> str:
        mark = "\x1f".join((fold(flat(self.name)), fold(flat(self.written))))
        return f"{self.kind}-{hashlib.sha256(mark.encode()).hexdigest()[:20]}"

    def like(self, other: "Entry") -> Likeness:
        """What a person has pinned is known by its name alone: how it looks, they have said."""
        if self.pinned:
            named = likeness(Described(self.name), Described(other.name))
            return Likeness(named.score, f"{named.because}, pinned")
        return likeness(Described(self.name, self.written), Described(other.name, other.written))

    def fields(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "words": self.words,
            "written": self.written,
            "colour": self.colour,
            "references": list(self.references),
            "pinned": self.pinned,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody or something of this film, and the entry that says how it looks."""

    asked: str
    entry: Entry
    how: Likeness | None  # None: it is new

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": self.entry.kind, "asked": self.asked, "name": self.entry.name}
        return told | ({"score": self.how.score, "because": self.how.because} if self.how else {"because": "new"})


@dataclass(frozen=True, slots=True)
class Look:
    """The agreement between a film and its brand. Empty where there is no brand."""

    matches: tuple[Match, ...] = ()

    def entry(self, kind: Kind, name: str) -> Entry | None:
        key = fold(flat(name))
        return next((m.entry for m in self.matches if m.entry.kind == kind and fold(flat(m.asked)) == key), None)

    def words(self, kind: Kind, name: str) -> str:
        found = self.entry(kind, name)
        return found.words if found else ""

    def dressed(self, storyboard: Storyboard) -> Storyboard:
        """The same film with the brand's people in it."""
        cast = tuple(self._dressed(character) for character in storyboard.characters)
        return storyboard if cast == storyboard.characters else storyboard.model_copy(update={"characters": cast})

    def _dressed(self, character: Character) -> Character:
        entry = self.entry("character", character.name)
        if entry is None:
            return character
        return character.model_copy(update={"look": entry.words, "colour": entry.colour or character.colour})


# ------------------------------------------------------------------------------------------------------ the cache


def home(owner: str, brand: str) -> str:
    """The spelling of a brand's name makes no other brand of it; another owner does."""
    mark = "\x1f".join((owner, fold(flat(brand))))
    return f"brands/{hashlib.sha256(mark.encode()).hexdigest()[:32]}"


def known(platform: Platform, owner: str, brand: str, *, dead: bool = False) -> list[Entry]:
    """Everything that is kept of this brand and still counts, in one order; `dead` brings what has expired, too."""
    now, after = platform.clock.now(), ""
    found: list[Entry] = []
    while True:
        page = platform.documents.query(Query(f"{home(owner, brand)}/looks", limit=300, after=after))
        found += [_entry(each) for each in page.documents if each.fields["owner"] == owner]
        after = page.after
        if not after:
            break
    living = found if dead else [entry for entry in found if entry.pinned or entry.expires > now]
    return sorted(living, key=lambda entry: (KINDS.index(entry.kind), fold(entry.name), entry.identity))


def state(platform: Platform, owner: str, brand: str) -> str:
    """Stands for all that the brand says, in a key, but its logo: for that, nothing is directed or drawn anew."""
    if not brand:
        return ""
    return fingerprint([entry.fields() for entry in known(platform, owner, brand) if entry.kind != LOGO])


def logo(platform: Platform, owner: str, brand: str) -> str:
    """The object that every frame carries, or nothing."""
    entries = known(platform, owner, brand) if brand else []
    return next((entry.references[0] for entry in entries if entry.kind == LOGO), "")


def agree(platform: Platform, owner: str, brand: str, storyboard: Storyboard, job: str) -> Look:
    """Finds everybody and everything of this film in the brand, and keeps what is new. When another film of the brand
    is faster, we read again: then it is known, and we look like them."""
    if not brand:
        return Look()
    wanted = of(storyboard)
    for _ in range(TRIES):
        now = platform.clock.now()
        everything = known(platform, owner, brand, dead=True)
        living = [entry for entry in everything if entry.pinned or entry.expires > now]
        matches = _matched(wanted, living)
        new = {match.entry.identity: match.entry for match in matches if match.how is None}
        try:
            keep(platform, owner, brand, new.values(), {entry.identity: entry.document for entry in everything})
        except Conflict:
            continue
        for match in matches:
            log.info(f"brand: {match.entry.kind} {match.asked}", **match.told())
        _touch(platform, matches, job, now)
        return Look(tuple(matches))
    raise Transient("contended", f"The looks of {brand} are fought over.")


def keep(
    platform: Platform, owner: str, brand: str, entries: Iterable[Entry], there: dict[str, Document | None]
) -> None:
    """Writes entries down, over those of the same identity in `there`. Raises Conflict when one has changed."""
    now = platform.clock.now()
    writes: list[Write] = []
    path = home(owner, brand)
    for entry in entries:
        fields = {**entry.fields(), "owner": owner, "brand": brand, "updated_at": now, "last": {}}
        fields["expire_at"] = NEVER if entry.pinned else now + TTL_MS
        before = entry.document or there.get(entry.identity)
        if before is None:
            fields |= {"schema": SCHEMA, "created_at": now}
            writes.append(Create(f"{path}/looks/{entry.identity}", fields))
        else:
            writes.append(Update(before.path, fields, before.version))
    if writes and platform.documents.get(path) is None:
        born = {"schema": SCHEMA, "owner": owner, "brand": brand, "created_at": now, "updated_at": now}
        writes.insert(0, Create(path, born))
    for at in range(0, len(writes), AT_ONCE):
        platform.documents.commit(writes[at : at + AT_ONCE])


def of(storyboard: Storyboard) -> list[Entry]:
    """What a film has to say about how it looks, before the brand is asked."""
    style, palette = STYLES.get(storyboard.mood, STYLES["neutral"])
    places = {fold(flat(scene.place)): flat(scene.place) for scene in storyboard.scenes if scene.place.strip()}
    people = [
        Entry("character", each.name, each.look, written=written_in(each.look), colour=each.colour)
        for each in storyboard.characters
    ]
    return [
        Entry("style", "style", style),
        Entry("palette", "palette", palette),
        *people,
        *(Entry("place", place, place) for place in places.values()),
    ]


def written_in(look: str) -> str:
    """The writer's part of a look: what we made up from a name begins with an age, and follows after a semicolon."""
    return "" if look.partition(",")[0] in AGES else look.rpartition("; ")[0] or look


def _matched(wanted: list[Entry], living: list[Entry]) -> list[Match]:
    """The likest pairs first; of equals, what a person pinned. Two people of one film are never the same entry."""
    pairs = [
        (-how.score, not entry.pinned, at, entry.identity, entry, how)
        for at, asked in enumerate(wanted)
        for entry in living
        if entry.kind == asked.kind and (how := entry.like(asked)).score >= ENOUGH
    ]
    found: dict[int, Match] = {}
    taken: set[str] = set()
    for _, _, at, identity, entry, how in sorted(pairs, key=lambda pair: pair[:4]):
        if at in found or (entry.kind == "character" and identity in taken):
            continue
        found[at] = Match(wanted[at].name, entry, how)
        taken.add(identity)
    return [found.get(at) or Match(asked.name, asked, None) for at, asked in enumerate(wanted)]


def _touch(platform: Platform, matches: Iterable[Match], job: str, now: Instant) -> None:
    """Whoever is asked for stays for another week. It matters to nobody when another film has just done the same."""
    for match in matches:
        entry = match.entry
        if match.how is None or entry.document is None or entry.document.fields["last"].get("job") == job:
            continue
        last: dict[str, Any] = {
            "job": job,
            "asked": match.asked,
            "score": match.how.score,
            "because": match.how.because,
        }
        fields: dict[str, Any] = {"last": last, "updated_at": now}
        if not entry.pinned:
            fields["expire_at"] = now + TTL_MS
        try:
            platform.documents.commit([Update(entry.document.path, fields, entry.document.version)])
        except Conflict:
            log.debug("another film has asked for it meanwhile", name=entry.name)


def _entry(document: Document) -> Entry:
    fields = document.fields
    return Entry(
        fields["kind"],
        fields["name"],
        fields["words"],
        fields["written"],
        fields["colour"],
        tuple(fields["references"]),
        fields["pinned"],
        int(fields["expire_at"]),
        document,
    )
