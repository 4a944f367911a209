"""On one machine nobody waits for the dead: who holds a lock file lives, and what a dead process held is free."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.platform.embedded.machine import EnvironmentSecrets, LockFiles, Machine
from shared.platform.ports import Delivery, Message
from tests.unit.core.homes import Homes

ROOT = Path(__file__).parents[3]

NEIGHBOUR = """
import sys
from pathlib import Path
from shared.platform.embedded.machine import open_home
machine = open_home(Path(sys.argv[1]))
Path(sys.argv[1], "scratch", machine.holders.name(), "take.mp4").write_text("half")
machine.messages.lease()
print(machine.holders.name(), flush=True)
sys.stdin.read()
"""


class Neighbour:
    """Another process in the same home. It took a message and began to work on it."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NEIGHBOUR, str(home)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.name = self._process.stdout.readline().strip()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Homes]:
    monkeypatch.setattr(tempfile, "tempdir", None)
    made = Homes()
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def machine(homes: Homes, home: Path) -> Machine:
    return homes.open(home)


def test_what_a_killed_process_held_is_free_at_once_and_what_a_live_one_holds_is_not(
    machine: Machine, home: Path, homes: Homes
) -> None:
    machine.messages.publish([Delivery(Message("music_composer", {"unit": "music"}))])
    neighbour = Neighbour(home)
    assert machine.holders.alive(neighbour.name) is True
    assert (machine.messages.free_the_dead(), machine.messages.lease()) == (0, [])

    neighbour.kill()
    assert machine.holders.alive(neighbour.name) is False
    assert machine.messages.free_the_dead() == 1
    (again,) = machine.messages.lease()
    assert (again.message.body, again.deliveries) == ({"unit": "music"}, 2)

    homes.open(home)
    assert not (home / "locks" / neighbour.name).exists()
    assert not (home / "scratch" / neighbour.name).exists()
    assert machine.holders.alive(neighbour.name) is False


def test_who_enters_leaves_the_living_alone(machine: Machine, home: Path, homes: Homes) -> None:
    other = homes.open(home)
    assert other.holders.name() != machine.holders.name()
    assert other.holders.alive(machine.holders.name()) is True
    assert machine.holders.alive(other.holders.name()) is True
    assert (home / "scratch" / machine.holders.name()).is_dir()


def test_scratch_lies_in_the_home_and_belongs_to_who_entered_last(machine: Machine, home: Path) -> None:
    assert tempfile.gettempdir() == str(home / "scratch" / machine.holders.name())


@pytest.mark.parametrize(
    ("name", "alive"), [("nobody", False), ("../locks", None), ("a/b", None), ("", None), ("..", None), (".", None)]
)
def test_of_who_never_had_a_lock_file_here_it_is_said_what_can_be_known(
    machine: Machine, name: str, alive: bool | None
) -> None:
    assert machine.holders.alive(name) is alive


def test_everyone_is_alive_to_themselves(machine: Machine) -> None:
    assert machine.holders.alive(machine.holders.name()) is True


def test_those_who_come_at_the_same_time_do_not_sweep_each_other_away(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        entered = list(crowd.map(lambda _: LockFiles(tmp_path), range(120)))
    watcher = LockFiles(tmp_path)
    assert [watcher.alive(each.name()) for each in entered] == [True] * 120
    for each in (*entered, watcher):
        each._mine.close()
    last = LockFiles(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [last.name()]
    last._mine.close()


@pytest.mark.parametrize(("value", "secret"), [("k1", "k1"), ("", None), (None, None)])
def test_a_secret_is_an_environment_variable_and_an_empty_one_is_none(
    monkeypatch: pytest.MonkeyPatch, value: str | None, secret: str | None
) -> None:
    monkeypatch.delenv("AIPROD_SECRET_API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("AIPROD_SECRET_API_KEY", value)
    assert EnvironmentSecrets().get("api-key") == secret
