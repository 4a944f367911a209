"""An estimate shows the plan that would be made, to people and to programs, and begins nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.bench import plan as bench
from scripts.cli.__main__ import main
from shared.model.money import Micros, micros
from shared.model.plan import Choice
from shared.money.book_reading import house_book
from shared.money.quote_sounds import cost

SAMPLES = bench.samples()
SEED = str(bench.SAMPLES / "seed.fountain")
TALK = str(bench.SAMPLES / "la_boulangere.md")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIPROD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AIPROD_PRICES", "")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    code = main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    return told | {"code": code}


def test_an_estimate_needs_no_key_and_leaves_nothing_behind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = asked(capsys, "estimate", SEED)
    assert (told["code"], told["hypothetical"], told["configured"]) == (0, True, [])
    assert told["price_usd"] == pytest.approx(sum(shot["price_usd"] for shot in told["shots"]))
    assert told["price_usd"] <= told["most_usd"] <= told["budget_usd"]
    assert set(told["breakdown"]) == {"video", "voice", "music", "effects", "llm", "compute", "storage"}
    assert sum(told["breakdown"].values()) == told["price_usd"]
    assert told["per_minute_usd"] == pytest.approx(told["price_usd"] / told["duration_s"] * 60, abs=1e-5)
    assert {each["backend"] for each in told["alone"]} == {"runway", "veo", "replicate", "keyframe"}
    assert set(told["money"]) == {"less", "more"}
    assert not (tmp_path / "home").exists()


def test_less_money_changes_some_shots_and_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, "estimate", SEED, "--max-cost", "2")
    less, more = told["money"]["less"], told["money"]["more"]
    assert less["quality"] < told["quality"] < more["quality"]
    numbers = {shot["number"] for shot in told["shots"]}
    assert less["changed"]
    assert {each["number"] for each in less["changed"]} <= numbers


def test_a_star_gets_a_better_picture(capsys: pytest.CaptureFixture[str]) -> None:
    def quality(told: Any) -> float:
        return next(float(shot["quality"]) for shot in told["shots"] if shot["number"] == "1.4")

    plain = asked(capsys, "estimate", SEED, "--budget", "1.60")
    starred = asked(capsys, "estimate", SEED, "--budget", "1.60", "--star", "1.4")
    assert quality(starred) > quality(plain)


def test_a_dry_run_plans_with_the_keys_that_are_here_and_begins_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = asked(capsys, "render", SEED, "--dry-run")
    assert (free["price_usd"], {shot["backend"] for shot in free["shots"]}) == (0, {"animatic"})
    monkeypatch.setenv("AIPROD_SECRET_REPLICATE_API_TOKEN", "x")
    paid = asked(capsys, "render", SEED, "--dry-run")
    assert (paid["configured"], {shot["backend"] for shot in paid["shots"]}) == (["replicate"], {"replicate"})
    assert not (tmp_path / "home").exists()


def test_the_command_that_an_estimate_names_has_the_same_plan(capsys: pytest.CaptureFixture[str]) -> None:
    looks = ["--captions", "karaoke", "--no-slate", "--end-card"]
    first = asked(capsys, "estimate", str(bench.SAMPLES / "moon_garden.yaml"), *looks)
    words = first["render_with"].split()
    assert words[:2] == ["aiprod", "render"]
    assert set(looks) <= set(words)
    assert [(shot["id"][:4], shot["backend"]) for shot in first["shots"]][-1] == ("end-", "animatic")
    assert all(shot["price_usd"] for shot in first["shots"][:-1])
    assert all(each["price_usd"] for each in first["alone"])
    again = asked(capsys, "estimate", *words[2:])
    assert again["shots"] == first["shots"]


def test_too_little_is_refused_with_a_command_that_passes(capsys: pytest.CaptureFixture[str]) -> None:
    refused = asked(capsys, "estimate", SEED, "--preset", "premium_spot", "--budget", "1")
    assert (refused["code"], refused["error"]["code"]) == (3, "over_budget")
    words = refused["error"]["retry_with"].split()
    passing = asked(capsys, "estimate", *words[2:])
    assert (passing["code"], passing["quality"] >= 0.9) == (0, True)


def test_other_prices_are_a_file_away(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = asked(capsys, "estimate", SEED, "--prices", "seed", "--max-cost", "150")
    assert told["book"]["name"] == "earlier figures"
    broken = tmp_path / "mine.yaml"
    broken.write_text("schema: 1\ndated: 2026-11-01\nprice: 3\n")
    refused = asked(capsys, "estimate", SEED, "--prices", str(broken))
    assert (refused["code"], "line 3: price" in refused["error"]["sentence"]) == (2, True)


def test_a_person_reads_the_same_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", SEED, "--budget", "2"]) == 0
    said = capsys.readouterr().out
    for words in ("1.4", "a finished minute", "One model for all shots", "20 % less", "20 % more", "Keys here: none"):
        assert words in said


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_an_estimate_is_within_a_twentieth_of_what_is_settled(sample: Path, bill: Callable[[Choice], Micros]) -> None:
    film = bench.film_of(house_book(), sample)
    for budget in (film.most_for_best(), film.most_for_best() // 3):
        plan = film.plan(budget).plan
        settled = sum(bill(each.choice) for each in plan.shots.values())
        assert abs(plan.price - settled) <= settled / 20


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_plan_is_never_worse_than_one_model_for_all_and_somewhere_better(sample: Path) -> None:
    compared = bench.compare(house_book(), sample)
    assert all(each.ours >= each.theirs and each.exact for each in compared)
    assert any(each.ours > each.theirs for each in compared)


def test_a_long_film_is_within_a_hundredth_of_the_best() -> None:
    film = bench.long_film(house_book())
    for share in (10, 60):
        planned = film.plan(film.most_for_best() * share // 100)
        assert planned.bound - planned.quality <= planned.bound / 100


@pytest.mark.parametrize(
    ("kind", "name", "of", "dollars"),
    [
        ("voices", "chirp3-hd", {"letters": 1_000_000}, "30"),
        ("voices", "eleven_multilingual_v2", {"letters": 1_000}, "0.10"),
        ("music", "lyria-002", {"ms": 61_000, "calls": 1}, "0.18"),
        ("music", "music_v1", {"ms": 90_000}, "0.45"),
        ("effects", "eleven_text_to_sound_v2", {"calls": 3}, "0.36"),
        ("readers", "gemini-3.8-flash", {"tokens_in": 1_000_000, "tokens_out": 1_000_000}, "4.50"),
    ],
)
def test_sounds_and_readers_cost_what_the_list_says(kind: str, name: str, of: dict[str, int], dollars: str) -> None:
    assert cost(getattr(house_book(), kind)[name], **of) == micros(dollars)


def test_the_voices_and_the_score_that_are_asked_for_have_their_price(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = asked(capsys, "estimate", TALK, "--preset", "animatic", "--budget", "3")
    words = (TALK, "--preset", "animatic", "--budget", "3", "--voices", "google", "--score", "elevenlabs")
    told = asked(capsys, "estimate", *words)
    spoken, played = told["breakdown"]["voice"], told["breakdown"]["music"]
    assert spoken == pytest.approx(plain["elsewhere"]["voice"]["neural2"], rel=0.5)
    assert played == pytest.approx(plain["elsewhere"]["music"]["music_v1"])
    assert told["price_usd"] == pytest.approx(sum(told["breakdown"].values()))
    assert told["most_usd"] <= 3
    assert "--voices google --score elevenlabs" in told["render_with"]
    assert "paid, as you asked; others: " in said(capsys, "estimate", *words)
    dry = asked(capsys, "render", *words, "--dry-run")
    assert (dry["price_usd"], dry["breakdown"]["voice"]) == (0, 0)
    assert "--voices google: no key is here; this machine would do it, for nothing." in dry["warnings"]
    monkeypatch.setenv("AIPROD_SECRET_GOOGLE_SPEECH_KEY", "x")
    monkeypatch.setenv("AIPROD_SECRET_ELEVENLABS_API_KEY", "x")
    assert asked(capsys, "render", *words, "--dry-run")["price_usd"] == pytest.approx(spoken + played)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--preset", "animatic", "--backend", "animatic"], "do not fit into the $0.00 for them"),
        (["--preset", "animatic", "--backend", "animatic", "--budget", "0.001"], "do not fit into the $0.001 for them"),
    ],
)
def test_sounds_that_the_money_does_not_buy_are_told(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    told = asked(capsys, "estimate", TALK, "--voices", "elevenlabs", "--score", "lyria", *words)
    assert told["price_usd"] == 0
    assert sum(sentence in warning for warning in told["warnings"]) == 2


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    main([*words])
    return capsys.readouterr().out
