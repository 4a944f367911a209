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
from shared.platform.ports import Conflict, Create, Delete, Document, Platform, Query, Update, Where, Write

PLACE_MS: Final = 600_000
"""Whoever is done gives the place back at once; whoever takes longer stays, by saying so."""

LOOK_AGAIN_MS: Final = 5_000
FAR_BACK_MS: Final = 60_000
NEAR: Final = 20
"""So many at the front of the line ask often; those behind them, who are not next, ask seldom."""

GONE_MS: Final = 240_000
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
    places = _places(platform, lane.backend)
    if any(place.fields["who"] == who and place.fields["until"] > now for place in places.values()):
        return None
    mine = _in_line(platform, lane, who, job, now)
    free = [number for number in range(lane.at_once) if _is_free(places.get(number), now)]
    front = _front(platform, lane, mine, now)
    if who in front[: len(free)]:
        for number in free:
            if _take(platform, lane, places.get(number), number, who, now):
                return None
    if who not in front:
        return now + FAR_BACK_MS
    ready = [_ready_at(place) for place in places.values() if place.fields["until"] <= now]
    return min([when for when in ready if when > now], default=now + LOOK_AGAIN_MS)


def stay(platform: Platform, backend: str, who: str) -> None:
    """What was submitted is still under way: its place is not given to others meanwhile."""
    now = platform.clock.now()
    for place in _places(platform, backend).values():
        if place.fields["who"] == who and place.fields["until"] < now + PLACE_MS // 2:
            with suppress(Conflict):  # given back, or taken by another: then it is not ours to keep
                platform.documents.commit([Update(place.path, {"until": now + PLACE_MS}, place.version)])


def leave(platform: Platform, backend: str, who: str) -> None:
    """Gives the place, or the place in line, back. Whoever has neither has nothing to give."""
    for _ in range(_TRIES):
        held = [place for place in _places(platform, backend).values() if place.fields["who"] == who]
        gone: list[Write] = [Update(place.path, {"who": "", "until": 0}, place.version) for place in held]
        in_line = platform.documents.get(f"{_path(backend)}/waiting/{who}")
        if in_line is not None:
            gone.append(Delete(in_line.path))
        try:
            if gone:
                platform.documents.commit(gone)
        except Conflict:
            continue
        return


def _front(platform: Platform, lane: Lane, turn: int, now: Instant) -> list[str]:
    """Who comes next, in order. Whoever has not asked for long will not come back, and is struck out."""
    ahead = Query(f"{_path(lane.backend)}/waiting", (Where("turn", "<=", turn),), "turn", limit=lane.at_once + NEAR)
    line = platform.documents.query(ahead).documents
    gone = [each for each in line if each.fields["updated_at"] <= now - GONE_MS]
    for each in gone:
        with suppress(Conflict):
            platform.documents.commit([Delete(each.path, each.version)])
    return [each.path.rpartition("/")[2] for each in line if each not in gone]


def _take(platform: Platform, lane: Lane, place: Document | None, number: int, who: str, now: Instant) -> bool:
    path = f"{_path(lane.backend)}/places/{number}"
    fields: dict[str, Any] = {"who": who, "until": now + PLACE_MS, "ready_at": now + lane.gap_ms, "updated_at": now}
    born = {"schema": SCHEMA, "owner": "", "created_at": now}
    taken = Update(path, fields, place.version) if place else Create(path, born | fields)
    try:
        platform.documents.commit([taken, Delete(f"{_path(lane.backend)}/waiting/{who}")])
    except Conflict:
        there = platform.documents.get(path)
        return there is not None and there.fields["who"] == who  # ours, and its answer was lost
    return True


def _in_line(platform: Platform, lane: Lane, who: str, job: str, now: Instant) -> int:
    """My turn: behind those of my own job, but not behind everything that other jobs have asked for."""
    path = f"{_path(lane.backend)}/waiting/{who}"
    found = platform.documents.get(path)
    if found is not None:
        with suppress(Conflict):
            platform.documents.commit([Update(path, {"updated_at": now}, found.version)], lasting=False)
        return int(found.fields["turn"])
    waiting = Query(f"{_path(lane.backend)}/waiting", order="turn", limit=1)
    front = next((int(each.fields["turn"]) for each in platform.documents.query(waiting).documents), 0)
    of_job = Query(f"{_path(lane.backend)}/waiting", (Where("job", "==", job),), "-turn", limit=1)
    last = next((int(each.fields["turn"]) + 1 for each in platform.documents.query(of_job).documents), 0)
    turn = max(front, last)
    fields = {"schema": SCHEMA, "owner": "", "job": job, "turn": turn, "created_at": now, "updated_at": now}
    try:
        platform.documents.commit([Create(path, fields)])
    except Conflict:
        found = platform.documents.get(path)
        return int(found.fields["turn"]) if found else turn
    return turn


def _places(platform: Platform, backend: str) -> dict[int, Document]:
    page = platform.documents.query(Query(f"{_path(backend)}/places", limit=300))
    return {int(place.path.rpartition("/")[2]): place for place in page.documents}


def _is_free(place: Document | None, now: Instant) -> bool:
    return place is None or (place.fields["until"] <= now and _ready_at(place) <= now)


def _ready_at(place: Document) -> Instant:
    return int(place.fields["ready_at"])


def _path(backend: str) -> str:
    return f"lanes/{backend}"
