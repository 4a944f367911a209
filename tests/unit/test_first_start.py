"""The environment of `scripts/aiprod` is made once per lock, whole or not at all, and never under a running film."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from scripts.house import Trouble, environment, first_start, local

ROOT = Path(__file__).parents[2]


def a_checkout(root: Path, version: str = "1.0") -> str:
    """A small house with a lock of two packages, one of them a voice."""
    extras = (
        '[project.optional-dependencies]\nlocal = ["frames"]\nbackends = []\nvoices-cloud = []\nvoices = ["speech"]\n'
    )
    (root / "pyproject.toml").write_text(f"[project]\ndependencies = []\n{extras}")
    pins = [f"{name}=={version} \\\n    --hash=sha256:00\n" for name in ("frames", "speech")]
    (root / "requirements.txt").write_text("".join(pins))
    return str(root)


class Builder:
    """Builds an environment of one file, and keeps count."""

    def __init__(self) -> None:
        self.built: list[Path] = []

    def __call__(self, folder: Path, plan: first_start.Recipe) -> None:
        self.built.append(folder)
        python = environment.python_of(folder)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()


def test_the_second_start_finds_what_the_first_one_made(tmp_path: Path) -> None:
    root, build = a_checkout(tmp_path), Builder()
    first = first_start.prepare(root, build)
    assert local.enter(root) == first
    assert first_start.prepare(root, build) == first
    assert len(build.built) == 1


def test_a_killed_set_up_is_made_anew(tmp_path: Path) -> None:
    root, build = a_checkout(tmp_path), Builder()

    def killed(folder: Path, plan: first_start.Recipe) -> None:
        build(folder, plan)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first_start.prepare(root, killed)
    assert local.remembered(root) is None
    first_start.prepare(root, build)
    assert len(build.built) == 2


def test_an_environment_whose_python_is_gone_is_made_anew(tmp_path: Path) -> None:
    root, build = a_checkout(tmp_path), Builder()
    python = Path(in_a_process_that_ends(root))
    python.unlink()
    assert first_start.prepare(root, build) == str(python)
    assert len(build.built) == 1


def in_a_process_that_ends(root: str) -> str:
    """The hold on the environment ends with its process, so that process must not be ours."""
    code = """
        import sys
        from scripts.house import first_start
        from tests.unit.test_first_start import Builder
        print(first_start.prepare(sys.argv[1], Builder()))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), root], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_new_lock_makes_a_new_environment_and_sweeps_the_old_one(tmp_path: Path) -> None:
    old = in_a_process_that_ends(a_checkout(tmp_path, "1.0"))
    new = first_start.prepare(a_checkout(tmp_path, "2.0"), Builder())
    assert Path(new).exists()
    assert not Path(old).exists()


def test_an_environment_that_a_film_still_runs_in_is_not_swept(tmp_path: Path) -> None:
    old = first_start.prepare(a_checkout(tmp_path, "1.0"), Builder())
    new = first_start.prepare(a_checkout(tmp_path, "2.0"), Builder())
    assert Path(old).exists()
    assert Path(new).exists()


def test_touching_the_lock_without_changing_it_makes_nothing_new(tmp_path: Path) -> None:
    root, build = a_checkout(tmp_path), Builder()
    first = first_start.prepare(root, build)
    os.utime(tmp_path / "requirements.txt", ns=(1, 1))
    assert local.remembered(root) is None
    assert first_start.prepare(root, build) == first
    assert local.remembered(root) is not None
    assert len(build.built) == 1


def test_two_first_starts_at_once_make_it_once(tmp_path: Path) -> None:
    root = a_checkout(tmp_path)
    code = """
        import pathlib, sys
        from scripts.house import first_start
        from tests.unit.test_first_start import Builder

        def build(folder, plan):
            print("building", flush=True)
            sys.stdin.readline()
            Builder()(folder, plan)

        first_start.prepare(sys.argv[1], build)
        print("entered", flush=True)
    """

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", textwrap.dedent(code), root]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    with start() as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "building\n"
        with start() as other:
            assert other.stderr is not None
            assert "waiting" in other.stderr.readline()
            one.communicate("go on\n")
            assert other.communicate()[0] == "entered\n"


def a_pip(monkeypatch: pytest.MonkeyPatch, *refused: str) -> list[str]:
    """Environments made of nothing, by a pip that refuses the packages named."""
    installed: list[str] = []

    def install(folder: Path, cut: str, progress: object, task: str) -> int:
        for name in refused:
            if name in cut:
                raise environment.SetupFailed(f"no matching distribution for {name}")
        installed.append(cut)
        return 1

    def make(folder: Path) -> None:
        environment.python_of(folder).parent.mkdir(parents=True)
        environment.python_of(folder).touch()

    monkeypatch.setattr(environment, "make", make)
    monkeypatch.setattr(environment, "pip_install", install)
    return installed


def test_without_the_voice_it_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_pip(monkeypatch, "speech")
    assert Path(first_start.prepare(a_checkout(tmp_path))).exists()
    said = capsys.readouterr()
    assert "goes on without it" in said.err
    assert said.out == ""


def test_without_the_core_it_stops_with_pips_own_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_pip(monkeypatch, "frames")
    with pytest.raises(Trouble, match="no matching distribution for frames"):
        first_start.prepare(a_checkout(tmp_path))


def test_core_and_voice_are_installed_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = a_pip(monkeypatch)
    first_start.prepare(a_checkout(tmp_path))
    assert [cut.partition("==")[0] for cut in installed] == ["frames", "speech"]


def test_a_python_without_ensurepip_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(environment.SetupFailed, match=r"apt-get install python3\.\d+-venv"):
        environment.make(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    root = a_checkout(tmp_path)
    (tmp_path / local.FOLDER).write_text("in the way")
    with pytest.raises(environment.SetupFailed, match=r"cannot keep its environment in .*\.venv-local"):
        first_start.prepare(root, Builder())
