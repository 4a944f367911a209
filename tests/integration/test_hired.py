"""Films with hired voices and a commissioned score, as a person renders them: the ledger is the providers' bill, and
who is killed in the middle orders nothing twice."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.bench.bank import fakes
from tests.integration.films import SCRIPT, plays
from tests.integration.shops import Shops

HIRED = ("--size", "360p", "--backend", "animatic", "--budget", "2", "--json")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    folder = tmp_path_factory.mktemp("street")
    with fakes(folder / "fakes") as there:
        yield Shops(there, folder)


@pytest.mark.parametrize(("voices", "score"), [("google", "suno"), ("elevenlabs", "elevenlabs")])
def test_the_ledger_is_the_bill(street: Shops, voices: str, score: str) -> None:
    street.open()
    laptop = street.laptop(voices)
    film = laptop.run("render", street.script("doors.fountain", SCRIPT.decode()), *HIRED,
                      "--voices", voices, "--score", score)  # fmt: skip
    told = film.told
    assert (film.code, told["state"], told["warnings"]) == (0, "delivered", [])
    assert told["cost_usd"] == street.billed() / 1e6 > 0
    manifest = json.loads(Path(told["outputs"]["manifest"]).read_text())
    assert set(manifest["costs_usd"]) == {"voices", "score"}
    assert sum(manifest["costs_usd"].values()) == pytest.approx(told["cost_usd"])
    thanks = Path(told["outputs"]["credits.txt"]).read_text()
    assert {"google": "Google Text-to-Speech", "elevenlabs": "ElevenLabs"}[voices] in thanks
    assert {"suno": "Suno-compatible server", "elevenlabs": "ElevenLabs Music"}[score] in thanks
    plays(Path(told["film"]), 360, told["duration_s"])


def test_whoever_is_killed_again_and_again_pays_once(street: Shops) -> None:
    street.open()
    laptop, script = street.laptop("killed"), street.script("killed.fountain", SCRIPT.decode())
    words = ("render", script, *HIRED, "--voices", "google", "--score", "suno")
    for seconds in (1.5, 2.0, 2.5, 3.0, 4.0):
        laptop.run(*words, kill_after_s=seconds)
    film = laptop.run(*words)
    assert (film.code, film.told["state"]) == (0, "delivered")
    assert set(street.bought().values()) <= {1}
    assert film.told["cost_usd"] >= street.billed() / 1e6
