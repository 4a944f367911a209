"""Fake providers as a process of their own: ./scripts/fakes, or python -m tests.fakes.providers.

The one rule: it says where they listen when all of them do, and ends, cleanly, on Ctrl-C, SIGTERM, the end of the
command that it was given, or (with --leash) when its standard input closes.

    ./scripts/fakes                              prints what to set, and stays
    ./scripts/fakes -- ./scripts/aiprod render … runs the command against them
    ./scripts/fakes --json runway                one line: {"urls": …, "environment": …}
"""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from tests.fakes.providers.counter import Counter
from tests.fakes.providers.directory import PROVIDERS, environment


def main() -> int:
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    command = given[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="./scripts/fakes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(PROVIDERS)} (default: all)")
    parser.add_argument("--home", type=Path, help="where their bills are kept (default: a folder that goes with them)")
    parser.add_argument("--shelf", type=Path, help="where their clips are kept (default: under the home)")
    parser.add_argument("--port", type=int, default=0, help="of the first; the others follow")
    parser.add_argument("--json", action="store_true", help="one line for a program")
    parser.add_argument("--leash", action="store_true", help="end when standard input closes")
    asked = parser.parse_args(given[:cut])
    names = asked.names or list(PROVIDERS)
    if unknown := sorted(set(names) - set(PROVIDERS)):
        parser.error(f"there is no fake called {', '.join(unknown)}; there are {', '.join(PROVIDERS)}")
    with ExitStack() as stack:
        home = asked.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aiprod-fakes-")))
        urls = {}
        for place, name in enumerate(names):
            provider = PROVIDERS[name](home, asked.shelf or home / "reels")
            counter = Counter(provider, asked.port + place if asked.port else 0)
            stack.callback(counter.stop)
            urls[name] = counter.url
        if command:
            return subprocess.run(command, check=False, env={**os.environ, **environment(urls)}).returncode
        over = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: over.set())
        signal.signal(signal.SIGINT, lambda *_: over.set())
        _tell(urls, as_json=asked.json)
        if asked.leash:
            threading.Thread(target=_when_closed, args=(over,), daemon=True).start()
        over.wait()
    return 0


def _when_closed(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def _tell(urls: dict[str, str], *, as_json: bool) -> None:
    told = environment(urls)
    if as_json:
        print(json.dumps({"urls": urls, "environment": told}), flush=True)
        return
    for name, value in told.items():
        print(f"export {name}={shlex.quote(value)}")
    for name, url in urls.items():
        print(f"# {name}: {url}/_fake/state is its bill, POST {url}/_fake/behave makes it misbehave")
    print("# Ctrl-C stops them.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
