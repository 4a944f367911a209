"""`aiprod render` on one laptop: the film, the same film again, garbage, and kill -9 at any moment."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.films import SCENES, SCRIPT, Seen, plays, watch
from tests.integration.laptop import Finished, Laptop

KILLS = int(os.environ.get("AIPROD_KILLS", "5"))
SEED = int(os.environ.get("AIPROD_SEED", "1"))
STRUCK = 137  # how a process ends at a fault point
OFTEN = ("after_claim", "before_commit", "after_commit", "before_row_delete", "before_ack")
ONCE = ("after_desk", "between_relays", "before_advance", "after_advance")
MOST_OF_A_LEASE_S = 20.0  # nobody on one machine waits for the lease of a dead one to end
KEYS = {"job_id", "state", "film", "duration_s", "scenes", "shots", "cost_usd", "elapsed_s", "warnings", "outputs"}
WISHES = ("--json", "--size", "360p")


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("script") / "doors.fountain"
    file.write_bytes(SCRIPT)
    return file


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return Laptop(tmp_path_factory.mktemp("laptop") / "home")


@pytest.fixture(scope="module")
def first(laptop: Laptop, script: Path) -> Finished:
    """The first film of this laptop, undisturbed."""
    return laptop.run("render", str(script), *WISHES)


@pytest.fixture(scope="module")
def seen(first: Finished) -> Seen:
    return watch(Path(first.told["film"]))


def test_a_script_becomes_a_film_that_plays(first: Finished) -> None:
    told = first.told
    assert (first.code, first.err) == (0, "")
    assert {*told} == KEYS
    assert (told["state"], told["scenes"], told["cost_usd"], told["warnings"]) == ("delivered", SCENES, 0, [])
    papers = {"csv", "edl", "fcpxml", "json", "otio", "srt", "vtt"}
    assert {*told["outputs"]} == {"mp4", "manifest", "credits.json", "credits.txt", *papers}
    assert all(Path(file).stat().st_size for file in told["outputs"].values())
    assert told["outputs"]["mp4"] == told["film"]
    plays(Path(told["film"]), 360, told["duration_s"])


def test_the_same_command_again_takes_what_is_there(laptop: Laptop, script: Path, first: Finished) -> None:
    before = laptop.done()
    again = laptop.run("render", str(script), *WISHES)
    assert again.code == 0
    assert {**again.told, "elapsed_s": 0} == {**first.told, "elapsed_s": 0}
    assert again.told["elapsed_s"] < 2
    assert laptop.done() == before
    assert len(laptop.jobs()) == 1


def test_a_person_is_told_in_words(laptop: Laptop, script: Path, first: Finished) -> None:
    again = laptop.run("render", str(script), "--size", "360p")
    assert (again.code, again.out.strip()) == (0, first.told["film"])
    assert f"{SCENES} scenes" in again.err


@pytest.mark.timeout(120 + 60 * KILLS)
def test_killed_at_any_moment_it_carries_on_and_makes_the_same_film(
    script: Path, first: Finished, seen: Seen, tmp_path: Path
) -> None:
    """Kill -9, after a random time or at a random fault point, until there were enough of them. A film that is
    finished in spite of it makes room for the next one."""
    chance = random.Random(SEED)
    kills = films = 0
    while kills < KILLS or not films:
        laptop = Laptop(tmp_path / f"home-{films}")
        films += 1
        while True:
            done = laptop.done()
            after_s, fault = _blow(chance, first.seconds) if kills < KILLS else (None, "")
            run = laptop.run("render", str(script), *WISHES, kill_after_s=after_s, AIPROD_FAULT=fault)
            assert {path: step for path, step in laptop.done().items() if path in done} == done
            if run.code not in (-9, STRUCK):
                break
            kills += 1
        assert run.code == 0, (run, laptop.jobs())
        assert _the_same_everywhere(run.told) == _the_same_everywhere(first.told)
        assert run.told["elapsed_s"] < first.told["elapsed_s"] + MOST_OF_A_LEASE_S
        assert watch(Path(run.told["film"])) == seen
        assert len(laptop.jobs()) == 1


def _blow(chance: random.Random, undisturbed_s: float) -> tuple[float | None, str]:
    """When the next kill comes: after some time, or at some place."""
    if chance.random() < 0.5:
        return chance.uniform(0.2, undisturbed_s * 0.7), ""
    return (
        None,
        f"{chance.choice(OFTEN)}:{chance.randint(1, 4)}" if chance.random() < 0.7 else f"{chance.choice(ONCE)}:1",
    )


def _the_same_everywhere(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in ("elapsed_s", "film", "outputs")}


def _bomb() -> bytes:
    """A .docx of a few hundred kilobytes that would be a quarter of a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as document:
            for _ in range(256):
                document.write(b" " * 1024 * 1024)
    return packed.getvalue()


GARBAGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.fountain": (lambda: b"", "empty"),
    "binary.fountain": (lambda: bytes(range(256)) * 64, "UTF-8"),
    "huge.fountain": (lambda: b"INT. HOUSE - DAY\n\nA door.\n\n" * 2_000_000, "10 MB"),
    "photo.docx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(2000), "picture"),
    "story.fdx": (lambda: b"INT. HOUSE - DAY\n\nA door.\n", "Final Draft"),
    "broken.fountain": (lambda: b"INT. CAF\xc3 - DAY\n\nA d\xffoor.\n", "UTF-8"),
    "bomb.docx": (_bomb, "unpacks"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_gets_one_clear_sentence_and_a_failed_job(name: str, tmp_path: Path) -> None:
    content, word = GARBAGE[name]
    file = tmp_path / name
    file.write_bytes(content())
    laptop = Laptop(tmp_path / "home")
    told = laptop.run("render", str(file))
    assert (told.code, told.out) == (2, "")
    lines = [line for line in told.err.splitlines() if line.startswith("aiprod: ")]
    assert len(lines) == 1, told.err
    assert word in lines[0]
    assert "Traceback" not in told.err
    (job,) = laptop.jobs()
    assert (job["state"], job["error"]["at_fault"]) == ("failed", "input")
    assert job["error"]["sentence"] in lines[0]


def test_garbage_in_json_is_one_object_that_says_the_same_every_time(tmp_path: Path) -> None:
    file = tmp_path / "nothing.md"
    file.write_bytes(b"\n \n")
    laptop = Laptop(tmp_path / "home")
    for _ in range(2):
        told = laptop.run("render", str(file), "--json")
        assert (told.code, told.err) == (2, "")
        assert {*told.told} == KEYS | {"error"}
        assert (told.told["state"], told.told["film"], told.told["outputs"]) == ("failed", None, {})
        assert told.told["error"]["at_fault"] == "input"
    assert len(laptop.jobs()) == 1
