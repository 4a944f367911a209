"""What a provider is told: within its limits, and the same person always in the same words."""

import pytest

from functions.visual_translator.limits import LIMITS, clip_seconds, ratio_for
from functions.visual_translator.prompts import prompt_for, seed_of, units
from tests.unit.writing.builders import a_storyboard

BOARD = a_storyboard(
    "EXT. BEACH - NIGHT\n\nRain. ANNA (30), with a red umbrella and a green hat, runs to BEN (70).\n\nANNA\nWait!\n\n"
    "BEN\nI always do.\n\nAnna laughs."
)


@pytest.mark.parametrize("provider", LIMITS)
def test_a_prompt_says_what_is_seen_and_how(provider: str) -> None:
    shot, scene = BOARD.shots[0], BOARD.scenes[0]
    prompt = prompt_for(shot, scene, BOARD, LIMITS[provider])
    assert prompt.text.startswith("Wide shot")
    assert shot.picture.rstrip(".") in prompt.text
    assert "Night" in prompt.text
    assert "Rain, wet reflections" in prompt.text
    assert units(prompt.text) <= LIMITS[provider].letters


def test_a_person_is_described_in_the_same_words_in_every_shot() -> None:
    looks = {character.name: character.look for character in BOARD.characters}
    for shot in BOARD.shots:
        text = prompt_for(shot, BOARD.scenes[0], BOARD, LIMITS["veo"]).text
        assert all(f"{name}: {looks[name]}." in text for name in shot.characters)


@pytest.mark.parametrize("letters", [40, 200, 400, 1000])
def test_a_prompt_that_is_too_long_loses_its_least_important_clauses_first(letters: int) -> None:
    limits = LIMITS["veo"]
    short = type(limits)("tiny", letters, limits.seconds, limits.ratios, seed=True, negative=False, references=0)
    shot = BOARD.shots[0].model_copy(update={"picture": "A 🐦 sings " * 20})
    text = prompt_for(shot, BOARD.scenes[0], BOARD, short).text
    assert 0 < units(text) <= letters
    assert "no text in the picture" not in text or letters == 1000


def test_a_seed_follows_what_is_seen_and_not_where_it_stands() -> None:
    shot, scene = BOARD.shots[0], BOARD.scenes[0]
    moved = shot.model_copy(update={"number": "9.9", "duration_ms": 9000})
    assert seed_of(shot, scene) == seed_of(moved, scene) < 2**31
    assert seed_of(shot, scene) != seed_of(shot, scene, seed=1)


@pytest.mark.parametrize(
    ("provider", "milliseconds", "seconds"),
    [("veo", 3100, 4), ("veo", 4100, 6), ("veo", 20_000, 8), ("runway", 5001, 6), ("keyframe", 2500, 3)],
)
def test_a_clip_covers_its_shot_where_the_provider_can(provider: str, milliseconds: int, seconds: int) -> None:
    assert clip_seconds(LIMITS[provider], milliseconds) == seconds


def test_a_ratio_that_a_provider_lacks_becomes_the_nearest() -> None:
    assert ratio_for(LIMITS["veo"], "4:5") == "9:16"
    assert ratio_for(LIMITS["veo"], "1:1") == "16:9"
    assert ratio_for(LIMITS["runway"], "16:9") == "1280:720"
