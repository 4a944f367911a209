"""A price book is right in every line, or it is no book; and the one that counts can be replaced."""

import io
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from functions.render_executor.backends.opening import NAMES
from functions.render_executor.backends.opening import backend as opened
from scripts.packaging import contents
from shared.money import health
from shared.money.book_reading import SETTING, STORED, BadBook, current_book, house_book, named_book, shelved
from shared.money.book_standing import configured, everyone, met_gone, standing
from shared.platform.ports import Stored
from tests.unit.core.builders import Studio
from tests.unit.money.props import SMALL, small


class Shelf:
    """A store with one object at most."""

    def __init__(self, content: bytes | None = None) -> None:
        self.content = content

    def stat(self, name: str) -> Stored | None:
        return Stored(name, 1, len(self.content)) if self.content is not None and name == STORED else None

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        assert self.content is not None
        return io.BytesIO(self.content)


@pytest.mark.parametrize("name", ["list", "seed"])
def test_the_books_of_the_house_are_right(name: str) -> None:
    book = house_book(name)
    assert book.version.startswith(f"{book.dated}-")
    assert name in shelved()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("quality: 0.9\n", "quality: 1.9\n", "line 15: backends.runway.models.best.quality"),
        ("per_second: 0.10,", "per_secnd: 0.10,", "line 21: backends.runway.models.best.resolutions.720p.per_secnd"),
        ("per_second: 0.10,", "per_second: -1,", "line 21: backends.runway.models.best.resolutions.720p.per_second"),
        ("per_second: 0.10,", "per_second: 0.00000001,", "is not an amount of dollars"),
        ("most_per_second: 0.12", "most_per_second: 0.01", "not less than what it should cost"),
        ("seconds: [4, 6, 8]", "seconds: [4, 8, 6]", "lengths go up"),
        ("seconds: 2-10", "seconds: 10-2", "a span goes from the shorter length to the longer"),
        ("seconds: 2-10, ", "", "a clip has lengths"),
        ("{lines: 768, base: 0.04}", "{base: 0.04}", "say its lines"),
        ('{"16:9": "16:9"}', "{wide: wide}", "ratios.wide"),
        ("        source: us\n  keyframe", "        source: them\n  keyframe", "there is no source them"),
        ("  keyframe:", "  veo:", "line 54: veo stands there twice"),
        ("schema: 1", "schema: 7", "line 1: schema is 1, not 7"),
        ("dated: 2026-11-01\nname", "dated: someday\nname", "line 2: dated"),
        ("name: small", "name: small\nversion: mine", "line 4: a book does not name its version"),
        ("  keyframe:", "  animatic:", "the animatic is free"),
        ("keys: [runway-api-key]", "keys: []", "line 10: backends.runway.keys"),
        ("name: small", "name: [", "line"),
        ("drawing: 0.3\n", "", "drawing: Field required"),
    ],
    ids=lambda text: text.strip()[:24],
)
def test_a_wrong_line_is_named_and_the_book_is_refused(before: str, after: str, said: str) -> None:
    with pytest.raises(BadBook) as refused:
        small((before, after))
    assert said in refused.value.sentence
    assert "line " in refused.value.sentence


def test_every_wrong_line_is_said_at_once() -> None:
    with pytest.raises(BadBook) as refused:
        small(("quality: 0.9\n", "quality: 1.9\n"), ("quality: 0.5\n", "quality: x\n"))
    assert len(refused.value.wrong) == 2


def test_what_is_no_book_at_all_is_refused_too() -> None:
    for content in (b"", b"- 1", b"\xff\xfe", b"a: &a [*a]", b"x" * 50):
        with pytest.raises(BadBook):
            current_book(Shelf(content), {})


def test_amounts_are_exact() -> None:
    assert house_book().backends["keyframe"].models["gemini-3.1-flash-lite-image"].resolutions["1K"].price(0) == 33_600
    assert small().backends["runway"].models["best"].resolutions["720p"].most(7) == 840_000


def test_the_version_tells_the_date_and_the_content() -> None:
    assert small().version == small().version
    assert small().version != small(("per_second: 0.10,", "per_second: 0.11,")).version
    assert small().version.startswith("2026-11-01-")


def test_the_setting_goes_before_the_store_and_the_store_before_the_house(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(SMALL)
    stored = Shelf(SMALL.replace("name: small", "name: stored").encode())
    assert current_book(Shelf(), {}).name == "list prices"
    assert current_book(stored, {}).name == "stored"
    assert current_book(stored, {SETTING: str(mine)}).name == "small"
    assert current_book(stored, {SETTING: "seed"}).name == "earlier figures"


def test_a_book_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(BadBook, match="list and seed"):
        named_book("/nowhere/book.yaml")


def test_the_books_are_in_every_zip() -> None:
    root = Path(__file__).resolve().parents[3]
    assert {"shared/money/prices/list.yaml", "shared/money/prices/seed.yaml"} <= contents.of(root, "api", "").keys()


def test_a_backend_has_a_key_when_one_of_its_keys_is_whole() -> None:
    book, secrets = small(), Studio().secrets
    assert configured(book, secrets, {}) == frozenset()
    assert configured(book, secrets, {"A_PROJECT": "p"}) == frozenset()
    assert configured(book, secrets, {"A_PROJECT": "p", "A_PLACE": "x"}) == {"veo", "veo its_own_key"}
    assert everyone(book) >= {"runway", "veo", "keyframe", "veo its_own_key"}


def test_the_book_and_the_adapters_agree_about_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has what the book names can be opened, and nobody else can."""
    book, studio = house_book(), Studio()
    for name in [*os.environ]:
        if name.startswith(("GOOGLE_", "AIPROD_")):
            monkeypatch.delenv(name)
    assert set(NAMES) == set(book.backends)
    for name, backend in book.backends.items():
        assert opened(name, studio.secrets, studio.objects, {}) is None
        for key in backend.keys:
            parts = key.split("+")
            environment = {part: "x" for part in parts if part.isupper()}

            class Given:
                def get(self, name: str, parts: list[str] = parts) -> str | None:
                    return "x" if name in parts else None

            assert opened(name, Given(), studio.objects, environment) is not None
            assert name in configured(book, Given(), environment)


def test_who_fails_and_who_is_gone_is_read_from_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    studio, book = Studio(), small()
    monkeypatch.setenv("A_PROJECT", "p")
    monkeypatch.setenv("A_PLACE", "x")
    for _ in range(3):
        health.failed(studio.platform, "veo", "nobody answers")
    met_gone(studio.platform, "veo", "steps")
    met_gone(studio.platform, "veo", "steps")
    stands = standing(studio.platform, book)
    assert set(stands.open) == {"veo", "veo its_own_key"}
    assert (set(stands.ailing), set(stands.gone)) == ({"veo"}, {"steps"})
