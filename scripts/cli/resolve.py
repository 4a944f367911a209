"""`aiprod resolve`: asks for what is still owed, lists what nobody can tell about, and takes a person's word for it."""

import argparse
import json
import os
import sys
from typing import Any, Final

from functions.render_executor.backends.opening import backend
from functions.render_executor.backends.wire import Order, Underway
from scripts.cli.find import the_job
from scripts.local import home
from scripts.local.runner import Runner
from shared.model.errors import Refused
from shared.model.money import dollars
from shared.money import resolving
from shared.money.attempt import Attempt
from shared.platform.embedded.machine import Machine
from shared.telemetry import log

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
    if asked.task:
        _ask_about(machine, job, asked.shot, asked.task)
    done = resolving.resolve(machine, job, asked.shot, paid=asked.verdict == "paid", task=asked.task)
    if asked.task:
        _collect(machine)
    told = [_told(machine, each) for each in done]
    if asked.json:
        print(json.dumps({"resolved": told}))
    for each in told if not asked.json else ():
        print(f"{each['shot']}: {BECAME.get(each['state'], each['state'])}, {each['cost']}")
    return 0


def _ask_about(machine: Machine, job: str, shot: str, task: str) -> None:
    """A task that its provider does not know would be asked about for a day."""
    attempt = next(resolving.unknowns(machine, job, shot), None)
    if attempt is None:
        return  # refused by whoever resolves
    order = Order.model_validate(attempt.fields["order"])
    who = order.choice.backend
    opened = backend(who, machine.secrets, machine.objects)
    if opened is None:
        raise Refused("no_key", f"{who} has no key here: nobody can ask about {task}.", "Say paid without --task.")
    try:
        said = opened.look(task, order)
    except Exception as error:
        log.warning(f"{who} did not say how {task} is doing: {error}")
        said = Underway(str(error), heard=False)
    if isinstance(said, Underway) and not said.heard:
        remedy = "Look at the bill again; or try again when it answers."
        raise Refused("no_such_task", f"{who} does not know a task {task}, or does not answer.", remedy)


def _collect(machine: Machine) -> None:
    """Whatever is owed is asked about, until nothing is."""
    if not resolving.owed(machine):
        return
    print("Asking for what is still owed … (Ctrl-C stops; the next `aiprod resolve` goes on)", file=sys.stderr)
    try:
        with Runner(machine) as runner:
            runner.until(lambda: not resolving.owed(machine))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.stderr.flush()
        os._exit(130)  # threads may be in the middle of anything: the next start finds it, as after kill -9


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
