"""A wire that can be cut: forwards everything to a server, and loses the replies that it is told to lose.

The one rule: a reply is lost only after the server has given it, so that what it answers to has been done.
"""

import contextlib
import socket
import struct
import threading

_DATA_FRAME = 0


class Wire:
    """Both HTTP/1.1 and HTTP/2 (gRPC). `lose(2, after=1)` lets one reply pass and then cuts at the next two."""

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("http://").rpartition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._pass = 0
        self._lose = 0
        self.lost = 0
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def lose(self, replies: int = 1, *, after: int = 0) -> None:
        with self._lock:
            self._lose, self._pass = replies, after

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a caller
        self._listener.close()
        with self._lock:
            still = list(self._open)
        for each in still:
            _cut(each)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            with self._lock:
                self._open |= {client, server}
            asked = threading.Event()
            threading.Thread(target=self._there, args=(client, server, asked), daemon=True).start()
            threading.Thread(target=self._back, args=(client, server, asked), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while part := client.recv(65536):
                asked.set()
                server.sendall(part)
        self._end(client, server)

    def _back(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            head = server.recv(9, socket.MSG_PEEK)
            # An HTTP/2 server speaks first, with a SETTINGS frame; an HTTP/1.1 server answers "HTTP/1.1 ...".
            forward = self._http1 if head.startswith(b"HTTP/") else self._http2
            forward(client, server, asked)
        self._end(client, server)

    def _http1(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        while part := server.recv(65536):
            if asked.is_set():
                asked.clear()
                if self._is_lost():
                    return
            client.sendall(part)

    def _http2(self, client: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        frames = server.makefile("rb")
        while len(head := frames.read(9)) == 9:
            length, kind = int.from_bytes(head[:3]), head[3]
            body = frames.read(length)
            if kind == _DATA_FRAME and length and self._is_lost():
                return
            client.sendall(head + body)

    def _is_lost(self) -> bool:
        with self._lock:
            if self._lose and self._pass:
                self._pass -= 1
                return False
            if self._lose:
                self._lose -= 1
                self.lost += 1
                return True
            return False

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self._open -= {client, server}
        _cut(client)
        _cut(server)


def _cut(wire: socket.socket) -> None:
    """Hard, as when a cable is pulled: what is not yet read is lost."""
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.shutdown(socket.SHUT_RDWR)
    wire.close()
