"""What a person is told of hired voices and scores before and after: whose voice it was, what it cost, what it will."""

from functools import partial
from typing import Any

from functions.audio_generator.agent import agent
from functions.audio_generator.hiring import hired
from functions.budget_guard.agent import AGENT as GUARD
from functions.visual_translator.agent import AGENT as TRANSLATOR
from shared.model.job import Options
from shared.money import preparation
from tests.unit.core.builders import Studio, a_job, a_message, a_unit, a_work, deliver, done
from tests.unit.hired.conftest import Open
from tests.unit.hired.shop import LINES, Here, a_film, a_line, spent

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
