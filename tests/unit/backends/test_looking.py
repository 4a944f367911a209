"""A poll that fails is still rendering; a task that ended says how, and what it may have cost."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.render_executor.backends.wire import Failed, Ready, Silence, Underway
from tests.fakes.providers.mischief import FREE
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import CLIPS, STILLS

LIES = "lie odd".split()
TROUBLES = "poll_500 poll_429 poll_404 poll_drop poll_garbage".split()


def ours(slept: list[float]) -> Callable[[float], None]:
    """Counts how long this thread would have slept; the fake provider's own threads sleep as they like."""
    me, sleep = threading.current_thread(), time.sleep

    def counted(seconds: float) -> None:
        if threading.current_thread() is me:
            slept.append(seconds)
        else:
            sleep(seconds)

    return counted


@pytest.mark.parametrize("fate", [*TROUBLES, *LIES])
@pytest.mark.parametrize("name", CLIPS)
def test_a_poll_that_fails_or_lies_is_still_rendering(
    stage_for: StageFor, name: str, fate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, slept = stage_for(name), list[float]()
    monkeypatch.setattr(time, "sleep", ours(slept))
    stage.behave(script=[fate])
    task = stage.backend.submit(stage.order, stage.reference).task
    looks = [stage.backend.look(task, stage.order) for _ in range(3)]
    assert [type(look) for look in looks] == [Underway, Underway, Ready]
    assert stage.bill["tasks"][0]["polls"] == 3, "each look is one question"
    assert sum(slept) == 0, "no SDK sleeps on our time"


@pytest.mark.parametrize("name", CLIPS)
def test_a_provider_that_is_down_is_still_rendering(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    task = stage.backend.submit(stage.order, stage.reference).task
    stage.counter.stop_listening()
    assert isinstance(stage.backend.look(task, stage.order), Underway)


@pytest.mark.parametrize("fate", ["never", "busy"])
@pytest.mark.parametrize("name", CLIPS)
def test_what_waits_or_renders_is_under_way(stage_for: StageFor, name: str, fate: str) -> None:
    stage = stage_for(name)
    stage.behave(script=[fate], render_s=60)
    task = stage.backend.submit(stage.order, stage.reference).task
    assert isinstance(stage.backend.look(task, stage.order), Underway)


@pytest.mark.parametrize("name", CLIPS)
def test_a_clip_refused_for_its_content_may_be_billed_and_is_never_tried_again(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.behave(script=["refuse_after"])
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Failed)
    assert not look.again
    assert "content" in look.sentence
    assert look.billed in (None, stage.bill["billed"]), "never said to be free"


@pytest.mark.parametrize("name", CLIPS)
def test_a_failure_of_the_provider_is_free_and_may_be_tried_again(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.behave(script=["fail"])
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Failed)
    assert look.billed == stage.bill["billed"] == 0
    assert look.again or name.startswith("omni"), "an interaction's codes are words that nobody has listed"


@pytest.mark.parametrize("name", CLIPS)
def test_a_cancelled_task_has_ended(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.behave(script=["cancelled"])
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Failed)
    assert look.billed in (None, 0)


@pytest.mark.parametrize("name", CLIPS)
def test_a_finished_clip_says_where_it_is(stage_for: StageFor, name: str, tmp_path: Path) -> None:
    stage = stage_for(name)
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Ready)
    assert look.billed in (None, stage.bill["billed"])
    stage.backend.fetch(look, tmp_path / "clip.mp4", 50_000_000)
    assert (tmp_path / "clip.mp4").stat().st_size > 10_000


@pytest.mark.parametrize("name", STILLS)
def test_a_still_is_ready_as_soon_as_it_has_a_name(stage_for: StageFor, name: str, tmp_path: Path) -> None:
    stage = stage_for(name)
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Ready)
    stage.backend.fetch(look, tmp_path / "still.png", 50_000_000)
    assert (tmp_path / "still.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", STILLS)
def test_a_still_that_was_refused_may_be_billed(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.behave(script=["refuse_after"])
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert look == Failed("Google painted nothing: IMAGE_SAFETY Unable to show the generated image.", billed=None)


@pytest.mark.parametrize("fate", sorted(FREE))
@pytest.mark.parametrize("name", STILLS)
def test_a_still_that_is_never_billed_is_never_handed_out(stage_for: StageFor, name: str, fate: str) -> None:
    stage = stage_for(name)
    stage.behave(script=[fate])
    try:
        task = stage.backend.submit(stage.order, stage.reference).task
        assert isinstance(stage.backend.look(task, stage.order), Failed)
    except Silence:
        pass  # neither a picture nor a reason
    assert stage.bill["billed"] == 0
