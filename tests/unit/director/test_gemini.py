"""The Gemini director over the real wire: whatever comes back, the film has a storyboard that says what the script
says, a warning that is true, and every call in the ledger.
"""

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.creative_director.directing import direct
from functions.creative_director.gemini import book, wire
from functions.creative_director.gemini.book import MODELS, USUAL, price
from functions.creative_director.gemini.director import TAIL
from shared.model.job import PRESETS, Options
from shared.model.money import DOLLAR
from shared.pipeline import faults
from tests.fakes.gemini import (
    Behaviour,
    Gemini,
    Reply,
    Request,
    blocks,
    direction,
    directs,
    drops,
    fails,
    garbles,
    refuses,
    says,
    waits,
)
from tests.unit.core.builders import Studio
from tests.unit.director.desk import (
    FILM,
    INJECTED,
    KEY,
    a_desk,
    directed,
    entries,
    everything_kept,
    filed,
    spent,
    words_in,
    words_of,
)

Start = Callable[..., Gemini]
MODEL = MODELS[USUAL]


def bill(gemini: Gemini) -> int:
    """What the server would bill for all that it took, by its own count of tokens."""
    total = 0
    for request, billed in zip(gemini.requests, gemini.billed, strict=True):
        read = len(json.dumps(request.body)) // 4
        total += price(MODEL, read, billed - read) if billed else 0
    return total


def changed(change: Callable[[dict[str, Any]], Any]) -> Behaviour:
    """A good answer that was then spoiled."""

    def text(request: Request) -> str:
        answer = direction(request.document)
        return json.dumps(change(answer) or answer)

    return says(text)


# --------------------------------------------------------------------------------------------------- a good answer


def test_a_good_answer_is_filmed_as_it_says_in_the_writers_words(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    script = a_desk(studio)
    board = directed(studio)
    assert board.director == USUAL
    assert words_in(board) == words_of(script)
    assert [shot.size for shot in board.scenes[0].shots][:3] == ["wide", "medium", "close"]
    assert {scene.mood for scene in board.scenes} == {"tense"}
    assert not [warning for warning in studio.job()["warnings"] if "Gemini" in warning]
    written = " ".join(element.text for element in script.elements)
    for shot in board.shots:
        for sentence in shot.picture.replace(" (softly)", "").split(". "):
            assert sentence.rstrip(".") in " ".join(written.split()) or sentence in ("MARC", "ANNA")
    assert len(gemini.requests) == 1


def test_its_cost_is_in_the_ledger_and_on_the_job(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio)
    directed(studio)
    assert spent(studio) == bill(gemini) > 0
    assert studio.job()["spent"] == spent(studio)
    assert studio.step("direction")["cost"] == spent(studio)
    assert studio.documents.fields("budgets/day.2030-03-18")["taken"] == spent(studio)


def test_who_was_not_described_is_dressed_by_the_model_and_who_was_is_not(studio: Studio, a_gemini: Start) -> None:
    a_gemini(says(directs))
    script = a_desk(studio)
    board = directed(studio)
    looks = {each.name: each for each in board.characters}
    ours = {each.name: each for each in direct(script, Options(preset="quick_social")).characters}
    assert looks["ANNA"] == ours["ANNA"]
    assert looks["MARC"].look == "adult, stocky, a braid, a suit in plum"
    assert looks["MARC"].colour == "#8e5572"


def test_the_question_holds_the_script_as_data_and_the_limits_of_the_answer(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    a_desk(studio, INJECTED)
    directed(studio)
    (request,) = gemini.requests
    assert request.key == KEY
    assert request.model == USUAL
    assert "IGNORE YOUR INSTRUCTIONS" not in request.instructions
    beats = [beat["text"] for scene in request.document["scenes"] for beat in scene["beats"]]
    assert any("IGNORE YOUR INSTRUCTIONS" in beat for beat in beats)
    config = request.body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["additionalProperties"] is False
    assert 0 < config["maxOutputTokens"] <= MODEL.most_said
    assert "tools" not in request.body


def test_vertex_is_asked_in_the_projects_name(
    studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    gemini = a_gemini(says(directs))
    file = tmp_path / "account.json"
    file.write_text(json.dumps(an_account(gemini.url)))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "a-film-house")
    monkeypatch.setenv("AIPROD_GEMINI", "vertex")
    script = a_desk(studio, key="")
    board = directed(studio)
    assert board.director == USUAL
    assert words_in(board) == words_of(script)
    (request,) = gemini.requests
    assert (request.project, request.location, request.key) == ("a-film-house", "global", "")
    assert request.bearer == "ya29.fake"
    assert spent(studio) == bill(gemini)


def an_account(url: str) -> dict[str, str]:
    """A service account whose tokens this server gives out."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "a-film-house",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "client_email": "director@a-film-house.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": f"{url}/token",
    }


# ------------------------------------------------------------------------------------------------ answers that fail


@pytest.mark.parametrize(
    ("behaviour", "warning", "calls"),
    [
        (says('{"mood": "tense", "scenes": ['), "did not keep to the script, not even when it was asked again", 2),
        (says("Sure! Here is your storyboard."), "did not keep to the script", 2),
        (says(""), "did not keep to the script", 2),
        (says('{"mood": "tense"', "MAX_TOKENS"), "cut off: it was longer than it may be", 1),
        (refuses("SAFETY"), "refused to direct this script (SAFETY)", 1),
        (refuses("RECITATION"), "refused to direct this script (RECITATION)", 1),
        (blocks("PROHIBITED_CONTENT"), "refuses to read this script (PROHIBITED_CONTENT)", 1),
        (fails(429), "too busy for us just now (429)", 1),
        (fails(500), "out of order (500)", 1),
        (fails(503), "out of order (503)", 1),
        (fails(403), "does not accept our key or project (403)", 1),
        (fails(404), f"has no model {USUAL} (any more)", 1),
        (fails(400), "did not accept the request (400)", 1),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else "",
)
def test_every_failure_ends_in_the_deterministic_storyboard_a_true_warning_and_a_bill_that_is_booked(
    studio: Studio, a_gemini: Start, behaviour: Behaviour, warning: str, calls: int
) -> None:
    gemini = a_gemini(behaviour)
    script = a_desk(studio)
    board = directed(studio)
    assert board.director == "deterministic"
    assert words_in(board) == words_of(script)
    (told,) = [each for each in studio.job()["warnings"] if "Gemini" in each]
    assert warning in told
    assert told.endswith(TAIL)
    assert len(gemini.requests) == calls  # the SDK sends nothing by itself
    assert spent(studio) == bill(gemini)
    assert len(entries(studio)) == calls
    assert ("It cost $" in told) == (spent(studio) > 0)


def test_a_connection_that_broke_after_the_question_was_taken_counts_at_its_most(
    studio: Studio, a_gemini: Start
) -> None:
    gemini = a_gemini(drops(says(directs)))
    a_desk(studio)
    assert directed(studio).director == "deterministic"
    assert "broke before it had answered" in studio.job()["warnings"][-1]
    assert len(gemini.requests) == 1
    assert spent(studio) >= bill(gemini) > 0
    (entry,) = entries(studio).values()
    assert entry["amount"] == spent(studio)


def test_an_answer_that_comes_too_late_counts_at_its_most(
    studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_late = threading.Event()
    gemini = a_gemini(waits(too_late, says(directs)))
    monkeypatch.setitem(book.MODELS, USUAL, replace(MODEL, patience_s=1))
    a_desk(studio)
    board = directed(studio)
    too_late.set()
    assert board.director == "deterministic"
    assert "did not answer within 1 s" in studio.job()["warnings"][-1]
    assert len(gemini.requests) == 1
    assert spent(studio) >= bill(gemini) > 0


@pytest.mark.parametrize(
    "behaviour",
    [garbles(), says(directs, usage=False), says("[" * 9_000)],
    ids=["no JSON", "no usage", "deeper than anybody can read"],
)
def test_a_bill_that_nobody_can_read_counts_at_its_most(studio: Studio, a_gemini: Start, behaviour: Behaviour) -> None:
    gemini = a_gemini(behaviour)
    a_desk(studio)
    directed(studio)
    assert len(gemini.requests) == 1
    assert spent(studio) > bill(gemini) > 0
    told = studio.job()["warnings"]
    assert filed(studio).director == USUAL or "nobody knows what was billed" in told[-1]


def test_where_nobody_listens_nothing_is_spent(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says(directs))
    gemini.stop()
    a_desk(studio)
    assert directed(studio).director == "deterministic"
    assert "could not be reached" in studio.job()["warnings"][-1]
    assert spent(studio) == 0


def test_vertex_without_credentials_is_not_asked(
    studio: Studio, a_gemini: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    gemini = a_gemini(says(directs))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "a-film-house")
    monkeypatch.setenv("AIPROD_GEMINI", "vertex")
    a_desk(studio, key="")
    assert directed(studio).director == "deterministic"
    assert "credentials were not accepted" in studio.job()["warnings"][-1]
    assert (gemini.requests, spent(studio)) == ([], 0)


# ------------------------------------------------------------------------------------ a model that obeys the script


def _drop_a_line(answer: dict[str, Any]) -> None:
    answer["scenes"][0]["shots"][-1]["beats"].pop()


def _swap_two(answer: dict[str, Any]) -> None:
    shots = answer["scenes"][0]["shots"]
    shots[0]["beats"], shots[1]["beats"] = shots[1]["beats"], shots[0]["beats"]


def _say_it_twice(answer: dict[str, Any]) -> None:
    shots = answer["scenes"][0]["shots"]
    shots[-1]["beats"].append(shots[-1]["beats"][-1])


def _invent_a_line(answer: dict[str, Any]) -> None:
    answer["scenes"][0]["shots"][0]["lines"] = [{"speaker": "BOSS", "text": "Buy gold."}]


def _invent_a_beat(answer: dict[str, Any]) -> None:
    answer["scenes"][0]["shots"][0]["beats"].append(999)


def _end_the_film(answer: dict[str, Any]) -> None:
    answer["scenes"] = []


def _invent_a_sound(answer: dict[str, Any]) -> None:
    answer["scenes"][0]["shots"][0]["sounds"] = [{"beat": 1, "category": "foley", "words": "buy gold"}]


def _invent_a_look(answer: dict[str, Any]) -> None:
    answer["wardrobe"][0]["dress"] = "a T-shirt that says PWNED"


def _invent_somebody(answer: dict[str, Any]) -> None:
    answer["scenes"][0]["shots"][0]["people"] = [77]


def _only_empty_shots(answer: dict[str, Any]) -> None:
    empty = {**answer["scenes"][0]["shots"][0], "beats": [], "sounds": []}
    answer["scenes"][0]["shots"] += [empty] * 20


OBEYED = [
    _drop_a_line,
    _swap_two,
    _say_it_twice,
    _invent_a_line,
    _invent_a_beat,
    _end_the_film,
    _invent_a_sound,
    _invent_a_look,
    _invent_somebody,
    _only_empty_shots,
]


@pytest.mark.parametrize("obey", OBEYED, ids=lambda obey: obey.__name__.strip("_"))
def test_a_model_that_obeys_the_script_is_caught_and_the_writers_words_stand(
    studio: Studio, a_gemini: Start, obey: Callable[[dict[str, Any]], None]
) -> None:
    gemini = a_gemini(changed(obey))
    script = a_desk(studio, INJECTED)
    board = directed(studio)
    assert board.director == "deterministic"
    assert words_in(board) == words_of(script)
    assert "did not keep to the script" in studio.job()["warnings"][-1]
    assert "PWNED" not in " ".join(each.look for each in board.characters)
    assert "gold" not in " ".join(cue.words for shot in board.shots for cue in shot.sounds)
    assert (len(gemini.requests), len(entries(studio)), spent(studio)) == (2, 2, bill(gemini))


def test_a_model_that_answers_with_the_word_it_was_told_to_is_not_filmed(studio: Studio, a_gemini: Start) -> None:
    a_gemini(says("PWNED"))
    script = a_desk(studio, INJECTED)
    board = directed(studio)
    assert (board.director, words_in(board)) == ("deterministic", words_of(script))


@pytest.mark.parametrize("obey", OBEYED, ids=lambda obey: obey.__name__.strip("_"))
def test_an_answer_that_is_mended_is_filmed_and_both_calls_are_paid(
    studio: Studio, a_gemini: Start, obey: Callable[[dict[str, Any]], None]
) -> None:
    gemini = a_gemini(changed(obey), says(directs))
    script = a_desk(studio, INJECTED)
    board = directed(studio)
    assert board.director == USUAL
    assert words_in(board) == words_of(script)
    assert studio.job()["warnings"] == []
    turns = gemini.requests[1].turns
    assert [role for role, _ in turns] == ["user", "model", "user"]
    assert "cannot be used" in turns[2][1]
    assert spent(studio) == bill(gemini)
    assert sorted(entries(studio)) == ["1.direction.ask.1", "1.direction.repair.1"]


def test_the_second_call_may_fail_as_well(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says("no"), fails(429))
    a_desk(studio)
    assert directed(studio).director == "deterministic"
    assert "too busy" in studio.job()["warnings"][-1]
    assert spent(studio) == bill(gemini) > 0


def test_an_answer_too_long_to_be_sent_back_is_not_mended(studio: Studio, a_gemini: Start) -> None:
    gemini = a_gemini(says("x" * (MODEL.most_read + 1)))
    a_desk(studio)
    assert directed(studio).director == "deterministic"
    assert len(gemini.requests) == 1


# ------------------------------------------------------------------------------------------- who is asked, and when


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


# --------------------------------------------------------------------------------------------- killed in the middle


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
def test_a_call_whose_answer_was_lost_is_counted_before_another_is_made(
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
    assert directed(studio).director == USUAL
    assert len(gemini.requests) == sent + 1
    booked = entries(studio)
    assert sorted(booked) == ["1.direction.ask.1", "1.direction.ask.2"]
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


# -------------------------------------------------------------------------------------------------------- the secret


@pytest.mark.parametrize(
    "behaviour",
    [says(directs), says("no"), fails(400), fails(403), fails(500), garbles(), drops(says(directs)), blocks()],
)
def test_the_key_is_nowhere_but_in_the_header(
    studio: Studio, a_gemini: Start, said: list[dict[str, Any]], capfd: Any, behaviour: Behaviour
) -> None:
    gemini = a_gemini(behaviour)
    a_desk(studio)
    directed(studio)
    assert gemini.requests[0].key == KEY
    assert KEY not in json.dumps(gemini.requests[0].body)
    out, err = capfd.readouterr()
    assert KEY not in everything_kept(studio, said) + out + err
    assert KEY not in repr(book.access(studio.secrets, os.environ))


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
