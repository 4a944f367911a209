"""Stands before fake-gcs-server and refuses what the real Cloud Storage refuses and it does not.

The one rule: nothing is answered here but what fake-gcs-server gets wrong:
a delete on condition of a generation, a resumable upload on condition of one (refused when it begins or when it would
end), and a part that is sent again (it appends it a second time). All else passes through as it is.
"""

import http.client
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

_OBJECT = re.compile(r"/storage/v1/b/([^/]+)/o/([^/?]+)")
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class StrictStorage:
    def __init__(self, target: str) -> None:
        self.target = urlsplit(target).netloc
        self.turn = threading.Lock()
        self.sessions: dict[str, _Session] = {}
        handler = type("Bound", (_Handler,), {"storage": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Session:
    def __init__(self, bucket: str, name: str, wanted: str) -> None:
        self.bucket = bucket
        self.name = name
        self.wanted = wanted
        self.taken = 0
        self.last: tuple[int, list[tuple[str, str]], bytes] | None = None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    storage: StrictStorage

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class calls it so)
        """The tests say what went wrong."""

    def do_GET(self) -> None:
        self._answer(*self._forward(self._body()))

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 (the base class calls them so)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        url = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        with self.storage.turn:
            found = _OBJECT.fullmatch(url.path)
            if self.command == "DELETE" and found and self._refused(found[1], found[2], asked):
                return _precondition_failed()
            if self.command == "POST" and asked.get("uploadType") == "resumable":
                return self._begin(url.path, asked, body)
            session = self.storage.sessions.get(asked.get("upload_id", ""))
            if self.command == "PUT" and session:
                return self._part(session, body)
            return self._ask(self.command, self.path, body)

    def _begin(self, path: str, asked: dict[str, str], body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        bucket, name = path.split("/")[5], asked.get("name") or json.loads(body)["name"]
        if self._refused(bucket, quote(name, safe=""), asked):
            return _precondition_failed()
        status, headers, answer = self._ask("POST", self.path, body)
        rewritten = []
        for key, value in headers:
            if key.lower() == "location":
                identifier = parse_qs(urlsplit(value).query)["upload_id"][0]
                wanted = asked.get("ifGenerationMatch", "")
                self.storage.sessions[identifier] = _Session(bucket, quote(name, safe=""), wanted)
                value = value.replace(self.storage.target, self.headers["Host"])
            rewritten.append((key, value))
        return status, rewritten, answer

    def _part(self, session: _Session, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        place = _RANGE.fullmatch(self.headers.get("Content-Range", ""))
        if place and int(place[1]) < session.taken and session.last:
            return session.last  # we have it: the same answer again
        ends = place is None or place[3] != "*"
        if ends and self._refused(session.bucket, session.name, {"ifGenerationMatch": session.wanted}):
            return _precondition_failed()
        answer = self._ask("PUT", self.path, body)
        session.taken += len(body)
        session.last = answer
        return answer

    def _refused(self, bucket: str, name: str, asked: dict[str, str]) -> bool:
        wanted = asked.get("ifGenerationMatch", "")
        if not wanted:
            return False
        status, _, answer = self._ask("GET", f"/storage/v1/b/{bucket}/o/{name}", b"", bare=True)
        there = json.loads(answer)["generation"] if status == 200 else "0"
        gone = self.command == "DELETE" and there == "0"  # then it is 404, whatever the condition
        return not gone and there != wanted

    def _ask(
        self, method: str, path: str, body: bytes, *, bare: bool = False
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.storage.target, timeout=30)
        try:
            headers = {} if bare else {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
            connection.request(method, path, body or None, {**headers, "Content-Length": str(len(body))})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for key, value in headers:
            if key.lower() not in _HOP:
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))


_HOP = {"host", "content-length", "transfer-encoding", "connection"}


def _precondition_failed() -> tuple[int, list[tuple[str, str]], bytes]:
    error = {"code": 412, "message": "At least one of the pre-conditions you specified did not hold."}
    return 412, [("Content-Type", "application/json")], json.dumps({"error": error}).encode()
