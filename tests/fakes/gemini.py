"""Gemini for tests: `generateContent` as the official SDK speaks it, of the Gemini API and of Vertex, over real HTTP.

The one rule: it counts every request that it took and what it would bill, whether or not the caller ever hears of it.
"""

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

_PATH: Final = re.compile(
    r"/(?:v1|v1beta|v1beta1)/"
    r"(?:models|projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/publishers/google/models)/"
    r"(?P<model>[A-Za-z0-9._-]+):generateContent"
)
_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


@dataclass(frozen=True)
class Request:
    """One question as it came over the wire."""

    model: str
    project: str
    location: str
    key: str
    bearer: str
    body: dict[str, Any]

    @property
    def turns(self) -> list[tuple[str, str]]:
        return [(turn["role"], "".join(part["text"] for part in turn["parts"])) for turn in self.body["contents"]]

    @property
    def document(self) -> dict[str, Any]:
        """The script, as the first turn tells it."""
        found: dict[str, Any] = json.loads(self.turns[0][1])
        return found

    @property
    def instructions(self) -> str:
        return "".join(part["text"] for part in self.body["systemInstruction"]["parts"])


@dataclass(frozen=True)
class Reply:
    """What goes back: a status and a body, late, or never."""

    body: bytes
    status: int = 200
    billed: int = 0  # tokens, read and said
    drop: bool = False  # the connection ends without an answer
    hold: threading.Event | None = None  # nothing goes back before this is set


Behaviour = Callable[[Request], Reply]


def tokens(request: Request, said: str) -> dict[str, int]:
    read, answered, thought = len(json.dumps(request.body)) // 4, len(said) // 4, 128
    return {
        "promptTokenCount": read,
        "candidatesTokenCount": answered,
        "thoughtsTokenCount": thought,
        "totalTokenCount": read + answered + thought,
    }


def says(text: str | Callable[[Request], str], finish: str = "STOP", *, usage: bool = True) -> Behaviour:
    """An answer with this text."""

    def reply(request: Request) -> Reply:
        said = text if isinstance(text, str) else text(request)
        parts = [{"text": "Let me think about coverage.", "thought": True}, {"text": said, "thoughtSignature": "c2ln"}]
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}
        body: dict[str, Any] = {"candidates": [candidate], "modelVersion": request.model, "responseId": "r1"}
        if usage:
            body["usageMetadata"] = tokens(request, said)
        return Reply(json.dumps(body).encode(), billed=tokens(request, said)["totalTokenCount"])

    return reply


def refuses(reason: str = "SAFETY") -> Behaviour:
    """The model stopped itself: a candidate without content."""

    def reply(request: Request) -> Reply:
        usage = tokens(request, "")
        body = {"candidates": [{"finishReason": reason, "index": 0}], "usageMetadata": usage}
        return Reply(json.dumps(body).encode(), billed=usage["totalTokenCount"])

    return reply


def blocks(reason: str = "PROHIBITED_CONTENT") -> Behaviour:
    """The question itself was stopped: no candidate at all."""

    def reply(request: Request) -> Reply:
        read = tokens(request, "")["promptTokenCount"]
        usage = {"promptTokenCount": read, "totalTokenCount": read}
        body = {"promptFeedback": {"blockReason": reason}, "usageMetadata": usage}
        return Reply(json.dumps(body).encode(), billed=read)

    return reply


def fails(status: int, message: str = "") -> Behaviour:
    """An error as Google words it. This one repeats the caller's key, as a bad gateway might."""

    def reply(request: Request) -> Reply:
        said = message or f"It went wrong for {request.key or request.bearer} asking {request.turns[-1][1][:40]}"
        error = {"code": status, "message": said, "status": _STATUS.get(status, "UNKNOWN")}
        return Reply(json.dumps({"error": error}).encode(), status)

    return reply


def garbles() -> Behaviour:
    return lambda request: Reply(b"<html>proxy</html>", billed=tokens(request, "")["totalTokenCount"])


def drops(behaviour: Behaviour) -> Behaviour:
    """Takes the question, does the work, and never says so."""
    return lambda request: Reply(b"", drop=True, billed=behaviour(request).billed)


def waits(for_it: threading.Event, behaviour: Behaviour) -> Behaviour:
    """Takes the question and answers when it is too late."""

    def reply(request: Request) -> Reply:
        done = behaviour(request)
        return Reply(done.body, done.status, done.billed, hold=for_it)

    return reply


@dataclass
class Gemini:
    """`script` is what it does next, request by request; the last stays."""

    script: list[Behaviour]
    requests: list[Request] = field(default_factory=list)
    billed: list[int] = field(default_factory=list)
    tokens_given: int = 0

    def __post_init__(self) -> None:
        fake = self
        self._lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length", 0)))
                if self.path == "/token":
                    return self._give_token()
                match = _PATH.fullmatch(urlsplit(self.path).path)
                if match is None:
                    return self._send(Reply(json.dumps({"error": {"code": 404, "message": self.path}}).encode(), 404))
                reply = fake._take(
                    Request(
                        match["model"],
                        match["project"] or "",
                        match["location"] or "",
                        self.headers.get("x-goog-api-key", ""),
                        self.headers.get("authorization", "").removeprefix("Bearer "),
                        json.loads(content),
                    )
                )
                if reply.hold is not None:
                    reply.hold.wait(30)
                return self._send(reply)

            def _give_token(self) -> None:
                fake.tokens_given += 1
                granted = {"access_token": "ya29.fake", "expires_in": 3600, "token_type": "Bearer"}
                self._send(Reply(json.dumps(granted).encode()))

            def _send(self, reply: Reply) -> None:
                if reply.drop:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                try:
                    self.send_response(reply.status)
                    self.send_header("content-type", "application/json; charset=UTF-8")
                    self.send_header("content-length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _take(self, request: Request) -> Reply:
        with self._lock:
            behaviour = self.script[min(len(self.requests), len(self.script) - 1)]
            self.requests.append(request)
            reply = behaviour(request)
            self.billed.append(reply.billed)
        return reply

    def start(self) -> "Gemini":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), name="gemini", daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


# ------------------------------------------------------------------------------------------------- a good director


def directs(request: Request, **changes: Any) -> str:
    """What a model that does as it is told answers: a shot for every two beats, framings in turn."""
    return json.dumps({**direction(request.document), **changes})


def direction(document: dict[str, Any]) -> dict[str, Any]:
    sizes, moves = ("wide", "medium", "close", "medium_close"), ("dolly_in", "static", "orbital", "pan_left")
    scenes = []
    for scene in document["scenes"]:
        numbers = [beat["n"] for beat in scene["beats"]]
        runs = [numbers[at : at + 2] for at in range(0, len(numbers), 2)] or [[]]
        shots = [
            {
                "beats": run,
                "size": sizes[at % 4],
                "angle": "low" if at % 5 == 4 else "eye",
                "move": moves[at % 4],
                "people": [],
                "sounds": _sounds([beat for beat in scene["beats"] if beat["n"] in run]),
            }
            for at, run in enumerate(runs)
        ]
        scenes.append({"scene": scene["scene"], "mood": "tense", "music": "mysterious", "shots": shots})
    wardrobe = [
        {"person": one["id"], "build": "stocky", "hair": "a braid", "dress": "a suit", "colour": "plum"}
        for one in document["people"]
        if one["open"]
    ]
    return {"mood": "tense", "scenes": scenes, "wardrobe": wardrobe}


def _sounds(beats: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"beat": beat["n"], "category": "foley", "words": beat["text"].split()[0]}
        for beat in beats
        if beat["kind"] == "action" and len(beat["text"].split()[0]) <= 80
    ]
