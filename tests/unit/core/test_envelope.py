"""A message is taken out of whichever coat it comes in; whatever else comes is no message."""

import base64
import json
from typing import Any

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from shared.pipeline.envelope import opened
from shared.platform.ports import Message

BODY: dict[str, str | int] = {"schema": 1, "job": "j1", "revision": 1, "unit": "music"}
SUBSCRIPTION = "projects/p/subscriptions/music_composer"
PUBSUB = "google.cloud.pubsub.topic.v1.messagePublished"
FINALIZED = "google.cloud.storage.object.v1.finalized"
STORED = {"bucket": "uploads", "name": "scripts/anna/kettle.txt", "generation": 7, "size": "20"}


def request(body: Any, **headers: str) -> Request:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Request(EnvironBuilder(method="POST", data=content, headers=named).get_environ())


def encoded(body: Any) -> str:
    return base64.b64encode(json.dumps(body).encode()).decode()


def push(data: Any = None, attributes: Any = None, **more: Any) -> dict[str, Any]:
    message = {"data": encoded(BODY) if data is None else data, "messageId": "1", **more}
    if attributes is not None:
        message["attributes"] = attributes
    return {"message": message, "subscription": SUBSCRIPTION}


def event(kind: str, data: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "id": "1", "source": "//storage", "type": kind, "data": data}


@pytest.mark.parametrize(
    "coat",
    [
        request(push(attributes={"traceparent": "00-…"})),
        request(push(attributes={"traceparent": "00-…"}), ce_type=PUBSUB, ce_specversion="1.0"),
        request(event(PUBSUB, push(attributes={"traceparent": "00-…"})), content_type="application/cloudevents+json"),
    ],
    ids=["a push", "a binary CloudEvent", "a structured CloudEvent"],
)
def test_a_message_is_the_same_in_every_coat(coat: Request) -> None:
    assert opened(coat) == Message("music_composer", BODY, {"traceparent": "00-…"})


@pytest.mark.parametrize(
    "coat",
    [request(STORED, ce_type=FINALIZED), request(event(FINALIZED, STORED))],
    ids=["a binary CloudEvent", "a structured CloudEvent"],
)
def test_a_storage_event_speaks_the_words_of_a_bucket_notification(coat: Request) -> None:
    assert opened(coat) == Message(
        "uploads",
        {},
        {
            "eventType": "OBJECT_FINALIZE",
            "bucketId": "uploads",
            "objectId": "scripts/anna/kettle.txt",
            "objectGeneration": "7",
        },
    )


def test_another_storage_event_keeps_its_own_name() -> None:
    message = opened(request({}, ce_type="google.cloud.storage.object.v1.deleted"))
    assert message is not None
    assert (message.attributes["eventType"], message.attributes["objectId"]) == (
        "google.cloud.storage.object.v1.deleted",
        "",
    )


@pytest.mark.parametrize("nothing", ["", None], ids=["empty", "absent"])
def test_a_message_may_be_nothing_but_its_attributes(nothing: str | None) -> None:
    coat = push(data="", attributes={"eventType": "OBJECT_FINALIZE", "size": 3})
    if nothing is None:
        del coat["message"]["data"]
    assert opened(request(coat)) == Message("music_composer", {}, {"eventType": "OBJECT_FINALIZE", "size": "3"})


def test_a_push_that_does_not_say_from_where_has_no_topic() -> None:
    message = opened(request({"message": {"data": encoded(BODY)}}))
    assert message == Message("", BODY, {})


@pytest.mark.parametrize(
    "garbage",
    [
        b"", b"\xff\xfe", b"hello", b"[" * 100_000, b"null", b"7", b'"text"', b"[]", b"{}", BODY,
        {"message": None}, {"message": "text"}, {"message": []}, push(data="%%%"), push(data="aGk"), push(data=7),
        push(data=["a"]), push(data={"a": 1}), push(data="é"), push(data=base64.b64encode(b"hello").decode()),
        push(data=encoded([1])), push(data=encoded("text")), push(data=base64.b64encode(b"[" * 100_000).decode()),
        push(attributes=[1]), push(attributes="text"), event(PUBSUB, "text"), event(PUBSUB, {}), event(FINALIZED, None),
    ],
)  # fmt: skip
def test_whatever_else_comes_is_no_message(garbage: Any) -> None:
    assert opened(request(garbage)) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_body_can_do_more_than_be_refused(body: bytes) -> None:
    assert opened(request(body)) is None


@given(json_values, json_values)
def test_no_push_can_do_more_than_be_refused(data: Any, attributes: Any) -> None:
    for coat in (push(data, attributes), push(encoded(data), attributes)):
        message = opened(request(coat))
        assert message is None or all(isinstance(value, str) for value in message.attributes.values())
