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
from urllib.parse import quote, urlsplit

from shared.model.callsheet import subject_of
from shared.model.errors import Permanent
from shared.pipeline.work import Agent, Made, Work
from shared.telemetry import log

TIMEOUT_S: Final = 10

_WRAPPED: Final = "whsec_"
_IN_PATHS: Final = "/?%:@!$&'()*+,;=~"

_PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")  # not every Python knows that nobody lives there
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def make(work: Work) -> Made:
    state = subject_of(work.unit.name)
    log.audit("pipeline result", state=state)
    if not work.options.webhook:
        return Made({"told": False})
    identifier = f"{work.unit.job}.{work.unit.revision}.{state}"
    seconds = work.platform.clock.now() // 1000
    news = json.dumps(_news(work, state)).encode()
    sign = signature(work.platform.secrets.get("webhook-signing-key") or "", identifier, seconds, news)
    headers = {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(seconds),
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


def signature(key: str, identifier: str, seconds: int, body: bytes) -> str:
    """Standard Webhooks: v1,base64(HMAC-SHA256(key, id.timestamp.body)). A key may come as `whsec_` and base64."""
    if not key:
        raise Permanent("no_signing_key", "There is no webhook-signing-key to sign with.", "Add it to the secrets.")
    secret = _unwrapped(key) if key.startswith(_WRAPPED) else key.encode()
    signed = f"{identifier}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def _unwrapped(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix(_WRAPPED), validate=True)
    except ValueError:
        sentence = f"What follows {_WRAPPED} in the webhook-signing-key is no base64."
        raise Permanent("bad_signing_key", sentence, "Correct it in the secrets.") from None


def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """One POST, no redirects, to the very address that was checked."""
    here = os.environ.get("AIPROD_WEBHOOKS_TO_LOOPBACK") == "1"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        raise _bad("The webhook is no address.", "Correct it and retry.") from None
    if not host or (parts.scheme != "https" and not (here and parts.scheme == "http")):
        raise _bad("A webhook must be an https address.", "Correct it and retry.")
    address = _public(host, port or (443 if parts.scheme == "https" else 80), loopback_too=here)
    called = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path = quote(parts.path or "/", _IN_PATHS) + (f"?{quote(parts.query, _IN_PATHS)}" if parts.query else "")
    connection = _connection(parts.scheme, host, address)
    try:
        connection.request("POST", path, body, {**headers, "host": called})
        return connection.getresponse().status
    finally:
        connection.close()


def _bad(sentence: str, remedy: str) -> Permanent:
    return Permanent("bad_webhook", sentence, remedy, at_fault="input")


def _public(host: str, port: int, *, loopback_too: bool) -> tuple[str, int]:
    """Resolves once, and refuses whatever is not out in the open: no metadata server, no neighbour."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConnectionError(f"{host} cannot be found") from error
    address = str(found[0][4][0])
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not _in_the_open(ip) and not (loopback_too and ip.is_loopback):
        raise _bad(f"{host} is not a public address.", "Give one that is.")
    return address, port


def _in_the_open(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """A v6 address that only wraps a v4 one is as public as what it wraps."""
    if ip.version == 4:
        return ip.is_global and not ip.is_multicast and ip not in _PROTOCOLS
    wrapped = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
    return _in_the_open(wrapped) if wrapped else ip.is_global and ip in _UNICAST


def _connection(scheme: str, host: str, address: tuple[str, int]) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(*address, timeout=TIMEOUT_S)
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, address[1], timeout=TIMEOUT_S, context=context)
    plain = socket.create_connection(address, TIMEOUT_S)
    connection.sock = context.wrap_socket(plain, server_hostname=host)
    return connection


AGENT = Agent("notifier", make)
