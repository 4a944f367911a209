"""One queue for each provider: so many at once, so many a minute, and everybody in turn.

The one rule: whoever has no place waits as a row; a place has an end, so that a dead holder blocks nobody for long.

    lanes/{backend}                      turn           how far the queue has come
    lanes/{backend}/places/{n}           who, until     one for each submission that may be under way
    lanes/{backend}/waiting/{who}        turn, job      fair between jobs: a job's second shot stands behind
                                                        every other job's first
"""

from contextlib import suppress
from typing import Any, Final

from shared.model.base import SCHEMA, Frozen, Instant
from shared.platform.ports import Conflict, Create, Delete, Document, Platform, Query, Update, Where

PLACE_MS: Final = 3_600_000
"""Longer than any render. Whoever is done gives the place back at once."""

LOOK_AGAIN_MS: Final = 5_000

GONE_MS: Final = 600_000
"""Whoever waits asks again much sooner."""

_TRIES: Final = 20


class Lane(Frozen):
    """What a provider takes, from the price book."""

    backend: str
    at_once: int
    a_minute: int

    @property
    def gap_ms(self) -> int:
        """Between two submissions through the same place."""
        return 60_000 * self.at_once // self.a_minute


def enter(platform: Platform, lane: Lane, who: str, job: str) -> Instant | None:
    """None: `who` has a place, and may submit. Otherwise when to ask again. Asking twice does no harm."""
    now = platform.clock.now()
    places = _places(platform, lane)
    if any(place.fields["who"] == who and place.fields["until"] > now for place in places.values()):
        return None
    mine = _in_line(platform, lane, who, job, now)
    free = [number for number in range(lane.at_once) if _is_free(places.get(number), now)]
    if who in _first(platform, lane, mine, len(free), now):
        for number in free:
            if _take(platform, lane, places.get(number), number, who, now):
                return None
    ready = [_ready_at(place) for place in places.values() if place.fields["until"] <= now]
    return min([when for when in ready if when > now], default=now + LOOK_AGAIN_MS)


def leave(platform: Platform, lane: Lane, who: str) -> None:
    """Gives the place, or the place in line, back."""
    for _ in range(_TRIES):
        held = [place for place in _places(platform, lane).values() if place.fields["who"] == who]
        gone = [Update(place.path, {"who": "", "until": 0}, place.version) for place in held]
        try:
            platform.documents.commit([*gone, Delete(f"{_path(lane)}/waiting/{who}")])
        except Conflict:
            continue
        return


def _first(platform: Platform, lane: Lane, turn: int, count: int, now: Instant) -> list[str]:
    """Who may have the free places. Whoever has not asked for long will not come back, and is struck out."""
    ahead = Query(f"{_path(lane)}/waiting", (Where("turn", "<=", turn),), "turn", limit=count + 20)
    line = platform.documents.query(ahead).documents if count else ()
    gone = [each for each in line if each.fields["updated_at"] <= now - GONE_MS]
    for each in gone:
        with suppress(Conflict):
            platform.documents.commit([Delete(each.path, each.version)])
    return [each.path.rpartition("/")[2] for each in line if each not in gone][:count]


def _take(platform: Platform, lane: Lane, place: Document | None, number: int, who: str, now: Instant) -> bool:
    path = f"{_path(lane)}/places/{number}"
    fields: dict[str, Any] = {"who": who, "until": now + PLACE_MS, "ready_at": now + lane.gap_ms, "updated_at": now}
    born = {"schema": SCHEMA, "owner": "", "created_at": now}
    taken = Update(path, fields, place.version) if place else Create(path, born | fields)
    try:
        platform.documents.commit([taken, Delete(f"{_path(lane)}/waiting/{who}")])
    except Conflict:
        there = platform.documents.get(path)
        return there is not None and there.fields["who"] == who  # ours, and its answer was lost
    return True


def _in_line(platform: Platform, lane: Lane, who: str, job: str, now: Instant) -> int:
    """My turn: behind those of my own job, but not behind everything that other jobs have asked for."""
    path = f"{_path(lane)}/waiting/{who}"
    found = platform.documents.get(path)
    if found is not None:
        with suppress(Conflict):
            platform.documents.commit([Update(path, {"updated_at": now}, found.version)], lasting=False)
        return int(found.fields["turn"])
    waiting = Query(f"{_path(lane)}/waiting", order="turn", limit=1)
    front = next((int(each.fields["turn"]) for each in platform.documents.query(waiting).documents), 0)
    of_job = Query(f"{_path(lane)}/waiting", (Where("job", "==", job),), "-turn", limit=1)
    last = next((int(each.fields["turn"]) + 1 for each in platform.documents.query(of_job).documents), 0)
    turn = max(front, last)
    fields = {"schema": SCHEMA, "owner": "", "job": job, "turn": turn, "created_at": now, "updated_at": now}
    try:
        platform.documents.commit([Create(path, fields)])
    except Conflict:
        found = platform.documents.get(path)
        return int(found.fields["turn"]) if found else turn
    return turn


def _places(platform: Platform, lane: Lane) -> dict[int, Document]:
    page = platform.documents.query(Query(f"{_path(lane)}/places", limit=300))
    return {int(place.path.rpartition("/")[2]): place for place in page.documents}


def _is_free(place: Document | None, now: Instant) -> bool:
    return place is None or (place.fields["until"] <= now and _ready_at(place) <= now)


def _ready_at(place: Document) -> Instant:
    return int(place.fields["ready_at"])


def _path(lane: Lane) -> str:
    return f"lanes/{lane.backend}"
