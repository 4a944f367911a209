"""What a person is told of hired voices and scores before and after: whose voice it was, what it cost, what it will."""

from functools import partial
from typing import Any

import pytest

from functions.audio_generator.agent import agent
from functions.audio_generator.hiring import hired
from functions.budget_guard.agent import AGENT as GUARD
from functions.music_composer.commission import opened
from functions.visual_translator.agent import AGENT as TRANSLATOR
from shared.model.job import Options
from shared.money import preparation
from shared.money.book_reading import house_book
from shared.money.quote_hired import SCORES, voices_price
from tests.unit.core.builders import Studio, a_job, a_message, a_storyboard, a_unit, a_work, deliver, done
from tests.unit.hired.conftest import Open
from tests.unit.hired.shop import LINES, Here, a_film, a_line, a_score_to_make, spent

HIRING = agent(Here(), partial(hired, local=Here()))


def translated(studio: Studio) -> Any:
    deliver(studio, HIRING, a_message(a_unit("voice-s01"), topic="audio_generator"))
    return TRANSLATOR.make(a_work(studio, a_unit("prompts"), agent="visual_translator"))


def test_somebody_who_is_heard_in_two_voices_is_named(studio: Studio, a_shop: Open) -> None:
    a_shop("speech").behave(script=["ok", "ok", "ok", "refuse"])
    a_film(studio, [*LINES, a_line("l4", "I am here.")])
    told = translated(studio).job
    assert "ANNA is heard in two voices in this film: Google Text-to-Speech and here." in told["warnings"]
    assert not any("MARC is heard" in each or "The narrator is heard" in each for each in told["warnings"])
    assert told["spent"] == spent(studio) > 0


def test_nobody_is_heard_in_two_voices_where_all_goes_well(studio: Studio, a_shop: Open) -> None:
    a_shop("speech")
    a_film(studio, [*LINES, a_line("l4", "…")])  # what is not said has no voice
    assert translated(studio).job["warnings"] == []


def test_a_local_film_is_told_nothing_new(studio: Studio) -> None:
    a_film(studio, voices="local")
    assert "spent" not in translated(studio).job


def priced(studio: Studio, plan: dict[str, int], **options: Any) -> Any:
    a_job(studio, state="financial", options=Options.model_validate({"budget": 5_000_000, **options}))
    done(studio, {"plan": plan})
    return GUARD.make(a_work(studio, a_unit("escrow"), agent="budget_guard"))


def test_the_price_of_a_film_is_its_pictures_its_score_and_what_its_voices_have_cost(studio: Studio) -> None:
    a_film(studio)
    speaker = a_work(studio, a_unit("voice-s01"))
    preparation.reserve(speaker, "voice-1", 1_000, wished=True)
    preparation.settle(speaker, "voice-1", 1_000)
    made = priced(studio, {"price": 50_000, "most": 60_000, "score": 7_000})
    assert (made.job["price"], made.result["held"]) == (58_000, 60_000)


def test_a_score_that_will_be_bought_needs_the_owners_leave_like_a_picture(studio: Studio) -> None:
    assert priced(studio, {"price": 0, "most": 0, "score": 7_000}, approval=True).result["approval"] is True
    assert priced(Studio(), {"price": 0, "most": 0, "score": 7_000}, preset="brand_campaign").result["approval"] is True
    assert priced(Studio(), {"price": 0, "most": 0}, preset="brand_campaign").result["approval"] is False


@pytest.mark.parametrize("who", ["google", "elevenlabs"])
@pytest.mark.parametrize("family", ["Neural2", "Chirp3-HD"])
def test_what_the_voices_cost_is_what_was_estimated(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch, who: str, family: str
) -> None:
    there = a_shop({"google": "speech"}.get(who, who))
    monkeypatch.setenv("AIPROD_GOOGLE_VOICES", family)
    scene = a_film(studio, voices=who)
    options = Options.model_validate({"preset": "quick_social", "voices": who})
    estimated = voices_price(house_book(), options, a_storyboard(scene), "2026-11-21")
    translated(studio)
    assert estimated == spent(studio) == there.billed > 0


@pytest.mark.parametrize("who", SCORES)
def test_the_score_that_is_set_aside_is_the_one_that_is_ordered(studio: Studio, a_shop: Open, who: str) -> None:
    for name in ("elevenlabs", "suno", "soundful"):
        a_shop(name)
    a_score_to_make(studio, score=who)
    (first, *_), why = opened(a_work(studio), {"GOOGLE_CLOUD_PROJECT": "a-film-house"})
    assert (first.tariff, why) == (SCORES[who], [])
    assert SCORES[who] in house_book().music
