"""`aiprod render`: the whole pipeline in one process, with what is happening on one line.

The one rule: the same command always leads to the same film, however often it was interrupted.
"""

import argparse
import json
import os
import shlex
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from scripts.cli.progress import Progress
from scripts.cli.wishes import options_of
from scripts.local import home
from scripts.local.runner import Runner
from shared.model.errors import Permanent, Refused
from shared.model.states import ENDED, RESTING
from shared.pipeline import desk
from shared.pipeline.reception import LARGEST, receive
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Document, Missing

RETRIED = ("failed", "cancelled")


def render(asked: argparse.Namespace) -> int:
    if asked.dry_run:
        from scripts.cli.estimate import dry_run

        return dry_run(asked)
    begun = time.monotonic()
    content, name = script(Path(asked.script))
    options = options_of(asked)
    machine = home.enter(watching=asked.verbose)
    job = receive(machine, home.OWNER, name, content, options)
    identity = job.path.partition("/")[2]
    if not asked.json and not asked.verbose:
        print(f"{name} → job {identity}", file=sys.stderr)
    try:
        job = film(machine, job, Progress(machine, identity, quiet=asked.json or asked.verbose))
    except KeyboardInterrupt:
        print("\nStopped. The same command carries on where it was.", file=sys.stderr)
        sys.stderr.flush()
        os._exit(130)  # threads may be in the middle of anything: the next start finds it, as after kill -9
    return report(machine, job, asked, time.monotonic() - begun)


def script(path: Path) -> tuple[bytes, str]:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1), path.name
    except FileNotFoundError:
        raise Refused("no_such_file", f"There is no file {path}.") from None
    except IsADirectoryError:
        raise Refused("is_a_folder", f"{path} is a folder; a script is a file.") from None
    except OSError as error:
        raise Refused("unreadable", f"{path} cannot be read: {error.strerror}.") from None


def film(machine: Machine, job: Document, progress: Progress) -> Document:
    """Runs until the job rests. A job that failed before is begun anew; what it had done is kept."""
    identity = job.path.partition("/")[2]
    delivered = job.fields["state"] == "delivered"
    if delivered and not _is_owing(machine, job):
        return job
    if job.fields["state"] in RETRIED:
        if is_hopeless(job):
            return job
        desk.revise(machine, identity)
    elif not delivered and job.fields["state"] != "waiting_approval":
        desk.start(machine, identity)

    def rests() -> bool:
        found = machine.documents.get(job.path)
        if found is None or _is_owing(machine, found):
            return False
        return found.fields["state"] in RESTING or found.fields["state"] == "waiting_approval"

    with Runner(machine) as runner, progress:
        runner.until(rests, progress.look)
    found = machine.documents.get(job.path)
    assert found is not None, "jobs are not deleted while they run"
    return found


def _is_owing(machine: Machine, job: Document) -> bool:
    """It has ended, and what it did not spend has not gone back yet: a process was killed at the very end."""
    escrow = machine.documents.get(f"escrows/{job.path.partition('/')[2]}.{job.fields['revision']}")
    return job.fields["state"] in ENDED and escrow is not None and escrow.fields["state"] != "closed"


def is_hopeless(job: Document) -> bool:
    """Nothing of it was stored, so nothing can be tried again."""
    return not job.fields["script"]["object"]


def report(machine: Machine, job: Document, asked: argparse.Namespace, elapsed_s: float) -> int:
    fields = job.fields
    identity = job.path.partition("/")[2]
    outputs = hand_over(machine, job, asked) if fields["state"] in ("delivered", "needs_review") else {}
    told: dict[str, Any] = {
        "job_id": identity,
        "state": fields["state"],
        "film": outputs.get("mp4"),
        "duration_s": fields.get("duration_ms", 0) / 1000,
        "scenes": fields.get("scenes", 0),
        "shots": fields.get("shots", 0),
        "cost_usd": fields.get("spent", 0) / 1e6,
        "elapsed_s": round(elapsed_s, 2),
        "warnings": fields["warnings"],
        "outputs": outputs,
    }
    if fields["state"] == "waiting_approval":
        told["would_cost_usd"] = fields.get("price", 0) / 1e6
    if fields["state"] == "needs_review":
        told["because"] = fields.get("because", "")
    if fields.get("error"):
        told["error"] = _as_typed(fields["error"], fields["script"]["name"], getattr(asked, "script", ""))
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        tell(told)
    return exit_code(fields)


def _as_typed(error: dict[str, Any], name: str, typed: str) -> dict[str, Any]:
    """The job knows its script's name; the command that would pass needs the path that the person typed."""
    known = shlex.join(("aiprod", "render", name))
    command = str(error.get("retry_with", ""))
    if not typed or not command.startswith(f"{known} "):
        return error
    return {**error, "retry_with": shlex.join(("aiprod", "render", typed)) + command.removeprefix(known)}


def exit_code(fields: Any) -> int:
    if fields["state"] == "delivered":
        return 0
    if fields["state"] in ("waiting_approval", "needs_review"):
        return 3
    at_fault = str((fields.get("error") or {}).get("at_fault"))
    return {"input": 2, "budget": 3}.get(at_fault, 1)


def tell(told: dict[str, Any]) -> None:
    for warning in told["warnings"]:
        print(f"  note: {warning}", file=sys.stderr)
    error = told.get("error")
    if error:
        print(f"aiprod: {error['sentence']} {error['remedy']}".rstrip(), file=sys.stderr)
        if error.get("retry_with"):
            print(f"  this would pass: {error['retry_with']}", file=sys.stderr)
        return
    if told["state"] == "waiting_approval":
        print(f"The film would cost ${told['would_cost_usd']:.2f}, and waits for your approval.", file=sys.stderr)
        price = f"{told['would_cost_usd']:.2f}"
        print(f"  let it begin: aiprod approve {told['job_id']} --price {price}", file=sys.stderr)
        print(f"  or forget it: aiprod cancel {told['job_id']}", file=sys.stderr)
        return
    shots = f"{_counted(told['scenes'], 'scene')}, {_counted(told['shots'], 'shot')}"
    length = f"{told['duration_s']:.1f} s"
    print(f"  {length} of film, {shots}, ${told['cost_usd']:.2f}, made in {told['elapsed_s']:.1f} s", file=sys.stderr)
    if told["state"] == "needs_review":
        print(f"Somebody should look at it before it is published: {told['because']}.", file=sys.stderr)
        print(f"  take it: aiprod accept {told['job_id']}", file=sys.stderr)
        print(f"  or not:  aiprod reject {told['job_id']}, or aiprod rerender {told['job_id']} SHOT", file=sys.stderr)
    print(told["film"] or told["state"])


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def hand_over(machine: Machine, job: Document, asked: argparse.Namespace) -> dict[str, str]:
    """Puts the film and its papers where the person can find them."""
    stem = Path(job.fields["script"]["name"]).stem or "film"
    target = Path(asked.out).absolute() if asked.out else machine.home / "films" / f"{stem}-{job.path[-6:]}"
    try:
        target.mkdir(parents=True, exist_ok=True)
        return {
            kind: str(
                _placed(machine, name, target / f"{stem}{'.manifest.json' if kind == 'manifest' else f'.{kind}'}")
            )
            for kind, name in sorted(job.fields["outputs"].items())
        }
    except OSError as error:
        raise Permanent("cannot_write", f"The film cannot be put into {target}: {error.strerror}.") from error


def _placed(machine: Machine, name: str, to: Path) -> Path:
    """A copy: whatever a person does to it, the store keeps its own."""
    part = to.with_name(f".{to.name}.part")
    try:
        shutil.copyfile(machine.objects.link(name, 0), part)
    except Missing:
        raise Permanent("gone", "The film is not in the store any more.", "Make it again: aiprod retry JOB.") from None
    part.replace(to)
    return to
