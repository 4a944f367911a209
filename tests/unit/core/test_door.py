"""An upload becomes a job, once, and what cannot be filmed becomes a failed job that says why."""

from collections.abc import Mapping
from typing import Any

import pytest

from functions.ingest import door
from functions.ingest.agent import Reading, agent, load, with_wishes
from shared.model.errors import Permanent, Refused
from shared.model.job import Options, job_id
from shared.pipeline.reception import LARGEST
from shared.pipeline.step import handle
from shared.platform.ports import Conflict, Message, Missing
from tests.unit.core.builders import Studio, a_job, a_message, a_script, a_work
from tests.unit.core.test_envelope import FINALIZED, push, request

NAME = "scripts/anna/kettle.fountain"
SCRIPT = b"INT. KITCHEN - NIGHT\n\nA kettle sings."
USUAL = job_id("anna", SCRIPT, "kettle.fountain", Options())


def told(name: str = NAME, event: str = "OBJECT_FINALIZE") -> Message:
    return Message("uploads", {}, {"eventType": event, "objectId": name})


def upload(
    studio: Studio, name: str = NAME, content: bytes = SCRIPT, metadata: Mapping[str, str] | None = None
) -> list[Mapping[str, Any]]:
    """Puts a file into the bucket, tells of it, and gives the jobs that there are then."""
    studio.uploads.write(name, content, metadata=metadata or {})
    door.dispatch(studio.platform, told(name))
    return [job.fields for job in studio.documents.everything("jobs")]


def test_an_upload_becomes_a_job_that_is_on_its_way(studio: Studio) -> None:
    (job,) = upload(studio)
    assert (job["state"], job["owner"], job["script"]["name"]) == ("analyzing", "anna", "kettle.fountain")
    assert studio.documents.paths("jobs") == [USUAL]
    assert studio.post.calls == ["ingest ingest"]
    assert "traceparent" in studio.post.sent[0].message.attributes


def test_an_upload_that_is_told_of_twice_is_taken_once(studio: Studio) -> None:
    for _ in range(2):
        upload(studio)
        door.dispatch(studio.platform, told())
    assert studio.documents.paths("jobs") == [USUAL]
    assert studio.post.calls == ["ingest ingest"]


def test_a_file_that_is_replaced_is_a_new_upload(studio: Studio) -> None:
    upload(studio)
    assert len(upload(studio, content=SCRIPT + b"\n")) == 2


def test_what_an_upload_says_nothing_about_is_left_for_the_script_to_say(studio: Studio) -> None:
    (job,) = upload(studio, metadata={"colour": "red", "goog-reserved-file-mtime": "1"})
    assert job["asked"] == {}


def test_an_uploads_metadata_are_its_options(studio: Studio) -> None:
    metadata = {"Preset": "quick_social", "budget_usd": "2.50", "aspect_ratio": "1:1", "lang": "fr", "seed": "7"}
    (job,) = upload(studio, metadata=metadata)
    assert job["asked"] == {
        "preset": "quick_social", "budget": 2_500_000, "aspect": "1:1", "language": "fr", "seed": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "metadata", "sentence"),
    [
        ("kettle.txt", SCRIPT, {}, "does not lie under scripts/<owner>/"),
        ("scripts/kettle.txt", SCRIPT, {}, "does not lie under"),
        ("scripts//kettle.txt", SCRIPT, {}, "does not lie under"),
        ("scripts/../kettle.txt", SCRIPT, {}, "does not lie under"),
        ("scripts/a b/kettle.txt", SCRIPT, {}, "does not lie under"),
        ("other/anna/kettle.txt", SCRIPT, {}, "does not lie under"),
        (NAME, b"x" * (LARGEST + 1), {}, "larger than the 10 MB"),
        (NAME, SCRIPT, {"budget_usd": "much"}, "budget_usd: much, which is not possible"),
        (NAME, SCRIPT, {"fps": "60"}, "fps: 60, which is not possible"),
        (NAME, SCRIPT, {"seed": "x"}, "seed: x, which is not possible"),
        (NAME, SCRIPT, {"preset": "blockbuster"}, "which is not possible"),
    ],
)
def test_an_upload_never_meets_silence(
    studio: Studio, name: str, content: bytes, metadata: dict[str, str], sentence: str
) -> None:
    (job,) = upload(studio, name, content, metadata)
    door.dispatch(studio.platform, told(name))
    assert len(studio.documents.everything("jobs")) == 1
    assert job["state"] == "failed"
    assert sentence in job["error"]["sentence"]
    assert job["error"]["at_fault"] == "input"
    assert job["owner"] == ("anna" if name == NAME else "unknown")
    assert sorted(studio.post.calls) == ["budget_guard settle", "notifier notify-failed"]


@pytest.mark.parametrize(
    "message",
    [told(event="OBJECT_DELETE"), told(""), told("scripts/anna/"), Message("uploads", {}, {"eventType": FINALIZED})],
    ids=["deleted", "nameless", "a folder", "another's words"],
)
def test_what_is_no_arrival_of_a_file_is_passed_over(studio: Studio, message: Message) -> None:
    studio.uploads.write("scripts/anna/", b"")
    door.dispatch(studio.platform, message)
    assert studio.documents.everything("jobs") == []


def test_an_upload_that_is_gone_before_it_is_read_is_nobodys_job(studio: Studio) -> None:
    door.dispatch(studio.platform, told())
    assert studio.documents.everything("jobs") == []


def test_an_upload_that_goes_while_it_is_read_is_nobodys_job(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise Missing(name)

    studio.uploads.write(NAME, SCRIPT)
    monkeypatch.setattr(studio.uploads, "open", gone)
    door.dispatch(studio.platform, told())
    assert studio.documents.everything("jobs") == []


def test_two_who_take_the_same_upload_at_once_make_one_job(studio: Studio) -> None:
    def conflict() -> None:
        raise Conflict("uploads/…")

    def usual() -> None:
        return

    studio.documents.happenings = [usual, usual, usual, conflict]
    upload(studio)
    assert studio.documents.paths("jobs") == [USUAL]


def test_the_door_takes_notifications_storage_events_and_the_pipelines_own_messages(studio: Studio) -> None:
    studio.uploads.write(NAME, SCRIPT)
    notified = push(data="", attributes={"eventType": "OBJECT_FINALIZE", "objectId": NAME})
    assert door.receive(request(notified)) == ("", 204)
    assert door.receive(request({"bucket": "uploads", "name": NAME}, ce_type=FINALIZED)) == ("", 204)
    assert door.receive(request(push())) == ("", 204)
    assert studio.documents.paths("jobs") == [USUAL]


# --------------------------------------------------------------------------------------------- the agent behind it


def test_the_agent_reads_what_was_sent_and_tells_everyone_what_it_is_called(studio: Studio) -> None:
    script = a_script(wishes={"aspect": "9:16", "lang": "fr"}, warnings=("Line 3: odd.",))
    reader = agent(lambda content, name: Reading(script, 0.2, ("short",), True))
    job = a_job(studio, state="analyzing", options=Options(aspect="1:1"))
    studio.objects.write(job.fields["script"]["object"], SCRIPT)
    handle(studio.platform, reader, a_message("ingest", topic="ingest"))
    told = studio.job()
    assert (told["state"], told["title"], told["language"]) == ("fast_track", "The Kettle", "fr")
    assert (told["options"]["aspect"], told["warnings"]) == ("1:1", ["Line 3: odd."])
    assert studio.step("ingest")["result"]["reasons"] == ["short"]


@pytest.mark.parametrize(("language", "spoken"), [("", "en"), ("fr", "fr")])
def test_the_language_is_the_scripts_unless_somebody_asks_for_another(
    studio: Studio, language: str, spoken: str
) -> None:
    job = a_job(studio, state="analyzing", options=Options(language=language) if language else Options())
    studio.objects.write(job.fields["script"]["object"], SCRIPT)
    reader = agent(lambda content, name: Reading(a_script(), 0.9, (), False))
    handle(studio.platform, reader, a_message("ingest", topic="ingest"))
    assert (studio.job()["language"], studio.job()["state"]) == (spoken, "creative_direction")


@pytest.mark.parametrize(
    ("asked", "wishes", "comes_to"),
    [
        ({}, {}, {}),
        ({}, {"Preset": "quick_social", "unknown": "x"}, {"preset": "quick_social"}),
        ({"seed": 1}, {"seed": "2", "fps": "30"}, {"seed": 1, "fps": 30}),
        ({}, {"captions": "karaoke", "grade": "noir", "mark": "ACME"},
         {"captions": "karaoke", "grade": "noir", "mark": "ACME"}),
        ({"slate": True}, {"slate": "no", "names": "yes"}, {"slate": True, "names": True}),
        ({}, {"end_card": "oui", "slate": "Non"}, {"end_card": True, "slate": False}),
        ({}, {"budget_usd": "$3"}, {"budget": 3_000_000}),
        ({}, {"webhook": "https://example.org", "brand": "acme"}, {"webhook": "https://example.org", "brand": "acme"}),
    ],
)  # fmt: skip
def test_the_person_goes_before_the_script_and_the_script_before_the_preset(
    asked: dict[str, Any], wishes: dict[str, str], comes_to: dict[str, Any]
) -> None:
    assert with_wishes(asked, wishes).model_dump(exclude_unset=True) == comes_to


@pytest.mark.parametrize("wish", ["12.50", "$12.50", "12,50", "12,50 $", "12.5 USD"])
def test_a_budget_is_read_as_people_write_it(wish: str) -> None:
    assert with_wishes({}, {"budget_usd": wish}).budget == 12_500_000


def test_every_wish_that_cannot_be_granted_is_named_with_what_can() -> None:
    wishes = {"preset": "nonsense", "fps": "99", "budget_usd": "lots", "size": "720p"}
    with pytest.raises(Refused) as caught:
        with_wishes({}, wishes)
    for words in ("preset: nonsense", "fps: 99", "budget_usd: lots"):
        assert words in caught.value.sentence
    for words in ("premium_spot", "24, 25, 30", "12.50"):
        assert words in caught.value.remedy
    assert "720p" not in f"{caught.value}"


def test_a_script_that_is_gone_or_too_large_is_refused(studio: Studio) -> None:
    work = a_work(studio, "ingest")
    with pytest.raises(Refused, match="Upload it again"):
        load(work, "manuscripts/anna/1.txt")
    studio.objects.write("manuscripts/anna/1.txt", b"x" * (LARGEST + 1))
    with pytest.raises(Permanent, match="larger than"):
        load(work, "manuscripts/anna/1.txt")
