"""The film for other people's tools: whoever opens a project finds the same cuts."""

import csv
import io
from typing import Any

import opentimelineio as otio
import pysubs2
import pytest

from functions.post_processor import interchange
from functions.post_processor.papers import papers
from shared.model.joints import Joint
from shared.model.timeline import Caption, Clip, Sound, Timeline
from tests.unit.media.props import a_line, a_scene, a_shot, a_storyboard

HOSTILE = 'It\'s "x" \\ <é> & 100% {b} [c] ; \n--> \u202eتحية 😀'

BOARD = a_storyboard(
    a_scene(a_shot("s01-a", lines=(a_line(HOSTILE),)), a_shot("s01-b", picture="=1+1")),
    a_scene(a_shot("s02-c", title=HOSTILE), name="s02"),
    a_scene(a_shot("s03-d"), name="s03"),
)

FILM = Timeline(
    title=HOSTILE, fps=24, frame=(640, 360),
    clips=(
        Clip(shot="s01-a", first_frame=0, frames=48, take="takes/a/1.png"),
        Clip(shot="s01-b", first_frame=48, frames=50, leaves=10, take="takes/a/2.mp4"),
        Clip(shot="s02-c", first_frame=98, frames=60, enters=10, leaves=5, take="takes/a/3.png"),
        Clip(shot="s03-d", first_frame=158, frames=30, enters=5, take="takes/a/4.png"),
    ),
    joints=(
        Joint(left="s01-b", right="s02-c", kind="dissolve", half=10),
        Joint(left="s02-c", right="s03-d", kind="wipe", half=5),
    ),
    voices=(
        Sound(start_ms=350, ms=900, source="voices/a/v.wav"),
        Sound(start_ms=1000, ms=900, source="voices/a/w.wav"),
    ),
    music=(Sound(start_ms=0, ms=7833, source="music/a/m.wav"),),
    captions=(
        Caption(start_ms=350, end_ms=1250, text=HOSTILE, speaker="MARA"),
        Caption(start_ms=1300, end_ms=2000, text="Good."),
    ),
)  # fmt: skip
PAPERS = papers(FILM, BOARD)


def cuts(project: Any) -> list[tuple[str, float, float]]:
    (track,) = project.video_tracks()
    return [
        (clip.name, found.start_time.value, found.duration.value)
        for clip in track.find_clips()
        for found in [clip.trimmed_range_in_parent()]
    ]


def opened(suffix: str, adapter: str, **more: Any) -> Any:
    return otio.adapters.read_from_string(PAPERS[suffix].decode(), adapter, **more)


def test_a_project_is_the_same_after_it_was_read_and_written_again() -> None:
    project = opened(".otio", "otio_json")
    assert project.is_equivalent_to(interchange.laid(FILM))
    assert otio.adapters.write_to_string(project, "otio_json").encode() == PAPERS[".otio"]


@pytest.mark.parametrize(("suffix", "adapter"), [(".edl", "cmx_3600"), (".fcpxml", "fcpx_xml")])
def test_every_format_has_the_same_cuts_on_the_frame(suffix: str, adapter: str) -> None:
    read = opened(suffix, adapter, **({"rate": 24} if suffix == ".edl" else {}))
    assert cuts(read) == cuts(opened(".otio", "otio_json"))


def test_cuts_stand_where_the_film_has_them_and_joints_where_they_begin() -> None:
    assert cuts(interchange.laid(FILM)) == [
        ("s01-a", 0, 48), ("s01-b", 48, 40), ("s02-c", 88, 65), ("s03-d", 153, 35),
    ]  # fmt: skip
    assert FILM.frames == 153 + 35


def test_a_film_of_plain_cuts_has_its_shots_own_places() -> None:
    plain = FILM.model_copy(
        update={"joints": (), "clips": tuple(clip.model_copy(update={"enters": 0, "leaves": 0}) for clip in FILM.clips)}
    )
    assert [start for _, start, _ in cuts(interchange.laid(plain))] == [clip.first_frame for clip in FILM.clips]


def test_voices_that_overlap_lie_on_tracks_of_their_own() -> None:
    names = [track.name for track in interchange.laid(FILM).audio_tracks()]
    assert names == ["Voices 1", "Voices 2", "Music 1"]


def test_everything_that_a_project_speaks_of_can_be_found() -> None:
    project = opened(".otio", "otio_json")
    spoken_of = {clip.media_reference.target_url for clip in project.find_clips()}
    assert spoken_of == set(interchange.media(FILM))
    assert interchange.media(FILM)["media/s01-b.mp4"] == "takes/a/2.mp4"


@pytest.mark.parametrize(("suffix", "kind"), [(".srt", "srt"), (".vtt", "vtt")])
def test_caption_files_are_read_by_others(suffix: str, kind: str) -> None:
    read = pysubs2.SSAFile.from_string(PAPERS[suffix].decode(), kind)
    assert [(line.start, line.end) for line in read] == [(350, 1250), (1300, 2000)]
    assert read[1].text == "Good."


def test_a_list_of_shots_has_a_row_for_each_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(PAPERS[".csv"].decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["s01-a", "s01-b", "s02-c", "s03-d"]
    assert rows[2][rows[0].index("picture")] == "'=1+1"
    assert [row[rows[0].index("entered by")] for row in rows[1:]] == ["cut", "cut", "dissolve", "wipe"]
    assert rows[-1][rows[0].index("ends")] == "00:00:07:20"


def test_equal_films_give_equal_papers() -> None:
    assert papers(FILM, BOARD) == PAPERS
