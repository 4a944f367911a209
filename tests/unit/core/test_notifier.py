"""The owner is told by a signed webhook that only goes out into the open."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from functions.notifier.agent import AGENT, post, signature
from shared.model.errors import Permanent
from shared.model.job import Options
from shared.pipeline.step import handle
from tests.unit.core.builders import NOON, Studio, a_job, a_message

KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECONDS = NOON // 1000


class Listener:
    """An owner's server. It answers with `status`, and keeps all that it was sent."""

    def __init__(self) -> None:
        self.status = 204
        self.headers: dict[str, str] = {}
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                told = {name.lower(): value for name, value in self.headers.items()}
                listener.heard.append((self.path, told, body))
                self.send_response(listener.status)
                for name, value in listener.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """Nobody wants to know."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("AIPROD_WEBHOOKS_TO_LOOPBACK", "1")
    made = Listener()
    yield made
    made.close()


def notify(studio: Studio, webhook: str, state: str = "delivered", **fields: Any) -> Any:
    """Tells the owner; returns the step."""
    if studio.documents.get("jobs/j1") is None:
        studio.secrets.setdefault("webhook-signing-key", KEY)
        options = Options(webhook=webhook)
        a_job(studio, state=state, options=options, title="The Kettle", **fields)
    handle(studio.platform, AGENT, a_message(f"notify-{state}", topic="notifier"))
    return studio.step(f"notify-{state}")


# ------------------------------------------------------------------------------------------------------ what is told


def test_the_news_is_posted_with_what_an_owner_wants_to_know(studio: Studio, listener: Listener) -> None:
    error = {"sentence": "It was dark."}
    step = notify(studio, f"{listener.url}/hooks/film?key=1&n=a b", "failed", spent=250_000, error=error)
    assert (step["state"], step["result"]) == ("done", {"told": True, "status": 204})
    ((path, headers, body),) = listener.heard
    assert path == "/hooks/film?key=1&n=a%20b"
    assert json.loads(body) == {
        "type": "job.failed",
        "job_id": "j1",
        "revision": 1,
        "title": "The Kettle",
        "cost_usd": 0.25,
        "error": error,
    }
    assert headers["content-type"] == "application/json"
    assert f"http://{headers['host']}" == listener.url


def test_the_news_is_signed_as_standard_webhooks_say(studio: Studio, listener: Listener) -> None:
    notify(studio, listener.url)
    ((_, headers, body),) = listener.heard
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("j1.1.delivered", str(SECONDS))
    signed = b"j1.1.delivered." + str(SECONDS).encode() + b"." + body
    expected = base64.b64encode(hmac.new(KEY.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_time_that_passes_while_it_signs_does_not_spoil_the_signature(
    studio: Studio, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ticking() -> int:
        studio.clock.time += 1000
        return studio.clock.time

    notify(studio, listener.url)
    studio.documents.put("jobs/j1/steps/1.notify-delivered", state="running", lease_until=0)
    monkeypatch.setattr(studio.clock, "now", ticking)
    notify(studio, listener.url)
    _, headers, body = listener.heard[1]
    seconds = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(KEY, "j1.1.delivered", seconds, body)
    assert headers["webhook-id"] == listener.heard[0][1]["webhook-id"]


def test_a_published_example_comes_out_as_published() -> None:
    body = b'{"test": 2432232314}'
    published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(f"whsec_{KEY}", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == published


@pytest.mark.parametrize(("key", "code"), [("", "no_signing_key"), ("whsec_%%%", "bad_signing_key")])
def test_without_a_usable_key_nothing_is_sent(studio: Studio, listener: Listener, key: str, code: str) -> None:
    studio.secrets["webhook-signing-key"] = key
    assert notify(studio, listener.url)["error"]["code"] == code
    assert listener.heard == []


def test_who_gave_no_address_is_not_told(studio: Studio) -> None:
    assert notify(studio, "")["result"] == {"told": False}


# ----------------------------------------------------------------------------------------------- what is answered


@pytest.mark.parametrize("status", [200, 204, 301, 302, 307, 400, 404, 410])
def test_an_answer_is_an_answer_and_no_redirect_is_followed(studio: Studio, listener: Listener, status: int) -> None:
    listener.status = status
    listener.headers = {"location": f"{listener.url}/elsewhere"}
    assert notify(studio, listener.url)["result"] == {"told": status < 300, "status": status}
    assert [path for path, _, _ in listener.heard] == ["/"]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_who_cannot_listen_now_is_told_again_later_and_not_for_ever(
    studio: Studio, listener: Listener, status: int
) -> None:
    listener.status = status
    states = []
    for _ in range(3):
        states.append(notify(studio, listener.url)["state"])
        studio.clock.time += 60_000
    assert states == ["waiting", "waiting", "failed"]
    assert len({headers["webhook-id"] for _, headers, _ in listener.heard}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in listener.heard}) == 3
    assert studio.job()["state"] == "delivered"


def test_who_is_not_there_is_told_again_later(studio: Studio, listener: Listener) -> None:
    listener.close()
    assert notify(studio, listener.url)["state"] == "waiting"


# ------------------------------------------------------------------------------------------------ where it may go to


def refusal(url: str) -> Permanent:
    with pytest.raises(Permanent) as refused:
        post(url, {}, b"")
    assert (refused.value.code, refused.value.at_fault) == ("bad_webhook", "input")
    return refused.value


@pytest.mark.parametrize(
    "url",
    [
        "", "hello", "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "https://",
        "https:///path", "//example.org/", "javascript:alert(1)", "https://[::1", "https://example.org:99999/",
        "https://example.org:port/", "https://" + "a" * 70 + ".org/", "https://a..b/", "https://é" + "x" * 70,
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused_before_anybody_is_asked(url: str) -> None:
    assert "address" in refusal(url).sentence


class Dialled(Exception):
    """Somebody would have been called."""


INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]", "[::169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]",
    "[2002:a9fe:a9fe::1]", "[2002:7f00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "2130706433", "0x7f000001",
    "0177.0.0.1", "127.1", "localhost",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_nothing_goes_to_this_machine_its_neighbours_or_the_metadata_server(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dial(where: tuple[str, int], timeout: float) -> None:
        raise Dialled(where)

    monkeypatch.setattr(socket, "create_connection", dial)
    assert "is not a public address" in refusal(f"https://{host}/hook").sentence


def test_what_only_a_name_hides_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(host: str, port: int, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    refusal("https://metadata.google.internal/computeMetadata/v1/")
    refusal("https://innocent.example.org/")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("hooks.example.org", "8.8.8.8"),
        ("hooks.example.org", "2600:1901::1"),
        ("hooks.example.org", "64:ff9b::808:808"),
        ("owner:password@hooks.example.org", "8.8.8.8"),
        ("bücher.example", "8.8.8.8"),
    ],
)
def test_what_is_public_is_called_at_the_very_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    dialled: list[tuple[str, int]] = []

    def resolved(host: str, port: int, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def dial(where: tuple[str, int], timeout: float) -> None:
        dialled.append(where)
        raise Dialled

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(Dialled):
        post(f"https://{host}/hook", {}, b"")
    with pytest.raises(Dialled):
        post(f"https://{host}:8443/hook", {}, b"")
    assert dialled == [(address, 443), (address, 8443)]


def test_the_door_to_this_machine_opens_it_and_nothing_else(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(f"{listener.url}/x", {}, b"") == 204
    port = listener.url.rpartition(":")[2]
    assert post(f"http://me:secret@127.0.0.1:{port}/x", {}, b"") == 204
    assert [headers["host"] for _, headers, _ in listener.heard] == [f"127.0.0.1:{port}"] * 2
    for inside in ("10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]"):
        refusal(f"http://{inside}/")
    monkeypatch.delenv("AIPROD_WEBHOOKS_TO_LOOPBACK")
    refusal(listener.url)


def test_a_name_that_nobody_knows_is_asked_for_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, port: int, **more: Any) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectionError, match="cannot be found"):
        post("https://nowhere.example.org/", {}, b"")
