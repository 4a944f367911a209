"""The suites of ./scripts/test, and the table that it ends with.

The one rule: under CI=true whatever was skipped has failed, because nobody reads the reason there.
"""

import os
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.house import Trouble

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy", "functions", "shared", "scripts", "tests"],
    "imports": ["lint-imports", "--no-logo"],
}
PYTEST = ["unit", "contract", "simulation", "integration", "packaging", "infra"]
SPREAD = {
    "unit": ["-n", "auto"],
    "integration": ["-n", "2", "--dist", "loadgroup"],
    "packaging": ["-n", "2", "--dist", "loadfile"],
}
"""Suites that run on all cores at once: tests that share nothing, and those that say with whom they share a house."""
NAMES = [*CHECKS, *PYTEST]


@dataclass(frozen=True)
class Verdict:
    """How one suite went, and what a person should know about it."""

    suite: str
    outcome: str  # passed, failed or skipped
    seconds: float
    note: str


def chosen(arguments: Sequence[str]) -> list[str]:
    unknown = [name for name in arguments if name not in NAMES]
    if unknown:
        raise Trouble(f"There is no suite called {', '.join(unknown)}. The suites are: {', '.join(NAMES)}.")
    return [name for name in NAMES if name in arguments] or NAMES


def run(root: Path, python: Path, arguments: Sequence[str]) -> int:
    """Every suite, one after another, whatever became of the one before."""
    verdicts = []
    for suite in chosen(arguments):
        print(f"\n── {suite} {'─' * (100 - len(suite))}", flush=True)
        verdicts.append(_run_one(root, python, suite))
    return _close(verdicts)


def _run_one(root: Path, python: Path, suite: str) -> Verdict:
    begun = time.monotonic()
    environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    if suite in CHECKS:
        outcome, note = _check(root, python, suite, environment)
    else:
        outcome, note = _tests(root, python, suite, environment)
    if outcome == "skipped" and os.environ.get("CI") == "true":
        outcome = "failed"
    return Verdict(suite, outcome, time.monotonic() - begun, note)


def _check(root: Path, python: Path, suite: str, environment: dict[str, str]) -> tuple[str, str]:
    program, *rest = CHECKS[suite]
    done = subprocess.run([str(python.parent / program), *rest], cwd=root, env=environment, check=False)
    return ("passed" if done.returncode == 0 else "failed"), ""


def _tests(root: Path, python: Path, suite: str, environment: dict[str, str]) -> tuple[str, str]:
    folder = root / "tests" / suite
    if not any(folder.rglob("test_*.py")):
        return "skipped", f"no tests in tests/{suite}"
    report = root / "build" / f"{suite}.xml"
    report.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", str(folder), "-q", f"--junitxml={report}"]
    command += SPREAD.get(suite, [])
    done = subprocess.run(command, cwd=root, env=environment, check=False)
    if done.returncode != 0 or not report.exists():
        return "failed", ""
    return _read(report)


def _read(report: Path) -> tuple[str, str]:
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - our own report
    reasons = [skip.get("message") or "no reason" for case in cases if (skip := case.find("skipped")) is not None]
    ran = len(cases) - len(reasons)
    note = f"{ran} tests" if not reasons else f"{ran} tests, {len(reasons)} skipped: {'; '.join(sorted(set(reasons)))}"
    if reasons and (ran == 0 or os.environ.get("CI") == "true"):
        return "skipped", note
    return "passed", note


def _close(verdicts: list[Verdict]) -> int:
    print(f"\n{'suite':<14}{'outcome':<10}{'seconds':>8}")
    for one in verdicts:
        print(f"{one.suite:<14}{one.outcome:<10}{one.seconds:>8.1f}  {one.note}".rstrip())
    total = sum(one.seconds for one in verdicts)
    print(f"{'':<24}{total:>8.1f}\n")
    count = {outcome: sum(one.outcome == outcome for one in verdicts) for outcome in ("passed", "failed", "skipped")}
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped", flush=True)
    return 1 if count["failed"] else 0
