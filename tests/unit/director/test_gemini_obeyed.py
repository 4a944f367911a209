"""A script that gives orders to the model, and a model that obeys: the writer's words stand, and no secret gets out."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from functions.creative_director.gemini import book
from functions.creative_director.gemini.book import USUAL
from tests.fakes.gemini import (
    Behaviour,
    Gemini,
    blocks,
    directs,
    drops,
    fails,
    garbles,
    says,
)
from tests.unit.core.builders import Studio
from tests.unit.director.desk import (
    INJECTED,
    KEY,
    MODEL,
    a_desk,
    bill,
    changed,
    directed,
    entries,
    everything_kept,
    spent,
    words_in,
    words_of,
)

Start = Callable[..., Gemini]


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
