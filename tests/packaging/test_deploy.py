"""./scripts/deploy packages, then plans, then asks, and changes nothing without a yes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.environments import ROOT


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A tree with a packager and a Terraform that only write down that they were called."""
    for folder in ("scripts", "infra/terraform", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "deploy", tmp_path / "scripts" / "deploy")
    for name in ("scripts/package", "bin/terraform"):
        called = tmp_path / name
        called.write_text(f'#!/bin/sh\necho "{called.name} $*" >> {tmp_path}/calls\n', "utf-8")
        called.chmod(0o755)
    return tmp_path


def deploy(house: Path, *arguments: str, answer: str = "") -> tuple[int, list[str], str]:
    environment = {**os.environ, "PATH": f"{house / 'bin'}{os.pathsep}{os.environ['PATH']}", "AIPROD_STATE_BUCKET": "s"}
    command = [str(house / "scripts" / "deploy"), *arguments]
    done = subprocess.run(command, env=environment, input=answer, capture_output=True, text=True, check=False)
    calls = (house / "calls").read_text("utf-8").splitlines() if (house / "calls").exists() else []
    return done.returncode, [" ".join(call.split()[:2]) for call in calls], done.stdout


def test_a_yes_applies_the_plan_that_was_shown(house: Path) -> None:
    code, calls, _ = deploy(house, "my-project", answer="yes\n")
    assert (code, calls) == (0, ["package", "terraform init", "terraform plan", "terraform apply"])
    assert "apply -input=false aiprod.tfplan" in (house / "calls").read_text("utf-8")


@pytest.mark.parametrize("answer", ["no\n", "y\n", ""])
def test_anything_else_changes_nothing(house: Path, answer: str) -> None:
    code, calls, said = deploy(house, "my-project", answer=answer)
    assert (code, calls[-1]) == (1, "terraform plan")
    assert "Nothing was changed" in said


def test_it_can_stop_at_the_plan_and_hands_options_on(house: Path) -> None:
    code, calls, _ = deploy(house, "my-project", "--plan", "-var=region=europe-west4")
    assert (code, calls[-1]) == (0, "terraform plan")
    assert "-var=project_id=my-project -var=region=europe-west4" in (house / "calls").read_text("utf-8")


def test_without_a_project_it_says_how_to_use_it(house: Path) -> None:
    code, calls, said = deploy(house)
    assert (code, calls) == (2, [])
    assert "./scripts/deploy PROJECT" in said
