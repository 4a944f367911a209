"""`aiprod cancel`, `retry`, `approve`, `letters`: a person's wishes for a job that exists."""

import argparse
import json
import sys
import time
from datetime import UTC, datetime

from functions.dlq_handler.agent import letters as dead_letters
from functions.dlq_handler.agent import replay
from scripts.cli.find import the_job
from scripts.cli.progress import Progress
from scripts.cli.render import report
from scripts.local import home
from scripts.local.runner import Runner
from shared.model.errors import Permanent, Refused
from shared.model.money import Micros, micros
from shared.model.states import RESTING
from shared.pipeline import desk
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Document


def cancel(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    stopped = desk.cancel(machine, _id(job))
    if asked.json:
        print(json.dumps({"job_id": _id(job), "state": stopped.fields["state"]}))
    else:
        print(f"{_id(job)} is cancelled.")
    return 0


def retry(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    more = {} if asked.budget is None else {"asked": {**job.fields["asked"], "budget": _budget(asked.budget)}}
    desk.revise(machine, _id(job), more)
    return carry_on(machine, job, asked)


def _budget(text: str) -> Micros:
    try:
        return micros(text.removeprefix("$"))
    except ValueError as error:
        raise Refused("bad_option", f"--budget: {error}.", "Write --budget 5, or --budget 12.50.") from None


def approve(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    job_id, price = _id(job), int(job.fields.get("price", 0))
    seen = _cents(price) if asked.price is None else asked.price.removeprefix("$")
    if not _is_price(seen):
        raise Refused("bad_option", f"--price {asked.price}: an amount in dollars is wanted, like 0.48.")
    if _cents(micros(seen)) != _cents(price):
        raise Permanent(
            "stale_approval",
            f"You saw a price of ${seen}; it is ${_cents(price)} now. Nothing was begun.",
            f"See what changed: aiprod edit {job_id} --history. Then: aiprod approve {job_id} --price {_cents(price)}",
            at_fault="input",
        )
    approved = desk.approve(machine, job_id, job.fields["revision"], price)
    if not asked.json:
        print(f"Approved at ${_cents(price)}: it is {approved.fields['state']} now.", file=sys.stderr)
    return carry_on(machine, job, asked)


def _cents(price: Micros) -> str:
    """As a person reads it."""
    return f"{price / 1e6:.2f}"


def _is_price(text: str) -> bool:
    try:
        return micros(text) >= 0
    except ValueError:
        return False


def letters(asked: argparse.Namespace) -> int:
    machine = home.enter()
    if asked.replay:
        job = replay(machine, asked.replay)
        print(json.dumps({"job_id": job}) if asked.json else f"{job} is begun anew: aiprod status {job}")
        return 0
    found = dead_letters(machine)
    if asked.json:
        print(json.dumps({"letters": [{"id": _id(letter), **letter.fields} for letter in found]}))
        return 0
    for letter in found:
        when = datetime.fromtimestamp(letter.fields["created_at"] / 1000, UTC).strftime("%Y-%m-%d %H:%M")
        print(f"{_id(letter)}  {when}  {letter.fields['topic']}  {letter.fields['body']}")
    return 0


def carry_on(machine: Machine, job: Document, asked: argparse.Namespace) -> int:
    begun = time.monotonic()

    def rests() -> bool:
        found = machine.documents.get(job.path)
        return found is not None and (found.fields["state"] in RESTING or found.fields["state"] == "waiting_approval")

    progress = Progress(machine, _id(job), quiet=asked.json)
    with Runner(machine) as runner, progress:
        runner.until(rests, progress.look)
    found = machine.documents.get(job.path)
    assert found is not None, "jobs are not deleted while they run"
    asked.out = getattr(asked, "out", None)
    return report(machine, found, asked, time.monotonic() - begun)


def _id(document: Document) -> str:
    return document.path.rpartition("/")[2]
