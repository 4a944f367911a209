"""A claim on a unit of work: who holds it, until when, and the token that makes an earlier holder harmless.

The one rule: the token only grows, and everything that is recorded is recorded under the version that its lease saw.

    claim --- renew every 10 s --- renew --- commit (only if nobody else has claimed since)
      |<----------- 30 s ----------->|
"""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

from shared.model.base import SCHEMA, Instant
from shared.pipeline.work import Unit
from shared.platform.ports import Conflict, Create, Delete, Document, Platform, Update, Write
from shared.telemetry import log

LEASE_MS: Final = 30_000
RENEW_MS: Final = 10_000


@dataclass
class Lease:
    """Ours, as far as we know. The lock keeps a renewal and the final commit apart."""

    unit: Unit
    token: int
    attempts: int
    nonce: str
    version: str
    until: Instant
    lost: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


def claim(
    platform: Platform, unit: Unit, agent: str, owner: str, step: Document | None, *, forgive: bool
) -> Lease | None:
    """Takes a free step, or one whose lease has ended. None when somebody else was faster.

    `forgive`: the holder before us is known to be dead, and a person started us again: it does not count as an attempt.
    """
    now = platform.clock.now()
    nonce = secrets.token_hex(8)
    before: Any = step.fields if step else {}
    attempts = int(before.get("attempts", 0)) + (0 if forgive and step else 1)
    fields: dict[str, Any] = {
        "state": "running",
        "token": int(before.get("token", 0)) + 1,
        "attempts": max(attempts, 1),
        "nonce": nonce,
        "holder": platform.holders.name(),
        "lease_until": now + LEASE_MS,
        "wake": "",
        "updated_at": now,
    }
    batch: list[Write]
    if step is None:
        born = {"schema": SCHEMA, "owner": owner, "job": unit.job, "agent": agent, "created_at": now}
        batch = [Create(unit.path, born | fields)]
    else:
        batch = [Update(unit.path, fields, step.version)]
        if before.get("wake"):
            batch.append(Delete(f"outbox/{before['wake']}"))
    try:
        version = platform.documents.commit(batch, lasting=False).versions[0]
    except Conflict:
        now_there = platform.documents.get(unit.path)
        if now_there is None or now_there.fields.get("nonce") != nonce:
            return None
        version = now_there.version  # our own success, whose answer was lost
    return Lease(unit, fields["token"], fields["attempts"], nonce, version, fields["lease_until"])


def renew(platform: Platform, lease: Lease) -> None:
    """A heartbeat. A conflict means that the step is somebody else's now, or that the answer to an earlier one of
    ours was lost."""
    with lease.lock:
        until = platform.clock.now() + LEASE_MS
        fields = {"lease_until": until}
        try:
            renewal = Update(lease.unit.path, fields, lease.version)
            lease.version = platform.documents.commit([renewal], lasting=False).versions[0]
        except Conflict:
            step = platform.documents.get(lease.unit.path)
            if step is None or step.fields.get("nonce") != lease.nonce or step.fields["state"] != "running":
                lease.lost = True
                return
            lease.version = step.version
        lease.until = until


class Heartbeats:
    """Renews every lease of this process from one thread. A lease is let go at its function's time-out, so that a
    hung worker is replaced. Without a time-out nobody beats for it: who makes their own time must not be disturbed by
    ours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leases: dict[int, tuple[Platform, Lease, float]] = {}
        self._thread: threading.Thread | None = None

    def watch(self, platform: Platform, lease: Lease, timeout_s: float | None) -> None:
        if timeout_s is None:
            return
        with self._lock:
            self._leases[id(lease)] = (platform, lease, time.monotonic() + timeout_s)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="heartbeats", daemon=True)
                self._thread.start()

    def leave(self, lease: Lease) -> None:
        with self._lock:
            self._leases.pop(id(lease), None)

    def _beat(self) -> None:
        while True:
            time.sleep(RENEW_MS / 1000)
            with self._lock:
                held = list(self._leases.values())
            for platform, lease, end in held:
                if time.monotonic() > end:
                    lease.lost = True
                    self.leave(lease)
                    continue
                try:
                    renew(platform, lease)
                except Exception as error:  # the next beat tries again; the lease allows for two that fail
                    log.warning("a lease could not be renewed", unit=lease.unit.path, error=str(error))


HEARTBEATS: Final = Heartbeats()
