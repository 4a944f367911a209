"""Reads the command and hands it on.

The one rule: exit 0 delivered, 2 the input is at fault, 3 a person or money is waited for, 1 anything else.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module

from scripts.cli.check import add_arguments as add_check_arguments
from scripts.cli.export import add_arguments as add_export_arguments
from scripts.cli.wishes import add_options
from shared.model.errors import AiprodError, Permanent

Command = Callable[[argparse.Namespace], int]
Add = Callable[..., argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(prog="aiprod", description="A script file goes in, a film comes out.")
    commands = main.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, where: str, text: str, *, job: bool = False, add: Add = commands.add_parser
    ) -> argparse.ArgumentParser:
        added = add(name, help=text, description=text)
        added.set_defaults(where=where)
        if job:
            added.add_argument("job", metavar="JOB", help="a job's id, or its beginning")
        added.add_argument("--json", action="store_true", help="print exactly one JSON object")
        return added

    render = command("render", "scripts.cli.render:render", "make a film from a script")
    render.add_argument("script", metavar="SCRIPT")
    add_options(render)
    render.add_argument("--out", metavar="DIR", help="where the film goes (default: next to AIPROD_HOME's other films)")
    render.add_argument("-v", "--verbose", action="store_true", help="show every log line")
    command("jobs", "scripts.cli.show:jobs", "list the jobs of this home")
    command("status", "scripts.cli.show:status", "show how a job is doing", job=True)
    command("cancel", "scripts.cli.change:cancel", "stop a job", job=True)
    command("retry", "scripts.cli.change:retry", "try a job again; what is done is kept", job=True)
    command("approve", "scripts.cli.change:approve", "let a priced job begin", job=True)
    logs = command("logs", "scripts.cli.show:logs", "show what a job's functions said", job=True)
    logs.add_argument("--all", action="store_true", help="with the finest details")
    add_export_arguments(command("export", "scripts.cli.export:export", "a finished film for other tools", job=True))
    letters = command("letters", "scripts.cli.change:letters", "messages that were given up; replay one")
    letters.add_argument("--replay", metavar="LETTER", default="")
    serve = command("serve", "scripts.cli.serve:serve", "open the HTTP door on this machine")
    serve.add_argument("--port", type=int, default=8080)
    simulate = command("simulate", "scripts.simulation.run:main", "run films through everything that can go wrong")
    simulate.add_argument("--seeds", default="0:200", metavar="A:B")
    add_check_arguments(command("check", "scripts.cli.check:check", "look for faults in any film"))
    command("doctor", "scripts.cli.doctor:doctor", "what is here, what is missing, how to get it")
    measures = "measure, as ratios against a reference in the same run"
    benches = commands.add_parser("bench", help=measures, description=measures).add_subparsers(
        dest="what", required=True, metavar="BENCH"
    )
    finish = "the finish of ten films: loudness, peaks, duck, captions in time"
    command("finish", "scripts.bench.finish:main", finish, add=benches.add_parser).add_argument(
        "--films", type=int, default=10, metavar="N"
    )
    command("spine", "scripts.bench.spine:main", "durable steps beside DBOS, cold starts", add=benches.add_parser)
    film = command(
        "film", "scripts.bench.film:main", "a film of some minutes beside its length", add=benches.add_parser
    )
    film.add_argument("--minutes", type=float, default=2.0, metavar="N", help="of a sample, over and over")
    film.add_argument("--script", metavar="F", help="this script rather than the sample")
    film.add_argument("--size", choices=["360p", "720p", "1080p"], default="1080p")
    film.add_argument("--fps", type=int, choices=[24, 25, 30], default=30)
    compose = "a film cut in segments beside one plain ffmpeg graph"
    composed = command("compose", "scripts.bench.compose:main", compose, add=benches.add_parser)
    for name, metavar in (("clips", "DIR"), ("narration", "F"), ("music", "F"), ("captions", "F")):
        composed.add_argument(f"--{name}", metavar=metavar, help="without these four it makes its own")
    return main


def main(arguments: list[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    module, _, name = asked.where.partition(":")
    run: Command = getattr(import_module(module), name)
    try:
        return run(asked)
    except AiprodError as error:
        if asked.json:
            print(json.dumps({"error": {"code": error.code, "sentence": error.sentence, "remedy": error.remedy}}))
        else:
            print(f"aiprod: {error}", file=sys.stderr)
        at_fault = error.at_fault if isinstance(error, Permanent) else "us"
        return {"input": 2, "budget": 3}.get(at_fault, 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
