"""topology.yaml: the page that is there holds, and a page that could not be deployed is refused with its reasons."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.model.casting import cast
from shared.model.deployable import Malformed, read
from shared.platform.topology import PAGE, against_callsheet, load

# Spec §2: each agent is its own function; plus the HTTP door.
AGENTS = """
    ingest creative_director fast_track visual_translator financial_orchestrator budget_guard render_executor
    audio_generator music_composer sound_effects post_processor technical_qa semantic_qa supervisor notifier
    dlq_handler janitor
""".split()


def a_page(**changes: Any) -> dict[str, Any]:
    """The real page; `changes` replaces fields of functions: a_page(ingest={"cpu": 3})."""
    page: dict[str, Any] = yaml.safe_load(PAGE.read_text("utf-8"))
    for name, fields in changes.items():
        page["functions"][name] = {**page["functions"].get(name, {}), **fields}
    return page


def reasons(page: dict[str, Any]) -> str:
    with pytest.raises(Malformed) as refused:
        read(page)
    return str(refused.value)


def test_every_agent_of_the_product_is_a_function() -> None:
    assert sorted(load().functions) == sorted([*AGENTS, "api"])


def test_every_function_has_a_short_trigger_file() -> None:
    for name in load().functions:
        assert len((PAGE.parent / name / "main.py").read_text("utf-8").splitlines()) <= 30, name


def test_reading_the_page_takes_less_than_60_ms() -> None:
    load()
    begun = time.perf_counter()
    load()
    assert time.perf_counter() - begun < 0.060


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("ingest", {"colour": "red"}, "functions.ingest.colour: no such field"),
        ("ingest", {"timeout_s": 541}, "functions.ingest: timeout_s: 540 at most for what a message starts"),
        ("api", {"timeout_s": 3601}, "functions.api.timeout_s"),
        ("ingest", {"attempts": 4}, "functions.ingest.attempts"),
        ("ingest", {"attempts": 101}, "functions.ingest.attempts"),
        ("notifier", {"cpu": 0.5}, "concurrency: 8 requests at once need cpu: 1 or more"),
        ("notifier", {"cpu": 3}, "cpu: above 1 it is 2, 4, 6 or 8, not 3"),
        ("notifier", {"memory": "512MB"}, "functions.notifier.memory"),
        ("notifier", {"memory": "5Gi"}, "5Gi of memory need 2 or more"),
        ("notifier", {"cpu": 4, "memory": "1Gi"}, "memory: 2048Mi to 32Gi with 4 cpu"),
        ("notifier", {"backoff_s": {"min": 20, "max": 10}}, "backoff_s: min is above max"),
        ("notifier", {"instances": {"min": 5, "max": 1}}, "instances: min is above max"),
        ("notifier", {"topics": ["ingest", "notifier"]}, "listens to ingest already"),
        ("notifier", {"topics": []}, "nobody listens to notifier"),
        ("api", {"http": False}, "functions.api: nothing starts it"),
        ("notifier", {"secrets": ["gold"]}, "secrets: gold is not described"),
        ("notifier", {"secrets": []}, "secrets.webhook-signing-key: nobody reads it"),
        ("notifier", {"packages": []}, "needs the package google-cloud-secret-manager"),
        ("notifier", {"reads": ["cellar"]}, "there is no bucket cellar"),
        ("supervisor", {"reads": []}, "who writes to the bucket work looks first"),
        ("notifier", {"roles": ["owner"]}, "functions.notifier.roles.0"),
        ("notifier", {"calls": ["nobody"]}, "nobody listens to nobody"),
        ("supervisor", {"packages": ["pydantic"]}, "packages: pydantic is there already"),
        ("ingest", {"topics": ["ingest", "uploads", "ingest"]}, "topics: ingest stands there twice"),
        ("a_function_with_a_long_name", {"does": "x", "http": True}, "23 at most"),
    ],
)
def test_what_cannot_be_deployed_is_refused_with_its_place(name: str, fields: dict[str, Any], reason: str) -> None:
    assert reason in reasons(a_page(**{name: fields}))


def test_every_reason_is_told_at_once() -> None:
    said = reasons(a_page(notifier={"cpu": 3}, ingest={"timeout_s": 600}))
    assert "functions.notifier: cpu" in said
    assert "functions.ingest: timeout_s" in said


def test_a_missing_right_to_call_is_found_and_so_is_one_too_many() -> None:
    missing = read(a_page(ingest={"calls": ["creative_director"]}))
    idle = read(a_page(supervisor={"calls": ["render_executor"]}))
    assert [*against_callsheet(missing)] == [
        "functions.ingest.calls: its work may lead to fast_track, which it has no right to call"
    ]
    assert [*against_callsheet(idle)] == ["functions.supervisor.calls: nothing that it does leads to render_executor"]


def test_an_agent_that_the_callsheet_calls_must_be_there() -> None:
    page = a_page()
    del page["functions"]["technical_qa"]
    page["functions"]["post_processor"]["calls"] = ["post_processor"]
    page["parts"]["sweep"]["calls"].remove("technical_qa")
    assert "functions: the callsheet calls technical_qa, and nobody listens to that topic" in [
        *against_callsheet(read(page))
    ]


def test_the_callsheet_is_followed_through_its_meetings_and_both_ways_at_its_forks() -> None:
    calls = cast().calls
    assert calls["ingest"] == {"creative_director", "fast_track"}  # a fork
    assert "visual_translator" in calls["audio_generator"]  # the last voice calls it
    assert "post_processor" in calls["music_composer"]  # and so may the last sound, through the scenes' meeting
    assert "render_executor" in calls["budget_guard"]  # nobody has to approve


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "topology.yaml"
    page.write_text(PAGE.read_text("utf-8").replace("\n  janitor:\n", "\n  ingest:\n"), "utf-8")
    with pytest.raises(Malformed, match="ingest stands there twice"):
        load(page)


def test_a_function_without_a_folder_and_a_folder_without_a_function_are_found(tmp_path: Path) -> None:
    (tmp_path / "topology.yaml").write_text(PAGE.read_text("utf-8"), "utf-8")
    for name in [*load().functions, "stranger"]:
        if name != "janitor":
            (tmp_path / name).mkdir()
            (tmp_path / name / "main.py").touch()
    with pytest.raises(Malformed) as refused:
        load(tmp_path / "topology.yaml")
    assert refused.value.problems == (
        "functions.janitor: there is no functions/janitor/main.py",
        "functions/stranger: it is not on the page",
    )


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: [", "schema: 2"])
def test_what_is_no_page_is_refused_in_words(text: str, tmp_path: Path) -> None:
    page = tmp_path / "topology.yaml"
    page.write_text(text, "utf-8")
    with pytest.raises(Malformed):
        load(page)
