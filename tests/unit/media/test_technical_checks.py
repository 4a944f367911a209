"""The gate: a good film passes, and every broken one is stopped for its own reason, at its own place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.technical_qa.checks import measure
from shared.media import ffmpeg
from shared.model.job import Options
from tests.unit.media.props import a_film

Findings = list[dict[str, Any]]
FRAMES, MS = 144, 6000
QUICK = ("-preset", "ultrafast")
WISHED = Options(preset="animatic", size="360p", fps=24)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    small = a_film(folder, shots=3, frames=48)
    film = folder / "large.mp4"
    ffmpeg.run(
        ["-i", small, *QUICK, "-vf", "scale=640:360", "-c:a", "copy", "-movflags", "+faststart", film], timeout_s=60
    )
    return film


@pytest.fixture
def spoilt(good: Path, tmp_path: Path) -> Callable[..., Findings]:
    def make(*how: str, faststart: bool = True) -> Findings:
        out = tmp_path / "spoilt.mp4"
        ffmpeg.run(["-i", good, *QUICK, *how, *(("-movflags", "+faststart") if faststart else ()), out], timeout_s=60)
        return blocking(out)

    return make


def blocking(film: Path, **more: Any) -> Findings:
    return [finding for finding in measure(film, MS, FRAMES, True, WISHED, **more)[1] if finding["blocks"]]


def codes(findings: Findings) -> set[str]:
    return {finding["code"] for finding in findings}


def test_a_good_film_passes_with_the_full_score(good: Path) -> None:
    score, findings, numbers = measure(good, MS, FRAMES, True, WISHED)
    assert (score, findings) == (1.0, [])
    assert numbers["frames_decoded"] == FRAMES
    assert abs(numbers["lufs"] + 16) < 0.5


def test_black_pictures_are_found_where_they_are(spoilt: Callable[..., Findings]) -> None:
    (finding,) = spoilt("-vf", "drawbox=c=black:t=fill:enable='between(t,2,4)'", "-c:a", "copy")
    assert finding["code"] == "black"
    assert abs(finding["start_ms"] - 2000) < 60
    assert abs(finding["end_ms"] - 4000) < 90


def test_a_frozen_clip_is_found_when_pictures_should_move(spoilt: Callable[..., Findings], good: Path) -> None:
    still = "loop=loop=96:size=1:start=20,trim=end_frame=144,setpts=N/24/TB"
    assert codes(spoilt("-vf", still, "-c:a", "copy")) == set(), "an animatic may stand still"
    frozen = good.with_name("frozen.mp4")
    ffmpeg.run(["-i", good, "-vf", still, "-c:a", "copy", "-movflags", "+faststart", frozen], timeout_s=60)
    found = blocking(frozen, moving=True)
    assert codes(found) == {"frozen"}
    assert abs(found[0]["start_ms"] - 833) < 100


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (("-c:v", "copy", "-af", "volume=0"), "silent"),
        (("-c:v", "copy", "-an"), "no_sound"),
        (("-c:v", "copy", "-af", "volume=30dB"), "clipped"),
        (("-c:v", "copy", "-af", "volume=-14dB"), "loudness"),
        (("-vf", "scale=320:180", "-c:a", "copy"), "size"),
        (("-c:v", "mpeg4", "-c:a", "copy"), "video_codec"),
        (("-c:v", "copy", "-c:a", "libmp3lame"), "audio_codec"),
        (("-c:v", "copy", "-ar", "44100"), "audio_codec"),
        (("-r", "30", "-c:a", "copy"), "fps"),
        (("-t", "3", "-c:a", "copy"), "length"),
        (("-vf", "select='not(between(n,48,95))',setpts=N/24/TB", "-c:a", "copy"), "frames"),
        (("-c:v", "copy", "-af", "atrim=end=5"), "uneven_end"),
    ],
)  # fmt: skip
def test_a_spoilt_film_is_stopped_for_its_reason(
    spoilt: Callable[..., Findings], how: tuple[str, ...], code: str
) -> None:
    assert code in codes(spoilt(*how))


def test_a_film_that_needs_the_whole_file_first_is_stopped(spoilt: Callable[..., Findings]) -> None:
    assert codes(spoilt("-c", "copy", faststart=False)) == {"slow_start"}


def test_a_truncated_file_is_stopped_at_its_break(good: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size * 6 // 10])
    found = blocking(cut)
    assert "damaged" in codes(found)
    assert 0 < next(finding for finding in found if finding["code"] == "damaged")["start_ms"] < MS


@pytest.mark.parametrize("content", [b"", b"no film at all"])
def test_what_is_no_film_scores_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "film.mp4").write_bytes(content)
    score, findings, _ = measure(tmp_path / "film.mp4", MS, FRAMES, True, WISHED)
    assert score == 0
    assert codes(findings) == {"unreadable"}
