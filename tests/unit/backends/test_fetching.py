"""What was bought is brought home as a stream, from the provider's own hosts, or not at all; and then it is watched."""

from pathlib import Path

import pytest

from functions.render_executor.backends.checking import check, faults
from functions.render_executor.backends.fetch import allowed
from functions.render_executor.backends.replicate import HOSTS as REPLICATE
from functions.render_executor.backends.runway import HOSTS as RUNWAY
from functions.render_executor.backends.wire import Ready, Silence, Unusable
from tests.fakes.providers import reels as making
from tests.unit.backends.conftest import StageFor
from tests.unit.backends.stages import ALL, BY_URL, CLIPS, STILLS, Stage, an_order

LIMIT = 30_000_000


def fetched(stage: Stage, to: Path, fate: str = "ok") -> Path:
    stage.behave(script=[fate])
    task = stage.backend.submit(stage.order, stage.reference).task
    look = stage.backend.look(task, stage.order)
    assert isinstance(look, Ready)
    stage.backend.fetch(look, to, LIMIT)
    return to


@pytest.mark.parametrize("name", ALL)
def test_what_was_ordered_passes(stage_for: StageFor, name: str, tmp_path: Path) -> None:
    stage = stage_for(name)
    check(fetched(stage, tmp_path / "take"), stage.order.choice)


BAD = {
    "black": "black",
    "frozen": "nothing moves",
    "short": r"plays 1\.\d s, and 4 s were ordered",
    "small": "lines were ordered",
    "wrong_ratio": "its shape is",
    "wrong": "not a video",
    "truncated": "s were ordered|not a video",
}


@pytest.mark.parametrize("fate", BAD)
@pytest.mark.parametrize("name", CLIPS)
def test_a_bad_clip_is_found_and_its_fault_named(stage_for: StageFor, name: str, fate: str, tmp_path: Path) -> None:
    stage = stage_for(name)
    with pytest.raises(Unusable, match=BAD[fate]):
        check(fetched(stage, tmp_path / "take", fate), stage.order.choice)


@pytest.mark.parametrize(
    ("fate", "words"),
    [("black", "black"), ("small", "lines"), ("wrong", "not a picture"), ("truncated", "not a picture")],
)
@pytest.mark.parametrize("name", STILLS)
def test_a_bad_still_is_found_and_its_fault_named(
    stage_for: StageFor, name: str, fate: str, words: str, tmp_path: Path
) -> None:
    stage = stage_for(name)
    with pytest.raises(Unusable, match=words):
        check(fetched(stage, tmp_path / "take", fate), stage.order.choice)


@pytest.mark.parametrize("fate", ["away", "redirect_away", "huge"])
@pytest.mark.parametrize("name", BY_URL)
def test_a_result_that_lies_elsewhere_or_does_not_end_is_not_fetched(
    stage_for: StageFor, name: str, fate: str, tmp_path: Path
) -> None:
    with pytest.raises(Unusable):
        fetched(stage_for(name), tmp_path / "take", fate)
    assert not (tmp_path / "take").exists()


@pytest.mark.parametrize("fate", ["late", "cut"])
@pytest.mark.parametrize("name", BY_URL)
def test_what_could_not_be_fetched_can_be_fetched_again(
    stage_for: StageFor, name: str, fate: str, tmp_path: Path
) -> None:
    stage, to = stage_for(name), tmp_path / "take"
    with pytest.raises(Silence):
        fetched(stage, to, fate)
    assert not to.exists(), "half a clip is no clip"
    look = stage.backend.look(stage.bill["tasks"][0]["id"], stage.order)
    assert isinstance(look, Ready)
    stage.backend.fetch(look, to, LIMIT)
    check(to, stage.order.choice)
    assert stage.bill["posts"] == 1


@pytest.mark.parametrize("fate", ["gone", "empty"])
@pytest.mark.parametrize("name", BY_URL)
def test_what_is_not_there_is_not_there_this_time(stage_for: StageFor, name: str, fate: str, tmp_path: Path) -> None:
    with pytest.raises(Silence):
        fetched(stage_for(name), tmp_path / "take", fate)


@pytest.mark.parametrize("name", ["veo", "omni on vertex"])
def test_vertex_is_followed_into_our_bucket_only(stage_for: StageFor, name: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="bucket that is not ours"):
        fetched(stage_for(name), tmp_path / "take", "away")
    with pytest.raises(Silence, match="not in our bucket yet"):
        fetched(stage_for(name), tmp_path / "take", "gone")


def test_a_slow_result_is_fetched_all_the_same(stage_for: StageFor, tmp_path: Path) -> None:
    stage = stage_for("runway")
    check(fetched(stage, tmp_path / "take", "drip"), stage.order.choice)


@pytest.mark.parametrize(
    "url",
    [
        "https://dnznrvs05pmza.cloudfront.net/a/clip.mp4?_jwt=x",
        "https://storage.runwayml.com/clip.mp4",
    ],
)
def test_a_providers_own_hosts_are_allowed(url: str) -> None:
    assert allowed(url, RUNWAY)
    assert not allowed(url, REPLICATE)


@pytest.mark.parametrize(
    "url",
    [
        "http://replicate.delivery/clip.mp4",
        "https://replicate.delivery.example.net/clip.mp4",
        "https://evilreplicate.delivery/clip.mp4",
        "https://replicate.delivery@169.254.169.254/clip.mp4",
        "https://replicate.delivery:8443/clip.mp4",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://[::1/clip.mp4",
        "http://127.0.0.1:81/clip.mp4",
        "http://user@127.0.0.1:80/clip.mp4",
        "",
    ],
)
def test_every_other_place_is_not(url: str) -> None:
    assert not allowed(url, REPLICATE, "http://127.0.0.1:80")


def test_the_address_that_a_setting_names_is_allowed_and_no_neighbour_of_it() -> None:
    assert allowed("http://127.0.0.1:8000/_media/x.mp4", REPLICATE, "http://127.0.0.1:8000")
    assert not allowed("https://127.0.0.1:8000/_media/x.mp4", REPLICATE, "http://127.0.0.1:8000")
    assert not allowed("http://127.0.0.1:8001/_media/x.mp4", REPLICATE, "http://127.0.0.1:8000")


def test_a_night_with_one_lamp_is_not_black(tmp_path: Path) -> None:
    from PIL import Image, ImageDraw

    night = Image.new("RGB", (1344, 768), (4, 4, 10))
    ImageDraw.Draw(night).ellipse((600, 300, 760, 460), fill=(255, 220, 150))
    night.save(tmp_path / "night.png")
    choice = an_order("keyframe", "m", seconds=0, resolution="1K").choice
    assert faults(tmp_path / "night.png", choice) == []


def test_a_still_is_a_png_whatever_the_model_sends(
    stage_for: StageFor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    stage, sent = stage_for("keyframe"), tmp_path / "sent.jpg"
    Image.linear_gradient("L").resize((1344, 768)).convert("RGB").save(sent, "JPEG")
    monkeypatch.setattr(stage.counter.provider, "film", lambda _: (sent.read_bytes(), "image/jpeg"))
    take = fetched(stage, tmp_path / "take.png")
    assert take.read_bytes().startswith(b"\x89PNG")
    check(take, stage.order.choice)


def test_a_candle_in_a_still_room_moves_enough(tmp_path: Path) -> None:
    import av
    import numpy as np

    room = np.full((360, 640, 3), (60, 50, 40), dtype=np.uint8)
    room[200:, :] = (90, 70, 50)
    with av.open(str(tmp_path / "candle.mp4"), "w") as film:
        stream = film.add_stream("libx264", rate=12, options={"preset": "ultrafast", "crf": "28"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(48):
            picture = room.copy()
            picture[150 - number % 5 * 3 : 170, 310:322] = (255, 210, 120)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    assert faults(tmp_path / "candle.mp4", an_order("veo", "m", resolution="360p").choice) == []


def test_all_that_is_wrong_is_said_at_once_and_without_our_paths(reels: Path, tmp_path: Path) -> None:
    take = tmp_path / "take.mp4"
    take.write_bytes(making.clip(reels, "good", 180, 320, 1.5, 0, "x"))
    with pytest.raises(Unusable) as wrong:
        check(take, an_order("veo", "m").choice)
    assert str(wrong.value) == (
        "What was delivered cannot be used: it plays 1.5 s, and 4 s were ordered; its shape is 180x320, and 16:9 was"
        " ordered; it is 180x320, and at least 720 lines were ordered."
    )
