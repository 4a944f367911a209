"""The mix: speech first, music ducks under it, loudness and peak right on the finished file."""

import math
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.post_processor import master, mix
from functions.post_processor.tracks import Sounding, poured
from shared.media import ffmpeg
from shared.media.loudness import Loudness, measure
from shared.media.probe import probe
from shared.media.sound import RATE, FloatReader, WavWriter, samples_of
from tests.unit.media.props import a_tone, placed


def decoded(path: Path) -> NDArray[Any]:
    raw = bytearray()
    ffmpeg.run(["-i", path, "-f", "f32le", "-ac", "2", "pipe:1"], timeout_s=60, sink=raw.extend)
    return np.frombuffer(bytes(raw), "<f4").reshape(-1, 2)


def tone_level(sound: NDArray[Any], hertz: float, start: float, end: float) -> float:
    """How strong one tone is in a stretch of seconds, in dB."""
    part = sound[round(start * RATE) : round(end * RATE), 0]
    time = np.arange(len(part)) / RATE
    return 20 * math.log10(2 * abs(np.mean(part * np.exp(-2j * math.pi * hertz * time))) + 1e-9)


@pytest.mark.parametrize("level", [0.004, 0.05, 0.4])
def test_loudness_and_peak_are_right_on_the_finished_file(tmp_path: Path, level: float) -> None:
    voice = placed(a_tone(tmp_path / "v.wav", 5000, level=max(level, 0.05), channels=1), 500, 5000)
    music = placed(a_tone(tmp_path / "m.wav", 6000, hertz=110, level=level), 0, 6000)
    mastered = mix.mix([voice], [music], [], 6 * RATE, tmp_path / "mix.m4a", scratch=tmp_path)
    heard = measure(tmp_path / "mix.m4a")
    assert abs(heard.lufs - master.TARGET_LUFS) <= 0.5
    assert heard.true_peak_db <= master.CEILING_DB
    assert (mastered.lufs, mastered.true_peak_db) == (heard.lufs, heard.true_peak_db)


def test_music_ducks_by_nine_decibels_while_someone_speaks(tmp_path: Path) -> None:
    voice = placed(a_tone(tmp_path / "v.wav", 3000, hertz=660, channels=1), 3000, 3000)
    music = placed(a_tone(tmp_path / "m.wav", 9000, hertz=110, level=0.08), 0, 9000)
    mix.mix([voice], [music], [], 9 * RATE, tmp_path / "mix.m4a", scratch=tmp_path)
    sound = decoded(tmp_path / "mix.m4a")
    alone, under, after = (tone_level(sound, 110, *part) for part in ((1.0, 2.6), (4.0, 5.6), (7.2, 8.6)))
    assert alone - under >= 9
    assert abs(alone - after) < 1.5


def test_the_broadcast_target_is_as_exact_as_the_webs(tmp_path: Path) -> None:
    voice = placed(a_tone(tmp_path / "v.wav", 5000, channels=1), 500, 5000)
    mastered = mix.mix(
        [voice], [], [], 6 * RATE, tmp_path / "mix.m4a", scratch=tmp_path, target=master.TARGETS["broadcast"]
    )
    assert abs(measure(tmp_path / "mix.m4a").lufs + 23) <= 0.5
    assert (mastered.target_lufs, mastered.report()["target_lufs"]) == (-23.0, -23.0)


def test_stems_are_floats_that_sum_to_the_mix(tmp_path: Path) -> None:
    voice = placed(a_tone(tmp_path / "v.wav", 3000, hertz=660, level=0.3, channels=1), 2000, 3000)
    music = placed(a_tone(tmp_path / "m.wav", 7000, hertz=110, level=0.6), 0, 7000)
    bed = placed(a_tone(tmp_path / "b.wav", 7000, hertz=50, level=0.6), 0, 7000)
    mastered = mix.mix(
        [voice], [music], [bed], 7 * RATE, tmp_path / "mix.m4a", scratch=tmp_path, stems=tmp_path / "stems"
    )
    assert set(mastered.stems) == set(mix.STEMS)
    for path in mastered.stems.values():
        stem = FloatReader(path)
        assert (stem.samples, stem.channels, stem.rate) == (7 * RATE, 2, RATE)
    assert mastered.null_db is not None
    assert mastered.null_db < -100
    score = decoded(mastered.stems["music"])
    assert tone_level(score, 110, 0.5, 1.8) - tone_level(score, 110, 3.0, 4.8) >= 9, "the stem is taken after the duck"
    assert tone_level(score, 660, 3.0, 4.8) < -70, "nobody speaks in the music"
    both = decoded(mastered.stems["music-and-effects"])
    assert abs(tone_level(both, 50, 3.0, 4.8) - tone_level(decoded(mastered.stems["effects"]), 50, 3.0, 4.8)) < 0.01


def test_a_stem_that_is_not_the_films_leaves_something(tmp_path: Path) -> None:
    voice = placed(a_tone(tmp_path / "v.wav", 1000, channels=1), 0, 1000)
    mastered = mix.mix([voice], [], [], RATE, tmp_path / "mix.m4a", scratch=tmp_path, stems=tmp_path / "stems")
    assert mix.null_db(mastered.stems["voice"], mastered.stems) < -100, "the voice is all of this mix"
    swapped = {**mastered.stems, "voice": mastered.stems["effects"]}
    assert mix.null_db(mastered.stems["voice"], swapped) > -1


def test_sounds_stand_at_their_times(tmp_path: Path) -> None:
    cues = [placed(a_tone(tmp_path / "v.wav", 200, hertz=880, channels=1), start, 200) for start in (1000, 3000)]
    mix.mix(cues, [], [], 4 * RATE, tmp_path / "mix.m4a", scratch=tmp_path)
    loud = np.flatnonzero(np.abs(decoded(tmp_path / "mix.m4a")[:, 0]) > 0.02) / RATE
    for start in (1.0, 3.0):
        near = loud[(loud > start - 0.3) & (loud < start + 0.5)]
        assert abs(near.min() - start) < 0.02
        assert abs(near.max() - start - 0.2) < 0.03


def test_the_length_is_exact_and_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    music = placed(a_tone(tmp_path / "m.wav", 1500), 0, 1500)
    for name in ("1.m4a", "2.m4a"):
        mix.mix([], [music], [], 60_001, tmp_path / name, scratch=tmp_path)
    assert (tmp_path / "1.m4a").read_bytes() == (tmp_path / "2.m4a").read_bytes()
    assert abs(probe(tmp_path / "1.m4a").audio_ms - 60_001 / 48) < 22


def test_a_silent_film_stays_silent(tmp_path: Path) -> None:
    mastered = mix.mix([], [], [], 2 * RATE, tmp_path / "mix.m4a", scratch=tmp_path)
    assert mastered.gain_db == 0
    assert measure(tmp_path / "mix.m4a").silent


def test_room_tone_alone_is_not_blown_up(tmp_path: Path) -> None:
    bed = placed(a_tone(tmp_path / "b.wav", 3000, level=0.001), 0, 3000)
    assert mix.mix([], [], [bed], 3 * RATE, tmp_path / "mix.m4a", scratch=tmp_path).lufs < -35


def test_of_five_hundred_cues_only_those_that_sound_are_open(tmp_path: Path) -> None:
    at_once: list[int] = []

    def bring(number: int) -> Path:
        path = a_tone(tmp_path / f"{number}.wav", 100, channels=1)
        at_once.append(len(list(tmp_path.glob("*.wav"))))
        return path

    def cue(number: int) -> Sounding:
        return Sounding(number * 200, 100, lambda: bring(number))

    total = samples_of(100_000)
    poured_bytes = sum(len(piece) for piece in poured([cue(number) for number in range(500)], [], [], total))
    assert poured_bytes == total * 5 * 4
    assert len(at_once) == 500
    assert max(at_once) <= 11
    assert not list(tmp_path.glob("*.wav"))


def test_a_peak_that_only_the_encoder_makes_is_limited_where_the_mix_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which sounds AAC makes sharper is its secret, so the first measure says that it did."""
    told: list[float] = []

    def measured(path: Path, **more: Any) -> Loudness:
        heard = measure(path, **more)
        told.append(heard.true_peak_db)
        return heard if len(told) > 1 else heard.model_copy(update={"true_peak_db": -0.4})

    monkeypatch.setattr(master, "measure", measured)
    voice = placed(a_tone(tmp_path / "v.wav", 5000, channels=1), 500, 5000)
    mastered = mix.mix([voice], [], [], 6 * RATE, tmp_path / "mix.m4a", scratch=tmp_path)
    assert told[0] < -5, "nothing of it needs a limiter"
    assert (mastered.rounds, mastered.true_peak_db) == (len(told), told[-1])
    assert mastered.limit_db < told[0]
    assert told[-1] < told[0]


def test_one_bed_goes_over_into_the_next_and_both_together_are_as_loud_as_one(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).normal(0, 0.1, (2, 4 * RATE))
    beds = []
    for number, start in ((0, 0), (1, 2000)):
        with WavWriter(tmp_path / f"{number}.wav", 1) as file:
            file.write(noise[number].astype(np.float32))
        bring = partial(Path, tmp_path / f"{number}.wav")
        fades = {"fade_out_ms": 1000} if number == 0 else {"fade_in_ms": 1000}
        beds.append(Sounding(start, 3000, bring, offset_ms=500, temporary=False, **fades))
    raw = b"".join(poured([], [], beds, 5 * RATE))
    sound = np.frombuffer(raw, "<f4").reshape(-1, 5)[:, 3]

    def level(start: float, end: float) -> float:
        return float(np.sqrt((sound[round(start * RATE) : round(end * RATE)] ** 2).mean()))

    alone = level(0.5, 1.9)
    for at in (2.0, 2.25, 2.5, 2.75):
        assert abs(20 * math.log10(level(at, at + 0.25) / alone)) < 0.5
    assert np.allclose(sound[: 2 * RATE], noise[0, RATE // 2 : RATE // 2 + 2 * RATE], atol=1e-4), "begun later"
    before, after = (
        float(np.corrcoef(sound[part], noise[0, RATE // 2 :][part])[0, 1])
        for part in (slice(2 * RATE, 2 * RATE + RATE // 10), slice(3 * RATE - RATE // 10, 3 * RATE))
    )
    assert before > 0.95
    assert after < 0.3
