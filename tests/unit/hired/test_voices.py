"""Hired voices, through the real agent and the official client: whatever happens every line is spoken, nothing is paid
twice, and the ledger is the provider's bill or counts what nobody can know."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions.audio_generator.agent import agent
from functions.audio_generator.hiring import AT_ONCE_MS, PATIENCE_MS, hired
from functions.audio_generator.studios.google import GoogleVoices
from shared.model.job import PRESETS
from shared.money import preparation, switches
from shared.money.book_reading import SHELF as BOOKS
from shared.money.book_reading import STORED
from shared.pipeline import faults
from tests.unit.core.builders import Studio, a_message, a_unit, a_work, deliver
from tests.unit.hired.conftest import Open
from tests.unit.hired.shop import DAY, LINES, Here, Killed, a_film, a_line, another_film, entries, spent

LIST = (BOOKS / "list.yaml").read_bytes()
VOICE = "voice-s01"
HIRING = agent(Here(), partial(hired, local=Here()))
BILL = sum(16 * (len(line.text) + 16) for line in LINES)


def spoken(studio: Studio, revision: int = 1) -> Mapping[str, Any]:
    """Calls the audio generator, and says what came of it."""
    deliver(studio, HIRING, a_message(a_unit(VOICE, revision), topic="audio_generator"))
    return studio.step(VOICE, revision)


def told(studio: Studio) -> str:
    return " ".join(studio.step(VOICE)["result"]["warnings"])


def engines(step: Mapping[str, Any]) -> list[str]:
    return [line["by"] for _, line in sorted(step["result"]["lines"].items())]


@pytest.mark.parametrize(("who", "shop", "bill"), [
    ("google", "speech", BILL), ("elevenlabs", "elevenlabs", sum(100 * len(line.text) for line in LINES)),
])  # fmt: skip
def test_every_line_is_spoken_by_whom_was_asked_for_and_the_ledger_is_the_bill(
    studio: Studio, a_shop: Open, who: str, shop: str, bill: int
) -> None:
    there = a_shop(shop)
    a_film(studio, voices=who)
    step = spoken(studio)
    assert step["result"]["warnings"] == []
    assert {"here"}.isdisjoint(engines(step))
    assert all(line["timed"] == "engine" for line in step["result"]["lines"].values())
    assert {credit["what"] for credit in step["result"]["credits"]} == {"voice"}
    assert (there.posts, there.billed) == (3, bill)
    assert spent(studio) == bill
    assert preparation.taken_for(studio.platform, "j1") == {"voice": bill}


def test_google_speaks_in_the_name_of_a_projects_own_account(
    studio: Studio, a_shop: Open, a_project: Callable[[str], None]
) -> None:
    there = a_shop("speech")
    studio.secrets.clear()
    a_project(a_shop("google").counter.url)
    a_film(studio)
    assert engines(spoken(studio)) == ["Google Text-to-Speech"] * 3
    assert (there.posts, there.billed, spent(studio)) == (3, BILL, BILL)


def test_an_account_that_is_not_there_is_told(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = a_shop("speech")
    studio.secrets.clear()
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "a-film-house")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    a_film(studio)
    assert engines(spoken(studio)) == ["here"] * 3
    assert "no credentials were found, or they were not accepted" in told(studio)
    assert (there.posts, spent(studio)) == (0, 0)


def test_a_film_that_asks_for_nobody_is_as_it_was(studio: Studio, a_shop: Open) -> None:
    there = a_shop("speech")
    a_film(studio, voices="local")
    step = spoken(studio)
    assert "by" not in step["result"]["lines"]["l1"]
    assert (there.posts, studio.documents.paths("preparations")) == (0, [])


def test_who_speaks_is_in_the_key_and_what_it_costs_is_not(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(**options: Any) -> Any:
        a_film(studio, **options)
        assert HIRING.key is not None
        return HIRING.key(a_work(studio, a_unit(VOICE)))

    a_shop("elevenlabs")
    there = key(voices="local")
    assert there == ["here", *there[1:]]
    nobody = key()
    a_shop("speech")
    google = key()
    studio.objects.write(STORED, LIST.replace(b"letters: 16", b"letters: 17"))
    assert key() == google
    monkeypatch.setenv("AIPROD_GOOGLE_VOICES", "Chirp3-HD")
    keys = [there, nobody, google, key(), key(voices="elevenlabs")]
    assert len({str(each) for each in keys}) == 5
    assert all(each[1:] == there[1:] for each in keys)


# ------------------------------------------------------------------------------------------------ nobody is asked


def no_key(studio: Studio) -> None:
    studio.secrets.clear()


def a_spent_day(studio: Studio) -> None:
    studio.documents.put(DAY, limit=100, taken=100)


def a_switch(studio: Studio) -> None:
    switches.flip(studio.platform, "buy_nothing", on=True, by="person", why="the auditors are here")


def a_dead_model(studio: Studio) -> None:
    studio.objects.write(STORED, LIST.replace(b"neural2: {", b"neural2: {retired: 2026-11-20, "))


def no_price(studio: Studio) -> None:
    studio.objects.write(STORED, LIST.replace(b"neural2:", b"neural3:"))


def the_pictures(studio: Studio) -> None:
    studio.documents.put("escrows/j1.1", amount=5_000_000)


@pytest.mark.parametrize(
    ("trouble", "options", "sentence"),
    [
        (
            no_key,
            {},
            "no key here; give it the secret google-speech-key (AIPROD_SECRET_GOOGLE_SPEECH_KEY on a laptop)",
        ),
        (None, {"preset": "animatic"}, "This film may cost nothing; give it money: --budget 1."),
        (None, {"budget": 100}, "Its budget of $0.0001 does not leave enough; raise it with --budget."),
        (the_pictures, {}, "does not leave enough; raise it with --budget."),
        (a_spent_day, {}, "The budget of everyone for today has $0.00 left"),
        (a_switch, {}, "Nothing is bought at the moment: the auditors are here."),
        (a_dead_model, {}, "neural2 is no more, says the price book"),
        (no_price, {}, "names no price for neural2 (under voices)"),
    ],
    ids=["no key", "free film", "small budget", "money of the pictures", "day", "switch", "retired", "no price"],
)
def test_without_leave_nobody_is_asked_and_the_reason_is_told(
    studio: Studio, a_shop: Open, trouble: Callable[[Studio], None] | None, options: dict[str, Any], sentence: str
) -> None:
    there = a_shop("speech")
    a_film(studio, **options)
    if trouble:
        trouble(studio)
    assert engines(spoken(studio)) == ["here"] * 3
    assert sentence in told(studio)
    assert told(studio).startswith("This machine speaks for ANNA, MARC, the narrator: ")
    assert (there.posts, entries(studio)) == (0, {})


def test_what_a_preset_leaves_for_sounds_is_its_own_limit(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = a_shop("speech")
    small = PRESETS["quick_social"].model_copy(update={"sounds": BILL - 1})
    monkeypatch.setitem(PRESETS, "quick_social", small)
    a_film(studio)
    assert engines(spoken(studio)) == ["Google Text-to-Speech"] * 2 + ["here"]
    assert "that quick_social may take for it are not enough; another --preset has more." in told(studio)
    assert there.billed == spent(studio) < BILL


# --------------------------------------------------------------------------------------------- somebody is asked


@pytest.mark.parametrize(
    ("fate", "posts", "sentence"),
    [
        ("unauthorized", 1, "does not know our key"), ("no_credit", 1, "does not let our key do this"),
        ("retired", 1, "does not know what was asked for"), ("refuse", 3, "refused (400)"),
        ("throttle", 1, "asked too often"),
    ],
)  # fmt: skip
def test_a_refusal_costs_nothing_and_is_told(
    studio: Studio, a_shop: Open, fate: str, posts: int, sentence: str
) -> None:
    there = a_shop("speech")
    there.behave(script=[fate] * 9)
    a_film(studio)
    a_work(studio, a_unit(VOICE))
    studio.clock.time += PATIENCE_MS
    assert engines(spoken(studio)) == ["here"] * 3
    assert sentence in told(studio)
    assert (there.posts, there.billed, spent(studio)) == (posts, 0, 0)


def test_who_is_asked_too_often_is_asked_again_a_little_later(studio: Studio, a_shop: Open) -> None:
    there = a_shop("speech")
    there.behave(script=["ok", "throttle", "ok", "ok"])
    a_film(studio)
    asleep = spoken(studio)
    assert (asleep["state"], "too often" in asleep["reason"]) == ("waiting", True)
    studio.clock.time = asleep["wake_at"]
    assert engines(spoken(studio)) == ["Google Text-to-Speech"] * 3
    assert (there.posts, there.billed, spent(studio)) == (4, BILL, BILL)


@pytest.mark.parametrize(
    "fate", ["drop_after", "error_after", "gateway", "garbage", "partial", "redirect", "drop_before"]
)
def test_what_may_be_billed_counts_as_spent_and_is_not_asked_for_again(studio: Studio, a_shop: Open, fate: str) -> None:
    there = a_shop("speech")
    there.behave(script=[fate])
    a_film(studio)
    with killed_at("before_commit"):
        spoken(studio)
    studio.clock.time += 60_000
    step = spoken(studio)
    assert engines(step)[0] == "here"
    assert there.posts == 1 + engines(step).count("Google Text-to-Speech")
    assert there.billed <= spent(studio) <= BILL
    assert entries(studio)[next(iter(sorted(entries(studio))))]["purse"] == "preparation"
    assert any(entry["unknown"] for entry in entries(studio).values())


class killed_at:  # noqa: N801 - reads as a word
    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        def strike(place: str) -> None:
            if place == self._place:
                raise Killed

        faults.install(strike)

    def __exit__(self, kind: Any, error: Any, at: Any) -> bool:
        faults.install(None)
        return kind is Killed


def test_lines_that_were_paid_for_are_not_bought_again(studio: Studio, a_shop: Open) -> None:
    there = a_shop("speech")
    a_film(studio)
    with killed_at("before_commit"):
        spoken(studio)
    assert there.posts == 3
    studio.clock.time += 60_000
    step = spoken(studio)
    assert engines(step) == ["Google Text-to-Speech"] * 3
    assert all(line["timed"] == "engine" for line in step["result"]["lines"].values())
    assert (there.posts, there.billed, spent(studio)) == (3, BILL, BILL)


@pytest.mark.parametrize("dies", ["before the call", "after the call", "before it is settled", "after it is settled"])
def test_wherever_it_dies_no_line_is_asked_for_twice_and_every_call_is_counted(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    there = a_shop("speech")
    a_film(studio)
    say, settle = GoogleVoices.say, preparation.settle

    def died(*given: Any, **named: Any) -> Any:
        if dies in ("after the call", "after it is settled"):
            (say if dies == "after the call" else settle)(*given, **named)
        raise Killed

    place: tuple[Any, str] = (
        (GoogleVoices, "say") if dies in ("before the call", "after the call") else (preparation, "settle")
    )
    with monkeypatch.context() as once:
        once.setattr(place[0], place[1], died)
        with pytest.raises(Killed):
            spoken(studio)
    studio.clock.time += 60_000
    step = spoken(studio)
    lost = 0 if dies == "after it is settled" else 1
    assert engines(step).count("here") == lost
    assert ("its answer was lost" in told(studio)) == bool(lost)
    assert there.posts == (2 if dies == "before the call" else 3)
    assert spent(studio) == BILL
    assert there.billed <= BILL


def test_another_revision_buys_only_the_words_that_are_new(studio: Studio, a_shop: Open) -> None:
    there = a_shop("speech")
    a_film(studio)
    spoken(studio)
    a_film(studio, [*LINES[:2], a_line("l3", "Nobody slept at all.", "")], revision=2)
    step = spoken(studio, 2)
    assert engines(step) == ["Google Text-to-Speech"] * 3
    assert there.posts == 4
    assert there.billed == spent(studio)


def test_another_film_of_the_same_owner_has_the_same_words_for_nothing(studio: Studio, a_shop: Open) -> None:
    there = a_shop("speech")
    a_film(studio)
    spoken(studio)
    for owner, posts in (("anna", 3), ("bela", 6)):
        another_film(studio)
        a_film(studio)
        studio.documents.put("jobs/j1", owner=owner)
        assert engines(spoken(studio)) == ["Google Text-to-Speech"] * 3
        assert there.posts == posts
    assert there.billed == 2 * BILL


def test_a_long_scene_goes_on_where_it_was(studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    there = a_shop("speech")
    a_film(studio)
    say = GoogleVoices.say

    def slowly(*given: Any) -> Any:
        studio.clock.time += AT_ONCE_MS + 1
        return say(*given)

    monkeypatch.setattr(GoogleVoices, "say", slowly)
    for posts in (1, 2):
        asleep = spoken(studio)
        assert (asleep["state"], there.posts) == ("waiting", posts)
        studio.clock.time = max(studio.clock.time, asleep["wake_at"])
    assert engines(spoken(studio)) == ["Google Text-to-Speech"] * 3
    assert (there.posts, spent(studio)) == (3, BILL)
