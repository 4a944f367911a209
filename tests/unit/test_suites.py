"""./scripts/test tells the truth: what failed is counted, and what was skipped is not sold as passed."""

import sys
from pathlib import Path

import pytest

from scripts.house import Trouble, suites

PASSES = "def test_it() -> None: assert True\n"
FAILS = "def test_it() -> None: assert False\n"
SKIPS = "import pytest\ndef test_it() -> None: pytest.skip('install the emulators')\n"


def outcome(root: Path, capfd: pytest.CaptureFixture[str], *tests: str) -> tuple[int, str, str]:
    """The exit code, the line of the table and the last line of a run over a suite with these tests in it."""
    folder = root / "tests" / "contract"
    folder.mkdir(parents=True)
    for number, text in enumerate(tests):
        (folder / f"test_{number}.py").write_text(text)
    code = suites.run(root, Path(sys.executable), ["contract"])
    lines = capfd.readouterr().out.splitlines()
    return code, next(line for line in lines if line.startswith("contract ")), lines[-1]


@pytest.fixture(params=["", "true"])
def ci(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("CI", request.param)
    return bool(request.param)


def test_a_suite_that_passes(tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: bool) -> None:
    code, line, last = outcome(tmp_path, capfd, PASSES)
    assert (code, last) == (0, "1 passed, 0 failed, 0 skipped")
    assert line.endswith("1 tests")


def test_a_suite_that_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: bool) -> None:
    code, _, last = outcome(tmp_path, capfd, PASSES, FAILS)
    assert (code, last) == (1, "0 passed, 1 failed, 0 skipped")


def test_a_suite_without_tests(tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: bool) -> None:
    code, line, last = outcome(tmp_path, capfd)
    assert (code, last) == ((1, "0 passed, 1 failed, 0 skipped") if ci else (0, "0 passed, 0 failed, 1 skipped"))
    assert line.endswith("no tests in tests/contract")


def test_a_suite_that_was_skipped(tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: bool) -> None:
    code, line, last = outcome(tmp_path, capfd, SKIPS)
    assert (code, last) == ((1, "0 passed, 1 failed, 0 skipped") if ci else (0, "0 passed, 0 failed, 1 skipped"))
    assert line.endswith("1 skipped: install the emulators")


def test_a_suite_that_was_skipped_in_part(tmp_path: Path, capfd: pytest.CaptureFixture[str], ci: bool) -> None:
    code, line, last = outcome(tmp_path, capfd, PASSES, SKIPS)
    assert (code, last) == ((1, "0 passed, 1 failed, 0 skipped") if ci else (0, "1 passed, 0 failed, 0 skipped"))
    assert line.endswith("1 tests, 1 skipped: install the emulators")


def test_suites_run_in_their_own_order_whatever_the_order_of_the_names() -> None:
    assert suites.chosen(["unit", "lint"]) == ["lint", "unit"]
    assert suites.chosen([]) == suites.NAMES


def test_a_suite_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(Trouble, match=r"no suite called units.*lint.*unit"):
        suites.chosen(["units"])
