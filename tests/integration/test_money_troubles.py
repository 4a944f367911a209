"""What a person at a terminal reads when money or a paid provider is in the way, and how they get on."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.laptop import Finished, Laptop
from tests.integration.shops import PAID, Shops

SCRIPT = """INT. KITCHEN - NIGHT

A kettle sings.
"""
NOBODY = "http://127.0.0.1:9"
ONLY_RUNWAY: Mapping[str, Any] = {"AIPROD_SECRET_REPLICATE_API_TOKEN": "", "AIPROD_SECRET_GEMINI_API_KEY": ""}
IMPATIENT: Mapping[str, Any] = {"AIPROD_PACE_MS": "300,1500,4000,8000"}


@pytest.fixture
def laptop(street: Shops, request: pytest.FixtureRequest) -> Laptop:
    street.open(seed=request.node.name)
    return street.laptop(request.node.name.replace("[", "-").rstrip("]"))


def film(street: Shops, laptop: Laptop, *more: str, **environment: str) -> Finished:
    asked = {**ONLY_RUNWAY, **IMPATIENT, **environment}
    return laptop.run("render", street.script("kettle.fountain", SCRIPT), *PAID, *more, **asked)


@pytest.mark.parametrize(
    ("fate", "words", "billed"),
    [
        ("unauthorized", "is drawn: Runway answered 401", False),
        ("no_credit", "is drawn: Runway answered 400", False),
        ("throttle", "is drawn: Runway answered 429", False),
        ("retired", "is drawn: Runway answered", False),
        ("refuse_after", "is drawn: Runway refused the shot for its content", True),
        ("truncated", "is drawn: What was delivered cannot be used", True),
    ],
)
def test_the_film_is_delivered_and_its_note_says_why_a_shot_is_drawn(
    street: Shops, laptop: Laptop, fate: str, words: str, billed: bool
) -> None:
    street.behave(chance={fate: 1})
    told = film(street, laptop).told
    assert told["state"] == "delivered"
    (note,) = told["warnings"]
    assert words in note
    assert ("billed" in note) is billed
    assert told["cost_usd"] == street.billed() / 1e6
    assert (told["cost_usd"] > 0) is billed


def test_a_provider_that_cannot_be_reached_costs_nothing(street: Shops, laptop: Laptop) -> None:
    told = film(street, laptop, RUNWAYML_BASE_URL=NOBODY).told
    assert (told["state"], told["cost_usd"]) == ("delivered", 0)
    assert "Runway cannot be reached" in told["warnings"][0]


def test_without_the_key_it_is_said_which_setting_is_missing(street: Shops, laptop: Laptop) -> None:
    refused = film(street, laptop, AIPROD_SECRET_RUNWAY_API_KEY="")
    error = refused.told["error"]
    assert (refused.code, error["code"]) == (2, "no_key")
    assert "AIPROD_SECRET_RUNWAY_API_KEY" in error["remedy"]


def test_the_command_that_a_refusal_names_passes(street: Shops, laptop: Laptop) -> None:
    refused = film(street, laptop, "--budget", "0.05")
    assert refused.code == 3
    program, *words = refused.told["error"]["retry_with"].split()
    assert program == "aiprod"
    passed = laptop.run(*words, "--json", **ONLY_RUNWAY)
    assert (passed.code, passed.told["state"], passed.told["warnings"]) == (0, "delivered", [])


def test_what_nobody_can_tell_about_waits_for_a_person_with_the_bill(street: Shops, laptop: Laptop) -> None:
    street.behave(chance={"drop_after": 1})
    told = film(street, laptop).told
    assert "nobody can tell whether runway made it" in told["warnings"][0]
    assert told["cost_usd"] == street.billed() / 1e6 > 0
    street.behave(chance={})

    (unknown,) = laptop.run("resolve", "--json", **ONLY_RUNWAY).told["unknown"]
    job, shot = unknown["job"], unknown["shot"]
    wrong = laptop.run("resolve", job, shot, "paid", "--task", "nosuchtask", "--json", **ONLY_RUNWAY)
    assert (wrong.code, wrong.told["error"]["code"]) == (2, "no_such_task")
    (task,) = street.tasks()
    (right,) = laptop.run("resolve", job, shot, "paid", "--task", task, "--json", **ONLY_RUNWAY).told["resolved"]
    assert right["state"] == "succeeded"
    assert laptop.run("resolve", **ONLY_RUNWAY).out.strip() == "Nothing is unknown: every attempt is settled."


def test_a_wish_that_cannot_be_read_is_refused_as_one_object(street: Shops, laptop: Laptop) -> None:
    for wish in (("--max-cost", "much"), ("--backend", "sora")):
        refused = film(street, laptop, *wish)
        assert refused.code == 2
        assert wish[1] in refused.told["error"]["sentence"]
