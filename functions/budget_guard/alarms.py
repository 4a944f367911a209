"""What Google tells of money and health, and which switch that flips.

The one rule: these messages repeat themselves for days and come in any order; each is compared with how things stand.

    billing budget  {"budgetDisplayName", "costAmount", "budgetAmount", "alertThresholdExceeded"}
    monitoring      {"incident": {"incident_id", "state": "open" | "closed", "policy_user_labels": {"act"}}}
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.model.errors import Permanent
from shared.money import switches
from shared.money.switches import Switch
from shared.platform.ports import Message, Platform
from shared.telemetry import log

ACTS: Final[Mapping[str, Switch]] = {
    "block_paid": "buy_nothing",
    "replicate_first": "replicate_first",
    "better_backend": "buy_better",
}
"""The label `act` of an alert policy. A policy without it only tells people."""


def is_alarm(message: Message) -> bool:
    return "budgetDisplayName" in message.body or "incident" in message.body


def heard(platform: Platform, message: Message) -> None:
    body: Mapping[str, Any] = message.body
    if "incident" in body:
        _incident(platform, body["incident"])
    else:
        _budget(platform, body)


def _budget(platform: Platform, body: Mapping[str, Any]) -> None:
    """It is sent several times a day, whether or not a threshold was crossed. A new month begins at nothing."""
    try:
        name, cost, limit = str(body["budgetDisplayName"]), float(body["costAmount"]), float(body["budgetAmount"])
        crossed = float(body.get("alertThresholdExceeded") or 0)
    except (KeyError, TypeError, ValueError):
        raise Permanent("not_our_message", "This is no notification of a billing budget.") from None
    by = f"budget {name}"[:200]
    log.metric("billing_cost", cost)
    if crossed >= 1:
        why = f"the billing budget {name} of {limit:.2f} {body.get('currencyCode', 'USD')} is used up ({cost:.2f})"
        switches.flip(platform, "buy_nothing", on=True, by=by, why=why)
    elif cost < limit:
        switches.flip(platform, "buy_nothing", on=False, by=by, why="the billing budget has room again")
    if crossed:
        log.warning(f"{crossed:.0%} of the billing budget {name} is used", cost=cost, limit=limit)


def _incident(platform: Platform, incident: Any) -> None:
    if not isinstance(incident, Mapping) or not isinstance(incident.get("incident_id"), str):
        raise Permanent("not_our_message", "This is no notification of an incident.")
    labels = incident.get("policy_user_labels")
    act = labels.get("act") if isinstance(labels, Mapping) else None
    policy = str(incident.get("policy_name", ""))[:200]
    log.warning(f"incident {incident.get('state')}: {policy}", incident=incident["incident_id"])
    switch = ACTS.get(str(act))
    if switch is None:
        return
    opened = incident.get("state") == "open"
    why = f"{policy} (since the alert opened)" if opened else f"{policy} is over"
    switches.flip(platform, switch, on=opened, by=f"incident {incident['incident_id']}"[:200], why=why)
