"""Objects: whole or not at all, replaced only on condition, streamed without being held."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from shared.platform.ports import Exists, Missing, Objects

FILM = "films/j1/film.mp4"


def read(objects: Objects, name: str = FILM) -> bytes:
    with objects.open(name) as stream:
        return stream.read()


# ---------------------------------------------------------------------------------------------- whole objects


def test_what_was_never_written_is_missing(objects: Objects) -> None:
    assert objects.stat(FILM) is None
    with pytest.raises(Missing):
        read(objects)
    with pytest.raises(Missing):
        objects.link(FILM, 60)


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 5, b"\r\n--boundary\r\n"], ids=len)
def test_an_object_is_read_as_it_was_written(objects: Objects, content: bytes) -> None:
    written = objects.write(FILM, content, content_type="video/mp4", metadata={"sha256": "ab", "take": "é 🎬"})

    assert read(objects) == content
    assert written == objects.stat(FILM)
    assert (written.name, written.size) == (FILM, len(content))
    assert written.metadata == {"sha256": "ab", "take": "é 🎬"}
    assert written.generation > 0


def test_an_object_needs_no_metadata(objects: Objects) -> None:
    objects.write(FILM, b"x")

    found = objects.stat(FILM)

    assert found is not None
    assert found.metadata == {}


def test_writing_again_replaces_all_of_it(objects: Objects) -> None:
    first = objects.write(FILM, b"a long first take", metadata={"take": "1"})
    second = objects.write(FILM, b"short")

    assert read(objects) == b"short"
    assert second.generation != first.generation
    assert second.metadata == {}


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "with space.mp4",
        "été/東京🎬.mp4",
        "a#b?c&d=e%20f+g",
        "a/./b/../c",
        "/lead",
        "trail/",
        "q'uo\"te",
        "~._-",
        "x" * 900,
    ],
)
def test_an_object_may_be_called_anything(objects: Objects, name: str) -> None:
    objects.write(name, b"mine")
    objects.write("other", b"theirs")

    assert read(objects, name) == b"mine"
    assert [each.name for each in objects.list(name)] == [name]
    objects.delete(name)
    assert objects.stat(name) is None
    assert objects.stat("other") is not None


def test_an_object_without_a_name_is_refused(objects: Objects) -> None:
    with pytest.raises(ValueError, match="name"):
        objects.write("", b"x")


# -------------------------------------------------------------------------------------------------- on condition


def test_generation_zero_only_creates(objects: Objects) -> None:
    first = objects.write(FILM, b"first", if_generation=0)

    with pytest.raises(Exists):
        objects.write(FILM, b"second", if_generation=0)

    assert read(objects) == b"first"
    assert objects.stat(FILM) == first


def test_a_generation_replaces_only_that(objects: Objects) -> None:
    first = objects.write(FILM, b"first")
    second = objects.write(FILM, b"second", if_generation=first.generation)

    with pytest.raises(Exists):
        objects.write(FILM, b"third", if_generation=first.generation)

    assert read(objects) == b"second"
    assert objects.stat(FILM) == second


def test_a_generation_of_what_is_gone_is_refused(objects: Objects) -> None:
    first = objects.write(FILM, b"first")
    objects.delete(FILM)

    with pytest.raises(Exists):
        objects.write(FILM, b"second", if_generation=first.generation)

    assert objects.stat(FILM) is None


def test_what_was_deleted_may_be_created_again(objects: Objects) -> None:
    objects.write(FILM, b"first", if_generation=0)
    objects.delete(FILM)

    objects.write(FILM, b"second", if_generation=0)

    assert read(objects) == b"second"


@pytest.mark.parametrize("size", [8, 300_000])
def test_of_ten_who_create_one_object_one_wins(objects: Objects, size: int) -> None:
    start = Barrier(10)

    def create(n: int) -> bool:
        start.wait(30)
        try:
            objects.write(FILM, str(n).encode() * size, if_generation=0)
        except Exists:
            return False
        return True

    with ThreadPoolExecutor(10) as crew:
        wins = list(crew.map(create, range(10)))

    assert wins.count(True) == 1
    assert read(objects) == str(wins.index(True)).encode() * size


def test_deleting_twice_is_a_success(objects: Objects) -> None:
    objects.write(FILM, b"x")

    objects.delete(FILM)
    objects.delete(FILM)

    assert objects.stat(FILM) is None


def test_a_delete_of_another_generation_is_refused(strict_objects: Objects) -> None:
    first = strict_objects.write(FILM, b"first")
    second = strict_objects.write(FILM, b"second")

    with pytest.raises(Exists):
        strict_objects.delete(FILM, if_generation=first.generation)

    assert strict_objects.stat(FILM) == second
    strict_objects.delete(FILM, if_generation=second.generation)
    assert strict_objects.stat(FILM) is None


def test_a_delete_of_its_generation_removes_the_object(objects: Objects) -> None:
    objects.delete(FILM, if_generation=objects.write(FILM, b"x").generation)
    objects.delete(FILM, if_generation=1)  # gone already

    assert objects.stat(FILM) is None


# ---------------------------------------------------------------------------------------------- lists and links


def test_a_list_holds_what_begins_so_in_the_order_of_names(objects: Objects) -> None:
    for name in ("films/j1/b", "films/j1/a", "films/j10/a", "films/j1", "voices/films/j1/a", "films/J1/x"):
        objects.write(name, name.encode(), metadata={"n": name})

    found = list(objects.list("films/j1/"))

    assert [each.name for each in found] == ["films/j1/a", "films/j1/b"]
    assert found[0] == objects.stat("films/j1/a")
    assert [each.name for each in objects.list("films/j1")] == ["films/j1", "films/j1/a", "films/j1/b", "films/j10/a"]
    assert len(list(objects.list(""))) == 6
    assert list(objects.list("nothing/")) == []


@pytest.mark.parametrize("prefix", ["100%", "a_b", "*", "[x]", "été"])
def test_a_prefix_is_taken_literally(objects: Objects, prefix: str) -> None:
    objects.write(f"{prefix}/mine", b"")
    objects.write("100x/no", b"")
    objects.write("axb/no", b"")
    objects.write("x/no", b"")

    assert [each.name for each in objects.list(prefix)] == [f"{prefix}/mine"]


@pytest.mark.parametrize("name", [FILM, "été 東京/#1?.mp4"])
def test_a_link_leads_to_the_object(objects: Objects, name: str) -> None:
    objects.write(name, b"the film")

    link = objects.link(name, 3600)

    if link.startswith("http"):
        with urllib.request.urlopen(link, timeout=10) as answer:
            assert answer.read() == b"the film"
    else:
        assert Path(link).read_bytes() == b"the film"
