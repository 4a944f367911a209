"""Reads the command and hands it on.

The one rule: exit 0 delivered, 2 the input is at fault, 3 a person or money is waited for, 1 anything else.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from scripts.cli.benches import add_benches
from scripts.cli.check import add_arguments as add_check_arguments
from scripts.cli.export import add_arguments as add_export_arguments
from scripts.cli.wishes import add_brand, add_edits, add_options
from shared.model.errors import AiprodError, Permanent, Refused, described

Command = Callable[[argparse.Namespace], int]
Add = Callable[..., argparse.ArgumentParser]


class Reader(argparse.ArgumentParser):
    """A command that cannot be read is refused as everything else is, in words or as JSON."""

    def error(self, message: str) -> NoReturn:
        said = message[:1].upper() + message[1:]
        raise Refused("bad_command", f"{said}.", f"`{self.prog} --help` says what there is.")


def parser() -> argparse.ArgumentParser:
    main = Reader(prog="aiprod", description="A script file goes in, a film comes out.")
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
    render.add_argument("--dry-run", action="store_true", help="show the plan and what it costs; begin nothing")
    estimate = command("estimate", "scripts.cli.estimate:show", "show what a film would cost, and why")
    estimate.add_argument("script", metavar="SCRIPT")
    add_options(estimate)
    board = command("storyboard", "scripts.cli.storyboard:storyboard", "show a script in pictures, without a film")
    board.add_argument("script", metavar="SCRIPT")
    add_options(board)
    board.add_argument("--out", metavar="DIR", help="where the storyboard goes (default: <script>-storyboard)")
    lint = command("lint", "scripts.cli.lint:lint", "list what is odd in a script, by line")
    lint.add_argument("script", metavar="SCRIPT")
    command("jobs", "scripts.cli.show:jobs", "list the jobs of this home")
    command("status", "scripts.cli.show:status", "show how a job is doing", job=True)
    command("cancel", "scripts.cli.change:cancel", "stop a job", job=True)
    retry = command("retry", "scripts.cli.change:retry", "try a job again; what is done is kept", job=True)
    retry.add_argument("--budget", metavar="USD", help="another budget for all of it, what it has cost included")
    approve = command("approve", "scripts.cli.change:approve", "let a priced job begin", job=True)
    approve.add_argument("--price", metavar="USD", help="the price that you saw; if it has changed, nothing is begun")
    edit = command("edit", "scripts.cli.edit:edit", "see the storyboard of a job, and change it", job=True)
    add_edits(edit)
    rerender = command("rerender", "scripts.cli.edit:rerender", "film one shot again; only that is paid for", job=True)
    rerender.add_argument("shot", metavar="SHOT", help="its number (2.3) or its id")
    rerender.add_argument("--prompt", default="", metavar="WORDS", help="what is seen, in other words")
    rerender.add_argument("--backend", default="", metavar="NAME", help="who makes it this time")
    command("accept", "scripts.cli.edit:accept", "take a film that waits for a person's judgement", job=True)
    reject = command("reject", "scripts.cli.edit:reject", "refuse a film that waits for a person's judgement", job=True)
    reject.add_argument("--reason", default="", metavar="WORDS")
    switch = command("switch", "scripts.cli.switch:switch", "how the switches stand: buy_nothing and its like")
    switch.add_argument("name", nargs="?", choices=["buy_nothing", "replicate_first", "buy_better"])
    switch.add_argument("turn", nargs="?", choices=["on", "off"])
    switch.add_argument("--why", default="", metavar="WORDS")
    resolve = command("resolve", "scripts.cli.resolve:resolve", "say what became of a shot that nobody can tell about")
    resolve.add_argument("job", metavar="JOB", nargs="?", default="")
    resolve.add_argument("shot", metavar="SHOT", nargs="?", default="")
    resolve.add_argument("verdict", metavar="paid|unpaid", nargs="?", default="")
    resolve.add_argument("--task", metavar="ID", default="", help="the provider's own name for it, from its bill")
    logs = command("logs", "scripts.cli.show:logs", "show what a job's functions said", job=True)
    logs.add_argument("--all", action="store_true", help="with the finest details")
    add_export_arguments(command("export", "scripts.cli.export:export", "a finished film for other tools", job=True))
    letters = command("letters", "scripts.cli.change:letters", "messages that were given up; replay one")
    letters.add_argument("--replay", metavar="LETTER", default="")
    add_brand(command("brand", "scripts.cli.brand:brand", "what a brand looks like: show, pin, edit or forget"))
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
    add_benches(command, benches.add_parser)
    return main


def main(arguments: list[str] | None = None) -> int:
    as_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        asked = parser().parse_args(arguments)
        module, _, name = asked.where.partition(":")
        run: Command = getattr(import_module(module), name)
        return run(asked)
    except AiprodError as error:
        said = described(error)
        del said["at_fault"]
        if as_json:
            print(json.dumps({"error": said}))
        else:
            print(f"aiprod: {error}", file=sys.stderr)
            if said.get("retry_with"):
                print(f"  this would pass: {said['retry_with']}", file=sys.stderr)
        at_fault = error.at_fault if isinstance(error, Permanent) else "us"
        return {"input": 2, "budget": 3}.get(at_fault, 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
