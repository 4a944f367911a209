"""`aiprod jobs`, `status` and `logs`: looking without touching."""

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from scripts.cli.find import every_job, the_job
from scripts.local import home
from shared.pipeline.status import describe
from shared.telemetry import log


def jobs(asked: argparse.Namespace) -> int:
    machine = home.enter()
    told = [describe(machine, job) for job in every_job(machine)]
    if asked.json:
        print(json.dumps({"jobs": told}, ensure_ascii=False))
    elif not told:
        print("There are no jobs yet. Begin with: aiprod render scripts/samples/…", file=sys.stderr)
    for each in told if not asked.json else []:
        when = datetime.fromtimestamp(each["created_at"] / 1000, UTC).strftime("%Y-%m-%d %H:%M")
        cost = f"${each['cost_actual']:.2f}"
        print(f"{each['id']}  {when}  {each['state']:<17} {each['progress']:>3} %  {cost}  {each['title']}")
    return 0


def status(asked: argparse.Namespace) -> int:
    machine = home.enter()
    told = describe(machine, the_job(machine, asked.job))
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for name in ("id", "title", "state", "progress", "revision", "scenes", "shots", "shots_done", "duration_s"):
        print(f"{name.replace('_', ' '):<12} {told[name]}")
    estimate = "not priced yet" if told["cost_estimate"] is None else f"${told['cost_estimate']:.2f}"
    print(f"{'cost':<12} ${told['cost_actual']:.2f} of {estimate}")
    for each in told["waiting"]:
        print(f"{'waiting':<12} {each['for']}" + (f" ({each['units']} shots)" if each["units"] > 1 else ""))
    if told["state"] == "waiting_approval":
        price = f"{told['cost_estimate'] or 0:.2f}"
        print(f"{'waiting':<12} for your approval of ${price}: aiprod approve {told['id']} --price {price}")
    for warning in told["warnings"]:
        print(f"{'note':<12} {warning}")
    if told["error"]:
        print(f"{'error':<12} {told['error']['sentence']} {told['error']['remedy']}".rstrip())
    return 0


def logs(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job).path.partition("/")[2]
    lines = [line for line in _lines(machine.home / "log.jsonl") if _about(line, job)]
    lines = [line for line in lines if asked.all or line["severity"] != "DEBUG"]
    if asked.json:
        print(json.dumps({"lines": lines}, ensure_ascii=False))
        return 0
    for line in lines:
        print(log.for_people(line) if sys.stdout.isatty() else json.dumps(line, ensure_ascii=False))
    return 0


def _lines(file: Any) -> list[dict[str, Any]]:
    found = []
    with file.open(encoding="utf-8", errors="replace") as stream:
        for text in stream:
            try:
                found.append(json.loads(text))
            except ValueError:
                continue  # the line that a killed process was writing
    return found


def _about(line: dict[str, Any], job: str) -> bool:
    return bool(line.get("logging.googleapis.com/labels", {}).get("job") == job)
