"""The bench of the finish: what it reads, what its judges hear, and what it calls a miss."""

import wave
from pathlib import Path
from typing import Any

import numpy as np

from scripts.bench.finish import as_text, cues_of, summed
from scripts.bench.judges import RATE, judged
from scripts.bench.shorts import SHORTS


def told(**changes: Any) -> dict[str, Any]:
    film: dict[str, Any] = {
        "film": "kettle", "language": "en", "seconds": 12.0, "lufs": -16.1, "target_lufs": -16.0, "true_peak_db": -1.3,
        "method": "linear", "rounds": 2, "null_db": -140.0, "misses": [], "av_apart_ms": 0.0,
        "duck_db": {"median": 14.0, "in_nine_of_ten": 11.0, "blocks": 9},
        "captions": {"judge": "a judge", "cues": 3, "judged": 3, "off_ms": [10, -20, 40]},
    }  # fmt: skip
    return {**film, **changes}


def test_ten_films_of_different_kinds_are_there() -> None:
    assert len(SHORTS) == 10
    assert len({short.name for short in SHORTS}) == 10
    assert {short.language for short in SHORTS} == {"en", "fr"}
    assert {short.options.loudness for short in SHORTS} == {"web", "broadcast"}


def test_captions_are_read_with_their_words() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nHello\nyou\n\n2\n00:00:03,000 --> 00:00:04,500\nWell.\n"
    assert cues_of(srt) == [(1000, 2000, "Hello you"), (3000, 4500, "Well.")]
    assert cues_of("") == []


def test_the_edge_of_energy_is_heard_to_a_few_milliseconds(tmp_path: Path) -> None:
    said = np.zeros(3 * RATE)
    said[RATE : 2 * RATE] = 0.3 * np.sin(np.arange(RATE) / 5)
    with wave.open(str(tmp_path / "v.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((said * 32767).astype("<i2").tobytes())
    (at,) = judged(tmp_path / "v.wav", "fr", [(1040, 2000, "Oui")])
    assert at is not None
    assert abs(at - 1000) <= 5
    assert judged(tmp_path / "v.wav", "fr", [(2900, 2901, "rien")]) != [1000]


def test_one_miss_of_one_film_fails_the_bench_and_is_named() -> None:
    assert summed([told(), told()])["kept"]
    summary = summed([told(), told(misses=["true_peak"], true_peak_db=-0.4)])
    assert (summary["kept"], summary["missed"], summary["true_peak_db"]) == (False, ["true_peak"], -0.4)
    late = {"judge": "a judge", "cues": 3, "judged": 3, "off_ms": [90, 80, 100]}
    summary = summed([told(captions=late)])
    assert not summary["kept"]
    assert summary["caption_starts"]["a judge"] == {
        "median_ms": 90, "worst_ms": 100, "bias_ms": 90.0, "judged": 3, "cues": 3,
    }  # fmt: skip


def test_the_table_names_every_film_and_the_judge() -> None:
    text = as_text(summed([told(), told(film="storm", duck_db=None)]), [told(), told(film="storm", duck_db=None)])
    assert "storm" in text
    assert "against a judge: median 20 ms, worst 40 ms, bias +10.0 ms, 6 of 6 judged" in text
    assert "Every promise is kept." in text
