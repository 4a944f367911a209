"""A scene's sounds: a bed for its place, a hit for each cue, as long as the scene and what leads to its neighbours."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.sound_effects.hits import CATEGORIES
from functions.sound_effects.synthesis import perform, synth
from shared.media.sound import RATE, reading, samples_of
from shared.model.storyboard import Scene, SoundCue
from shared.model.timeline import LEAD_MS
from tests.unit.media.props import a_scene, a_shot

LEAD = samples_of(LEAD_MS)


def performed(scene: Scene, path: Path) -> NDArray[Any]:
    perform(scene, 7, path)
    with reading(path) as sound:
        return sound.read(0, sound.samples)


def level(part: NDArray[Any]) -> float:
    return float(np.sqrt((part**2).mean()))


def test_there_are_the_twelve_families() -> None:
    assert set(CATEGORIES) == {
        "ambience", "foley", "mechanical", "nature", "weather", "crowd", "impact", "vehicle", "animal", "water",
        "electronic", "transition",
    }  # fmt: skip


@pytest.mark.parametrize("category", [*CATEGORIES, "never heard of"])
def test_every_family_makes_a_sound_that_is_heard_and_ends_softly(category: str) -> None:
    sound = synth(category, 1200, 7, "some words")
    assert len(sound) == round(1.2 * RATE)
    assert 0.05 < np.abs(sound).max() <= 0.81
    assert np.isfinite(sound).all()
    assert abs(float(sound[-1])) < 0.01
    assert np.array_equal(sound, synth(category, 1200, 7, "some words"))


def test_words_choose_the_sound() -> None:
    dog, cat = synth("animal", 900, 7, "a dog barks"), synth("animal", 900, 7, "le chat miaule")
    assert not np.allclose(dog, cat, atol=0.05)


def test_a_track_is_exactly_as_long_as_its_scene_with_its_leads_and_the_same_each_time(tmp_path: Path) -> None:
    scene = a_scene(a_shot(ms=1234), a_shot(name="s01-b", ms=777), place="Beach", interior=False, weather="storm")
    track = performed(scene, tmp_path / "1.wav")
    assert track.shape == (round(2.011 * RATE) + 2 * LEAD, 2)
    assert min(level(track[:LEAD]), level(track[-LEAD:])) > 0.3 * level(track) > 0, "its bed is heard in them"
    assert np.array_equal(track, performed(scene, tmp_path / "2.wav"))


def test_a_hit_is_heard_at_its_shot(tmp_path: Path) -> None:
    bang = (SoundCue(category="impact", words="a loud thud"),)
    track = performed(a_scene(a_shot(ms=3000), a_shot(name="s01-b", ms=3000, sounds=bang)), tmp_path / "t.wav")
    bang_at = LEAD + round(3.1 * RATE)
    assert level(track[bang_at : bang_at + round(0.3 * RATE)]) > 3 * level(track[RATE : 2 * RATE]) > 0


def test_rain_is_heard_outside_more_than_inside(tmp_path: Path) -> None:
    outside = performed(a_scene(place="Field", interior=False, weather="rain"), tmp_path / "o.wav")
    inside = performed(a_scene(place="Room", interior=True, weather="rain"), tmp_path / "i.wav")
    dry = performed(a_scene(place="Room", interior=True), tmp_path / "d.wav")
    assert level(outside) > level(inside) > level(dry) > 0
