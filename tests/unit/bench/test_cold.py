"""A function stands beside the libraries that it really imports: no more, no fewer."""

import pytest

from scripts.bench import cold
from shared.platform.topology import load

LATER = {"google-cloud-tasks"}  # asked for the first time when somebody has to wait


def test_every_google_package_of_the_topology_is_measured() -> None:
    topology = load()
    packages = {package for name in topology.functions for package in topology.packages(name)}

    assert {package for package in packages if package.startswith("google-cloud-")} == cold.CLIENTS.keys() | LATER


def test_both_sides_import_the_same_clients_in_the_same_order() -> None:
    topology = load()
    for name in topology.functions:
        ours, theirs = cold.whole(topology, name), cold.bare(topology, name)
        stand_on = {module: client for client, module in cold.CLIENTS.values()}
        asked = [stand_on[module] for module in ours if module in stand_on]

        assert asked == list(theirs[theirs.index("/") + 1 :])


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
