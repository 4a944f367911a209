"""`aiprod resolve`: asks for what is still owed, lists what nobody can tell about, and takes a person's word for it."""

import argparse
import json
import sys
from typing import Any, Final

from scripts.cli.find import the_job
from scripts.local import home
from scripts.local.runner import Runner
from shared.model.errors import Refused
from shared.model.money import dollars
from shared.money import resolving
from shared.money.attempt import Attempt
from shared.platform.embedded.machine import Machine

BECAME: Final = {
    "failed": "booked as paid",
    "refused": "not bought, its money is free again",
    "submitted": "asked about again",
    "succeeded": "paid, and its picture is here",
}


def resolve(asked: argparse.Namespace) -> int:
    machine = home.enter()
    if not asked.job:
        _collect(machine)
        return _list(machine, asked)
    if not asked.shot or asked.verdict not in ("paid", "unpaid"):
        raise Refused("no_verdict", "Say which shot, and whether it was paid: aiprod resolve JOB SHOT paid|unpaid.")
    if asked.task and asked.verdict == "unpaid":
        raise Refused("no_verdict", "A task that is on the bill was paid: aiprod resolve JOB SHOT paid --task ID.")
    job = the_job(machine, asked.job).path.partition("/")[2]
    done = resolving.resolve(machine, job, asked.shot, paid=asked.verdict == "paid", task=asked.task)
    if asked.task:
        _collect(machine)
    told = [_told(machine, each) for each in done]
    if asked.json:
        print(json.dumps({"resolved": told}))
    for each in told if not asked.json else ():
        print(f"{each['shot']}: {BECAME.get(each['state'], each['state'])}, {each['cost']}")
    return 0


def _collect(machine: Machine) -> None:
    """Whatever is owed is asked about, until nothing is."""
    if not resolving.owed(machine):
        return
    print("Asking for what is still owed …", file=sys.stderr)
    with Runner(machine) as runner:
        runner.until(lambda: not resolving.owed(machine))


def _list(machine: Machine, asked: argparse.Namespace) -> int:
    found = [_told(machine, each) for each in resolving.unknowns(machine)]
    if asked.json:
        print(json.dumps({"unknown": found}))
        return 0
    if found:
        print("Nobody can tell whether these were bought; until you do, they count as spent:")
    for each in found:
        print(f"  {each['job']}  {each['shot']}  {each['cost']}  {each['who']}: {each['note']}")
    if found:
        print("Look them up on the provider's bill, then say: aiprod resolve JOB SHOT paid, or unpaid")
        print("(or, with its picture: aiprod resolve JOB SHOT paid --task ID).")
    else:
        print("Nothing is unknown: every attempt is settled.")
    return 0


def _told(machine: Machine, attempt: Attempt) -> dict[str, Any]:
    found = machine.documents.get(attempt.document.path)
    fields = found.fields if found else attempt.fields
    choice = fields["order"]["choice"]
    return {
        "job": fields["job"],
        "shot": fields["shot"],
        "attempt": attempt.name,
        "state": fields["state"],
        "who": f"{choice['backend']} {choice['model']}",
        "cost": dollars(int(fields.get("cost", fields["hold"]))),
        "note": fields["note"],
    }
