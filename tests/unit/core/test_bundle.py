"""All of a film in one archive, packed while it is sent."""

import io
import json
import zipfile

import pytest

from shared.model.errors import Permanent, Refused
from shared.pipeline import bundle
from tests.unit.core.builders import Studio, a_job, done

TIMELINE = {"media": {"media/s01-a.png": "takes/anna/1.png", "media/v.wav": "voices/anna/v.wav"}}
OBJECTS = {
    "films/anna/f.mp4": b"film" * 100_000,
    "papers/anna/s.srt": b"1\n",
    "papers/anna/t.json": json.dumps(TIMELINE).encode(),
    "papers/anna/c.txt": b"thanks",
    "stems/anna/v.wav": b"RIFF",
    "takes/anna/1.png": b"png",
    "voices/anna/v.wav": b"voice",
}
OUTPUTS = {
    "mp4": "films/anna/f.mp4",
    "srt": "papers/anna/s.srt",
    "json": "papers/anna/t.json",
    "credits.txt": "papers/anna/c.txt",
}


def delivered(studio: Studio, *, name: str = "the kettle.fountain", stems: bool = True) -> str:
    for stored, content in OBJECTS.items():
        studio.objects.write(stored, io.BytesIO(content), if_generation=0, content_type="")
    done(studio, {"mix": {"stems": {"voice": "stems/anna/v.wav"} if stems else {}}})
    return a_job(studio, state="delivered", outputs=OUTPUTS, script={"name": name, "object": "x"}).path


def archive(studio: Studio, path: str) -> zipfile.ZipFile:
    job = studio.documents.get(path)
    assert job is not None
    files = bundle.contents(studio.platform, job)
    return zipfile.ZipFile(io.BytesIO(b"".join(bundle.packed(studio.platform, files))))


def test_it_holds_film_papers_stems_credits_and_what_projects_speak_of(studio: Studio) -> None:
    packed = archive(studio, delivered(studio))
    assert packed.testzip() is None
    assert packed.namelist() == [
        "CREDITS.txt", "media/s01-a.png", "media/v.wav", "stems/voice.wav", "the kettle.json", "the kettle.mp4",
        "the kettle.srt",
    ]  # fmt: skip
    assert packed.read("the kettle.mp4") == OBJECTS["films/anna/f.mp4"]


def test_without_stems_it_is_whole_all_the_same(studio: Studio) -> None:
    assert "stems/voice.wav" not in archive(studio, delivered(studio, stems=False)).namelist()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs.txt", "..\\..\\x.txt", "\n.txt"])
def test_no_name_leads_out_of_the_archive(studio: Studio, name: str) -> None:
    for each in archive(studio, delivered(studio, name=name)).namelist():
        assert ".." not in each.split("/")
        assert "\\" not in each
        assert not each.startswith("/")


def test_the_same_film_is_the_same_archive_and_no_piece_is_large(studio: Studio) -> None:
    job = studio.documents.get(delivered(studio))
    assert job is not None
    files = bundle.contents(studio.platform, job)
    pieces = list(bundle.packed(studio.platform, files))
    assert pieces == list(bundle.packed(studio.platform, files))
    assert max(map(len, pieces)) < 1_000_000


def test_a_film_that_is_none_yet_and_a_form_that_is_none_are_refused(studio: Studio) -> None:
    with pytest.raises(Permanent, match="rendering"):
        bundle.delivered(a_job(studio), "zip")
    job = studio.documents.get(delivered(studio))
    assert job is not None
    with pytest.raises(Refused, match="There is no gif"):
        bundle.delivered(job, "gif")
