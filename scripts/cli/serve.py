"""`aiprod serve`: the HTTP door and all functions on this machine, until Ctrl-C.

The one rule: it listens on loopback only; the cloud has a door for everybody else.
"""

import argparse
import os
import sys
import threading

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from functions.api.app import handle
from scripts.local import home
from scripts.local.runner import Runner
from shared.model.errors import Permanent

METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def door() -> Flask:
    app = Flask("aiprod")

    @app.route("/", defaults={"path": ""}, methods=METHODS)
    @app.route("/<path:path>", methods=METHODS)
    def everything(path: str) -> ResponseReturnValue:
        return handle(request)

    return app


def serve(asked: argparse.Namespace) -> int:
    machine = home.enter(watching=True)
    try:
        server = make_server("127.0.0.1", asked.port, door(), threaded=True)
    except (OSError, SystemExit) as error:
        raise Permanent("port_taken", f"Port {asked.port} cannot be had.", "Choose another: --port 8081.") from error
    print(f"The door is open: http://127.0.0.1:{server.port}", file=sys.stderr, flush=True)
    threading.Thread(target=server.serve_forever, name="door", daemon=True).start()
    never = threading.Event()
    try:
        with Runner(machine) as runner:
            runner.until(never.is_set)
    except KeyboardInterrupt:
        print("\nClosed. What is half done goes on at the next start.", file=sys.stderr, flush=True)
        os._exit(130)
    return 0
