"""The score is as long as the film, follows its scenes, and is the same each time."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from functions.music_composer.composer import compose
from functions.music_composer.harmony import colour_of
from shared.media.sound import RATE, reading


def played(path: Path, sections: list[tuple[int, str, str]], seed: int = 7) -> NDArray[Any]:
    compose("neutral", sections, seed, path)
    with reading(path) as sound:
        return sound.read(0, sound.samples)


def level(part: NDArray[Any]) -> float:
    return float(np.sqrt((part**2).mean()))


def test_the_score_is_exactly_as_long_as_the_film_and_ends_with_it(tmp_path: Path) -> None:
    music = played(tmp_path / "m.wav", [(3333, "tense", ""), (8001, "tender", "")])
    assert music.shape == (round(11.334 * RATE), 2)
    assert np.abs(music[-200:]).max() < 0.002 < level(music[: RATE * 6])
    assert np.abs(music).max() < 0.95


def test_equal_seeds_give_equal_samples_and_others_another_tune(tmp_path: Path) -> None:
    sections = [(9000, "joyful", "")]
    first = played(tmp_path / "1.wav", sections)
    assert np.array_equal(first, played(tmp_path / "2.wav", sections))
    assert not np.array_equal(first, played(tmp_path / "3.wav", sections, seed=8))


def test_a_scene_that_asks_for_silence_gets_it(tmp_path: Path) -> None:
    music = played(tmp_path / "m.wav", [(4000, "calm", ""), (12_000, "calm", "none"), (4000, "calm", "")])
    assert level(music[10 * RATE : 15 * RATE]) < 0.0005 < level(music[17 * RATE : 19 * RATE])


def test_moods_sound_different(tmp_path: Path) -> None:
    sad = played(tmp_path / "1.wav", [(8000, "sad", "")])
    angry = played(tmp_path / "2.wav", [(8000, "angry", "")])
    assert not np.allclose(sad, angry, atol=0.02)


def test_what_a_scene_asks_for_wins_over_its_mood_and_the_films() -> None:
    assert colour_of("gentle love theme", "tense", "epic").name == "tender"
    assert colour_of("", "tense", "epic").name == "tense"
    assert colour_of("", "neutral", "").name == "neutral"


def test_very_short_films_have_music_too(tmp_path: Path) -> None:
    assert played(tmp_path / "m.wav", [(1, "sad", ""), (250, "epic", "")]).shape == (round(0.251 * RATE), 2)
