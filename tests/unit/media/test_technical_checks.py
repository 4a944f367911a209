"""The gate: a good film passes, and every broken one is stopped for its own reason, at its own place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from functions.post_processor import mix
from functions.technical_qa.checks import measure
from functions.technical_qa.drift import STEP_MS, lags, loudness_of
from functions.technical_qa.shots import look
from functions.technical_qa.thumbnails import taken
from functions.technical_qa.wanted import Planned, Wanted, cues
from shared.media import ffmpeg
from tests.unit.media.props import a_film, a_tone, placed

Findings = list[dict[str, Any]]
FRAMES, MS, SHOTS = 144, 6000, 3
QUICK = ("-preset", "ultrafast", "-crf", "16")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    small = a_film(folder, shots=SHOTS, frames=FRAMES // SHOTS)
    film = folder / "large.mp4"
    ffmpeg.run(
        ["-i", small, *QUICK, "-vf", "scale=640:360", "-c:a", "copy", "-movflags", "+faststart", film], timeout_s=60
    )
    return film


@pytest.fixture(scope="module")
def wanted(good: Path) -> Wanted:
    each = FRAMES // SHOTS
    shots = tuple(
        Planned(shot=f"s01-{place}", first_frame=place * each, frames=each, look=look(good.with_name(f"{place}.mp4")))
        for place in range(SHOTS)
    )
    return Wanted(duration_ms=MS, frames=FRAMES, size=(640, 360), fps=24, shots=shots)


@pytest.fixture
def spoilt(good: Path, wanted: Wanted, tmp_path: Path) -> Callable[..., Findings]:
    def make(*how: str, faststart: bool = True) -> Findings:
        out = tmp_path / "spoilt.mp4"
        ffmpeg.run(["-i", good, *QUICK, *how, *(("-movflags", "+faststart") if faststart else ()), out], timeout_s=60)
        return blocking(out, wanted)

    return make


def blocking(film: Path, wanted: Wanted) -> Findings:
    return [finding for finding in measure(film, wanted)[1] if finding["blocks"]]


def codes(findings: Findings) -> set[str]:
    return {finding["code"] for finding in findings}


def test_a_good_film_passes_with_the_full_score(good: Path, wanted: Wanted) -> None:
    score, findings, numbers = measure(good, wanted)
    assert (score, findings) == (1.0, [])
    assert numbers["frames_decoded"] == FRAMES
    assert abs(numbers["lufs"] + 16) < 0.5


BLACK = ("-vf", "drawbox=c=black:t=fill:enable='between(t,2.2,4)'", "-c:a", "copy")
FROZEN = ("-vf", "loop=loop=96:size=1:start=20,trim=end_frame=144,setpts=N/24/TB", "-c:a", "copy")
MUTED = ("-c:v", "copy", "-af", "volume=0:enable='between(t,1,5.5)'")


@pytest.mark.parametrize(
    ("how", "code", "start", "end"),
    [(BLACK, "black", 2200, 4000), (FROZEN, "frozen", 833, 4875), (MUTED, "silent", 1000, 5500)],
    ids=["black", "frozen", "muted"],
)
def test_a_stretch_that_is_broken_is_found_where_it_is(
    spoilt: Callable[..., Findings], how: tuple[str, ...], code: str, start: int, end: int
) -> None:
    finding = next(finding for finding in spoilt(*how) if finding["code"] == code)
    assert abs(finding["start_ms"] - start) < 100
    assert abs(finding["end_ms"] - end) < 120
    assert finding["numbers"]["seconds"] == pytest.approx((end - start) / 1000, abs=0.2)


def test_a_shot_that_may_stand_is_not_called_frozen(good: Path, wanted: Wanted, tmp_path: Path) -> None:
    film = tmp_path / "frozen.mp4"
    ffmpeg.run(["-i", good, *QUICK, *FROZEN, "-movflags", "+faststart", film], timeout_s=60)
    may = tuple(shot.model_copy(update={"still": True, "look": ""}) for shot in wanted.shots)
    assert blocking(film, wanted.model_copy(update={"shots": may})) == []


def test_a_clipped_word_is_found_where_it_is(spoilt: Callable[..., Findings]) -> None:
    found = spoilt("-c:v", "copy", "-af", "volume=30dB:enable='between(t,3,3.5)'")
    clipped = next(finding for finding in found if finding["code"] == "clipped")
    assert abs(clipped["start_ms"] - 3000) < 60


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (("-c:v", "copy", "-af", "volume=0"), "silent"),
        (("-c:v", "copy", "-an"), "no_sound"),
        (("-c:v", "copy", "-af", "volume=30dB"), "clipped"),
        (("-c:v", "copy", "-af", "volume=-14dB"), "too_quiet"),
        (("-c:v", "copy", "-af", "volume=4dB"), "too_loud"),
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
    finding = next(finding for finding in spoilt(*how) if finding["code"] == code)
    assert finding["end_ms"] > finding["start_ms"], "it is somewhere in the film"


@pytest.mark.parametrize("shot", [0, 1, 2])
def test_a_missing_shot_is_named_with_its_place(spoilt: Callable[..., Findings], shot: int) -> None:
    cut = f"select='not(between(n,{48 * shot},{48 * shot + 47}))',setpts=N/24/TB"
    silence = f"aselect='not(between(t,{2 * shot},{2 * shot + 2}))',asetpts=N/SR/TB"
    missing = [finding for finding in spoilt("-vf", cut, "-af", silence) if finding["code"] == "missing_shot"]
    assert [(finding["start_ms"], finding["end_ms"]) for finding in missing] == [(2000 * shot, 2000 * shot + 2000)]
    assert f"s01-{shot}" in missing[0]["sentence"]


def test_a_shot_in_anothers_place_is_missing_too(good: Path, wanted: Wanted) -> None:
    first, second, third = wanted.shots
    swapped = (
        first,
        second.model_copy(update={"look": third.look}),
        third.model_copy(update={"look": second.look}),
    )
    found = blocking(good, wanted.model_copy(update={"shots": swapped}))
    assert codes(found) == {"missing_shot"}


def test_where_only_the_number_of_shots_is_known_they_are_counted(good: Path) -> None:
    assert blocking(good, Wanted(shot_count=SHOTS)) == []
    assert codes(blocking(good, Wanted(shot_count=SHOTS + 1))) == {"missing_shot"}


def speech(length_ms: int) -> tuple[list[tuple[int, int]], Any]:
    """Lines of different lengths with breaks between them, over music that is never silent."""
    dice = np.random.default_rng(4)
    said = np.full(length_ms // STEP_MS, -48.0) + dice.normal(0, 2, length_ms // STEP_MS)
    times, at = [], 500
    while (end := at + int(dice.integers(900, 3200))) < length_ms - 500:
        times.append((at, end))
        said[at // STEP_MS : end // STEP_MS] = dice.normal(-26, 5, end // STEP_MS - at // STEP_MS)
        at = end + int(dice.integers(350, 1500))
    return times, said


@pytest.mark.parametrize("late", [-1200, -400, 0, 60, 500, 2000])
def test_captions_that_are_off_are_measured_to_the_frame(late: int) -> None:
    times, said = speech(60_000)
    found = lags(said, [(max(0, start + late), max(1, end + late)) for start, end in times])
    assert found
    assert all(abs(lag.ms - late) <= 2 * STEP_MS for lag in found)


def test_captions_that_drift_are_further_off_in_the_end() -> None:
    times, said = speech(180_000)
    found = lags(said, [(round(start * 1.01), round(end * 1.01)) for start, end in times])
    assert len(found) >= 3, "where they drift the fastest nobody can be sure"
    assert found[0].ms < 800
    assert found[-1].ms > 1200


def test_where_nobody_can_be_heard_nothing_is_said_of_captions() -> None:
    dice = np.random.default_rng(1)
    assert lags(dice.normal(-40, 3, 3000), [(1000, 3000), (5000, 9000), (20_000, 24_000)]) == []
    assert lags(np.zeros(0), [(0, 1000)]) == []


def test_late_captions_stop_a_film(good: Path, tmp_path: Path) -> None:
    times = ((600, 1500), (2100, 3600), (4200, 5400))
    lines = [
        placed(a_tone(tmp_path / f"{start}.wav", end - start, hertz=700, channels=1), start, end - start)
        for start, end in times
    ]
    music = placed(a_tone(tmp_path / "m.wav", MS, hertz=110, level=0.05), 0, MS)
    mix.mix(lines, [music], [], MS * 48, tmp_path / "mix.m4a", scratch=tmp_path)
    film = tmp_path / "spoken.mp4"
    both: list[str | Path] = ["-i", good, "-i", tmp_path / "mix.m4a", "-map", "0:v", "-map", "1:a", "-c", "copy"]
    ffmpeg.run([*both, "-movflags", "+faststart", film], timeout_s=60)
    assert blocking(film, Wanted(captions=times)) == []
    (finding,) = blocking(film, Wanted(captions=tuple((start + 700, end + 700) for start, end in times)))
    assert finding["code"] == "caption_drift"
    assert abs(finding["numbers"]["worst_ms"] - 700) <= 60
    assert "too late" in finding["sentence"]
    assert (finding["start_ms"], finding["end_ms"]) == (0, MS)


def test_a_voice_alone_tells_it_whatever_else_is_heard(good: Path, wanted: Wanted) -> None:
    times, at = ((600, 1500), (2100, 3600), (4200, 5400)), np.arange(MS * 48)
    said = np.zeros((MS * 48, 1), np.float32)
    for start, end in times:
        said[start * 48 : end * 48, 0] = 0.1 * np.sin(at[start * 48 : end * 48] / 9)
    voice = loudness_of(said[piece : piece + 48_000] for piece in range(0, len(said), 48_000))
    assert len(voice) == MS // STEP_MS
    late = wanted.model_copy(update={"captions": tuple((start + 500, end + 500) for start, end in times)})
    assert [finding["code"] for finding in measure(good, late, voice)[1]] == ["caption_drift"]
    assert measure(good, wanted.model_copy(update={"captions": times}), voice)[1] == []


def test_the_times_of_both_kinds_of_captions_are_read() -> None:
    srt = "1\n00:00:01,500 --> 00:00:03,000\nHello\n\n2\n01:00:04,000 --> 01:00:05,250\nYou\n"
    assert list(cues(srt)) == [(1500, 3000), (3_604_000, 3_605_250)]
    assert list(cues("WEBVTT\n\n00:01.500 --> 00:03.000\nHello\n")) == [(1500, 3000)]


def test_a_film_that_needs_the_whole_file_first_is_stopped(spoilt: Callable[..., Findings]) -> None:
    assert codes(spoilt("-c", "copy", faststart=False)) == {"slow_start"}


def test_a_truncated_file_is_stopped_at_its_break(good: Path, wanted: Wanted, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size * 6 // 10])
    found = blocking(cut, wanted)
    assert "damaged" in codes(found)
    assert 0 < next(finding for finding in found if finding["code"] == "damaged")["start_ms"] < MS


@pytest.mark.parametrize("content", [b"", b"no film at all"])
def test_what_is_no_film_scores_nothing(tmp_path: Path, wanted: Wanted, content: bytes) -> None:
    (tmp_path / "film.mp4").write_bytes(content)
    score, findings, _ = measure(tmp_path / "film.mp4", wanted)
    assert score == 0
    assert codes(findings) == {"unreadable"}
    assert taken(tmp_path / "film.mp4", findings, tmp_path) == {}


def test_every_fault_has_its_picture(good: Path, wanted: Wanted, tmp_path: Path) -> None:
    film = tmp_path / "black.mp4"
    ffmpeg.run(["-i", good, *QUICK, *BLACK, "-movflags", "+faststart", film], timeout_s=60)
    findings = measure(film, wanted)[1]
    pictures = taken(film, findings, tmp_path)
    assert set(pictures) == set(range(len(findings)))
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures.values())


def test_a_plan_can_be_written_down_and_read_again(wanted: Wanted) -> None:
    assert Wanted.model_validate_json(json.dumps(wanted.model_dump(mode="json"))) == wanted


def test_at_the_command_line_a_stem_tells_late_captions_and_without_one_it_is_said_that_nobody_knows(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from scripts.cli.__main__ import main

    times = ((600, 1500), (2100, 3600), (4200, 5400))
    loud = "+".join(f"between(t,{start / 1000},{end / 1000})" for start, end in times)
    ffmpeg.run(["-f", "lavfi", "-i", f"aevalsrc='0.1*sin(1000*t)*({loud})':d={MS / 1000}", tmp_path / "v.wav"],
               timeout_s=60)  # fmt: skip

    def written(late: int) -> str:
        cue = "{n}\n00:00:{a:06.3f} --> 00:00:{b:06.3f}\nWords\n"
        rows = [cue.format(n=n, a=(a + late) / 1000, b=(b + late) / 1000) for n, (a, b) in enumerate(times, 1)]
        (tmp_path / "c.srt").write_text("\n".join(rows).replace(".", ","))
        return str(tmp_path / "c.srt")

    voice = ["--voice", str(tmp_path / "v.wav")]
    assert main(["check", str(good), "--captions", written(0), *voice]) == 0
    assert main(["check", str(good), "--captions", written(800), *voice]) == 2
    assert "caption_drift" in capsys.readouterr().out
    assert main(["check", str(good), "--captions", written(800)]) == 0
    assert "--voice STEM would help" in capsys.readouterr().out
