"""The Gemini director over the real wire: whatever comes back, the film has a storyboard that says what the script
says, a warning that is true, and every call in the ledger.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.creative_director.directing import direct
from functions.creative_director.gemini import book
from functions.creative_director.gemini.book import USUAL
from functions.creative_director.gemini.director import TAIL
from shared.model.job import Options
from tests.fakes.gemini import (
    Behaviour,
    Gemini,
    blocks,
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
    INJECTED,
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
