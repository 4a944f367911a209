"""One order is one POST, whatever happens to it; and what happened is told apart for certain, or said to be unknown."""

import pytest

from functions.render_executor.backends import wire
from functions.render_executor.backends.once import PATIENCE
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import ALL, HURRIED, an_order

NOBODY_KNOWS = wire.Silence

# What happens to the one POST: what we are told, and whether the provider took it.
FATES = {
    "throttle": (wire.Busy, 0),
    "shed": (wire.NotTaken, 0),
    "bad_request": (wire.Unfit, 0),
    "refuse": (wire.Unfit, 0),
    "retired": (wire.Retired, 0),
    "unauthorized": (wire.NotTaken, 0),
    "no_credit": (wire.NotTaken, 0),
    "down": (NOBODY_KNOWS, 0),
    "drop_before": (NOBODY_KNOWS, 0),
    "redirect": (NOBODY_KNOWS, 0),
    "drop_after": (NOBODY_KNOWS, 1),
    "hang_after": (NOBODY_KNOWS, 1),
    "partial": (NOBODY_KNOWS, 1),
    "garbage": (NOBODY_KNOWS, 1),
    "error_after": (NOBODY_KNOWS, 1),
    "gateway": (NOBODY_KNOWS, 1),
}


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("name", ALL)
def test_a_submission_is_one_post_and_its_end_is_named_exactly(stage_for: StageFor, name: str, fate: str) -> None:
    stage, (told, taken) = stage_for(name, HURRIED if fate == "hang_after" else PATIENCE), FATES[fate]
    stage.behave(script=[fate])
    with pytest.raises((wire.NotTaken, wire.Silence)) as raised:
        stage.backend.submit(stage.order, stage.reference)
    assert type(raised.value) is told, raised.value
    assert (stage.bill["posts"], stage.bill["accepted"]) == (1, taken)


@pytest.mark.parametrize("name", ALL)
def test_what_is_taken_has_a_task_and_was_one_post(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    submitted = stage.backend.submit(stage.order, stage.reference)
    assert submitted.task
    bill = stage.bill
    assert (bill["posts"], bill["accepted"]) == (1, 1)
    assert submitted.expected in (None, bill["billed"])


@pytest.mark.parametrize("name", ALL)
def test_a_provider_that_cannot_be_reached_has_taken_nothing(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    stage.counter.stop_listening()
    with pytest.raises(wire.NotTaken, match="cannot be reached"):
        stage.backend.submit(stage.order, stage.reference)


@pytest.mark.parametrize("name", ALL)
def test_equal_orders_are_equal_requests_and_another_seed_is_another(stage_for: StageFor, name: str) -> None:
    stage = stage_for(name)
    for order in (stage.order, stage.order, stage.another(seed=8)):
        stage.backend.submit(order, stage.reference)
    assert sorted(entry["posts"] for entry in stage.bill["requests"].values()) == [1, 2]


def test_a_busy_provider_says_when_to_come_again(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    stage.behave(script=["throttle"])
    with pytest.raises(wire.Busy) as busy:
        stage.backend.submit(stage.order, None)
    assert busy.value.retry_after_s == 20


def test_a_model_that_needs_a_picture_is_not_asked_without_one(stage_for: StageFor) -> None:
    for name, model in (("runway", "gen4_turbo"), ("replicate", "wan-video/wan-2.2-i2v-fast")):
        stage = stage_for(name)
        with pytest.raises(wire.Unfit, match="first picture"):
            stage.backend.submit(an_order(name, model), None)
        assert stage.bill["posts"] == 0


def test_veo_is_not_asked_where_only_the_gemini_api_has_a_key(stage_for: StageFor) -> None:
    stage = stage_for("omni")
    with pytest.raises(wire.NotTaken, match="Vertex only"):
        stage.backend.submit(an_order("veo", "veo-3.1-generate-001"), None)
    assert stage.bill["posts"] == 0


def test_the_price_that_runway_names_is_a_cent_a_credit(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    assert stage.backend.submit(stage.order, None).expected == 4 * 12 * 10_000


def test_an_sdk_that_sends_again_finds_the_line_cut(stage_for: StageFor) -> None:
    """The SDK of Runway with its own retries left on, and the SDK of Google whose interactions retry unasked."""
    from runwayml import RunwayML, RunwayMLError

    from functions.render_executor.backends.once import line

    stage = stage_for("runway")
    stage.behave(script=["error_after"] * 9)
    with line(HURRIED) as (_, http):
        sdk = RunwayML(api_key="key", base_url=stage.counter.url, max_retries=2, http_client=http)
        with pytest.raises(RunwayMLError):
            sdk.text_to_video.create(model="gen4.5", prompt_text="A ferry.", ratio="1280:720", duration=4)
    assert stage.bill["posts"] == 1


def test_a_picture_that_cannot_be_put_away_is_unknown_not_lost_silently(
    stage_for: StageFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_for("keyframe")

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(stage.shelf, "write", full)
    with pytest.raises(wire.Silence, match="could not be put away"):
        stage.backend.submit(stage.order, None)
    assert stage.bill["accepted"] == 1
