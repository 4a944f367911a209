"""Messages in the same file as the documents. A message belongs to a process until that process is done or dead.

The one rule: what a dead process held is free at once; what a live one holds is nobody else's.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from shared.model.base import Instant
from shared.platform.embedded.database import Database
from shared.platform.ports import Clock, Delivery, Holders, Message

DEAD_LETTERS = "dead_letters"


@dataclass(frozen=True, slots=True)
class Leased:
    id: int
    message: Message
    deliveries: int


class SqliteMessages:
    def __init__(self, database: Database, clock: Clock, holders: Holders) -> None:
        self._database, self._clock, self._holders = database, clock, holders
        self.on_publish: Callable[[], None] = lambda: None
        """Who wants to know at once that this process published something."""

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        now = self._clock.now()

        def put(connection: Connection) -> None:
            for delivery in deliveries:
                if delivery.name:
                    new = connection.execute(
                        "insert into names values (?, ?) on conflict do nothing", (delivery.name, now)
                    )
                    if new.rowcount == 0:
                        continue
                message = delivery.message
                row = (message.topic, json.dumps(dict(message.body)), json.dumps(dict(message.attributes)))
                due = max(now, delivery.deliver_at or 0)
                connection.execute(
                    "insert into messages (topic, body, attributes, due) values (?, ?, ?, ?)", (*row, due)
                )

        self._database.write(put, durable=False)
        self.on_publish()

    def lease(self, topics: Collection[str] = (), limit: int = 1) -> list[Leased]:
        """The next messages whose time has come, of these topics or of any."""
        marks = ", ".join("?" * len(topics))
        among = f"and topic in ({marks})" if topics else ""
        look = (
            f"select id, topic, body, attributes, deliveries from messages "  # noqa: S608
            f"where holder is null and due <= ? {among} order by due, id limit ?"
        )
        values = (self._clock.now(), *topics, limit)
        if self._database.read().execute(look, values).fetchone() is None:
            return []  # to look is cheap; only to take is to write

        def take(connection: Connection) -> list[tuple[int, str, str, str, int]]:
            rows: list[tuple[int, str, str, str, int]] = connection.execute(look, values).fetchall()
            connection.executemany(
                "update messages set holder = ?, deliveries = deliveries + 1 where id = ?",
                [(self._holders.name(), row[0]) for row in rows],
            )
            return rows

        return [
            Leased(number, Message(topic, json.loads(body), json.loads(attributes)), deliveries + 1)
            for number, topic, body, attributes, deliveries in self._database.write(take, durable=False)
        ]

    def ack(self, leased: Leased) -> None:
        self._do("delete from messages where id = ?", leased.id)

    def nack(self, leased: Leased, *, delay_ms: int = 0, most: int = 0) -> None:
        """Comes again after the delay; after `most` deliveries it goes to the dead letters instead."""
        if most and leased.deliveries >= most:
            attributes = {
                **leased.message.attributes,
                "CloudPubSubDeadLetterSourceSubscription": leased.message.topic,
                "CloudPubSubDeadLetterSourceDeliveryCount": str(leased.deliveries),
            }
            self._do(
                "update messages set topic = ?, attributes = ?, holder = null, deliveries = 0, due = ? where id = ?",
                *(DEAD_LETTERS, json.dumps(attributes), self._clock.now(), leased.id),
            )
        else:
            due = self._clock.now() + delay_ms
            self._do("update messages set holder = null, due = ? where id = ?", due, leased.id)

    def free_the_dead(self) -> int:
        """Takes back what processes held that are no more."""
        holders = [
            name
            for (name,) in self._database.read().execute("select distinct holder from messages where holder not null")
            if self._holders.alive(name) is False
        ]
        self._do("delete from names where at < ?", self._clock.now() - 86_400_000)
        return sum(self._do("update messages set holder = null where holder = ?", name) for name in holders)

    def _do(self, statement: str, *values: str | int) -> int:
        """How many rows it changed."""
        return self._database.write(lambda connection: connection.execute(statement, values).rowcount, durable=False)

    def next_due(self) -> Instant | None:
        """When the next free message is due; None when there is none."""
        row = self._database.read().execute("select min(due) from messages where holder is null").fetchone()
        due: Instant | None = row[0]
        return due

    def under_way(self) -> bool:
        """Whether this process holds a message, or there is one that it could take now."""
        look = "select 1 from messages where holder = ? or (holder is null and due <= ?) limit 1"
        values = (self._holders.name(), self._clock.now())
        return self._database.read().execute(look, values).fetchone() is not None

    def waiting(self) -> int:
        count: int = self._database.read().execute("select count(*) from messages").fetchone()[0]
        return count
