"""Runs inside a function's own environment, in its unpacked zip: sends it requests, and looks for what it lacks.

python probe.py FUNCTION < requests.json > answers.json
"""

import importlib
import json
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import functions_framework

look: Any = importlib.import_module("reach")  # beside this file, whatever environment runs it


def main() -> None:
    target = sys.argv[1]
    start: Any = functions_framework.create_app
    said, sys.stdout = sys.stdout, sys.stderr  # what the function logs is not our answer
    client = start(target, "main.py").test_client()
    answers = []
    for request in json.load(sys.stdin):
        response = client.open(**{**request, "data": request.get("data", "").encode()})
        answers.append({"status": response.status_code, "body": response.get_data(as_text=True)[:2000]})
    found = look.reach(Path.cwd(), "main")
    homes = packages_distributions()
    roots = {module.partition(".")[0] for module in (*found.needed, *found.optional)}
    used = {package.lower() for root in roots for package in homes.get(root, [])}
    json.dump({"answers": answers, "lacking": found.lacking(), "used": sorted(used)}, said)


if __name__ == "__main__":
    main()
