"""What an agent sees of the world: its unit, the results before it, a folder of its own, and the shelf."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.errors import Permanent
from shared.model.storyboard import Storyboard
from shared.pipeline import shelf
from shared.pipeline.work import LeaseLost, Unit, fingerprint
from tests.unit.core.builders import Studio, a_job, a_step, a_storyboard, a_unit, a_work, done

CONTENT = b"a picture"
NAME = f"takes/anna/{hashlib.sha256(CONTENT).hexdigest()[:40]}.png"


def test_a_unit_is_an_address_and_a_message() -> None:
    unit = Unit("j1", 2, "render-s01-a1")
    assert unit.path == "jobs/j1/steps/2.render-s01-a1"
    assert unit.join("film") == "jobs/j1/joins/2.film"
    assert unit.body() == {"schema": 1, "job": "j1", "revision": 2, "unit": "render-s01-a1"}


@pytest.mark.parametrize(
    ("name", "is_gated"), [("render-s01-a1", True), ("escrow", True), ("settle", False), ("notify-failed", False)]
)
def test_what_is_no_part_of_the_film_does_not_stop_with_it(name: str, is_gated: bool) -> None:
    assert a_unit(name).is_gated is is_gated


def test_a_work_knows_its_options_its_owner_and_its_token(studio: Studio) -> None:
    work = a_work(studio)
    assert (work.options.preset, work.owner, work.token) == ("animatic", "anna", 1)


def test_a_work_recalls_what_is_done_in_its_own_revision_only(studio: Studio) -> None:
    a_job(studio, revision=2)
    work = a_work(studio, a_unit("plan", 2))
    done(studio, {"prompts": {"ms": 1}})
    with pytest.raises(LookupError, match="needs prompts, which is not done"):
        work.recall("prompts")
    a_step(studio, a_unit("prompts", 2))
    with pytest.raises(LookupError):
        work.recall("prompts")
    done(studio, {"prompts": {"ms": 2}}, revision=2)
    assert work.recall("prompts") == {"ms": 2}


def test_a_work_that_was_given_to_somebody_else_stops_when_it_looks(studio: Studio) -> None:
    work = a_work(studio)
    work.check()
    work.lease.lost = True
    with pytest.raises(LeaseLost):
        work.check()


def test_a_scratch_folder_is_an_attempts_own_and_goes_with_it(studio: Studio) -> None:
    one, other = a_work(studio, "music"), a_work(studio, "effects-s01")
    (one.scratch / "score.wav").write_bytes(b"la")
    assert one.scratch != other.scratch
    folder = one.scratch
    one.clean()
    other.clean()
    assert not folder.exists()
    assert one.scratch.exists()
    one.clean()
    one.clean()


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_a_fingerprint_is_of_the_value_and_not_of_its_order(value: dict[str, Any]) -> None:
    assert fingerprint(value) == fingerprint(dict(reversed(value.items())))
    assert fingerprint(value) != fingerprint({**value, "more": [1]})


# -------------------------------------------------------------------------------------------------------- the shelf


@pytest.mark.parametrize("as_file", [False, True])
def test_what_is_kept_is_named_by_what_is_in_it(studio: Studio, tmp_path: Path, as_file: bool) -> None:
    file = tmp_path / "take.png"
    file.write_bytes(CONTENT)
    assert shelf.keep(a_work(studio), "takes", ".png", file if as_file else CONTENT) == NAME
    assert studio.objects.all[NAME][1] == CONTENT


def test_the_same_thing_is_stored_once(studio: Studio) -> None:
    work = a_work(studio)
    assert shelf.keep(work, "takes", ".png", CONTENT) == shelf.keep(work, "takes", ".png", CONTENT) == NAME
    assert studio.objects.all[NAME][0].generation == 1


def test_who_stores_the_same_thing_a_moment_later_has_stored_it_too(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.objects.write(NAME, CONTENT)
    monkeypatch.setattr(studio.objects, "stat", lambda name: None)
    assert shelf.keep(a_work(studio), "takes", ".png", CONTENT) == NAME
    assert studio.objects.all[NAME][0].generation == 1


def test_a_thing_is_brought_to_a_file(studio: Studio, tmp_path: Path) -> None:
    work = a_work(studio)
    shelf.keep(work, "takes", ".png", CONTENT)
    assert shelf.bring(work, NAME, tmp_path / "take.png").read_bytes() == CONTENT


def test_papers_come_back_as_they_went(studio: Studio) -> None:
    work = a_work(studio)
    storyboard = a_storyboard()
    assert shelf.read_paper(work, shelf.write_paper(work, "storyboards", storyboard), Storyboard) == storyboard
    assert shelf.read(work, shelf.write_json(work, "plans", {"é": 1})) == '{\n "é": 1\n}'.encode()


def test_what_is_not_there_any_more_is_made_again_by_a_retry(studio: Studio, tmp_path: Path) -> None:
    work = a_work(studio)
    for missing in (lambda: shelf.read(work, NAME), lambda: shelf.bring(work, NAME, tmp_path / "x")):
        with pytest.raises(Permanent, match="Retry the job") as gone:
            missing()
        assert gone.value.code == "gone"


@pytest.mark.parametrize(
    ("result", "names"),
    [
        ({"take": NAME}, [NAME]),
        ({"lines": {"l1": {"object": NAME, "ms": 3}}, "more": [[NAME]]}, [NAME, NAME]),
        ({"reason": "takes/anna/short.png", "count": 3, "none": None, "said": f"see {NAME}"}, []),
    ],
)
def test_a_result_tells_which_objects_it_speaks_of(result: Any, names: list[str]) -> None:
    assert list(shelf.kept_in(result)) == names
