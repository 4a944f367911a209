"""The scripts that we show to people: each is read, directed and within its promised length."""

import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from functions.creative_director.directing import direct
from functions.fast_track.planning import plan
from functions.ingest.complexity import is_fast_track
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from scripts.samples.bind import bound
from shared.model.job import Options
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from tests.unit.writing.builders import SAMPLES, words_by_speaker, words_in_lines

by_name = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)


def read(path: Path) -> Script:
    return sanitize(read_script(path.read_bytes(), path.name))


def direct_sample(script: Script) -> Storyboard:
    options = Options.model_validate({"preset": script.wishes.get("preset", "animatic")})
    return (plan if is_fast_track(script) else direct)(script, options)


@by_name
def test_a_sample_becomes_a_storyboard_that_says_every_word_in_order(path: Path) -> None:
    script = read(path)
    storyboard = direct_sample(script)
    assert words_in_lines(storyboard) == words_by_speaker(script.elements)
    assert script.warnings == ()
    assert storyboard.warnings == ()


@by_name
def test_a_sample_always_becomes_the_same_storyboard(path: Path) -> None:
    assert direct_sample(read(path)) == direct_sample(read(path))


@by_name
def test_a_samples_shots_have_names_of_their_own_and_lengths_one_can_watch(path: Path) -> None:
    shots = direct_sample(read(path)).shots
    assert len({shot.id for shot in shots}) == len(shots)
    assert len({line.id for shot in shots for line in shot.lines}) == sum(len(shot.lines) for shot in shots)
    assert all(re.fullmatch(r"s\d\d-[0-9a-f]{6}", shot.id) for shot in shots)
    assert all(1_000 <= shot.duration_ms <= 12_000 for shot in shots)


@by_name
def test_no_two_neighbouring_shots_of_a_sample_look_the_same(path: Path) -> None:
    for scene in direct_sample(read(path)).scenes:
        looks = [(shot.size, shot.picture, shot.characters) for shot in scene.shots]
        assert all(one != other for one, other in pairwise(looks))


def test_there_is_a_sample_of_every_kind_in_both_languages_from_20_seconds_to_10_minutes() -> None:
    scripts = [read(path) for path in SAMPLES]
    kinds = {"fountain", "fdx", "av", "markdown", "text", "srt", "docx", "storyboard"}
    assert {script.source for script in scripts} == kinds
    assert {script.language for script in scripts} == {"en", "fr"}
    lengths = [direct_sample(script).duration_ms / 1000 for script in scripts]
    assert min(lengths) <= 20
    assert 540 <= max(lengths) <= 660


def test_the_table_of_samples_names_them_all() -> None:
    table = (SAMPLES[0].parent / "README.md").read_text("utf-8")
    assert all(f"`{path.name}`" in table for path in SAMPLES)


def test_the_word_document_is_bound_from_its_words() -> None:
    [path] = [path for path in SAMPLES if path.suffix == ".docx"]
    assert bound() == bound()
    assert parts_of(bound()) == parts_of(path.read_bytes())


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
