"""Who is asking. With an API key in the secrets, whoever shows it; without one, only this very machine.

The one rule: no key configured never means open to everyone.
"""

import hmac
import ipaddress
from urllib.parse import urlsplit

from flask import Request

from shared.model.base import is_id
from shared.model.errors import Permanent
from shared.platform.ports import Platform
from shared.telemetry import log

OWNER = "me"
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def who(platform: Platform, request: Request) -> str:
    """The secret `api-key` holds lines of `owner:key`, or one key alone, which is the owner `me`."""
    keys = platform.secrets.get("api-key")
    if keys is None:
        if _is_here(request):
            return OWNER
        raise _refused("There is no API key on this machine, so only this machine may ask.")
    shown = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
    owner = ""
    for line in keys.split():
        name, colon, key = line.partition(":") if ":" in line else ("", "", line)
        if key and hmac.compare_digest(key.encode(), shown.encode()):
            owner = name if colon else OWNER
    if not is_id(owner):
        raise _refused("This key opens nothing.")
    log.audit("auth success", owner=owner)
    return owner


def _is_here(request: Request) -> bool:
    """The connection itself comes from this machine, nobody forwarded it, and no web page made the browser ask: a
    page says where it is from, or calls us by its own name."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers or "origin" in request.headers:
        return False
    if (urlsplit(f"//{request.host}").hostname or "") not in LOCAL_NAMES:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _refused(sentence: str) -> Permanent:
    log.audit("auth failure")
    return Permanent("unauthorized", sentence, "Send it as x-api-key.", at_fault="input")
