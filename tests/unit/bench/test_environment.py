"""The bench's environment is made once for each lock, whole or not at all, and lies apart from all others."""

from pathlib import Path

import pytest

from scripts.house import bench
from scripts.house.lockfile import LockError

PYPROJECT = """
[project]
dependencies = ["pydantic"]
[project.optional-dependencies]
functions = []
local = []
bench = ["dbos"]
dev = ["pytest"]
"""
LOCK = """
dbos=={version} \\
    --hash=sha256:d0
    # via aiprod (pyproject.toml)
pydantic==2.0 \\
    --hash=sha256:b0
    # via aiprod (pyproject.toml)
pytest==9.0 \\
    --hash=sha256:c0
    # via aiprod (pyproject.toml)
"""


class Builder:
    """Makes folders instead of environments."""

    def __init__(self) -> None:
        self.cuts: list[str] = []
        self.fails = False

    def __call__(self, folder: Path, cut: str) -> None:
        self.cuts.append(cut)
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        if self.fails:
            raise KeyboardInterrupt


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "requirements.txt").write_text(LOCK.format(version="3.4.0"))
    return tmp_path


def test_it_holds_the_rival_and_what_functions_need_and_no_more(root: Path) -> None:
    builder = Builder()
    with bench.held(root, builder):
        (cut,) = builder.cuts

    assert "dbos==3.4.0" in cut
    assert "pydantic==2.0" in cut
    assert "pytest" not in cut


def test_it_is_made_once(root: Path) -> None:
    builder = Builder()
    with bench.held(root, builder) as first:
        pass
    with bench.held(root, builder) as second:
        pass

    assert first == second
    assert len(builder.cuts) == 1
    assert first.is_relative_to(root / "build")


def test_one_that_was_killed_half_way_is_made_anew(root: Path) -> None:
    builder = Builder()
    builder.fails = True
    with pytest.raises(KeyboardInterrupt), bench.held(root, builder):
        pass
    builder.fails = False
    with bench.held(root, builder):
        pass

    assert len(builder.cuts) == 2


def test_a_new_lock_makes_a_new_one_and_sweeps_the_old(root: Path) -> None:
    builder = Builder()
    with bench.held(root, builder) as old:
        pass
    (root / "requirements.txt").write_text(LOCK.format(version="3.5.0"))
    with bench.held(root, builder) as new:
        assert new.parents[1].exists()

    assert not old.parents[1].exists()


def test_what_the_lock_does_not_hold_is_not_installed(root: Path) -> None:
    (root / "requirements.txt").write_text(LOCK.format(version="3.4.0").replace("dbos", "other"))

    with pytest.raises(LockError), bench.held(root, Builder()):
        pass
