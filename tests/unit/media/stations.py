"""A provider of a test: a real server on this machine that says what it is told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Reply = tuple[int, bytes]


@dataclass
class Station:
    answer: Callable[[Asked], Reply]
    asked: list[Asked] = field(default_factory=list)
    home: str = ""


def told(content: Any, status: int = 200) -> Reply:
    return status, json.dumps(content).encode()


@contextmanager
def station(answer: Callable[[Asked], Reply]) -> Iterator[Station]:
    """A status of 0 hangs up without a word."""
    here = Station(answer)

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, {k.casefold(): v for k, v in self.headers.items()},
                          json.loads(content) if content else {})  # fmt: skip
            here.asked.append(asked)
            status, said = here.answer(asked)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    here.home = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
