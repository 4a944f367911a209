"""Who is asked, when, for how much, and what becomes of an answer when the function dies in the middle."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.creative_director.gemini import wire
from functions.creative_director.gemini.book import USUAL, price
from shared.model.job import PRESETS
from shared.model.money import DOLLAR
from shared.pipeline import faults
from tests.fakes.gemini import (
    Gemini,
    Reply,
    Request,
    directs,
    says,
)
from tests.unit.core.builders import Studio
from tests.unit.director.desk import (
    FILM,
    KEY,
    MODEL,
    a_desk,
    bill,
    directed,
    entries,
    filed,
    spent,
    words_in,
    words_of,
)

Start = Callable[..., Gemini]


@pytest.mark.parametrize(
    ("preset", "key", "options"),
    [
        ("animatic", KEY, {}),
        ("animatic", KEY, {"budget": 5 * DOLLAR}),
        ("quick_social", "", {}),
        ("quick_social", "  ", {}),
        ("quick_social", KEY, {"budget": 0}),
    ],
    ids=["free preset", "free preset with money", "no key", "blank key", "no budget"],
)
def test_without_a_key_or_for_a_free_film_the_deterministic_director_works_silently(
    studio: Studio, a_gemini: Start, preset: str, key: str, options: dict[str, Any]
) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio, preset=preset, key=key, **options)
    board = directed(studio)
    assert (board.director, gemini.requests) == ("deterministic", [])
    assert not any("Gemini" in warning for warning in studio.job()["warnings"])
    assert studio.documents.paths("preparations") == []


def test_it_can_be_switched_off(studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    gemini = a_gemini(says(directs))
    monkeypatch.setenv("AIPROD_GEMINI", "off")
    a_desk(studio)
    assert (directed(studio).director, gemini.requests) == ("deterministic", [])


def test_another_model_of_the_book_can_be_asked(
    studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini = a_gemini(says(directs))
    monkeypatch.setenv("AIPROD_GEMINI_MODEL", "gemini-3.5-flash-lite")
    a_desk(studio)
    assert directed(studio).director == gemini.requests[0].model == "gemini-3.5-flash-lite"


def test_a_purse_that_is_too_small_asks_nobody_and_says_so(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio, budget=1_000)
    assert (directed(studio).director, gemini.requests) == ("deterministic", [])
    assert "which the budgets do not leave for reading the script" in studio.job()["warnings"][-1]
    assert spent(studio) == 0


def test_a_day_that_is_spent_asks_nobody_and_says_so(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio)
    studio.documents.put("budgets/day.2030-03-18", limit=100 * DOLLAR, taken=100 * DOLLAR)
    assert (directed(studio).director, gemini.requests) == ("deterministic", [])
    assert "budgets do not leave" in studio.job()["warnings"][-1]


def test_a_script_that_is_too_long_is_not_sent(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    long = FILM + "\nINT. HALL - DAY\n\n" + "\n\n".join(f"She walks along corridor {at}." for at in range(3000))
    script = a_desk(studio, long, preset="premium_spot")
    board = directed(studio)
    assert (board.director, gemini.requests) == ("deterministic", [])
    assert words_in(board) == words_of(script)
    assert "too long for the Gemini director" in studio.job()["warnings"][-1]


def test_two_calls_of_the_largest_question_fit_the_smallest_purse_of_a_usual_film(
    studio: Studio, a_gemini: Start
) -> None:
    """Thirty seconds are about sixty lines; their question and its repair have room."""
    gemini = a_gemini(says("no"), says(directs))
    talk = "\n\n".join(f"{('ANNA', 'MARC')[at % 2]}\nWe have been waiting here since {at} o'clock." for at in range(60))
    a_desk(studio, f"Title: Long\n\nINT. STATION - DAY\n\nThey wait.\n\n{talk}\n")
    assert directed(studio).director == USUAL
    assert len(gemini.requests) == 2
    assert spent(studio) <= PRESETS["quick_social"].preparation


def test_a_bill_above_the_hold_is_booked_and_the_purse_is_closed(studio: Studio, a_gemini: Start) -> None:
    def dear(request: Request) -> Reply:
        reply = says("no")(request)
        body = json.loads(reply.body)
        body["usageMetadata"] = {"promptTokenCount": 100, "candidatesTokenCount": 1_000_000}
        return Reply(json.dumps(body).encode(), billed=1_000_000)

    gemini = a_gemini(dear)
    a_desk(studio)
    assert directed(studio).director == "deterministic"
    assert len(gemini.requests) == 1
    assert spent(studio) == price(MODEL, 100, 1_000_000)
    assert studio.documents.fields("preparations/j1")["closed"] is True


class Killed(BaseException):
    """As kill -9."""


def test_an_answer_that_was_paid_for_is_not_bought_again(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio)

    def strike(place: str) -> None:
        if place == "before_commit":
            raise Killed

    faults.install(strike)
    with pytest.raises(Killed):
        directed(studio)
    faults.install(None)
    studio.clock.time += 60_000
    assert directed(studio).director == USUAL
    assert len(gemini.requests) == 1
    assert spent(studio) == bill(gemini) == studio.step("direction")["cost"]


@pytest.mark.parametrize("dies", ["before it is sent", "while it is answered", "before it is settled"])
def test_a_call_whose_answer_was_lost_is_counted_and_not_made_again(
    studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio)
    real = wire._answer

    def killed(*arguments: Any) -> Any:
        if dies != "before it is sent":
            real(*arguments)
        raise Killed

    with monkeypatch.context() as once:
        if dies == "before it is settled":
            once.setattr(studio.objects, "refusal", None)
            studio.documents.happenings = []
            once.setattr("functions.creative_director.gemini.director.write_json", killed_at_writing)
        else:
            once.setattr(wire, "_answer", killed)
        with pytest.raises(Killed):
            directed(studio)
    sent = len(gemini.requests)
    assert sent == (0 if dies == "before it is sent" else 1)
    studio.clock.time += 60_000
    board = directed(studio)
    assert board.director == "deterministic"
    assert "lost on the way" in " ".join(board.warnings)
    assert len(gemini.requests) == sent
    booked = entries(studio)
    assert sorted(booked) == ["1.direction.ask.1"]
    assert booked["1.direction.ask.1"]["unknown"] is True
    assert spent(studio) >= bill(gemini)
    assert studio.documents.fields("budgets/day.2030-03-18")["taken"] == spent(studio)


def killed_at_writing(*arguments: Any) -> str:
    raise Killed


def test_the_same_message_twice_asks_once(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio)
    board = directed(studio)
    assert directed(studio) == board == filed(studio)
    assert len(gemini.requests) == 1
