"""`aiprod serve`: the HTTP door on one laptop, asked as with curl."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.emulators import Server, free_port
from tests.integration.films import SCRIPT, plays
from tests.integration.http import asked, fetched
from tests.integration.laptop import COMMAND, Laptop
from tests.integration.patience import until

ANNA, PAUL = {"x-api-key": "k1"}, {"authorization": "Bearer k2"}


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    laptop = Laptop(home)
    command = ["env", "-i", *(f"{name}={value}" for name, value in laptop.environment(environment).items())]
    server = Server("aiprod serve", [*command, *COMMAND, "serve", "--port", str(port)], home.with_suffix(".log"))
    try:
        server.wait_for(f"{url}/health")
        yield url
    finally:
        server.stop()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served") / "home"
    with serving(home, AIPROD_SECRET_API_KEY="anna:k1 paul:k2") as url:
        yield url


def problem(
    url: str, method: str = "GET", body: object = None, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """The status and the code of an error, which says the same in its body and tells what to do."""
    status, head, content = fetched(url, method, body, headers)
    told = json.loads(content)
    assert head["content-type"].startswith("application/problem+json")
    assert told["status"] == status
    assert told["title"]
    assert "detail" in told
    return status, told["type"].rpartition(":")[2]


def test_create_execute_status_export(door: str, tmp_path: Path) -> None:
    wish = {"name": "Two Doors", "script": SCRIPT.decode(), "settings": {"quality": "360p"}}
    status, project = asked(f"{door}/api/v1/projects", "POST", wish, ANNA)
    assert (status, project["state"], project["owner"]) == (201, "created", "anna")
    here = f"{door}/api/v1/projects/{project['id']}"
    assert asked(f"{door}/api/v1/projects", "POST", wish, ANNA)[1]["id"] == project["id"]
    assert problem(f"{here}/export", headers=ANNA) == (409, "not_ready")

    status, told = asked(f"{here}/execute", "POST", {"mode": "full"}, ANNA)
    assert status == 202
    assert told["state"] != "created"

    def delivered() -> bool:
        nonlocal told
        status, told = asked(f"{here}/status", headers=ANNA)
        assert status == 200
        return bool(told["progress"] == 100)

    until(delivered, 100, lambda: str(told))
    assert (told["state"], told["scenes"], told["shots_done"]) == ("delivered", 2, told["shots"])

    status, head, film = fetched(f"{here}/export?format=mp4", headers=ANNA)
    assert (status, head["content-type"], int(head["content-length"])) == (200, "video/mp4", len(film))
    assert 'filename="Two Doors.mp4"' in head["content-disposition"]
    file = tmp_path / "film.mp4"
    file.write_bytes(film)
    plays(file, 360, told["duration_s"])
    assert "The kettle sings." in asked(f"{here}/export?format=vtt", headers=ANNA)[1]
    assert problem(f"{here}/export?format=gif", headers=ANNA) == (422, "no_such_format")

    for address in ("status", "export", "storyboard"):
        assert problem(f"{here}/{address}", headers=PAUL)[0] == 404
    for wish_of_paul in ("execute", "cancel", "retry"):
        assert problem(f"{here}/{wish_of_paul}", "POST", {}, PAUL) == (404, "no_such_job")
    assert asked(f"{door}/api/v1/projects", headers=PAUL) == (200, {"projects": [], "after": ""})
    assert [each["id"] for each in asked(f"{door}/api/v1/projects", headers=ANNA)[1]["projects"]] == [project["id"]]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"not json", "JSON"),
        ({}, "script"),
        ({"script": ""}, "script"),
        ({"script": "INT. A - DAY\n\nB.", "settings": {"quality": "9000p"}}, "size"),
        ({"script": "INT. A - DAY\n\nB.", "budget_limit": "a lot"}, "budget"),
    ],
)
def test_a_wish_that_makes_no_sense_is_a_problem_that_says_what_to_do(door: str, body: object, word: str) -> None:
    assert problem(f"{door}/api/v1/projects", "POST", body, ANNA)[0] == 422
    assert word in asked(f"{door}/api/v1/projects", "POST", body, ANNA)[1]["title"]


def test_what_is_not_there_is_a_problem_too(door: str) -> None:
    assert problem(f"{door}/nowhere", headers=ANNA)[0] == 404
    assert problem(f"{door}/health", "DELETE", headers=ANNA)[0] == 405
    assert problem(f"{door}/api/v1/projects/j404/status", headers=ANNA) == (404, "no_such_job")


def test_with_keys_only_a_key_opens(door: str) -> None:
    assert problem(f"{door}/api/v1/projects") == (401, "unauthorized")
    assert problem(f"{door}/api/v1/projects", headers={"x-api-key": "k3"}) == (401, "unauthorized")
    assert asked(f"{door}/health")[0] == 200
    assert asked(f"{door}/presets")[0] == 200


def test_without_keys_only_this_machine_may_ask(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as door:
        assert asked(f"{door}/api/v1/projects") == (200, {"projects": [], "after": ""})
        for forwarded in ({"x-forwarded-for": "203.0.113.7"}, {"forwarded": "for=203.0.113.7"}):
            assert problem(f"{door}/api/v1/projects", headers=forwarded) == (401, "unauthorized")
