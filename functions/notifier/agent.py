"""Notifier: tells the owner what became of the job, by a signed webhook that only goes to public addresses.

The one rule: the same news carries the same webhook-id, so that a receiver who hears it twice can tell.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import os
import socket
import ssl
from typing import Any, Final
from urllib.parse import urlsplit

from shared.model.callsheet import subject_of
from shared.model.errors import Permanent
from shared.pipeline.work import Agent, Made, Work
from shared.telemetry import log

TIMEOUT_S: Final = 10


def make(work: Work) -> Made:
    state = subject_of(work.unit.name)
    log.audit("pipeline result", state=state)
    if not work.options.webhook:
        return Made({"told": False})
    identifier = f"{work.unit.job}.{work.unit.revision}.{state}"
    news = json.dumps(_news(work, state)).encode()
    sign = signature(work.platform.secrets.get("webhook-signing-key") or "", identifier, _seconds(work), news)
    headers = {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(_seconds(work)),
        "webhook-signature": sign,
    }
    status = post(work.options.webhook, headers, news)
    if status >= 500 or status in (408, 429):
        raise ConnectionError(f"the webhook answered {status}")
    return Made({"told": status < 300, "status": status})


def _news(work: Work, state: str) -> dict[str, Any]:
    return {
        "type": f"job.{state}",
        "job_id": work.unit.job,
        "revision": work.unit.revision,
        "title": work.job.get("title", ""),
        "cost_usd": work.job.get("spent", 0) / 1e6,
        "error": work.job.get("error"),
    }


def _seconds(work: Work) -> int:
    return work.platform.clock.now() // 1000


def signature(key: str, identifier: str, seconds: int, body: bytes) -> str:
    """Standard Webhooks: v1,base64(HMAC-SHA256(key, id.timestamp.body))."""
    if not key:
        raise Permanent("no_signing_key", "There is no webhook-signing-key to sign with.", "Add it to the secrets.")
    signed = f"{identifier}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key.encode(), signed, hashlib.sha256).digest()).decode()


def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """One POST, no redirects, to the very address that was checked."""
    parts = urlsplit(url)
    here = os.environ.get("AIPROD_WEBHOOKS_TO_LOOPBACK") == "1"
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise Permanent("bad_webhook", "A webhook must be an https address.", "Correct it and retry.")
    host = parts.hostname or ""
    address = _public(host, parts.port or (443 if parts.scheme == "https" else 80), loopback_too=here)
    connection = _connection(parts.scheme, host, address)
    try:
        path = parts.path or "/"
        connection.request(
            "POST", f"{path}?{parts.query}" if parts.query else path, body, {**headers, "host": parts.netloc}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def _public(host: str, port: int, *, loopback_too: bool) -> tuple[str, int]:
    """Resolves once, and refuses whatever is not out in the open: no metadata server, no neighbour."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConnectionError(f"{host} cannot be found") from error
    address = str(found[0][4][0])
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not (ip.is_global and not ip.is_multicast) and not (loopback_too and ip.is_loopback):
        raise Permanent("bad_webhook", f"{host} is not a public address.", "Give one that is.")
    return address, port


def _connection(scheme: str, host: str, address: tuple[str, int]) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(*address, timeout=TIMEOUT_S)
    connection = http.client.HTTPSConnection(host, address[1], timeout=TIMEOUT_S)
    plain = socket.create_connection(address, TIMEOUT_S)
    connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    return connection


AGENT = Agent(
    "notifier",
    make,
    afterwards=frozenset({"notify"}),
)
