"""An upload into the bucket becomes a film, with every function as a process of its own behind Pub/Sub."""

from pathlib import Path

from shared.platform.ports import Document
from tests.integration.films import plays
from tests.integration.house import House, whole


def test_an_upload_becomes_a_film_and_every_step_is_done_once(
    cloud: House, undisturbed: Document, tmp_path: Path
) -> None:
    job = undisturbed
    tries = {name: (step["token"], step["attempts"]) for name, step in cloud.steps(job).items()}
    assert tries == dict.fromkeys(whole(cloud, job), (1, 1))
    joins = cloud.all_of(f"{job.path}/joins")
    assert {join.path.rpartition(".")[2] for join in joins} == {"voices", "scene-s01", "scene-s02", "sound", "film"}
    assert all(join.fields["pending"] == 0 and join.fields["advanced"] for join in joins)
    film = cloud.bring(job.fields["film"], tmp_path / "film.mp4")
    plays(film, 360, job.fields["duration_ms"] / 1000)


def test_its_owner_sees_it_and_fetches_it_through_the_http_door(cloud: House, undisturbed: Document) -> None:
    identity = undisturbed.path.partition("/")[2]
    status, told = cloud.ask("GET", f"/api/v1/projects/{identity}/status", "anna")
    assert status == 200
    assert (told["state"], told["progress"], told["owner"]) == ("delivered", 100, "anna")
    status, captions = cloud.ask("GET", f"/api/v1/projects/{identity}/export?format=srt", "anna")
    assert status == 200
    assert "The kettle sings." in captions
    status, problem = cloud.ask("GET", f"/api/v1/projects/{identity}/status", "paul")
    assert (status, problem["status"]) == (404, 404)
