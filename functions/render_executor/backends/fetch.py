"""Brings a result from the provider's shelf to a file of ours.

The one rule: only over https, only from the provider's own hosts (each redirect is looked at again), only so many
bytes, and never through memory. A base URL that a setting names (a test's, a proxy's) is a host of its own.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import urljoin, urlsplit

import httpx

from functions.render_executor.backends.once import Patience
from functions.render_executor.backends.wire import Silence, Unusable

_REDIRECTS: Final = 3
_CHUNK: Final = 256 * 1024
PATIENCE: Final = Patience(connect_s=5, quiet_s=30, whole_s=300)


def allowed(url: str, hosts: Sequence[str], base_url: str = "") -> bool:
    """`hosts` are names, or suffixes that begin with a dot."""
    try:
        parts = urlsplit(url)
        here, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if base_url and url.isprintable():
        base = urlsplit(base_url)
        if (parts.scheme, here, port) == (base.scheme, base.hostname, base.port) and "@" not in parts.netloc:
            return True
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc:
        return False
    return any(here == host or (host.startswith(".") and here.endswith(host)) for host in hosts)


def fetch(
    provider: str,
    url: str,
    to: Path,
    most_bytes: int,
    hosts: Sequence[str],
    *,
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
    patience: Patience = PATIENCE,
) -> None:
    """`headers` (a key) go to the first address alone, never along a redirect."""
    deadline = time.monotonic() + patience.whole_s
    whole = False
    try:
        with httpx.Client(timeout=patience.timeout(), follow_redirects=False, trust_env=False) as client:
            for _ in range(_REDIRECTS + 1):
                _look_where(provider, url, hosts, base_url)
                with client.stream("GET", url, headers=headers) as answer:
                    if not answer.has_redirect_location:
                        _pour(provider, answer, to, most_bytes, deadline)
                        whole = True
                        return
                    url, headers = urljoin(url, answer.headers["location"]), None
        _redirected_away(provider)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Silence(f"{provider}'s result could not be fetched ({type(error).__name__}: {error}).") from error
    finally:
        if not whole:
            to.unlink(missing_ok=True)


def _look_where(provider: str, url: str, hosts: Sequence[str], base_url: str) -> None:
    if not allowed(url, hosts, base_url):
        raise Unusable(f"{provider} names a place that is not its own: {_place(url)}.")


def _redirected_away(provider: str) -> NoReturn:
    raise Silence(f"{provider}'s result is redirected without end.")


def _pour(provider: str, answer: httpx.Response, to: Path, most_bytes: int, deadline: float) -> None:
    if answer.status_code != 200:
        raise Silence(f"{provider}'s result could not be fetched: HTTP {answer.status_code}.")
    promised = answer.headers.get("content-length", "")
    if promised.isdigit() and int(promised) > most_bytes:
        raise Unusable(f"{provider}'s result is {int(promised):,} bytes; at most {most_bytes:,} are taken.")
    size = 0
    with to.open("wb") as file:
        for chunk in answer.iter_bytes(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise Unusable(f"{provider}'s result has more than {most_bytes:,} bytes.")
            if time.monotonic() > deadline:
                raise Silence(f"{provider}'s result came too slowly to be fetched this time.")
            file.write(chunk)
    if size == 0:
        raise Silence(f"{provider}'s result is empty.")


def _place(url: str) -> str:
    try:
        return urlsplit(url).hostname or "no address at all"
    except ValueError:
        return "no address at all"
