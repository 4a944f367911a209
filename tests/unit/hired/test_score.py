"""A commissioned score, through the real agent: ordered once, waited for without waiting, fitted to the film, and never
paid twice; and this machine plays where nobody else does."""

import io
import wave
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from functions.music_composer.agent import Makers, agent
from functions.music_composer.commission import PATIENCE_MS
from functions.music_composer.makers import LONGEST_MS
from functions.music_composer.makers.tasks import Suno
from shared.model.money import Micros
from shared.money import audit, preparation, switches
from shared.money.book_reading import SHELF, STORED
from tests.unit.core.builders import Studio, a_message, a_unit, deliver
from tests.unit.hired.conftest import Open
from tests.unit.hired.shop import Killed, Player, a_score_to_make, another_film, entries, spent

COMPOSER = agent(Player(), Makers())
LIST = (SHELF / "list.yaml").read_bytes()


def composed(studio: Studio, revision: int = 1) -> Mapping[str, Any]:
    deliver(studio, COMPOSER, a_message(a_unit(revision=revision)))
    return studio.step(revision=revision)


def played(studio: Studio, revision: int = 1, *, most: int = 20) -> Mapping[str, Any]:
    """Until there is a score, however long somebody composes."""
    for _ in range(most):
        step = composed(studio, revision)
        if step["state"] != "waiting":
            return step
        studio.clock.time = step["wake_at"]
    raise AssertionError("this score never ends")


def author(step: Mapping[str, Any]) -> str:
    return ", ".join(credit["author"] for credit in step["result"]["credits"])


def ms_of(studio: Studio, step: Mapping[str, Any]) -> int:
    with wave.open(io.BytesIO(studio.objects.all[step["result"]["object"]][1])) as file:
        ms: int = round(file.getnframes() * 1000 / file.getframerate())
    return ms


def told(studio: Studio) -> str:
    return " ".join(studio.job()["warnings"])


@pytest.mark.parametrize(
    ("who", "shop", "bill", "thanked"),
    [
        ("lyria", "google", 60_000, "Google Lyria"), ("elevenlabs", "elevenlabs", 30_000, "ElevenLabs Music"),
        ("suno", "suno", 120_000, "Suno-compatible server"),
        ("soundful", "soundful", 120_000, "Soundful-compatible server"),
    ],
)  # fmt: skip
def test_a_score_is_as_long_as_the_film_and_the_ledger_is_the_bill(
    studio: Studio, a_shop: Open, a_project: Callable[[str], None], who: str, shop: str, bill: Micros, thanked: str
) -> None:
    there = a_shop(shop)
    a_project(there.counter.url)
    a_score_to_make(studio, score=who)
    step = played(studio)
    assert (author(step), ms_of(studio, step), told(studio)) == (thanked, 6_000, "")
    assert (there.posts, there.billed, spent(studio)) == (1, bill, bill)
    assert preparation.taken_for(studio.platform, "j1") == {"music": bill}
    escrow = studio.documents.put("escrows/j1.1", job="j1", revision=1, amount=0)
    assert audit.film(studio.platform, escrow) == []


def test_a_film_that_asks_for_nobody_is_as_it_was(studio: Studio, a_shop: Open) -> None:
    there = a_shop("suno")
    a_score_to_make(studio)
    step = composed(studio)
    assert set(step["result"]) == {"object"}
    assert (there.posts, entries(studio)) == (0, {})


def test_a_silent_film_needs_nobody(studio: Studio, a_shop: Open) -> None:
    there = a_shop("suno")
    a_score_to_make(studio, score="suno", music="none")
    assert (author(played(studio)), there.posts, told(studio)) == ("", 0, "")


def a_switch(studio: Studio) -> None:
    switches.flip(studio.platform, "buy_nothing", on=True, by="person", why="the auditors are here")


def the_pictures(studio: Studio) -> None:
    studio.documents.put("escrows/j1.1", amount=2_000_000)


def no_key(studio: Studio) -> None:
    studio.secrets.clear()


def a_key_without_an_address(studio: Studio) -> None:
    studio.secrets["suno-api-key"] = "k3y"


def no_price(studio: Studio) -> None:
    studio.objects.write(STORED, LIST.replace(b"suno-compatible:", b"suno:"))


@pytest.mark.parametrize(
    ("trouble", "options", "sentence"),
    [
        (no_key, {}, "has no address and key here; give it the secret suno-api-key"),
        (a_key_without_an_address, {}, "has no address and key here"),
        (no_price, {}, "names no price for suno-compatible (under music)"),
        (None, {"budget": 0}, "This film may cost nothing; give it money: --budget 1."),
        (None, {"budget": 100_000}, "Its budget of $0.10 does not leave enough"),
        (the_pictures, {}, "Its budget of $2.00 does not leave enough"),
        (a_switch, {}, "Nothing is bought at the moment: the auditors are here."),
    ],
)
def test_without_leave_nobody_is_asked_and_the_reason_is_told(
    studio: Studio, a_shop: Open, trouble: Callable[[Studio], None] | None, options: dict[str, Any], sentence: str
) -> None:
    there = a_shop("suno")
    a_score_to_make(studio, score="suno", **options)
    if trouble:
        trouble(studio)
    assert author(played(studio)) == ""
    assert sentence in told(studio)
    assert "The score is played by this machine: " in told(studio)
    assert (there.posts, entries(studio)) == (0, {})


@pytest.mark.parametrize("fate", ["unauthorized", "no_credit", "retired", "refuse", "throttle"])
def test_a_refusal_costs_nothing_and_the_next_one_is_asked(studio: Studio, a_shop: Open, fate: str) -> None:
    first, second = a_shop("suno"), a_shop("soundful")
    first.behave(script=[fate])
    a_score_to_make(studio, score="suno")
    if fate == "throttle":
        assert composed(studio)["state"] == "waiting"
        first.behave(script=[fate] * 9)
        studio.clock.time += PATIENCE_MS
    assert author(played(studio)) == "Soundful-compatible server"
    assert "The score is Soundful-compatible server's: Suno-compatible server" in told(studio)
    assert first.billed == 0
    assert second.billed == spent(studio)


@pytest.mark.parametrize("fate", ["drop_after", "error_after", "garbage", "gateway"])
def test_an_order_whose_answer_was_lost_counts_and_is_not_sent_again(studio: Studio, a_shop: Open, fate: str) -> None:
    there = a_shop("suno")
    there.behave(script=[fate])
    a_score_to_make(studio, score="suno")
    assert author(played(studio)) == ""
    assert "counts as spent" in told(studio)
    assert (there.posts, there.billed, spent(studio)) == (1, 120_000, 120_000)


def test_music_that_could_not_be_made_counts_as_paid(studio: Studio, a_shop: Open) -> None:
    there = a_shop("suno")
    there.behave(script=["refuse_after"])
    a_score_to_make(studio, score="suno")
    assert author(played(studio)) == ""
    assert "could not make this music" in told(studio)
    assert (there.posts, there.billed, spent(studio)) == (1, 120_000, 120_000)


def test_what_is_no_music_is_paid_and_not_played(studio: Studio, a_shop: Open) -> None:
    there = a_shop("elevenlabs")
    there.behave(script=["garbage"])
    a_score_to_make(studio, score="elevenlabs")
    assert author(played(studio)) == ""
    assert "sent something that is no music; it counts as paid" in told(studio)
    assert (there.billed, spent(studio)) == (30_000, 30_000)


def test_who_composes_for_ever_is_given_up(studio: Studio, a_shop: Open) -> None:
    there = a_shop("suno")
    there.behave(script=["never"])
    a_score_to_make(studio, score="suno")
    assert composed(studio)["reason"] == "Suno-compatible server composes"
    studio.clock.time += LONGEST_MS
    assert author(composed(studio)) == ""
    assert "did not deliver in time" in told(studio)
    assert (there.posts, spent(studio)) == (1, 120_000)


@pytest.mark.parametrize("dies", ["before the order", "after the order", "before it is settled", "after it is settled"])
def test_wherever_it_dies_nothing_is_ordered_twice_and_every_order_is_counted(
    studio: Studio, a_shop: Open, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    there = a_shop("suno")
    a_score_to_make(studio, score="suno")
    order, settle = Suno.order, preparation.settle

    def died(*given: Any, **named: Any) -> Any:
        if dies.startswith("after"):
            (order if dies == "after the order" else settle)(*given, **named)
        raise Killed

    place: tuple[Any, str] = (Suno, "order") if dies.endswith("order") else (preparation, "settle")
    with monkeypatch.context() as once:
        once.setattr(place[0], place[1], died)
        with pytest.raises(Killed):
            composed(studio)
    studio.clock.time += 60_000
    step = played(studio)
    assert author(step) == ("Suno-compatible server" if dies == "after it is settled" else "")
    assert ("its answer was lost" in told(studio)) == (dies != "after it is settled")
    assert there.posts == (0 if dies == "before the order" else 1)
    assert spent(studio) == 120_000


def test_another_revision_of_about_that_length_has_the_same_music(studio: Studio, a_shop: Open) -> None:
    there = a_shop("elevenlabs")
    a_score_to_make(studio, score="elevenlabs")
    played(studio)
    a_score_to_make(studio, score="elevenlabs", revision=2, ms=7_000)
    step = played(studio, 2)
    assert (there.posts, ms_of(studio, step), author(step)) == (1, 7_000, "ElevenLabs Music")
    for _ in range(2):
        a_score_to_make(studio, score="elevenlabs", revision=3, ms=20_000)
        assert ms_of(studio, played(studio, 3)) == 20_000
    assert there.posts == 2
    assert there.billed == spent(studio)


@pytest.mark.parametrize("who", ["elevenlabs", "suno"])
def test_another_film_of_the_same_owner_has_the_same_score_for_nothing(studio: Studio, a_shop: Open, who: str) -> None:
    there = a_shop(who)
    a_score_to_make(studio, score=who)
    first = played(studio)
    another_film(studio)
    a_score_to_make(studio, score=who)
    assert author(played(studio)) == author(first) != ""
    assert there.posts == 1
    assert studio.documents.get("preparations/j1") is None


def test_a_score_that_could_not_be_made_is_ordered_anew_for_another_film(studio: Studio, a_shop: Open) -> None:
    there = a_shop("suno")
    there.behave(script=["fail"])
    a_score_to_make(studio, score="suno")
    assert author(played(studio)) == ""
    another_film(studio)
    a_score_to_make(studio, score="suno")
    assert author(played(studio)) == "Suno-compatible server"
    assert there.posts == 2
