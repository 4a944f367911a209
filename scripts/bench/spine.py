"""`aiprod bench spine`: durable steps beside DBOS, and cold starts beside the bare client libraries.

The one rule: it fails when a promise is not kept, so that a slower spine is noticed.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path
from typing import Final

from scripts.bench import cold, report, steps
from scripts.house import Trouble, bench
from scripts.house.progress import Progress
from shared.platform.topology import load

ROOT: Final = Path(__file__).resolve().parents[2]


def main(asked: argparse.Namespace) -> int:
    begun, progress = time.monotonic(), Progress()
    try:
        with bench.held(ROOT) as python:
            raced = steps.measure(ROOT, python, progress)
            starts = cold.measure(ROOT, python, load(), progress)
    except (Trouble, cold.Unfair) as trouble:
        progress.end(str(trouble))
        return 1
    except subprocess.CalledProcessError as failed:
        progress.end(f"A measurement failed: {' '.join(failed.cmd)}\n{failed.stderr or ''}")
        return 1
    progress.end(f"Measured in {time.monotonic() - begun:.0f} s.")
    print(json.dumps(report.as_json(raced, starts)) if asked.json else report.as_text(raced, starts))
    return 0 if report.kept(raced, starts) else 1
