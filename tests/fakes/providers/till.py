"""What a fake provider remembers: every POST that asked for something, and what it will bill for it.

The one rule: it is written down before anything is answered, in a file of its own, so no crash of ours changes it.
"""

import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists posts (
    number integer primary key, canonical text not null, brief text not null, fate text not null, at real not null
);
create table if not exists tasks (
    id text primary key, number integer not null, canonical text not null, request text not null, fate text not null,
    price integer not null, billed integer not null, at real not null, polls integer not null default 0,
    fetches integer not null default 0, cancelled integer not null default 0
);
create table if not exists settings (name text primary key, value text not null);
"""


@dataclass(frozen=True)
class Task:
    id: str
    number: int
    canonical: str
    request: dict[str, Any]
    fate: tuple[str, ...]
    price: int  # micro-dollars, if it is billed
    billed: int
    at: float
    polls: int
    fetches: int
    cancelled: bool


class Till:
    def __init__(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def post(self, canonical: str, brief: dict[str, Any], fate: tuple[str, ...]) -> int:
        """Counts one POST and gives it its number, whatever becomes of it."""
        with self._lock:
            row = self._db.execute(
                "insert into posts (canonical, brief, fate, at) values (?, ?, ?, ?) returning number",
                (canonical, json.dumps(brief), "+".join(fate), time.time()),
            ).fetchone()
        return int(row[0])

    def accept(
        self,
        task: str,
        number: int,
        canonical: str,
        request: dict[str, Any],
        fate: tuple[str, ...],
        price: int,
        billed: int,
    ) -> Task:
        at = time.time()
        with self._lock:
            self._db.execute(
                "insert into tasks (id, number, canonical, request, fate, price, billed, at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                (task, number, canonical, json.dumps(request), "+".join(fate), price, billed, at),
            )
        return Task(task, number, canonical, request, fate, price, billed, at, 0, 0, False)

    def task(self, task: str, *, poll: bool = False, fetch: bool = False) -> Task | None:
        with self._lock:
            if poll or fetch:
                self._db.execute(
                    "update tasks set polls = polls + ?, fetches = fetches + ? where id = ?", (poll, fetch, task)
                )
            row = self._db.execute(f"select {_COLUMNS} from tasks where id = ?", (task,)).fetchone()
        return _task(row) if row else None

    def tasks(self) -> list[Task]:
        """Newest first."""
        with self._lock:
            rows = self._db.execute(f"select {_COLUMNS} from tasks order by number desc").fetchall()
        return [_task(row) for row in rows]

    def cancel(self, task: str) -> None:
        with self._lock:
            self._db.execute("update tasks set cancelled = 1, billed = 0 where id = ?", (task,))

    def setting(self, name: str, default: Any) -> Any:
        with self._lock:
            row = self._db.execute("select value from settings where name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def set(self, name: str, value: Any) -> None:
        with self._lock:
            self._db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def count(self, name: str) -> int:
        """0, 1, 2 …: how often this was asked before."""
        with self._lock:
            number: int = self.setting(f"count.{name}", 0)
            self.set(f"count.{name}", number + 1)
        return number

    def forget(self) -> None:
        with self._lock:
            self._db.executescript("delete from posts; delete from tasks; delete from settings;")

    def state(self) -> dict[str, Any]:
        """The whole bill: by canonical request and in all."""
        with self._lock:
            posts = self._db.execute("select number, canonical, brief, fate, at from posts order by number").fetchall()
            tasks = self.tasks()
        requests: dict[str, dict[str, Any]] = {}
        for _, canonical, brief, _, _ in posts:
            entry = requests.setdefault(canonical, {"posts": 0, "accepted": 0, "billed": 0, **json.loads(brief)})
            entry["posts"] += 1
        for task in tasks:
            requests[task.canonical]["accepted"] += 1
            requests[task.canonical]["billed"] += task.billed
        return {
            "posts": len(posts),
            "accepted": len(tasks),
            "billed": sum(task.billed for task in tasks),
            "requests": requests,
            "calls": [
                {"number": number, "canonical": canonical, "fate": fate, "at": at}
                for number, canonical, _, fate, at in posts
            ],
            "tasks": [
                {
                    "id": task.id,
                    "number": task.number,
                    "canonical": task.canonical,
                    "fate": "+".join(task.fate),
                    "price": task.price,
                    "billed": task.billed,
                    "polls": task.polls,
                    "fetches": task.fetches,
                    "cancelled": task.cancelled,
                }
                for task in reversed(tasks)
            ],
        }


_COLUMNS = "id, number, canonical, request, fate, price, billed, at, polls, fetches, cancelled"


def _task(row: tuple[Any, ...]) -> Task:
    id_, number, canonical, request, fate, price, billed, at, polls, fetches, cancelled = row
    words = tuple(fate.split("+")) if fate else ()
    return Task(id_, number, canonical, json.loads(request), words, price, billed, at, polls, fetches, bool(cancelled))
