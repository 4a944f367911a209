"""What a provider is told: within its limits, what matters most for longest, the same person in the same words."""

import re
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.visual_translator import vocabulary
from functions.visual_translator.limits import BACKENDS, LIMITS, MODELS, Limits, clip_seconds, length, ratio_for
from functions.visual_translator.prompts import Prompt, prompt_for, seed_of
from shared.model.storyboard import Character, Move, Size, Storyboard, TimeOfDay
from shared.writing.brand import Entry, Look, Match
from tests.unit.core.builders import a_line, a_scene, a_shot, a_storyboard
from tests.unit.writing.builders import a_storyboard as a_directed

BOARD = a_directed(
    "EXT. BEACH - NIGHT\n\nRain. ANNA (30), with a red umbrella and a green hat, runs to BEN (70).\n\nANNA\nWait!\n\n"
    "BEN\nI always do.\n\nAnna laughs."
)
MEANT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("aé 🐦👩‍🎤語の한.,;\n\t"), min_size=1, max_size=400
)
EVERY = pytest.mark.parametrize("limits", LIMITS.values(), ids=lambda limits: limits.provider)


def the_film(picture: str = "A kettle.", look: str = "a grey coat", place: str = "Kitchen", **shot: Any) -> Storyboard:
    said = {"picture": picture, "characters": ("ANNA",), "lines": (a_line(),), **shot}
    scene = a_scene("s01", shots=[a_shot("s01-a1", **said)], place=place, mood="tense", weather="rain", interior=False)
    board = a_storyboard(scene)
    return board.model_copy(update={"characters": (Character(name="ANNA", look=look, colour="#884422"),)})


def told(board: Storyboard, limits: Limits, **more: Any) -> Prompt:
    return prompt_for(board.shots[0], board.scenes[0], board, limits, **more)


@EVERY
def test_a_prompt_says_what_is_seen_and_how(limits: Limits) -> None:
    shot, scene = BOARD.shots[0], BOARD.scenes[0]
    prompt = prompt_for(shot, scene, BOARD, limits)
    assert prompt.text.startswith("Wide shot")
    assert shot.picture.rstrip(".") in prompt.text
    assert "Night" in prompt.text
    assert "Rain, wet reflections" in prompt.text


# ------------------------------------------------------------------------------------------------ never over a limit


@EVERY
@given(picture=MEANT, look=MEANT, place=MEANT, times=st.integers(1, 40))
def test_no_prompt_is_ever_over_its_limit(limits: Limits, picture: str, look: str, place: str, times: int) -> None:
    prompt = told(the_film(picture * times, look * times, place), limits)
    assert length(prompt.text, limits.unit) <= limits.letters
    assert len(prompt.negative) <= limits.negative
    assert (prompt.seed is None) == (limits.seeds == 0)
    assert prompt.seed is None or 0 <= prompt.seed < limits.seeds
    assert prompt.ratio in [word for _, word in limits.ratios]
    assert not limits.seconds or prompt.seconds in limits.seconds


@given(picture=MEANT, letters=st.integers(0, 300), unit=st.sampled_from(["utf16", "letters", "tokens"]))
def test_a_cut_falls_between_words_and_never_through_a_sign(picture: str, letters: int, unit: Any) -> None:
    tiny = Limits("tiny", letters, (), (("16:9", "16:9"),), unit=unit)
    whole = told(the_film(picture), replace(tiny, letters=100_000)).text
    text = told(the_film(picture), tiny).text
    assert length(text, unit) <= letters
    text.encode("utf-16-le").decode("utf-16-le")  # raises where half a sign is left
    if text.endswith("…") and not whole.startswith(text):
        kept = text[:-1]
        assert whole.startswith(kept)
        after = whole[len(kept) :].lstrip(" ,;:.")
        wide = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
        between = whole[len(kept)] in " ,;:." or wide.match(after or "語") or wide.match(kept[-1:] or "語")
        assert between or kept[-1:] in "\ufe00\ufe0f"


WEIGHED = (  # what matters, the most important first
    ("Wide shot", "A kettle."),
    ("ANNA: a grey coat.",),
    ("Exterior: Kitchen.", "Soft natural light."),
    ("ANNA is speaking.",),
    ("Rain, wet reflections.",),
    ("Tense mood, hard contrast.",),
    ("Consistent characters",),
)


@given(letters=st.integers(60, 420))
def test_what_matters_most_is_kept_longest(letters: int) -> None:
    limits = Limits("tiny", letters, (), (("16:9", "16:9"),))
    text = told(the_film(), limits).text
    kept = [all(clause in text for clause in clauses) for clauses in WEIGHED]
    some = [any(clause in text for clause in clauses) for clauses in WEIGHED]
    least = max((at for at, each in enumerate(some) if each), default=0)
    assert all(kept[:least])


def test_a_longer_limit_never_says_less() -> None:
    limits = Limits("tiny", 0, (), (("16:9", "16:9"),))
    lengths = [len(told(the_film(), replace(limits, letters=letters)).text) for letters in range(60, 420)]
    assert lengths == sorted(lengths)


def test_signs_that_are_cut_in_half_already_do_not_travel() -> None:
    board = the_film("A bird \ud83d sings", look="a hat \udc26")
    told(board, LIMITS["runway"]).text.encode("utf-8")


def test_a_word_longer_than_any_limit_is_left_out_whole() -> None:
    text = told(the_film("A" * 5000), LIMITS["runway"]).text
    assert text == "Wide shot, 24mm lens, static camera…"


def test_writing_without_spaces_is_cut_between_its_signs() -> None:
    text = told(the_film("雪が降る" * 500), LIMITS["runway"]).text
    assert 990 < length(text, "utf16") <= 1000
    assert text.endswith("…")


# --------------------------------------------------------------------------------------------------- the same words


def test_a_person_is_described_in_the_same_words_in_every_shot_for_every_provider() -> None:
    looks = {character.name: character.look for character in BOARD.characters}
    for limits in LIMITS.values():
        for shot in BOARD.shots:
            text = prompt_for(shot, BOARD.scenes[0], BOARD, limits).text
            assert all(f"{name}: {looks[name]}." in text for name in shot.characters)


def test_a_brands_place_style_palette_and_pictures_go_with_the_shot() -> None:
    entries = [
        Entry("style", "style", "grainy 16mm", references=("references/anna/style.png",)),
        Entry("palette", "palette", "teal and rust"),
        Entry("character", "ANNA", "a grey coat", references=("references/anna/1.png", "references/anna/2.png")),
        Entry("place", "Kitchen", "a small kitchen with green tiles", references=("references/anna/place.png",)),
    ]
    look = Look(tuple(Match(entry.name, entry, None) for entry in entries))
    prompt = told(the_film(), LIMITS["veo-3.1-generate-001"], look=look)
    assert "Exterior: a small kitchen with green tiles." in prompt.text
    assert "Grainy 16mm." in prompt.text
    assert "Colour palette: teal and rust." in prompt.text
    assert prompt.references == ("references/anna/1.png", "references/anna/2.png", "references/anna/place.png")
    assert told(the_film(), LIMITS["gen4_turbo"], look=look).references == ("references/anna/1.png",)
    assert told(the_film(), LIMITS["veo-3.1-lite-generate-001"], look=look).references == ()


def test_a_seed_follows_what_is_seen_and_not_where_it_stands() -> None:
    shot, scene = BOARD.shots[0], BOARD.scenes[0]
    moved = shot.model_copy(update={"number": "9.9", "duration_ms": 9000})
    assert seed_of(shot, scene) == seed_of(moved, scene) < 2**31
    assert seed_of(shot, scene) != seed_of(shot, scene, seed=1)
    assert seed_of(shot, scene) != seed_of(shot.model_copy(update={"picture": "Another."}), scene)


# --------------------------------------------------------------------------------------------- camera, light, mood


def test_every_word_of_a_storyboard_has_a_phrase() -> None:
    assert set(vocabulary.SIZES) == set(get_args(Size))
    assert set(vocabulary.MOVES) == set(get_args(Move))
    assert set(vocabulary.INSIDE) == set(vocabulary.OUTSIDE) == set(get_args(TimeOfDay))


@pytest.mark.parametrize(
    ("move", "mood", "said"),
    [
        ("dolly_in", "calm", "slow dolly in"),
        ("pan_left", "tense", "fast pan left"),
        ("static", "tense", "static camera"),
        ("orbital", "epic", "sweeping orbital move"),
        ("zoom_out", "joyful", "fluid zoom out"),
    ],
)
def test_the_camera_moves_as_the_scene_feels(move: Move, mood: str, said: str) -> None:
    shot, scene = a_shot(move=move), a_scene(mood=mood)
    assert said in vocabulary.camera(shot, scene, still=False)
    assert said not in vocabulary.camera(shot, scene, still=True)


def test_light_and_weather_know_whether_we_are_inside() -> None:
    inside, outside = (a_scene(time_of_day="day", weather="rain", interior=where) for where in (True, False))
    assert (vocabulary.light(inside), vocabulary.sky(inside)) == (
        "daylight through the windows, soft fill",
        "rain, wet reflections outside the windows",
    )
    assert vocabulary.light(outside) == "clear natural daylight"


def test_a_still_is_told_of_no_move_and_no_speech() -> None:
    still, clip = told(the_film(move="dolly_in"), LIMITS["keyframe"]), told(the_film(), LIMITS["veo"])
    assert "is speaking" in clip.text
    assert "is speaking" not in still.text
    assert "dolly" not in still.text


# -------------------------------------------------------------------------------------------------- limits are data


@pytest.mark.parametrize(
    ("provider", "milliseconds", "seconds"),
    [
        ("veo", 3100, 4),
        ("veo", 4100, 6),
        ("veo", 20_000, 8),
        ("runway", 5001, 6),
        ("keyframe", 2500, 3),
        ("gemini-omni-1.2-flash", 2000, 3),
        ("minimax/hailuo-2.3", 2000, 6),
        ("wan-video/wan-2.5-i2v-fast", 5001, 10),
    ],
)
def test_a_clip_covers_its_shot_where_the_provider_can(provider: str, milliseconds: int, seconds: int) -> None:
    assert clip_seconds(LIMITS[provider], milliseconds) == seconds


def test_a_ratio_that_a_provider_lacks_becomes_the_nearest() -> None:
    assert ratio_for(LIMITS["veo"], "4:5") == "9:16"
    assert ratio_for(LIMITS["veo"], "1:1") == "16:9"
    assert ratio_for(LIMITS["gen4_turbo"], "1:1") == "960:960"
    assert ratio_for(LIMITS["gen4.5"], "16:9") == "1280:720"
    assert ratio_for(LIMITS["minimax/hailuo-2.3"], "9:16") == "16:9"


@pytest.mark.parametrize("backend", MODELS)
def test_what_a_backend_is_told_fits_each_of_its_models(backend: str) -> None:
    for model in MODELS[backend].values():
        assert BACKENDS[backend].unit == model.unit
        assert BACKENDS[backend].letters <= model.letters
        assert set(BACKENDS[backend].ratios) <= set(model.ratios)


def test_no_model_has_the_name_of_a_backend_and_each_stands_once() -> None:
    assert len(LIMITS) == len(BACKENDS) + sum(len(models) for models in MODELS.values())


@pytest.mark.parametrize(
    ("text", "utf16", "letters", "tokens"), [("abc", 3, 3, 1), ("🐦", 2, 1, 2), ("été, oui", 8, 8, 4), ("", 0, 0, 0)]
)
def test_length_is_counted_in_the_providers_unit(text: str, utf16: int, letters: int, tokens: int) -> None:
    assert (length(text, "utf16"), length(text, "letters"), length(text, "tokens")) == (utf16, letters, tokens)


def test_a_negative_prompt_is_given_whole_words_where_it_is_taken() -> None:
    film = the_film()
    assert told(film, LIMITS["gen4_turbo"]).negative == ""
    assert told(film, LIMITS["veo-3.1-generate-001"]).negative == vocabulary.NEGATIVE
    assert told(film, replace(LIMITS["veo"], negative=20)).negative == "text, captions"
