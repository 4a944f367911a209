"""A brand in a person's hands: seen, pinned, edited, forgotten, at a terminal and in the next film's prompts."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from functions.visual_translator.agent import AGENT as TRANSLATOR
from scripts.cli.__main__ import main
from scripts.local import home
from shared.model.errors import Refused
from shared.model.job import Options
from shared.pipeline.shelf import write_paper
from shared.writing import brand
from shared.writing.branding import brands_of, edit, forget
from tests.unit.core.builders import Studio, a_job, a_step, a_unit, a_work, nothing
from tests.unit.core.homes import Homes
from tests.unit.director.test_brand import RED, a_film, names, shown

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def by_hand(studio: Studio, kind: Any = "character", name: str = "ANNA", **changes: Any) -> brand.Entry:
    return edit(studio.platform, "anna", "Maison", kind, name, **changes)


def test_an_edit_pins_the_entry_and_the_next_film_shows_it(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    by_hand(studio, words="40, in a blue cape", colour="#0000ff")
    later = a_film(("ANNA", RED))
    (anna,) = shown(studio, later, job="j2").dressed(later).characters
    assert (anna.look, anna.colour) == ("40, in a blue cape", "#0000ff")
    assert names(studio).count(("character", "ANNA")) == 1


def test_an_edit_of_what_a_film_touches_at_that_moment_is_done_again(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    studio.documents.happenings = [lambda: shown(studio, a_film(("ANNA", RED)), job="j2"), nothing]
    by_hand(studio, words="40, in a blue cape")
    (anna,) = [each for each in brand.known(studio.platform, "anna", "Maison") if each.name == "ANNA"]
    assert (anna.words, anna.pinned) == ("40, in a blue cape", True)


def test_a_brand_can_be_drawn_up_before_its_first_film(studio: Studio) -> None:
    by_hand(studio, "place", "Kitchen", words="a small kitchen with green tiles")
    assert brands_of(studio.platform, "anna") == ["Maison"]
    assert shown(studio, a_film(("ANNA", RED))).words("place", "KITCHEN") == "a small kitchen with green tiles"


@pytest.mark.parametrize(("changes", "code"), [({}, "no_words"), ({"words": "x" * 401}, "too_long")])
def test_what_cannot_be_pinned_is_refused_with_a_reason(studio: Studio, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        by_hand(studio, name="NOBODY", **changes)
    assert refused.value.code == code
    assert names(studio) == []


def test_of_two_with_one_name_the_person_says_which(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    shown(studio, a_film(("ANNA", "70, with white hair, on crutches; old")), job="j2")
    with pytest.raises(Refused) as refused:
        by_hand(studio, words="x")
    identity = refused.value.remedy.rpartition(", ")[2].rstrip(".")
    assert by_hand(studio, name=identity, words="x").identity == identity


def test_what_is_forgotten_is_gone_and_others_stay(studio: Studio) -> None:
    shown(studio, a_film(("ANNA", RED)))
    shown(studio, a_film(("ANNA", RED)), owner="bela")
    assert forget(studio.platform, "anna", "Maison", "character", "Anna") == 1
    assert ("character", "ANNA") not in names(studio)
    assert forget(studio.platform, "anna", "Maison") == 3
    assert (names(studio), brands_of(studio.platform, "anna")) == ([], [])
    assert ("character", "ANNA") in names(studio, owner="bela")


# ---------------------------------------------------------------------------------------------- in the translator


def translated(studio: Studio, revision: int = 1) -> dict[str, Any]:
    """The prompts of a film that the fast track planned, which never saw the brand."""
    a_job(studio, state="fast_track", options=Options(brand="Maison"), revision=revision)
    work = a_work(studio, a_unit("prompts", revision), agent="visual_translator")
    paper = write_paper(work, "storyboards", a_film(("ANNA", RED)))
    a_step(
        studio,
        a_unit("board", revision),
        state="done",
        result={"storyboard": paper, "scenes": ["s01"], "sheets": {"s01": "x"}},
    )
    a_step(studio, a_unit("voice-s01", revision), state="done", result={"lines": {}, "warnings": []})
    made: Any = TRANSLATOR.make(work)
    assert TRANSLATOR.key is not None
    told = json.loads(studio.objects.all[made.result["prompts"]][1])
    return {**made.result, "prompts": told["s01-a1"], "key": TRANSLATOR.key(work), "job": made.job}


def test_the_translator_tells_every_provider_what_the_brand_says(studio: Studio) -> None:
    before = translated(studio)
    by_hand(studio, words="40, in a blue cape", references=("references/anna/1.png",))
    after = translated(studio, revision=2)
    assert all("ANNA: 40, in a blue cape." in prompt["text"] for prompt in after["prompts"].values())
    assert after["prompts"]["runway"]["references"] == ["references/anna/1.png"]
    assert before["key"] != after["key"]
    assert before["sheets"] != after["sheets"]  # the animatic is drawn from them


def test_a_logo_is_the_films_and_no_provider_is_told_of_it(studio: Studio) -> None:
    translated(studio)
    before = translated(studio, revision=2)
    looks = brand.state(studio.platform, "anna", "Maison")
    by_hand(studio, "logo", "logo", references=("references/anna/logo.png",))
    after = translated(studio, revision=3)
    assert (before["logo"], after["logo"]) == ("", "references/anna/logo.png")
    assert before["key"] != after["key"]
    assert {**before, "logo": 0, "key": 0} == {**after, "logo": 0, "key": 0}
    assert brand.state(studio.platform, "anna", "Maison") == looks, "nobody directs anew for it"
    assert forget(studio.platform, "anna", "Maison", "logo") == 1
    forgotten = translated(studio, revision=4)
    assert (forgotten["logo"], forgotten["key"]) == ("", before["key"])


def test_a_logo_is_its_owners_and_its_brands(studio: Studio) -> None:
    by_hand(studio, "logo", "logo", references=("references/anna/logo.png",))
    assert brand.logo(studio.platform, "anna", "MAISON") == "references/anna/logo.png"
    others = [("bela", "Maison"), ("anna", "Another"), ("anna", "")]
    assert [brand.logo(studio.platform, owner, name) for owner, name in others] == ["", "", ""]


def test_a_logo_stays_for_ever_and_another_takes_its_place(studio: Studio) -> None:
    for number in (1, 2):
        by_hand(studio, "logo", "logo", references=(f"references/anna/{number}.png",))
    studio.clock.time += 10 * brand.TTL_MS
    assert names(studio) == [("logo", "logo")]
    assert brand.logo(studio.platform, "anna", "Maison") == "references/anna/2.png"


def test_which_entry_was_used_and_why_stands_on_the_job(studio: Studio) -> None:
    translated(studio)
    told = translated(studio, revision=2)["job"]["brand"]
    assert {name: value for name, value in told[2].items() if name != "because"} == {
        "kind": "character",
        "asked": "ANNA",
        "name": "ANNA",
        "score": 1.0,
    }


# -------------------------------------------------------------------------------------------------- at a terminal


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("AIPROD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    homes = Homes()
    monkeypatch.setattr(home, "enter", homes.watched(home.enter))
    yield tmp_path
    homes.close()


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["brand", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_brand_is_pinned_shown_and_forgotten_at_a_terminal(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = at_home / "anna.png"
    picture.write_bytes(PNG)
    pinned = answered(capsys, "pin", "Maison", "character", "Anna", "--words", "a red  coat", "--image", str(picture))
    (entry,) = pinned["entries"]
    assert (entry["words"], entry["pinned"]) == ("a red coat", True)
    assert entry["references"][0].startswith("references/me/")
    answered(capsys, "edit", "Maison", "character", "ANNA", "--colour", "#AABBCC")
    (entry,) = answered(capsys, "show", "Maison")["entries"]
    assert (entry["words"], entry["colour"], len(entry["references"])) == ("a red coat", "#aabbcc", 1)
    assert answered(capsys, "show") == {"brands": ["Maison"]}
    assert main(["brand", "show", "Maison"]) == 0
    assert "character  Anna: a red coat  [pinned]" in capsys.readouterr().out
    assert answered(capsys, "forget", "Maison")["forgotten"] == 1
    assert answered(capsys, "show") == {"brands": []}


def test_a_logo_is_set_shown_and_forgotten_at_a_terminal(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for colour in ("red", "green"):
        Image.new("RGB", (60, 20), colour).save(at_home / f"{colour}.png")
    (red,) = answered(capsys, "edit", "Maison", "logo", "--image", str(at_home / "red.png"))["entries"]
    assert (red["kind"], red["name"], red["pinned"]) == ("logo", "logo", True)
    (green,) = answered(capsys, "edit", "Maison", "logo", "--image", str(at_home / "green.png"))["entries"]
    assert green["references"] != red["references"]
    assert [each["references"] for each in answered(capsys, "show", "Maison")["entries"]] == [green["references"]]
    assert main(["brand", "show", "Maison"]) == 0
    assert f"logo       logo: {green['references'][0]}  [pinned]" in capsys.readouterr().out
    assert answered(capsys, "forget", "Maison", "logo")["forgotten"] == 1
    assert answered(capsys, "show", "Maison")["entries"] == []


LOGOS = {"text.png": b"no picture", "broken.png": PNG, "heavy.png": b"\x89PNG" + bytes(5_000_001)}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Nothing was asked to change."),
        (("--words", "a sun"), "one logo, a picture without a name, words or colour"),
        (("--image", "good.png", "--colour", "#aabbcc"), "one logo, a picture without a name, words or colour"),
        (("summer", "--image", "good.png"), "one logo, a picture without a name, words or colour"),
        (("--image", "nowhere.png"), "cannot be read: No such file"),
        (("--image", "text.png"), "is no PNG or JPEG of 5 MB at most"),
        (("--image", "heavy.png"), "is no PNG or JPEG of 5 MB at most"),
        (("--image", "broken.png"), "cannot be read as a picture"),
        (("--image", "wide.png"), "more than 4,096 pixels on a side"),
        (("--image", "moving.png"), "is an animated picture"),
        (("--image", "unseen.png"), "is transparent everywhere"),
    ],
    ids=lambda each: " ".join(each)[:40] if isinstance(each, tuple) else "",
)
def test_a_logo_that_cannot_be_shown_is_refused_and_the_brand_has_none(
    at_home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    for name, content in LOGOS.items():
        (at_home / name).write_bytes(content)
    Image.new("RGB", (60, 20), "red").save(at_home / "good.png")
    Image.new("RGB", (4097, 20)).save(at_home / "wide.png")
    Image.new("RGBA", (60, 20)).save(at_home / "unseen.png")
    pages = [Image.new("RGB", (60, 20), colour) for colour in ("red", "green")]
    pages[0].save(at_home / "moving.png", save_all=True, append_images=pages[1:])
    typed = [str(at_home / word) if word.endswith(".png") else word for word in words]
    assert main(["brand", "edit", "Maison", "logo", *typed]) == 2
    told = capsys.readouterr().err
    assert told.startswith("aiprod: ")
    assert says in told
    assert answered(capsys, "show") == {"brands": []}
    kept = [file.read_bytes() for file in (at_home / "home").rglob("*") if file.is_file()]
    pictures = {file.name for file in at_home.glob("*.png") if file.read_bytes() in kept}
    assert pictures == {"good.png"} & {*words}, "what is no logo is not even stored"


@pytest.mark.parametrize(
    "words",
    [
        ("pin",),
        ("pin", "Maison", "logo"),
        ("pin", "Maison"),
        ("pin", "Maison", "character"),
        ("edit", "Maison", "character", "Anna"),
        ("pin", "Maison", "character", "Anna"),
        ("pin", "Maison", "character", "Anna", "--words", "x", "--colour", "red"),
        ("pin", "Maison", "character", "Anna", "--words", "x", "--image", "/nowhere.png"),
        ("pin", "Maison", "character", "Anna", "--words", "x", "--image", __file__),
    ],
    ids=lambda words: " ".join(words)[:50],
)
def test_a_wish_that_cannot_be_granted_says_what_to_do(
    at_home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["brand", *words]) == 2
    assert capsys.readouterr().err.startswith("aiprod: ")
