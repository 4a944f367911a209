"""What stands in the one request: what was ordered, in the provider's own words, and nothing that it would refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from functions.render_executor.backends.reference import data_uri, fitted
from functions.render_executor.backends.replicate_input import body_of
from functions.render_executor.backends.wire import Order
from tests.fakes.providers.words import Answer, Ask
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import Stage, an_order


def sent(stage: Stage, order: Order) -> dict[str, Any]:
    stage.backend.submit(order, stage.reference)
    found: dict[str, Any] = stage.counter.provider.till.tasks()[0].request["request"]
    return found


def test_runway_is_asked_without_sound_where_a_model_has_any(stage_for: StageFor) -> None:
    stage = stage_for("runway")
    order = an_order("runway", "veo3.1_fast", ratio="1280:720", negative="rain")
    assert sent(stage, order) == {
        "door": "text_to_video",
        "model": "veo3.1_fast",
        "promptText": order.prompt,
        "duration": 4,
        "ratio": "1280:720",
        "seed": 7,
        "negativePrompt": "rain",
        "audio": False,
    }


def test_runway_is_given_only_what_its_model_takes(stage_for: StageFor) -> None:
    stage = stage_for("runway with a picture")
    found = sent(stage, stage.order)
    assert found.pop("promptImage").startswith("data:image/png;base64,")
    assert set(found) == {"door", "model", "promptText", "duration", "ratio", "seed"}
    assert found["door"] == "image_to_video"


def test_veo_lays_its_clip_into_our_bucket_in_a_folder_of_the_order(stage_for: StageFor) -> None:
    stage = stage_for("veo")
    parameters = sent(stage, stage.another(negative="rain"))["parameters"]
    folder = parameters.pop("storageUri")
    assert folder.startswith("gs://films/takes/answers/")
    assert parameters == {
        "sampleCount": 1,
        "durationSeconds": 4,
        "seed": 7,
        "aspectRatio": "16:9",
        "resolution": "720p",
        "negativePrompt": "rain",
        "generateAudio": False,
    }
    assert sent(stage, stage.another(seed=8))["parameters"]["storageUri"] != folder


def test_an_operation_is_asked_for_where_it_runs(stage_for: StageFor, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = stage_for("veo")
    asked: list[str] = []
    route = stage.counter.provider.route

    def watched(ask: Ask) -> Answer:
        asked.append(ask.path)
        return route(ask)

    monkeypatch.setattr(stage.counter.provider, "route", watched)
    stage.backend.look("projects/p/locations/europe-west4/publishers/google/models/m/operations/o", stage.order)
    assert asked == ["/v1beta1/projects/p/locations/europe-west4/publishers/google/models/m:fetchPredictOperation"]


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ("bytedance/seedance-1-lite", {"duration": 4, "resolution": "720p", "aspect_ratio": "16:9", "seed": 7}),
        ("minimax/hailuo-2.3", {"duration": 4, "resolution": "720p"}),
        (
            "wan-video/wan-2.2-t2v-fast",
            {"resolution": "720p", "aspect_ratio": "16:9", "num_frames": 65, "frames_per_second": 16, "seed": 7},
        ),
        ("wan-video/wan-2.5-t2v-fast", {"duration": 4, "size": "1280*720", "seed": 7}),
        ("some/new-model:abc", {"duration": 4, "resolution": "720p", "aspect_ratio": "16:9", "seed": 7}),
    ],
)
def test_each_family_on_replicate_is_asked_in_its_own_words(model: str, body: dict[str, Any]) -> None:
    order = an_order("replicate", model)
    assert body_of(order, None) == {"prompt": order.prompt, **body}


def test_a_model_that_counts_pixels_is_told_which_way_up() -> None:
    upright = an_order("replicate", "wan-video/wan-2.5-t2v-fast", ratio="9:16", resolution="480p")
    assert body_of(upright, None)["size"] == "480*832"


def test_a_version_on_replicate_is_asked_for_as_that_version(stage_for: StageFor) -> None:
    stage = stage_for("replicate")
    stage.backend.submit(an_order("replicate", "owner/name:0123abcd"), None)
    assert [entry["model"] for entry in stage.bill["requests"].values()] == ["0123abcd"]


def test_a_picture_that_is_too_large_is_made_smaller_always_in_the_same_way(tmp_path: Path) -> None:
    noise = Image.effect_noise((1600, 900), 90).convert("RGB")
    noise.save(tmp_path / "noise.png")
    first, again = (data_uri(tmp_path / "noise.png", 256_000) for _ in range(2))
    assert first == again
    assert len(first) <= 256_000
    mime, content = fitted(tmp_path / "noise.png", 50_000_000)
    assert (mime, content) == ("image/png", (tmp_path / "noise.png").read_bytes())


def test_no_key_is_shown_in_what_is_remembered(stage_for: StageFor) -> None:
    stage = stage_for("omni")
    stage.backend.submit(stage.order, None)
    assert '"key"' not in json.dumps(stage.bill)
