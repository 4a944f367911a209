"""What cannot become a film, and messages that are not ours: a clear answer, and no trouble for anybody else."""

import base64
import json
from typing import Any

import pytest

from shared.platform.ports import Document
from tests.integration.house import FEW_ATTEMPTS, House
from tests.integration.patience import until

BINARY = bytes(range(256)) * 40
POISON = b"\xff\x00 not a message of ours"


def failed(cloud: House, file: str) -> Document:
    """The job of an upload whose file has a name of its own."""

    def look() -> Document | None:
        jobs = [job for job in cloud.all_of("jobs", state="failed") if job.fields["script"]["name"] == file]
        assert len(jobs) < 2, jobs
        return jobs[0] if jobs else None

    return until(look, 30, lambda: f"{[job.fields for job in cloud.all_of('jobs')]}\n{cloud.fleet.troubles()}")


@pytest.mark.parametrize(
    ("name", "content", "metadata", "owner", "sentence"),
    [
        ("scripts/bert/noise.fountain", BINARY, {}, "bert", "UTF-8"),
        ("scripts/bert/empty.fountain", b"", {}, "bert", "empty"),
        ("scripts/bert/wide.fountain", b"INT. HOUSE - DAY\n\nA door.\n", {"size": "4k"}, "bert", "4k"),
        ("scripts/loose.fountain", b"INT. HOUSE - DAY\n\nA door.\n", {}, "unknown", "scripts/loose.fountain"),
        ("elsewhere/astray.fountain", b"INT. HOUSE - DAY\n\nA door.\n", {}, "unknown", "elsewhere/astray.fountain"),
    ],
)
def test_an_upload_that_cannot_be_filmed_is_a_failed_job_that_says_why(
    cloud: House, name: str, content: bytes, metadata: dict[str, str], owner: str, sentence: str
) -> None:
    cloud.upload(name, content, **metadata)
    job = failed(cloud, name.rpartition("/")[2])
    error = job.fields["error"]
    assert job.fields["owner"] == owner
    assert error["at_fault"] == "input"
    assert sentence in error["sentence"]
    assert error["remedy"]
    assert "Traceback" not in str(error)


def test_a_message_that_is_not_ours_is_acknowledged_and_kept_in_quarantine(cloud: House) -> None:
    assert cloud.push("supervisor", POISON) == 204
    cloud.publish("supervisor", POISON, note="through Pub/Sub")
    through = until(lambda: _quarantined(cloud, "through Pub/Sub"), 20, cloud.fleet.troubles)
    assert base64.b64decode(through["message"]["data"]) == POISON
    assert through["subscription"].endswith("supervisor-push")


def _quarantined(cloud: House, note: str) -> dict[str, Any] | None:
    for stored in cloud.platform.objects.list("quarantine/"):
        with cloud.platform.objects.open(stored.name) as stream:
            kept: dict[str, Any] = json.loads(stream.read())
        if note in str(kept["message"]["attributes"]):
            return kept
    return None


def test_what_is_always_sent_back_is_parked_while_a_film_is_made_beside_it(
    cloud: House, request: pytest.FixtureRequest
) -> None:
    """A message of a newer version is sent back until that version is there. Here it never comes."""
    status, job = cloud.ask(
        "POST", "/api/v1/projects", "paul", {"name": "Parked", "script": "INT. HOUSE - DAY\n\nA door."}
    )
    assert (status, job["state"]) == (201, "created")
    body = {"schema": 99, "job": job["id"], "revision": 1, "unit": "ingest"}
    cloud.publish("notifier", json.dumps(body).encode())

    def parked() -> list[Document]:
        return [letter for letter in cloud.all_of("dead_letters") if letter.fields["body"] == body]

    film: Document = request.getfixturevalue("undisturbed")
    assert film.fields["state"] == "delivered"
    (letter,) = until(parked, 60, cloud.fleet.troubles)
    assert letter.fields["topic"].endswith("notifier-push")
    assert letter.fields["deliveries"] == str(FEW_ATTEMPTS["notifier"])
    assert letter.fields["state"] == "parked"
    assert cloud.job_in("failed", "paul", 10).fields["error"]["code"] == "undeliverable"
    status, told = cloud.ask("GET", f"/api/v1/projects/{job['id']}/status", "paul")
    assert (status, told["state"]) == (200, "failed")
    assert "ingest could not be delivered" in told["error"]["sentence"]
