"""Whatever comes in by any door gets a job, and what cannot become a film gets one that says why."""

import pytest

from shared.model.errors import Refused
from shared.model.job import Options
from shared.pipeline.reception import LARGEST, receive, suffix
from shared.platform.ports import Document
from tests.unit.core.builders import Studio

SCRIPT = b"INT. KITCHEN - NIGHT"


def received(studio: Studio, name: str = "kettle.fountain", content: bytes = SCRIPT, owner: str = "anna") -> Document:
    return receive(studio.platform, owner, name, content, Options(), "My film")


def test_a_script_is_kept_and_gets_its_job_which_nobody_has_started(studio: Studio) -> None:
    job = received(studio)
    assert (job.fields["state"], job.fields["name"], job.fields["owner"]) == ("created", "My film", "anna")
    kept = job.fields["script"]
    assert (kept["name"], kept["bytes"]) == ("kettle.fountain", len(SCRIPT))
    assert studio.objects.all[kept["object"]][1] == SCRIPT
    assert kept["object"].startswith("manuscripts/anna/")
    assert kept["object"].endswith(".fountain")
    assert studio.post.sent == []


def test_the_same_script_again_is_the_same_job(studio: Studio) -> None:
    assert received(studio) == received(studio)
    assert len(studio.objects.all) == 1


def test_the_same_script_under_another_name_keeps_the_name_that_came_first(studio: Studio) -> None:
    first = received(studio)
    assert received(studio, "other.fountain") == first


@pytest.mark.parametrize("name", ["a.txt", ""])
def test_an_empty_file_gets_a_job_too(studio: Studio, name: str) -> None:
    assert received(studio, name, b"").fields["state"] == "created"


@pytest.mark.parametrize(("size", "state"), [(LARGEST, "created"), (LARGEST + 1, "failed")])
def test_what_is_larger_than_a_script_can_be_is_turned_away_with_a_reason_and_not_kept(
    studio: Studio, size: int, state: str
) -> None:
    job = received(studio, content=b"x" * size)
    assert job.fields["state"] == state
    if state == "failed":
        assert job.fields["error"]["sentence"] == "The file is larger than the 10 MB that a script may have."
        assert (job.fields["error"]["at_fault"], job.fields["script"]["object"]) == ("input", "")
        assert studio.objects.all == {}


@pytest.mark.parametrize("owner", ["", "../root", "a/b", "a b", "x" * 200])
def test_an_owner_whose_name_could_mislead_a_store_is_refused(studio: Studio, owner: str) -> None:
    with pytest.raises(Refused, match="no name for an owner"):
        received(studio, owner=owner)
    assert studio.objects.all == {}


@pytest.mark.parametrize(
    ("name", "told", "ending"),
    [
        ("kettle.FOUNTAIN", "kettle.FOUNTAIN", ".fountain"),
        ("../../etc/passwd", "passwd", ""),
        ("/abs/kettle.txt", "kettle.txt", ".txt"),
        ("a.b/c", "c", ""),
        ("..", "..", ""),
        ("kettle", "kettle", ""),
        ("kettle.", "kettle.", ""),
        (".hidden", ".hidden", ""),
        ("kettle.t t", "kettle.t t", ""),
        ("kettle.txt/../x.md", "x.md", ".md"),
        ("kettle.\x00sh", "kettle.\x00sh", ""),
        ("k\u00e9ttle.fdx", "k\u00e9ttle.fdx", ".fdx"),
        ("kettle." + "x" * 20, "kettle." + "x" * 20, ""),
        ("x" * 300 + ".txt", "x" * 200, ".txt"),
    ],
)
def test_a_name_is_told_without_its_path_and_only_its_plain_ending_becomes_part_of_an_object(
    studio: Studio, name: str, told: str, ending: str
) -> None:
    kept = received(studio, name).fields["script"]
    assert kept["name"] == told
    assert suffix(name) == ending
    folder, owner, file = kept["object"].split("/")
    assert (folder, owner, file[40:]) == ("manuscripts", "anna", ending)
    assert file[:40].isalnum()
