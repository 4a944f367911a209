"""Whatever a provider answers is one of the words that our side knows, and nothing is called refused by guessing."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.render_executor.backends import keyframe, replicate, runway, veo_answers, wire
from functions.render_executor.backends.once import PATIENCE, Line
from functions.render_executor.backends.verdict import verdict

WORDS = (
    "status id output failure failureCode cost credits error metrics predict_time urls done response videos gcsUri "
    "raiMediaFilteredCount raiMediaFilteredReasons steps content type uri errors code message candidates parts "
    "inlineData data mimeType finishReason finishMessage promptFeedback blockReason issues path detail title input "
    "model"
).split()
SAID = "SUCCEEDED FAILED CANCELLED succeeded failed canceled completed cancelled incomplete video model".split()
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(SAID)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=10,
)
ANSWERS = st.dictionaries(st.sampled_from(WORDS), JSON, max_size=8)
PLENTY = settings(max_examples=80, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def answered(status: int, content: bytes, headers: dict[str, str] | None = None) -> Line:
    line = Line(PATIENCE)
    line.used = line.left = True
    line.answer = httpx.Response(status, content=content, headers=headers)
    return line


@pytest.mark.parametrize(
    "state",
    [runway._state, replicate._state, veo_answers.state_of_operation, veo_answers.state_of_interaction],
    ids=["runway", "replicate", "veo", "omni"],
)
@given(said=ANSWERS)
@PLENTY
def test_any_answer_to_a_look_is_understood_or_still_rendering(state: Any, said: dict[str, Any]) -> None:
    look = state(said)
    assert isinstance(look, wire.Underway | wire.Ready | wire.Failed)
    if isinstance(look, wire.Ready | wire.Failed):
        assert look.billed is None or 0 <= look.billed <= 1_000_000 * runway.CREDIT


@given(said=ANSWERS)
@PLENTY
def test_any_answer_with_a_still_is_a_picture_a_reason_or_neither(said: dict[str, Any]) -> None:
    mime, content = keyframe._picture(said)
    assert isinstance(content, bytes)
    assert isinstance(mime, str)
    assert isinstance(keyframe._reason(said), str)


@given(status=st.integers(200, 599), content=st.binary(max_size=40) | JSON.map(lambda said: repr(said).encode()))
@PLENTY
def test_any_answer_without_a_task_is_exactly_one_verdict(status: int, content: bytes) -> None:
    told = verdict("Runway", answered(status, content))
    if status < 400 or status == 408 or status >= 504:
        assert type(told) is wire.Silence
    assert type(told) in (wire.NotTaken, wire.Busy, wire.Retired, wire.Unfit, wire.Silence)


@pytest.mark.parametrize(
    ("status", "content", "told"),
    [
        (200, b'{"id": ""}', wire.Silence),
        (302, b"", wire.Silence),
        (408, b'{"error": "Timeout"}', wire.Silence),
        (499, b"", wire.Silence),
        (500, b'{"error": "Internal"}', wire.Silence),
        (502, b'{"error": "Bad gateway"}', wire.Silence),
        (503, b"upstream connect error or disconnect/reset before headers", wire.Silence),
        (503, b'{"error": "The API is shedding load."}', wire.NotTaken),
        (504, b'{"error": "Deadline exceeded"}', wire.Silence),
    ],
)
def test_what_may_have_been_taken_is_never_called_refused(status: int, content: bytes, told: type[Exception]) -> None:
    assert type(verdict("Runway", answered(status, content))) is told


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("20", 20), ("0", 1), ("1e9", 3600), ("nan", 15), ("Wed, 21 Oct 2026 07:28:00 GMT", 15), ("", 15)],
)
def test_whoever_is_busy_is_asked_again_in_reasonable_time(said: str, seconds: float) -> None:
    told = verdict("Replicate", answered(429, b"{}", {"retry-after": said}))
    assert isinstance(told, wire.Busy)
    assert told.retry_after_s == seconds
