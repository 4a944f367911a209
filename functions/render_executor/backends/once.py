"""The one line on which a provider is asked: every SDK is given this transport and none opens its own.

The one rule: a line carries one request. Whatever an SDK would send again on its own finds the line cut, so that no
retry, redirect or fresh token ever buys twice; and what became of the request is read here, not from an SDK's errors.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

MOST_ANSWER: Final = 64 * 1024 * 1024

_NEVER_LEFT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take: to connect, between two signs of life, and in all."""

    connect_s: float = 5.0
    quiet_s: float = 60.0
    whole_s: float = 120.0

    def timeout(self) -> httpx.Timeout:
        return httpx.Timeout(self.quiet_s, connect=self.connect_s)


PATIENCE: Final = Patience()


class Cut(httpx.TransportError):
    """A second request on a line that carries one."""


class Line(httpx.BaseTransport):
    """`used`: a request came; `left`: it may have reached the provider; `answer`: what came back, whole; `trouble`:
    why nothing did."""

    def __init__(self, patience: Patience) -> None:
        self.used = False
        self.left = False
        self.answer: httpx.Response | None = None
        self.trouble: Exception | None = None
        self._patience = patience
        self._wire = httpx.HTTPTransport(retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.used:
            raise Cut("this line has carried its one request")
        self.used = True
        # Some SDKs ask for no timeout at all; the patience is ours, whatever they ask for.
        request.extensions = {**request.extensions, "timeout": self._patience.timeout().as_dict()}
        request.headers["Accept-Encoding"] = "identity"
        self.left = True
        try:
            self.answer = self._carried(request)
        except Exception as error:
            self.left = not isinstance(error, _NEVER_LEFT)
            self.trouble = error
            raise
        if request.method == "GET" and self.answer.status_code >= 400:
            # Before an SDK sleeps on it: one of them waits a minute and asks again, ten times.
            raise httpx.HTTPStatusError(f"HTTP {self.answer.status_code}", request=request, response=self.answer)
        return self.answer

    def _carried(self, request: httpx.Request) -> httpx.Response:
        deadline = time.monotonic() + self._patience.whole_s
        raw = self._wire.handle_request(request)
        content = bytearray()
        try:
            for chunk in raw.iter_raw():
                content += chunk
                if len(content) > MOST_ANSWER:
                    raise httpx.ReadError("the answer does not end")
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer came too slowly")
        finally:
            raw.close()
        return httpx.Response(raw.status_code, headers=raw.headers, content=bytes(content), request=request)

    def close(self) -> None:
        self._wire.close()

    @property
    def status(self) -> int | None:
        return self.answer.status_code if self.answer is not None else None

    def said(self) -> dict[str, Any]:
        """The answer as the JSON object it should be; empty when it is none."""
        if self.answer is None:
            return {}
        try:
            found = json.loads(self.answer.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@contextmanager
def line(patience: Patience) -> Iterator[tuple[Line, httpx.Client]]:
    """A line, and a client that has no other."""
    one = Line(patience)
    with httpx.Client(transport=one, timeout=patience.timeout(), follow_redirects=False, trust_env=False) as client:
        yield one, client
