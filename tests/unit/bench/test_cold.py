"""A function stands beside the libraries that it really imports: no more, no fewer."""

import pytest

from scripts.bench import cold
from shared.platform.topology import load

LATER = {"google-cloud-tasks", "google-cloud-texttospeech"}
"""Asked for the first time when somebody has to wait, or when a voice is hired."""


def test_every_google_package_of_the_topology_is_measured() -> None:
    topology = load()
    packages = {package for name in topology.functions for package in topology.packages(name)}

    assert {package for package in packages if package.startswith("google-cloud-")} == cold.CLIENTS.keys() | LATER


def test_a_course_is_the_libraries_and_what_we_add_to_them() -> None:
    topology = load()
    for name in topology.functions:
        steps = [step for step in cold.course(topology, name) if step != "/"]

        assert sorted(steps) == sorted((*cold.bare(topology, name), *cold.whole(topology, name)))


def test_every_client_that_we_stand_on_is_there_before_us() -> None:
    topology = load()
    for name in topology.functions:
        course = cold.course(topology, name)
        for client, ours in cold.CLIENTS.values():
            assert (client in course) == (ours in course)
            assert ours not in course or course.index(client) < course.index(ours)


def test_what_the_libraries_cost_is_taken_out_of_a_course() -> None:
    door, first = cold.sums_of([(200.0, 38.0), (230.0, 40.0), (500.0, 80.0), (520.0, 81.0)])

    assert door == cold.Sum(bare=(200.0, 38.0), whole=(230.0, 40.0))
    assert first == cold.Sum(bare=(470.0, 78.0), whole=(520.0, 81.0))


def test_only_who_reads_secrets_stands_beside_their_client() -> None:
    topology = load()
    client = cold.CLIENTS["google-cloud-secret-manager"][0]

    assert client in cold.bare(topology, "notifier")
    assert client not in cold.bare(topology, "supervisor")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pydantic.main", "pydantic"),
        ("google.cloud.firestore_v1.types", "google.cloud.firestore_v1"),
        ("google.api_core", "google.api_core"),
        ("grpc", "grpc"),
    ],
)
def test_a_library_is_known_by_its_module(module: str, name: str) -> None:
    assert cold.library(module) == name


def test_a_library_that_the_function_does_without_is_unfair() -> None:
    ours = ["functions.notifier.main", "google.cloud.storage", "flask.app"]

    with pytest.raises(cold.Unfair, match=r"notifier does not import google\.cloud\.firestore_v1"):
        cold.fair("notifier", ours, ["flask", "google.cloud.firestore_v1.services", "google.cloud.storage"])


def test_the_standard_library_is_nobodys() -> None:
    cold.fair("notifier", ["flask"], ["flask.app", "sqlite3", "json.decoder"])
