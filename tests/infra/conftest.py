"""The plan that Terraform makes of infra/terraform, offline, against the true schema of Google's provider.

The checker stands beside the repository, where this house is built. Elsewhere these tests say that it is not there.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.packaging.shelf import build

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT.parent / "shared" / "tools" / "tfcheck" / "tfcheck"


ABSENT = "tfcheck is not beside this repository (../shared/tools/tfcheck): infra/terraform was not checked"

Check = Callable[..., dict[str, Any]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the checker there is nothing to skip: these tests are about its answers."""
    if not CHECKER.is_file():
        asking = [item for item in items if "check" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=asking)
        items[:] = [item for item in items if item not in asking]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHECKER.is_file():
        terminalreporter.write_line(ABSENT)


@pytest.fixture(scope="session")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Runs the checker with these options; what it reports of fmt, init, validate, plan, apply and a second plan."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")

    def run(*options: str) -> dict[str, Any]:
        report = tmp_path_factory.mktemp("tfcheck") / "report.json"
        command = [str(CHECKER), str(ROOT / "infra" / "terraform"), "--json", str(report)]
        command += ["--var", "project_id=demo-project", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert report.exists(), f"{done.stdout}{done.stderr}"
        said: dict[str, Any] = json.loads(report.read_text("utf-8"))
        said["text"] = done.stdout
        return said

    return run


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = tmp_path_factory.mktemp("packed")
    build(ROOT, shelf)
    return shelf


@pytest.fixture(scope="session")
def report(packed: Path, check: Check) -> dict[str, Any]:
    """Planned and applied with real packages, with every door that a person can open standing open."""
    doors = ['api_invokers=["allUsers"]', 'uploaders={"ada"=["user:ada@example.com"]}', f"packages_dir={packed}"]
    doors.append("vertex_region=us-central1")
    options = [part for door in doors for part in ("--var", door)]
    return check("--replan", *options)


@pytest.fixture(scope="session")
def bare(check: Check, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Planned as in a fresh clone: nothing is packaged, and nobody has opened a door."""
    return check("--plan", "--var", f"packages_dir={tmp_path_factory.mktemp('nothing')}")


class Plan:
    """The resources that a plan would make, and what each part of them refers to."""

    def __init__(self, report: dict[str, Any]) -> None:
        self._changes = report["plan"]["resource_changes"]
        self._resources = report["plan"]["configuration"]["root_module"]["resources"]

    def all(self, kind: str, name: str = "") -> dict[str, dict[str, Any]]:
        """By key: the values, as far as they are known before anything is made."""
        return {
            str(one.get("index", "")): one["change"]["after"]
            for one in self._changes
            if one["type"] == kind and one["mode"] == "managed" and name in ("", one["name"])
        }

    def references(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one["expressions"] for one in self._resources if one["address"] == address)
        return found


@pytest.fixture(scope="session")
def plan(report: dict[str, Any]) -> Plan:
    assert report.get("plan"), report["text"]
    return Plan(report)
