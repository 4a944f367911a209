"""Segments and sound become a film: frames as planned, sound in step, ready to start at once."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from functions.post_processor import film, mix, segment
from functions.post_processor.cutting import Cut
from shared.media import ffmpeg
from shared.media.probe import probe
from shared.model.errors import Permanent
from shared.model.timeline import Clip, Sound, Timeline
from tests.unit.media.props import FPS, FRAME, a_film, a_picture, a_tone


def test_a_film_has_every_frame_and_its_sound_ends_with_it(tmp_path: Path) -> None:
    made = a_film(tmp_path, shots=4, frames=17)
    facts = probe(made)
    assert facts.frames == 68
    assert abs(facts.video_ms - facts.audio_ms) < 1000 / FPS
    assert facts.moov_first
    ffmpeg.run(["-xerror", "-err_detect", "explode", "-i", made, "-f", "null", "-"], timeout_s=60)


def test_pictures_follow_one_another_evenly(tmp_path: Path) -> None:
    import av

    with av.open(str(a_film(tmp_path))) as container:
        stream = container.streams.video[0]
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
    assert {after - before for before, after in pairwise(times)} == {segment.TIMESCALE // FPS}


def test_equal_films_have_equal_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert a_film(tmp_path / "a").read_bytes() == a_film(tmp_path / "b").read_bytes()


def test_a_timeline_is_joined_from_its_objects(tmp_path: Path) -> None:
    store, scratch = tmp_path / "it's a [store]", tmp_path / "scratch"
    store.mkdir()
    scratch.mkdir()
    cut = Cut(frame=FRAME, fps=FPS, frames=24)
    for name in ("one", "two"):
        segment.body(a_picture(store / f"{name}.png"), store / f"{name}.mp4", cut, scratch=store)
    for name, channels in (("voice", 1), ("music", 2), ("bed", 2)):
        a_tone(store / f"{name}.wav", 2000, channels=channels)
    timeline = Timeline(
        title="x", fps=FPS, frame=FRAME,
        clips=(Clip(shot="s01-a", first_frame=0, frames=24, picture="one.mp4"),
               Clip(shot="s01-b", first_frame=24, frames=24, picture="two.mp4")),
        voices=(Sound(start_ms=350, ms=900, source="voice.wav"),),
        music=(Sound(start_ms=0, ms=2000, source="music.wav"),),
        effects=(Sound(start_ms=0, ms=1000, source="bed.wav"), Sound(start_ms=1000, ms=1000, source="bed.wav")),
    )  # fmt: skip
    fetched: list[Path] = []

    def fetch(name: str) -> Path:
        fetched.append(Path(shutil.copy(store / name, scratch / f"{len(fetched)}{Path(name).suffix}")))
        return fetched[-1]

    sound = tmp_path / "mix.m4a"
    mastered = mix.mixed(timeline, fetch, sound, scratch=scratch)
    assert not list(scratch.iterdir()), "sounds go when they have been heard"
    film.splice([fetch(name) for name in timeline.pictures], sound, tmp_path / "film.mp4", scratch=scratch)
    assert probe(tmp_path / "film.mp4").frames == 48
    assert abs(mastered.lufs + 16) < 0.5


def test_names_with_quotes_are_joined_and_line_breaks_refused(tmp_path: Path) -> None:
    odd = tmp_path / "it's 'quoted' \\ and # more.mp4"
    segment.body(a_picture(tmp_path / "p.png"), odd, Cut(frame=FRAME, fps=FPS, frames=5), scratch=tmp_path)
    made = a_film(tmp_path, shots=1)
    film.splice([odd, odd], made, tmp_path / "out.mp4", scratch=tmp_path)
    assert probe(tmp_path / "out.mp4").frames == 10
    with pytest.raises(Permanent):
        film.splice([tmp_path / "a\nfile b"], made, tmp_path / "out.mp4", scratch=tmp_path)


def test_no_shot_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no shot"):
        film.splice([], tmp_path / "mix.m4a", tmp_path / "out.mp4", scratch=tmp_path)
