"""The bench that makes whole films: its script, what it counts, and what it calls kept."""

import sys
from pathlib import Path

from scripts.bench.appetite import Eaten, eaten
from scripts.bench.film import SAMPLE, as_text, lasting, plain, summed
from shared.model.job import Options


def test_a_script_lasts_as_long_as_it_is_asked_to() -> None:
    sample = SAMPLE.read_text(encoding="utf-8")
    short, long = lasting(sample, 120), lasting(sample, 1200)
    assert short.startswith(sample[: sample.index(" #1#")])
    assert 4 * len(short) < len(long) < 14 * len(short)
    assert long.count("EXT. HARBOUR - DOCK - DUSK") >= 2, "it begins again"
    assert long.count("Lang: en") == 1
    assert "#1#" not in long, "no scene has another's number"


def test_memory_and_time_of_a_child_are_counted_whatever_it_is_called(tmp_path: Path) -> None:
    greedy = "import time; held = bytearray(60_000_000); sum(range(2_000_000)); time.sleep(0.4)"
    spent = eaten([sys.executable, "-c", greedy], tmp_path)
    assert spent.peak_mb > 60
    assert spent.own_mb == spent.peak_mb
    other = tmp_path / "ffmpeg"
    other.symlink_to(sys.executable)
    assert eaten([str(other), "-S", "-c", greedy], tmp_path).own_mb < 60


def test_a_film_is_kept_by_its_length_and_its_memory() -> None:
    stage = {"units": 3, "python_s": 20.0, "ffmpeg_s": 100.0}
    told = {"seconds": 120.0, "shots": 30, "stages": {"segment": stage}, "state": "delivered", "error": None}
    options = Options(size="1080p", fps=30, aspect="16:9")

    def seen(wall: float, own: float) -> bool:
        return bool(summed(told, Eaten(160.0, wall, 1500.0, own), options, 0.5)["kept"])

    assert seen(85.0, 900.0)
    assert not seen(85.0, 1100.0)
    assert not seen(95.0, 900.0)
    summary = summed(told, Eaten(150.0, 85.0, 1500.0, 900.0), options, 0.5)
    assert "0.71 of its length" in as_text(summary)
    assert summary["beside_plain"] == 2.5


def test_a_plain_encode_says_how_fast_the_machine_is_just_now() -> None:
    assert 0 < plain(Options(size="360p", fps=24)) < 20
