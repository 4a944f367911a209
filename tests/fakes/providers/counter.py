"""The counter of a fake provider: takes requests over HTTP, as badly as it was told to.

The one rule: what is said, and what is broken, was decided by the provider behind it.

    GET  /_fake/state    the bill: posts and accepted tasks, by canonical request and in all
    POST /_fake/behave   see mischief.behave
"""

import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.providers.provider import Provider
from tests.fakes.providers.words import Answer, Ask


class Counter:
    """Listens from the moment it is made until `stop`."""

    def __init__(self, provider: Provider, port: int = 0) -> None:
        self.provider = provider
        self._server = _Server(provider, port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop_listening(self) -> None:
        """From here on the connection is refused; the till stays open."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(10)

    def stop(self) -> None:
        self.stop_listening()
        self.provider.till.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, provider: Provider, port: int) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", port), _Visit)


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        ask = Ask(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
            f"http://{self.headers.get('Host', '')}",
        )
        self._give(self.server.provider.answer(ask))

    do_GET = do_POST = do_DELETE = do  # noqa: N815 - the names that http.server asks for

    def _give(self, answer: Answer) -> None:
        if answer.wait_s:
            time.sleep(answer.wait_s)
        if answer.status == 0:
            self._drop()
            return
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._pour(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # nobody is listening any more

    def _pour(self, answer: Answer) -> None:
        body = answer.body if answer.cut_after < 0 else answer.body[: answer.cut_after]
        piece = max(1, len(body) // 20) if answer.drip_s else max(1, len(body))
        for start in range(0, len(body), piece):
            self.wfile.write(body[start : start + piece])
            if answer.drip_s:
                self.wfile.flush()
                time.sleep(answer.drip_s)
        if answer.cut_after >= 0:
            self._drop()

    def _drop(self) -> None:
        """Breaks the connection as a dead machine does: no farewell."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
        """Quiet: the till remembers."""
