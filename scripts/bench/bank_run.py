"""One random run: a tiny film over the paid backends, killed and misled on the way; and its books beside the bill.

The one rule: the provider's count is the truth; ours is read from the store that the dead processes left behind.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from shared.money import audit
from shared.money.attempt import Attempt
from shared.platform.embedded.database import Database
from shared.platform.embedded.documents import SqliteDocuments
from shared.platform.ports import Document, Query

PATIENCE_S: Final = 150.0
PACE: Final = "300,1500,8000,15000"
"""Milliseconds: first look, longest wait, how long a film waits for a task, how long it is asked for afterwards."""

KEYS: Final = {
    "runway": ("AIPROD_SECRET_RUNWAY_API_KEY",),
    "replicate": ("AIPROD_SECRET_REPLICATE_API_TOKEN",),
    "google": ("AIPROD_SECRET_GEMINI_API_KEY",),
}
LINES: Final = (
    "A kettle sings.", "A boat drifts out.", "A lamp turns.", "Snow falls on the roof.", "A door stands open.",
    "A dog waits by the gate.",
)  # fmt: skip
PLACES: Final = ("INT. KITCHEN - NIGHT", "EXT. HARBOUR - DAWN", "INT. LIGHTHOUSE - NIGHT", "EXT. FIELD - DAY")

CHANCES: Final = {
    "throttle": 0.02, "down": 0.02, "shed": 0.02, "bad_request": 0.02, "refuse": 0.02, "retired": 0.01,
    "unauthorized": 0.01, "no_credit": 0.01, "drop_before": 0.04, "redirect": 0.02,
    "drop_after": 0.05, "hang_after": 0.02, "partial": 0.04, "garbage": 0.03, "error_after": 0.04, "gateway": 0.04,
    "busy": 0.05, "slow": 0.05, "never": 0.02, "cancelled": 0.02,
    "refuse_after": 0.04, "refuse_free": 0.02, "fail": 0.04,
    "poll_500": 0.04, "poll_429": 0.03, "poll_404": 0.03, "poll_drop": 0.04, "poll_garbage": 0.03, "lie": 0.04,
    "odd": 0.03, "black": 0.02, "frozen": 0.02, "short": 0.02, "small": 0.02, "wrong_ratio": 0.02, "wrong": 0.02,
    "truncated": 0.03, "empty": 0.02, "away": 0.02, "redirect_away": 0.02, "gone": 0.02, "late": 0.04, "drip": 0.03,
    "cut": 0.04,
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """The store that is left, and nothing else of the machine: it is only read."""

    documents: SqliteDocuments


@dataclass
class Told:
    """What came of one run."""

    seed: int
    state: str = ""
    kills: int = 0
    posts: int = 0
    called: int = 0
    billed: int = 0
    booked: int = 0
    unknown: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def run(seed: int, home: Path, fakes: Mapping[str, Any]) -> Told:
    draw = random.Random(seed)
    told = Told(seed)
    urls: Mapping[str, str] = fakes["urls"]
    for name, url in urls.items():
        behave = {"reset": True, "seed": f"{seed} {name}", "chance": CHANCES, "render_s": 0.3, "hang_s": 2.0}
        _ask(f"{url}/_fake/behave", behave)
    home.mkdir(parents=True, exist_ok=True)
    script = home / "film.fountain"
    script.write_text(_script(draw))
    environment = _environment(draw, home, fakes["environment"])
    budget = draw.choice(("0.50", "1.00", "2.00", "4.00"))
    wish = ["render", str(script), "--size", "360p", "--preset", "animatic", "--backend", "auto", "--budget", budget]
    _film(draw, [*wish, "--json"], environment, told)
    _once(["resolve", "--json"], environment, told)
    bill = {name: _ask(f"{url}/_fake/state") for name, url in urls.items()}
    _hold_against(Reader(SqliteDocuments(Database(home / "home" / "aiprod.db"))), bill, told)
    return told


def _script(draw: random.Random) -> str:
    scenes = draw.randint(1, 2)
    return "\n\n".join(f"{place}\n\n{draw.choice(LINES)}" for place in draw.sample(PLACES, scenes)) + "\n"


def _environment(draw: random.Random, home: Path, fakes: Mapping[str, str]) -> dict[str, str]:
    """All providers have keys, or only some: what one cannot do, another has to."""
    known = {**os.environ, **fakes, "AIPROD_HOME": str(home / "home"), "AIPROD_PACE_MS": PACE}
    known["PYTHONPYCACHEPREFIX"] = str(home.parent / "compiled")  # a killed process starts again at once
    known.pop("PYTHONDONTWRITEBYTECODE", None)
    wanted = draw.sample(sorted(KEYS), draw.choice((1, 1, 2, 3)))
    for name, keys in KEYS.items():
        for key in keys if name not in wanted else ():
            known.pop(key, None)
    return known


def _film(draw: random.Random, command: list[str], environment: Mapping[str, str], told: Told) -> None:
    """The same command again and again, until one of them is allowed to end."""
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        process = _begun(command, environment)
        with suppress(subprocess.TimeoutExpired):
            process.wait(draw.uniform(0.6, 5.0))
        if process.poll() is None:
            told.kills += 1
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            break
    said = _once(command, environment, told)
    told.state = str(said.get("state", ""))
    error = said.get("error")
    if told.state == "delivered":
        if not Path(str(said["film"])).stat().st_size:
            told.broken.append("the film is empty")
    elif told.state not in ("failed", "needs_review") or (told.state == "failed" and not (error and error["sentence"])):
        told.broken.append(f"it ended {told.state or 'nowhere'}: {error or said}")


def _begun(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", *command],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _once(command: list[str], environment: Mapping[str, str], told: Told) -> dict[str, Any]:
    process = _begun(command, environment)
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        told.broken.append(f"`{command[0]}` did not end in {PATIENCE_S:.0f} s: {err[-300:]}")
        return {}
    try:
        said: dict[str, Any] = json.loads(out)
    except json.JSONDecodeError:
        told.broken.append(f"`{command[0]}` said {out[-200:]!r} {err[-300:]!r}")
        return {}
    return said


def _hold_against(store: Reader, bill: Mapping[str, Any], told: Told) -> None:
    attempts = [Attempt(each) for each in _all(store, Query("attempts", limit=300, everywhere=True))]
    entries = {f"{each.path}": each.fields for each in _all(store, Query("entries", limit=300, everywhere=True))}
    told.called = sum(bool(each.fields["called_at"]) for each in attempts)
    told.posts = sum(state["posts"] for state in bill.values())
    told.billed = sum(state["billed"] for state in bill.values())
    told.booked = sum(fields["amount"] for fields in entries.values())
    called = Counter(_wanted(each) for each in attempts if each.fields["called_at"])
    posted: Counter[tuple[str, str]] = Counter()
    for state in bill.values():
        told.fates.update(word for call in state["calls"] for word in call["fate"].split("+") if word)
        for request in state["requests"].values():
            posted[(request["model"], request["prompt"])] += request["posts"]
    for wanted, count in posted.items():
        if count > called[wanted]:
            told.broken.append(f"{count} requests, {called[wanted]} attempts called: {wanted}")
    if told.posts > told.called:
        told.broken.append(f"{told.posts} requests in all, {told.called} attempts called")
    asked = {name: request for state in bill.values() for name, request in state["requests"].items()}
    tasks = {
        task["id"]: {**task, "wanted": (asked[task["canonical"]]["model"], asked[task["canonical"]]["prompt"])}
        for state in bill.values()
        for task in state["tasks"]
    }
    _compare(attempts, entries, tasks, told)
    for escrow in _all(store, Query("escrows", limit=300)):
        told.broken += audit.film(store, escrow)
        if escrow.fields["state"] != "closed" and told.state != "needs_review":
            told.broken.append(f"{escrow.path} is {escrow.fields['state']}")
    for day in {escrow.fields["day"] for escrow in _all(store, Query("escrows", limit=300))}:
        told.broken += audit.budgets(store, day)


def _compare(attempts: list[Attempt], entries: Mapping[str, Any], tasks: dict[str, Any], told: Told) -> None:
    """Every settled attempt cost what its task was billed, or no less where the provider did not say what it bills;
    what no attempt knows of is covered by what is unknown."""
    held = 0
    claimed: set[str] = set()
    for attempt in attempts:
        entry = entries[attempt.document.path.replace("/attempts/", "/entries/")]
        if attempt.state == "unknown" and entry["state"] == "held":
            told.unknown += 1
            held += entry["amount"]
            continue
        task = _task_of(attempt, tasks, claimed)
        claimed.add(task)
        billed = tasks[task]["billed"] if task else 0
        if entry["state"] == "held":
            told.broken.append(f"{attempt.name} is {attempt.state} and still held")
        elif entry["amount"] > billed and attempt.fields.get("assumed"):
            told.unknown += 1
        elif entry["amount"] != billed:
            who, fate = attempt.fields["order"]["choice"], tasks[task]["fate"] if task else "no task"
            told.broken.append(
                f"{attempt.name} ({who['backend']} {who['model']}) is {attempt.state} at {entry['amount']}, "
                f"billed {billed} ({fate}): {attempt.fields['note']}"
            )
    lost = sum(task["billed"] for name, task in tasks.items() if name not in claimed)
    if lost > held:
        told.broken.append(f"{lost} was billed for what nobody knows of, and {held} is held for it")


def _task_of(attempt: Attempt, tasks: Mapping[str, Any], claimed: set[str]) -> str:
    """By the provider's own name for it; one that is answered at once has none, and is known by what was asked."""
    mine = str(attempt.fields["task"])
    named = next((name for name in tasks if name in mine), "")
    if named or not mine:
        return named
    alike = (name for name, task in tasks.items() if name not in claimed and task["wanted"] == _wanted(attempt))
    return next(alike, "")


def _wanted(attempt: Attempt) -> tuple[str, str]:
    order = attempt.fields["order"]
    return order["choice"]["model"], order["prompt"]


def _all(store: Reader, query: Query) -> list[Document]:
    found: list[Document] = []
    while True:
        page = store.documents.query(query)
        found += page.documents
        if not page.after:
            return found
        query = Query(query.collection, query.where, query.order, query.limit, page.after, query.everywhere)


def _ask(url: str, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    import httpx

    wire = httpx.HTTPTransport(retries=3)
    with httpx.Client(transport=wire, trust_env=False, timeout=20) as client:
        answer = client.get(url) if told is None else client.post(url, json=dict(told))
    said: dict[str, Any] = answer.raise_for_status().json()
    return said
