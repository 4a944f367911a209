"""What can be measured in pictures is measured; what needs an eye is left open."""

from pathlib import Path

import pytest

from functions.semantic_qa.looks import look
from shared.media import ffmpeg
from tests.unit.media.props import a_film, a_scene, a_shot, a_storyboard

STORY = a_storyboard(a_scene(a_shot(ms=1000), a_shot(name="s01-b", ms=1000), a_shot(name="s01-c", ms=1000)))


def a_colour_film(path: Path, graph: str) -> Path:
    ffmpeg.run(["-f", "lavfi", "-i", graph, "-c:v", "libx264", "-g", "12", "-pix_fmt", "yuv420p", path], timeout_s=60)
    return path


def test_story_and_feeling_are_not_guessed(tmp_path: Path) -> None:
    scores = look(a_film(tmp_path), STORY)
    assert scores["narrative_adherence"] is None
    assert scores["emotional_sync"] is None
    assert set(scores) == {"style_coherence", "narrative_adherence", "emotional_sync", "visual_quality"}


def test_a_film_with_pictures_scores_above_an_empty_one(tmp_path: Path) -> None:
    good = look(a_film(tmp_path), STORY)["visual_quality"]
    empty = look(a_colour_film(tmp_path / "e.mp4", "color=gray:s=320x180:r=24:d=3"), STORY)["visual_quality"]
    assert good is not None
    assert empty is not None
    assert empty < 0.4 < 0.7 < good


def test_scenes_of_one_palette_are_more_coherent_than_wild_ones(tmp_path: Path) -> None:
    wild = "color=red:s=320x180:r=24:d=3,hue='h=if(lt(t,1),0,if(lt(t,2),120,240))'"
    one = look(a_film(tmp_path), STORY)["style_coherence"]
    many = look(a_colour_film(tmp_path / "w.mp4", wild), STORY)["style_coherence"]
    assert one is not None
    assert many is not None
    assert many < one <= 1


def test_the_same_film_always_scores_the_same(tmp_path: Path) -> None:
    film = a_film(tmp_path)
    assert look(film, STORY) == look(film, STORY)


@pytest.mark.parametrize("shots", [1, 2])
def test_short_films_can_be_looked_at(tmp_path: Path, shots: int) -> None:
    assert look(a_film(tmp_path, shots=shots), STORY)["visual_quality"] is not None
