"""One line for each event, in Cloud Logging's words, and the thread that runs through all of a film's lines."""

import io
import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.telemetry import log, trace

Said = list[log.Line]

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_line_has_the_fields_that_cloud_logging_reads(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "films")
    span = trace.enter({"traceparent": f"00-{TRACE}-{SPAN}-01"})
    with log.about(job="j1", step="music", attempt=2):
        log.info("done", cost_usd=0.25)
    (line,) = said
    assert (line["severity"], line["message"], line["cost_usd"]) == ("INFO", "done", 0.25)
    assert line["logging.googleapis.com/labels"] == {"job": "j1", "step": "music", "attempt": "2"}
    assert line["logging.googleapis.com/trace"] == f"projects/films/traces/{TRACE}"
    assert line["logging.googleapis.com/spanId"] == span.span
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def test_a_line_about_nothing_in_particular_has_neither_labels_nor_trace(said: Said) -> None:
    log.debug("hello")
    assert said[0].keys() == {"severity", "message", "time"}


@pytest.mark.parametrize(
    ("say", "severity"),
    [(log.debug, "DEBUG"), (log.info, "INFO"), (log.warning, "WARNING"), (log.error, "ERROR"), (log.audit, "NOTICE")],
)
def test_every_severity_has_one_way_to_say_it(said: Said, say: log.Sink, severity: str) -> None:
    say("something happened")  # type: ignore[arg-type]
    assert said[0]["severity"] == severity


def test_labels_hold_inside_and_end_with_their_block(said: Said) -> None:
    with log.about(job="j1"):
        with log.about(step="music"):
            log.info("inner")
        log.info("outer", owner="anna")
    log.info("outside")
    labels = [line.get("logging.googleapis.com/labels") for line in said]
    assert labels == [{"job": "j1", "step": "music"}, {"job": "j1", "owner": "anna"}, None]


def test_labels_end_with_their_block_however_it_ends(said: Said) -> None:
    with pytest.raises(ValueError, match="broken"), log.about(job="j1"):
        raise ValueError("broken")
    log.info("outside")
    assert "logging.googleapis.com/labels" not in said[0]


def test_an_exception_is_an_event_for_error_reporting(said: Said) -> None:
    error = RuntimeError("the engine broke")
    log.error("it failed", error, code="x")
    assert said[0]["@type"].endswith("ReportedErrorEvent")
    assert "RuntimeError: the engine broke" in said[0]["stack_trace"]
    assert said[0]["code"] == "x"


def test_a_metric_is_a_line_with_a_metric_in_it(said: Said) -> None:
    log.metric("shots_rendered", 3, backend="animatic")
    assert said[0]["metric"] == {"name": "shots_rendered", "value": 3, "backend": "animatic"}
    assert said[0]["message"] == "shots_rendered 3"


def test_an_audit_keeps_all_that_a_reviewer_will_ask_for(said: Said) -> None:
    log.audit("auth success", owner="anna", price=1)
    assert said[0]["audit"] == {"event": "auth success", "owner": "anna", "price": 1}


def test_no_secret_is_said_at_any_depth(said: Said) -> None:
    secrets = dict.fromkeys(("key", "token_value", "secret", "password", "authorization"), "hunter2")
    log.info("hello", **secrets)
    log.audit("login", **secrets)
    log.info("request", headers={"inner": secrets, "host": "example.org"})
    assert "hunter2" not in json.dumps(said)
    assert said[2]["headers"]["host"] == "example.org"


def test_nobody_hears_what_is_said_to_nobody(said: Said) -> None:
    before = log.to(None)
    log.info("hello")
    assert log.to(before) is None
    assert said == []


def test_in_the_cloud_a_line_is_json_on_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stdout", paper)
    log.to(log._as_json)
    log.info("Il était une fois", what=object)
    log.warning("twice")
    lines = [json.loads(line) for line in paper.getvalue().splitlines()]
    assert [line["message"] for line in lines] == ["Il était une fois", "twice"]
    assert "é" in paper.getvalue()


@pytest.mark.parametrize(
    ("severity", "colour"), [("DEBUG", 2), ("INFO", 0), ("NOTICE", 36), ("WARNING", 33), ("ERROR", 31), ("ODD", 0)]
)
def test_on_a_terminal_a_line_has_a_colour_a_time_and_what_it_is_about(severity: str, colour: int) -> None:
    line = {
        "severity": severity,
        "message": "music done",
        "time": "2030-03-18T12:34:56.000Z",
        "logging.googleapis.com/labels": {"agent": "music_composer", "step": "music", "job": "j1"},
        "logging.googleapis.com/trace": "projects/local/traces/1",
        "stack_trace": "Traceback …",
        "cost_usd": 0.5,
    }
    shown = log.for_people(line)
    assert f"\x1b[{colour}mmusic done\x1b[0m" in shown
    assert re.sub(r"\x1b\[\d+m", "", shown) == "12:34:56 music done music_composer music cost_usd=0.5"


# -------------------------------------------------------------------------------------------------------- the thread


def test_a_hop_keeps_the_trace_and_makes_a_span_of_its_own() -> None:
    first = trace.enter({})
    second = trace.enter(trace.carried())
    assert second.trace == first.trace
    assert second.span != first.span
    assert trace.current() == second
    assert trace.carried() == {"traceparent": f"00-{second.trace}-{second.span}-01"}


def test_without_a_trace_nothing_is_carried() -> None:
    assert trace.current() is None
    assert trace.carried() == {}


@pytest.mark.parametrize(
    "odd",
    ["", "00", f"01-{TRACE}-{SPAN}-01", f"00-{TRACE[:-1]}-{SPAN}-01", f"00-{TRACE.upper()}-{SPAN}-01",
     f"00-{TRACE}-{SPAN}-01\n"],
)  # fmt: skip
def test_what_is_no_trace_begins_a_new_one(odd: str) -> None:
    assert trace.enter({"traceparent": odd}).trace != TRACE


@given(st.text())
def test_whatever_a_message_brings_the_trace_is_well_formed(odd: str) -> None:
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace.enter({"traceparent": odd}).traceparent)
