"""2xx means "forget this message", 503 means "send it again", and nothing else is ever answered."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.model.errors import Permanent, Transient
from shared.pipeline.entry import answer, serve
from shared.platform import bootstrap
from shared.platform.ports import Message
from shared.telemetry import log
from tests.unit.core.builders import Studio, a_job, a_join, an_agent
from tests.unit.core.test_envelope import push, request


def done(message: Message) -> None:
    return


def raising(error: Exception) -> Callable[[Message], None]:
    def do(message: Message) -> None:
        raise error

    return do


def quarantined(studio: Studio) -> list[bytes]:
    return [content for name, (_, content) in studio.objects.all.items() if name.startswith("quarantine/")]


@pytest.mark.parametrize(
    ("do", "status"),
    [
        (done, 204),
        (raising(Transient("busy", "The store is busy.")), 503),
        (raising(RuntimeError("nobody thought of this")), 503),
        (raising(Permanent("garbage", "It names no unit.")), 204),
    ],
    ids=["done", "ours to try again", "unexpected", "the same next time"],
)
def test_what_became_of_a_message_is_its_answer(studio: Studio, do: Callable[[Message], None], status: int) -> None:
    assert answer(request(push()), do)[1] == status
    assert len(quarantined(studio)) == (do is not done and status == 204)


@pytest.mark.parametrize("body", [b"", b"garbage", b"\xff" * 10])
def test_what_is_no_message_is_kept_for_whoever_wants_to_know_and_forgotten(studio: Studio, body: bytes) -> None:
    for _ in range(2):
        assert answer(request(body), raising(RuntimeError("never called"))) == ("", 204)
    assert quarantined(studio) == [body]


def test_only_the_beginning_of_a_huge_message_is_kept(studio: Studio) -> None:
    answer(request(b"x" * 1_500_000), done)
    assert [len(content) for content in quarantined(studio)] == [1_000_000]


@pytest.mark.parametrize("error", [Transient("busy", "The bucket is busy."), OSError("no disk")])
@pytest.mark.parametrize("body", [b"garbage", push()])
def test_what_cannot_even_be_put_into_quarantine_comes_again(studio: Studio, error: Exception, body: Any) -> None:
    studio.objects.refusal = error
    assert answer(request(body), raising(Permanent("garbage", "No.")))[1] == 503


def test_a_platform_that_cannot_be_had_is_no_reason_to_lose_a_message(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise RuntimeError("no project")

    monkeypatch.setattr(bootstrap, "_chosen", None)
    monkeypatch.setattr("shared.platform.gcp.machine.machine", gone)
    assert answer(request(push()), lambda message: bootstrap.use(bootstrap.platform()))[1] == 503


def test_an_unexpected_error_is_told_to_error_reporting(studio: Studio, said: list[log.Line]) -> None:
    answer(request(push()), raising(RuntimeError("nobody thought of this")))
    (line,) = [line for line in said if line["severity"] == "ERROR"]
    assert "Traceback" in line["stack_trace"]


def test_a_function_serves_its_agent(studio: Studio) -> None:
    a_job(studio)
    a_join(studio, "sound", pending=2)
    assert serve(request(push()), an_agent({"object": "music/anna/1.wav"})) == ("", 204)
    assert studio.step()["result"] == {"object": "music/anna/1.wav"}
