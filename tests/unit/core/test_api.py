"""The HTTP door: who may come in, what each address does, and how a refusal is told."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
from flask import Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from functions.api.app import handle
from shared.model.errors import Permanent, Transient
from shared.model.job import PRESETS
from shared.platform import bootstrap
from shared.platform.embedded.database import Database
from shared.platform.embedded.documents import SqliteDocuments
from shared.platform.ports import Create, Documents
from shared.telemetry import log, trace
from tests.unit.core.builders import ONE_SHOT, Studio, a_job, a_storyboard, done

PROJECTS = "/api/v1/projects"
SCRIPT = {"script": "A kettle sings.", "format": "txt"}


@dataclass(frozen=True)
class Answered:
    status: int
    kind: str | None
    body: bytes
    headers: Headers

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


def ask(
    method: str, path: str, body: Any = None, *, key: str = "", come_from: str = "127.0.0.1", **headers: str
) -> Answered:
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    if key:
        sent.append(("x-api-key", key))
    environ = EnvironBuilder(path, method=method, data=content, headers=sent).get_environ()
    environ["REMOTE_ADDR"] = come_from
    answer = handle(Request(environ))
    return Answered(answer.status_code, answer.mimetype, answer.get_data(), answer.headers)


def get(path: str, **how: Any) -> Answered:
    return ask("GET", path, **how)


def post(path: str, body: Any = None, **how: Any) -> Answered:
    return ask("POST", path, body, **how)


def quoted(text: str) -> str:
    return quote(text, safe="")


def project(studio: Studio, job: str = "j1", *, owner: str = "me", **fields: Any) -> str:
    a_job(studio, job, owner=owner, **fields)
    return f"{PROJECTS}/{job}"


def problem(answer: Answered, status: int, code: str) -> Any:
    """What a refusal says. It is always told in the same form."""
    assert (answer.status, answer.kind) == (status, "application/problem+json")
    told = answer.json
    assert (told["type"], told["status"]) == (f"urn:aiprod:problem:{code}", status)
    money = {"would_cost_usd", "left_usd", "retry_with"}
    assert told.keys() - money == {"type", "title", "status", "detail"}
    assert told.keys() & money in (set(), money)
    return told


@pytest.fixture(autouse=True)
def _door(studio: Studio) -> None:
    """Every request of this file goes to the studio."""


# ------------------------------------------------------------------------------------------------------- who may come


@pytest.mark.parametrize("path", ["/health", "/presets"])
def test_two_addresses_are_open_to_everyone(studio: Studio, path: str) -> None:
    assert get(path, come_from="203.0.113.9").status == 200
    studio.secrets["api-key"] = "anna:k1"
    assert get(path).status == 200


@pytest.mark.parametrize("come_from", ["127.0.0.1", "127.9.9.9", "::1"])
def test_without_a_key_this_very_machine_may_ask(come_from: str) -> None:
    assert get(PROJECTS, come_from=come_from).status == 200


@pytest.mark.parametrize("come_from", ["203.0.113.9", "10.0.0.2", "169.254.1.1", "", "unix", "127.0.0.1.evil"])
def test_without_a_key_nobody_else_may(come_from: str, said: list[log.Line]) -> None:
    problem(get(PROJECTS, come_from=come_from), 401, "unauthorized")
    assert "auth failure" in [line["message"] for line in said]


@pytest.mark.parametrize("forwarded", [{"x_forwarded_for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}])
def test_whoever_was_forwarded_is_not_this_machine(forwarded: dict[str, str]) -> None:
    problem(get(PROJECTS, **forwarded), 401, "unauthorized")


KEYS = "anna:k-anna\nbela:k-bela"


@pytest.mark.parametrize(
    ("secret", "headers", "owner"),
    [
        (KEYS, {"key": "k-anna"}, "anna"),
        (KEYS, {"key": "k-bela"}, "bela"),
        (KEYS, {"authorization": "Bearer k-bela"}, "bela"),
        (KEYS, {"key": "k-anna", "authorization": "Bearer k-bela"}, "anna"),
        ("alone", {"key": "alone"}, "me"),
        ("anna:with:colons", {"key": "with:colons"}, "anna"),
    ],
)
def test_whoever_shows_a_key_is_its_owner(
    studio: Studio, secret: str, headers: dict[str, str], owner: str, said: list[log.Line]
) -> None:
    studio.secrets["api-key"] = secret
    assert post(PROJECTS, SCRIPT, come_from="203.0.113.9", **headers)["owner"] == owner
    assert {"event": "auth success", "owner": owner} in [line.get("audit") for line in said]
    assert "k-" not in json.dumps([line for line in said if "auth" in line["message"]])


@pytest.mark.parametrize(
    ("secret", "headers"),
    [
        (KEYS, {}),
        (KEYS, {"key": "K-ANNA"}),
        (KEYS, {"key": "anna"}),
        (KEYS, {"key": "anna:k-anna"}),
        (KEYS, {"key": "k-ann"}),
        (KEYS, {"authorization": "k"}),
        (KEYS, {"authorization": "Basic k-anna"}),
        (KEYS, {"key": "é"}),
        ("anna:", {}),
        ("anna:", {"key": "anna"}),
        ("bad owner/:k", {"key": "k"}),
        ("", {}),
        ("", {"key": "x"}),
        (" \n", {}),
    ],
)
def test_no_other_key_opens_anything_not_even_from_this_machine(
    studio: Studio, secret: str, headers: dict[str, str]
) -> None:
    studio.secrets["api-key"] = secret
    problem(get(PROJECTS, **headers), 401, "unauthorized")


# ------------------------------------------------------------------------------------------------- what can be asked


def test_the_health_is_told_by_a_look_into_the_store(studio: Studio) -> None:
    assert get("/health").json == {"status": "ok", "at": studio.clock.time}


def test_the_presets_are_those_that_there_are() -> None:
    told = get("/presets").json
    assert [preset["name"] for preset in told["presets"]] == list(PRESETS)
    assert told["sizes"]["360p"]["16:9"] == [640, 360]


def test_a_created_project_waits_to_be_executed(studio: Studio) -> None:
    created = post(PROJECTS, {**SCRIPT, "name": "My film"})
    assert (created.status, created["state"], created["title"]) == (201, "created", "My film")
    assert studio.post.sent == []
    path = f"{PROJECTS}/{created['id']}"
    for _ in range(2):
        assert (post(f"{path}/execute").status, get(f"{path}/status")["state"]) == (202, "analyzing")
    assert studio.post.calls == ["ingest ingest"]


def test_a_one_shot_run_is_on_its_way_at_once() -> None:
    run = post("/pipeline/run", SCRIPT)
    assert (run.status, run["state"]) == (202, "analyzing")
    assert get(f"/pipeline/{run['id']}")["state"] == "analyzing"


def test_the_same_project_again_is_the_same_project() -> None:
    assert post(PROJECTS, SCRIPT)["id"] == post(PROJECTS, SCRIPT)["id"]


def test_an_estimate_goes_up_to_the_price_and_waits_there(studio: Studio) -> None:
    told = post("/cost/estimate", SCRIPT)
    assert (told.status, told["state"], told["status_at"]) == (202, "analyzing", f"/pipeline/{told['id']}")
    assert studio.job(told["id"])["asked"] == {"approval": True}


def test_a_list_of_shots_is_priced_at_once_and_begins_nothing(studio: Studio) -> None:
    shots = [{"seconds": 4, "size": "close", "face": True}, {"seconds": 5.5, "star": True}, {"seconds": 3}]
    told = post("/cost/estimate", {"shots": shots, "budget_limit": 1, "settings": {"size": "720p"}})
    problem(told, 422, "bad_request")
    told = post("/cost/estimate", {"shots": shots, "budget_limit": 1, "settings": {"quality": "720p"}})
    assert (told.status, len(told["shots"])) == (200, 3)
    assert 0 < told["price_usd"] <= told["most_usd"] <= 1
    assert told["shots"][1]["counts_more"] == ["star"]
    assert {each["backend"] for each in told["alone"]} == {"runway", "veo", "replicate", "keyframe"}
    assert studio.documents.paths("jobs") == []


def test_an_estimate_that_the_budget_cannot_pay_says_what_would(studio: Studio) -> None:
    body = {"shots": [{"seconds": 5}] * 4, "budget_limit": 0.1, "settings": {"preset": "premium_spot"}}
    told = problem(post("/cost/estimate", body), 402, "over_budget")
    assert told["left_usd"] == 0.1
    again = {**body, **json.loads(told["retry_with"])}
    assert again["budget_limit"] == told["would_cost_usd"]
    assert post("/cost/estimate", again)["quality"] >= 0.9


@pytest.mark.parametrize(
    ("shots", "said"),
    [([], "shots"), ([{"seconds": 0}], "shots.0.seconds"), ([{"seconds": 1, "size": "huge"}], "size"), ("x", "shots")],
)
def test_shots_that_cannot_be_are_refused_with_the_field(studio: Studio, shots: Any, said: str) -> None:
    assert said in problem(post("/cost/estimate", {"shots": shots}), 422, "bad_request")["title"]


def test_settings_are_options(studio: Studio) -> None:
    body = {
        **SCRIPT,
        "budget_limit": "12.50",
        "webhook": "https://example.org/h",
        "settings": {
            "preset": "quick_social", "aspect_ratio": "1:1", "lang": "fr", "quality": "360p", "voice": "joe", "fps": 30,
            "seed": 4, "backend": "auto", "brand": "acme", "captions": "boxed", "slate": False, "end_card": True,
            "voices": "elevenlabs", "score": "suno",
        },
    }  # fmt: skip
    assert studio.job(post(PROJECTS, body)["id"])["asked"] == {
        "preset": "quick_social", "aspect": "1:1", "language": "fr", "size": "360p", "voice": "joe", "fps": 30,
        "seed": 4, "backend": "auto", "brand": "acme", "captions": "boxed", "slate": False, "end_card": True,
        "budget": 12_500_000, "webhook": "https://example.org/h", "voices": "elevenlabs", "score": "suno",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "the body: Invalid JSON"),
        (b"", "the body: Invalid JSON"),
        (b"\xff\xfe", "the body"),
        (b"[" * 100_000, "the body"),
        ([], "the body"),
        ({}, "script: Field required"),
        ({"script": ""}, "script"),
        ({"script": 7}, "script"),
        (b'{"script": "\\ud800"}', "the body"),
        ({**SCRIPT, "name": "x" * 201}, "name"),
        ({**SCRIPT, "format": "../sh"}, "format"),
        ({**SCRIPT, "format": "TXT"}, "format"),
        ({**SCRIPT, "colour": "red"}, "colour"),
        ({**SCRIPT, "settings": {"colour": "red"}}, "settings.colour"),
        ({**SCRIPT, "settings": {"preset": "blockbuster"}}, "preset"),
        ({**SCRIPT, "settings": {"aspect_ratio": "4:3"}}, "aspect"),
        ({**SCRIPT, "settings": {"fps": 60}}, "fps"),
        ({**SCRIPT, "settings": {"seed": -1}}, "seed"),
        ({**SCRIPT, "settings": {"voice": "a;b"}}, "voice"),
        ({**SCRIPT, "settings": None}, "settings"),
        ({**SCRIPT, "budget_limit": "much"}, "budget_limit"),
        ({**SCRIPT, "budget_limit": -1}, "budget_limit"),
        ({**SCRIPT, "budget_limit": 1e30}, "budget_limit"),
        ({**SCRIPT, "budget_limit": float("nan")}, "budget_limit"),
        ({**SCRIPT, "webhook": "https://" + "x" * 3000}, "webhook"),
    ],
)
@pytest.mark.parametrize("path", [PROJECTS, "/pipeline/run", "/cost/estimate"])
def test_a_bad_body_is_refused_with_the_field_that_is_wrong(path: str, body: Any, said: str) -> None:
    told = problem(post(path, body), 422, "bad_request")
    assert said in told["title"]


def test_what_is_too_large_is_turned_away(studio: Studio) -> None:
    problem(post(PROJECTS, {"script": "é" * 4_000_000}), 413, "too_large")
    large = post(PROJECTS, b'{"format": "txt", "script": "%s"}' % ("é" * 6_000_000).encode())
    assert (large.status, large["state"]) == (201, "failed")
    assert "larger than the 10 MB" in large["error"]["sentence"]


# ------------------------------------------------------------------------------------------------------ the own alone

EVERY_ADDRESS = [
    ("POST", "/execute"), ("GET", "/status"), ("GET", "/export"), ("POST", "/approve"), ("POST", "/cancel"),
    ("POST", "/retry"), ("POST", "/accept"), ("POST", "/reject"), ("GET", "/storyboard"), ("PATCH", "/storyboard"),
    ("POST", "/shots/1.1/rerender"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "what"), EVERY_ADDRESS)
@pytest.mark.parametrize("job", ["j1", "nowhere", "..", "a%20b", "%2e%2e", "x" * 200])
def test_another_owners_project_is_as_if_it_were_not_there(studio: Studio, method: str, what: str, job: str) -> None:
    a_job(studio, "j1", owner="bela", state="waiting_approval")
    answer = ask(method, f"{PROJECTS}/{job}{what}", {"revision": 1} if method == "POST" else None)
    assert problem(answer, 404, "no_such_job")["title"].startswith("There is no project")
    assert studio.job()["state"] == "waiting_approval"
    assert problem(get(f"/pipeline/{job}"), 404, "no_such_job")


def test_a_list_holds_ones_own_projects_the_newest_first(studio: Studio) -> None:
    for number, owner in enumerate(["me", "bela", "me", "me"]):
        project(studio, f"j{number}", owner=owner, created_at=studio.clock.time + number)
    listed = get(PROJECTS)
    assert ([each["id"] for each in listed["projects"]], listed["after"]) == (["j3", "j2", "j0"], "")


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_list_is_walked_page_by_page(studio: Studio, limit: int) -> None:
    for number in range(5):
        project(studio, f"j{number}", created_at=studio.clock.time + number // 2)
    walked: list[str] = []
    after = ""
    while True:
        page = ask("GET", f"{PROJECTS}?limit={limit}&after={quoted(after)}")
        walked += [each["id"] for each in page["projects"]]
        after = page["after"]
        if not after:
            break
    assert walked == ["j4", "j3", "j2", "j1", "j0"]


@pytest.mark.parametrize(("limit", "count"), [("0", 1), ("-5", 1), ("x", 3), ("", 3), ("9999999999999", 3)])
def test_an_odd_limit_is_the_nearest_that_there_is(studio: Studio, limit: str, count: int) -> None:
    for number in range(3):
        project(studio, f"j{number}")
    assert len(get(f"{PROJECTS}?limit={limit}")["projects"]) == count


# -------------------------------------------------------------------------------------------------- cursors from afar


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    store = SqliteDocuments(Database(tmp_path_factory.mktemp("home") / "aiprod.db"))
    job = a_job(Studio(), owner="me")
    store.commit([Create(job.path, job.fields)])
    return store


@pytest.fixture(params=["memory", "sqlite"])
def any_store(request: pytest.FixtureRequest, studio: Studio, sqlite: Documents) -> Documents:
    """A store with one project in it; what it refuses must not depend on which it is."""
    a_job(studio, owner="me")
    if request.param == "memory":
        return studio.documents
    bootstrap.use(replace(studio.platform, documents=sqlite))
    return sqlite


@pytest.mark.parametrize(
    "after",
    [
        "x", "{}", "[]", "123", "null", "true", '"text"', "[1]", '["jobs/j1"]', "[1, 2]", '[[1], "jobs/j1"]',
        '[null, "jobs/j1"]', '[true, "jobs/j1"]', '[1, "jobs/j1", 3]', '[NaN, "jobs/j1"]', '[Infinity, "jobs/j1"]',
        '[99999999999999999999999999, "jobs/j1"]', '[1, "gates/j1"]', '[1, "jobs"]', '[1, "jobs/j1/steps/1"]',
        '[1, "jobs/"]', '[1, ""]', '[1, "../x"]', '{"0": 1}', "[" * 5000, '[1, "jobs/\\ud800"]', "\x00",
    ],
)  # fmt: skip
def test_what_is_no_cursor_of_ours_is_refused(any_store: Documents, after: str) -> None:
    problem(get(f"{PROJECTS}?after={quoted(after)}"), 422, "bad_cursor")


@pytest.mark.parametrize("after", ['["zzz", "jobs/j1"]', '[1.5, "jobs/j1"]', '[-9223372036854775808, "jobs/j1"]'])
def test_a_cursor_that_could_be_ours_and_leads_nowhere_is_a_page(any_store: Documents, after: str) -> None:
    assert get(f"{PROJECTS}?after={quoted(after)}").status == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(after=st.text(max_size=30) | st.lists(st.integers() | st.text(max_size=8), max_size=3).map(json.dumps))
def test_no_cursor_is_ever_our_fault(any_store: Documents, after: str) -> None:
    assert get(f"{PROJECTS}?after={quoted(after.encode(errors='ignore').decode())}").status in (200, 422)


# ------------------------------------------------------------------------------------------------------------ wishes


def test_an_approved_project_is_filmed(studio: Studio) -> None:
    path = project(studio, state="waiting_approval")
    done(studio, {"prompts": ONE_SHOT})
    answer = post(f"{path}/approve", {"revision": 1})
    assert (answer.status, answer["state"]) == (202, "rendering")
    problem(post(f"{path}/approve", {"revision": 1}), 409, "wrong_state")


def test_who_saw_an_older_price_is_told(studio: Studio) -> None:
    path = project(studio, state="waiting_approval", revision=2)
    problem(post(f"{path}/approve", {"revision": 1}), 409, "stale_approval")


def test_a_price_that_is_not_the_one_that_was_seen_is_not_approved(studio: Studio) -> None:
    path = project(studio, state="waiting_approval", price=1_250_000)
    done(studio, {"prompts": ONE_SHOT})
    problem(post(f"{path}/approve", {"revision": 1, "price": 1.2}), 409, "stale_approval")
    assert post(f"{path}/approve", {"revision": 1, "price": "1.25"}).status == 202


def directed(studio: Studio, **fields: Any) -> str:
    """A project whose storyboard can be looked at."""
    path = project(studio, **fields)
    paper = a_storyboard().model_dump_json().encode()
    studio.objects.write("storyboards/me/board.json", paper)
    done(studio, {"board": {"storyboard": "storyboards/me/board.json"}})
    return path


def test_an_edit_begins_a_new_revision_and_is_kept_in_the_history(studio: Studio) -> None:
    path = directed(studio, state="waiting_approval")
    answer = ask("PATCH", f"{path}/storyboard", {"revision": 1, "edits": [{"do": "drop", "shot": "s01-a1"}]})
    assert (answer.status, answer["state"], answer["revision"]) == (202, "analyzing", 2)
    seen = get(f"{path}/storyboard")
    assert seen["storyboard"]["scenes"][0]["id"] == "s01"
    (change,) = seen["history"]
    assert (change["by"], change["revision"], change["edits"]) == ("me", 2, [{"do": "drop", "shot": "s01-a1"}])
    problem(ask("PATCH", f"{path}/storyboard", {"revision": 1, "edits": change["edits"]}), 409, "stale_approval")


@pytest.mark.parametrize(
    "body",
    [None, b"{", {}, {"edits": []}, {"edits": [{"do": "burn"}]}, {"edits": [{"do": "retime", "shot": "a", "ms": 0}]},
     {"edits": [{"do": "drop", "shot": "../x"}]}, {"edits": [{"do": "drop", "shot": "a", "and": 1}]}],
    ids=str,
)  # fmt: skip
def test_what_is_no_edit_changes_nothing(studio: Studio, body: Any) -> None:
    path = directed(studio, state="waiting_approval")
    assert ask("PATCH", f"{path}/storyboard", body).status == 422
    assert (studio.job()["revision"], studio.post.sent) == (1, [])


def test_one_shot_is_filmed_again_in_other_words(studio: Studio) -> None:
    path = directed(studio, state="delivered")
    problem(post(f"{path}/shots/9.9/rerender", {}), 404, "no_such_shot")
    assert post(f"{path}/shots/s01-a1/rerender", {"prompt": "A red kettle."}).status == 202
    edits = studio.job()["edits"][0]["edits"]
    assert edits == [
        {"do": "rewrite", "shot": "s01-a1", "picture": "A red kettle."},
        {"do": "again", "shot": "s01-a1", "backend": ""},
    ]


def test_a_storyboard_that_is_not_there_yet_is_told(studio: Studio) -> None:
    problem(get(f"{project(studio)}/storyboard"), 409, "not_directed")


def test_a_person_takes_or_refuses_what_waits_for_a_judgement(studio: Studio) -> None:
    path = project(studio, state="needs_review")
    assert post(f"{path}/accept")["state"] == "delivered"
    path = project(studio, "j2", state="needs_review")
    refused = post(f"{path}/reject", {"reason": "too dark"})
    assert (refused["state"], refused["error"]["sentence"]) == (
        "failed",
        "The film was rejected by its owner: too dark",
    )
    problem(post(f"{path}/accept"), 409, "wrong_state")


@pytest.mark.parametrize(
    "body",
    [None, b"", b"x", b"\xff", b"[" * 100_000, [], [1], {}, 7, "text", {"revision": None}, {"revision": "1"},
     {"revision": 1.5}, {"revision": True}, {"revision": [1]}, {"revision": 1, "more": 2}],
)  # fmt: skip
def test_who_does_not_say_what_was_seen_approves_nothing(studio: Studio, body: Any) -> None:
    path = project(studio, state="waiting_approval")
    problem(post(f"{path}/approve", body), 422, "no_revision")
    assert studio.job()["state"] == "waiting_approval"


def test_a_project_is_cancelled_and_begun_anew(studio: Studio) -> None:
    path = project(studio)
    for _ in range(2):
        assert (post(f"{path}/cancel").status, get(f"{path}/status")["state"]) == (200, "cancelled")
    retried = post(f"{path}/retry")
    assert (retried.status, retried["state"], retried["revision"]) == (202, "analyzing", 2)


@pytest.mark.parametrize(("what", "state"), [("cancel", "delivered"), ("retry", "created")])
def test_what_cannot_be_now_is_a_conflict(studio: Studio, what: str, state: str) -> None:
    problem(post(f"{project(studio, state=state)}/{what}"), 409, "wrong_state")


# ------------------------------------------------------------------------------------------------------------ export

FILM = "films/anna/1.mp4"


def delivered(studio: Studio, name: str = "kettle.txt", **outputs: str) -> str:
    studio.objects.write(FILM, b"film" * 100_000)
    script = {"object": "", "name": name, "bytes": 1}
    return project(studio, state="delivered", script=script, outputs={"mp4": FILM, **outputs})


def test_a_delivered_film_is_streamed_under_its_name(studio: Studio) -> None:
    answer = get(f"{delivered(studio)}/export")
    assert (answer.status, answer.kind, answer.body) == (200, "video/mp4", b"film" * 100_000)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kettle.mp4"'
    assert answer.headers["Content-Length"] == "400000"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('a"b.txt', "a_b"),
        ("a\r\nset-cookie: x.txt", "a__set-cookie_ x"),
        ("é.txt", "_"),
        ("..", "film"),
        ("", "film"),
        ("x" * 300, "x" * 80),
    ],
)
def test_no_name_can_write_headers(studio: Studio, name: str, shown: str) -> None:
    answer = get(f"{delivered(studio, name)}/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{shown}.mp4"'


def test_papers_are_exported_as_what_they_are(studio: Studio) -> None:
    studio.objects.write("captions/anna/1.srt", b"1")
    path = delivered(studio, srt="captions/anna/1.srt")
    assert get(f"{path}/export?format=srt").body == b"1"
    assert "mp4, srt" in problem(get(f"{path}/export?format=avi"), 422, "no_such_format")["detail"]


def test_what_is_not_delivered_cannot_be_exported(studio: Studio) -> None:
    problem(get(f"{project(studio)}/export"), 409, "not_ready")


def test_a_film_that_is_gone_is_our_fault_and_a_retry_helps(studio: Studio) -> None:
    path = delivered(studio)
    studio.objects.delete(FILM)
    assert problem(get(f"{path}/export"), 500, "gone")["detail"] == "Retry the job."


# ---------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404), ("GET", "/nowhere", 404), ("GET", "//health", 404), ("GET", "/health/", 404),
        ("GET", "/api/v1/projects/", 404), ("GET", "/api//v1/projects", 404), ("POST", "/health", 405),
        ("DELETE", "/api/v1/projects", 405), ("GET", "/pipeline/run/x", 404), ("PATCH", "/pipeline/j1", 405),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_says_so_and_sends_nobody_on(method: str, path: str, status: int) -> None:
    answer = ask(method, path)
    problem(answer, status, "http")
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Transient("busy", "The store is busy."), 503, "busy"),
        (Permanent("odd", "Odd."), 500, "odd"),
        (Permanent("odd", "Odd.", at_fault="input"), 422, "odd"),
        (Permanent("over_budget", "Too dear.", at_fault="budget"), 402, "over_budget"),
        (RuntimeError("nobody thought of this: hunter2"), 500, "unexpected"),
    ],
)
def test_what_goes_wrong_inside_is_told_in_the_same_form_and_gives_nothing_away(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def broken(path: str) -> None:
        raise error

    monkeypatch.setattr(studio.documents, "get", broken)
    answer = get("/health")
    problem(answer, status, code)
    assert b"hunter2" not in answer.body


def test_a_request_brings_its_trace(studio: Studio) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    post("/pipeline/run", SCRIPT, traceparent=parent)
    span = trace.current()
    assert span is not None
    assert span.trace == parent.split("-")[1]
    assert studio.post.sent[0].message.attributes["traceparent"] == span.traceparent


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.binary(max_size=60) | st.dictionaries(st.text(max_size=8), st.text() | st.integers() | st.none()).map(
    lambda value: json.dumps({**SCRIPT, **value}).encode()
))  # fmt: skip
def test_no_body_is_ever_our_fault(studio: Studio, body: bytes) -> None:
    assert post(PROJECTS, body).status in (201, 422)
