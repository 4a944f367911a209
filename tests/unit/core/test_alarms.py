"""The alarms of billing and monitoring, in the words in which Google sends them, and the switches that they flip."""

from typing import Any

import pytest

from functions.budget_guard import door
from shared.model.errors import Permanent
from shared.money import switches
from shared.platform.ports import Message
from tests.unit.core.builders import Studio, lost


def budget(studio: Studio, cost: float, crossed: float | None = None, name: str = "films") -> None:
    """What a budget publishes, several times a day."""
    body: dict[str, Any] = {
        "budgetDisplayName": name,
        "costAmount": cost,
        "costIntervalStart": "2026-11-01T00:00:00Z",
        "budgetAmount": 2000.0,
        "budgetAmountType": "SPECIFIED_AMOUNT",
        "currencyCode": "USD",
    }
    if crossed is not None:
        body["alertThresholdExceeded"] = crossed
    attributes = {"billingAccountId": "01D4EE-079462-DFD6EC", "budgetId": "de72f49d", "schemaVersion": "1.0"}
    door.dispatch(studio.platform, Message("billing", body, attributes))


def incident(studio: Studio, state: str, act: str | None, number: str = "0.mabc") -> None:
    """What an alert policy publishes when it opens and when it closes."""
    told = {
        "incident_id": number,
        "scoping_project_id": "films-1",
        "started_at": 1763720000,
        "ended_at": None if state == "open" else 1763723600,
        "state": state,
        "policy_name": "Runway errors",
        "policy_user_labels": {"act": act} if act else None,
        "condition_name": "more than 5 an hour",
        "threshold_value": "5",
        "observed_value": "7",
    }
    door.dispatch(studio.platform, Message("alerts", {"incident": told, "version": "1.2"}))  # type: ignore[dict-item]


def buys(studio: Studio) -> bool:
    try:
        studio.platform.documents.commit(switches.may_buy(studio.platform))
    except Permanent as refused:
        return (refused.code, refused.at_fault) != ("buying_stopped", "budget")
    return True


def test_until_somebody_flips_it_everything_may_be_bought(studio: Studio) -> None:
    assert buys(studio)
    assert not any(stands["on"] for stands in switches.every(studio.platform).values())


def test_a_budget_that_is_used_up_stops_buying_until_it_has_room_again(studio: Studio) -> None:
    budget(studio, 900, 0.5)
    budget(studio, 1900, 0.9)
    assert buys(studio)
    for _ in range(3):
        budget(studio, 2010, 1.0)
        assert not buys(studio)
    budget(studio, 12)
    assert buys(studio)


def test_another_budget_that_has_room_does_not_open_what_the_first_closed(studio: Studio) -> None:
    budget(studio, 2010, 1.0)
    budget(studio, 12, name="storage")
    assert not buys(studio)


@pytest.mark.parametrize("act", ["block_paid", "replicate_first", "better_backend"])
def test_an_incident_flips_its_switch_and_its_end_flips_it_back(studio: Studio, act: str) -> None:
    for state, expected in (("open", 1), ("open", 1), ("closed", 0), ("closed", 0)):
        incident(studio, state, act)
        assert sum(stands["on"] for stands in switches.every(studio.platform).values()) == expected


def test_an_incident_that_nobody_labelled_only_tells_people(studio: Studio) -> None:
    incident(studio, "open", None)
    incident(studio, "open", "launch_rockets")
    assert studio.documents.everything("switches") == []


def test_an_incident_takes_back_only_what_it_did(studio: Studio) -> None:
    incident(studio, "open", "block_paid", "0.m1")
    incident(studio, "closed", "block_paid", "0.m2")
    assert not buys(studio)


def test_a_person_may_always_flip_a_switch(studio: Studio) -> None:
    budget(studio, 2010, 1.0)
    assert switches.flip(studio.platform, "buy_nothing", on=False, by=switches.PERSON, why="paid by card")
    assert buys(studio)
    assert not switches.flip(studio.platform, "buy_nothing", on=False, by=switches.PERSON, why="again")


def test_what_is_flipped_while_somebody_buys_stops_them(studio: Studio) -> None:
    budget(studio, 2010, 1.0)
    budget(studio, 12)
    checks = switches.may_buy(studio.platform)
    budget(studio, 2010, 1.0)
    with pytest.raises(Exception, match="buy_nothing"):
        studio.platform.documents.commit(checks)


def test_a_flip_whose_answer_was_lost_is_one_flip(studio: Studio) -> None:
    studio.documents.happenings = [lost]
    budget(studio, 2010, 1.0)
    assert not buys(studio)


@pytest.mark.parametrize(
    "body",
    [
        {"budgetDisplayName": "x"}, {"budgetDisplayName": "x", "costAmount": "much", "budgetAmount": 1},
        {"budgetDisplayName": "x", "costAmount": [], "budgetAmount": 1}, {"incident": []},
        {"incident": {"state": "open"}},
    ],
    ids=str,
)  # fmt: skip
def test_garbage_flips_nothing(studio: Studio, body: Any) -> None:
    with pytest.raises(Permanent, match="no notification"):
        door.dispatch(studio.platform, Message("alerts", body))
    assert studio.documents.everything("switches") == []
