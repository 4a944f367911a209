"""Streams in and out of the store: as long as a film, never held, whole or not at all."""

import hashlib
import io
import os
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import BinaryIO, cast

import pytest

from shared.model.errors import Transient
from shared.platform.gcp.objects import BucketObjects
from shared.platform.gcp.streams import PART
from shared.platform.ports import Exists, Missing, Objects
from tests.contract.cloud_stage import CloudStage
from tests.contract.cut import Wire
from tests.contract.strict_storage import StrictStorage

FILM = "films/j1/film.mp4"


def read(objects: Objects, name: str = FILM) -> bytes:
    with objects.open(name) as stream:
        return stream.read()


class Generated(io.RawIOBase):
    """So many bytes that nobody holds, and that cannot be read again."""

    def __init__(self, size: int, *, sip: int = 1 << 30, breaks_at: int | None = None) -> None:
        self.left = size
        self.sip = sip
        self.given = 0
        self.breaks_at = breaks_at
        self.digest = hashlib.sha256()

    def stream(self) -> BinaryIO:
        return cast("BinaryIO", self)

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        if self.breaks_at is not None and self.given >= self.breaks_at:
            raise OSError("the camera was unplugged")
        wanted = self.left if size is None or size < 0 else size
        part = (self.given % 251).to_bytes() * min(wanted, self.left, self.sip)
        self.left -= len(part)
        self.given += len(part)
        self.digest.update(part)
        return part


@pytest.fixture
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    out, into = os.pipe()
    with os.fdopen(out, "rb", buffering=0) as reading, os.fdopen(into, "wb") as writing:
        yield reading, writing


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 12345])
def test_a_stream_of_any_length_is_kept_whole(objects: Objects, size: int) -> None:
    source = Generated(size)

    written = objects.write(FILM, source.stream())

    assert written.size == size
    assert hashlib.sha256(read(objects)).digest() == source.digest.digest()


def test_a_film_is_never_held_in_memory(objects: Objects) -> None:
    size = 32 * 1024 * 1024
    objects.write("warm", Generated(PART + 1).stream())
    read(objects, "warm")
    source = Generated(size, sip=256 * 1024)
    tracemalloc.start()

    objects.write(FILM, source.stream())
    digest = hashlib.sha256()
    with objects.open(FILM) as stream:
        while part := stream.read(256 * 1024):
            digest.update(part)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert digest.digest() == source.digest.digest()
    assert peak < 4 * PART, f"{peak:,} bytes at once"


def test_a_pipe_that_gives_little_at_a_time_is_read_to_its_end(
    objects: Objects, pipe: tuple[BinaryIO, BinaryIO]
) -> None:
    reading, writing = pipe
    content = os.urandom(3 * 1024 * 1024)

    def feed() -> None:
        for start in range(0, len(content), 1000):
            writing.write(content[start : start + 1000])
            writing.flush()
        writing.close()

    with ThreadPoolExecutor(1) as crew:
        fed = crew.submit(feed)
        try:
            objects.write(FILM, reading)
        finally:
            reading.close()  # whoever still writes into it is told, and does not wait for ever
        fed.result(10)

    assert read(objects) == content


def test_a_file_is_written_from_where_it_stands(objects: Objects, tmp_path: Path) -> None:
    (tmp_path / "take.bin").write_bytes(b"slate|the take itself")

    with (tmp_path / "take.bin").open("rb") as take:
        take.read(6)
        written = objects.write(FILM, take)

    assert read(objects) == b"the take itself"
    assert written.size == 15


@pytest.mark.parametrize("breaks_at", [0, 1000, PART, 2 * PART + 5])
def test_a_source_that_breaks_leaves_nothing(objects: Objects, breaks_at: int) -> None:
    with pytest.raises(OSError, match="unplugged"):
        objects.write(FILM, Generated(3 * PART, sip=1000 if breaks_at < PART else PART, breaks_at=breaks_at).stream())

    assert objects.stat(FILM) is None
    assert list(objects.list("")) == []


def test_a_source_that_breaks_leaves_the_earlier_object_alone(objects: Objects) -> None:
    first = objects.write(FILM, b"first")

    with pytest.raises(OSError, match="unplugged"):
        objects.write(FILM, Generated(3 * PART, breaks_at=PART).stream())

    assert objects.stat(FILM) == first
    assert read(objects) == b"first"


def test_any_part_of_an_object_can_be_read(objects: Objects) -> None:
    content = os.urandom(PART + 100_000)
    objects.write(FILM, content)

    with objects.open(FILM) as stream:
        assert stream.seekable()
        assert stream.read(10) == content[:10]
        assert stream.seek(PART - 5) == PART - 5
        assert stream.read(10) == content[PART - 5 : PART + 5]
        assert stream.tell() == PART + 5
        assert stream.seek(-7, io.SEEK_END) == len(content) - 7
        assert stream.read() == content[-7:]
        assert stream.read(1) == b""
        stream.seek(3)
        stream.seek(4, io.SEEK_CUR)
        assert stream.read(2) == content[7:9]
        stream.seek(len(content) + 10)
        assert stream.read(1) == b""
        stream.seek(0)
        assert hashlib.sha256(stream.read()).digest() == hashlib.sha256(content).digest()


def test_an_object_that_is_replaced_while_it_is_read_does_not_mix(objects: Objects) -> None:
    size = 2 * PART
    objects.write(FILM, b"a" * size)

    with objects.open(FILM) as stream:
        head = stream.read(10)
        objects.write(FILM, b"b" * size)
        try:
            rest = stream.read()
        except Missing:
            rest = b""  # honest, too

    assert set(head + rest) == set(b"a")


def test_several_read_at_once(objects: Objects) -> None:
    content = os.urandom(500_000)
    objects.write(FILM, content)

    with ThreadPoolExecutor(8) as crew:
        assert all(each == content for each in crew.map(lambda _: read(objects), range(16)))


# ---------------------------------------------------------------------------------------------------- conditions


def test_of_five_who_stream_into_one_object_one_wins(strict_objects: Objects) -> None:
    start = Barrier(5)

    def create(n: int) -> bool:
        start.wait(30)
        try:
            strict_objects.write(FILM, Generated(PART + n).stream(), if_generation=0)
        except Exists:
            return False
        return True

    with ThreadPoolExecutor(5) as crew:
        wins = list(crew.map(create, range(5)))

    assert wins.count(True) == 1
    assert len(read(strict_objects)) == PART + wins.index(True)


def test_a_stream_keeps_to_its_condition(strict_objects: Objects) -> None:
    first = strict_objects.write(FILM, b"first")

    with pytest.raises(Exists):
        strict_objects.write(FILM, Generated(PART + 10).stream(), if_generation=0)
    assert read(strict_objects) == b"first"
    strict_objects.write(FILM, Generated(PART + 10).stream(), if_generation=first.generation)

    assert len(read(strict_objects)) == PART + 10


def test_an_object_that_appears_during_a_stream_is_not_replaced_by_it(strict_objects: Objects) -> None:
    class Overtaken(Generated):
        def read(self, size: int | None = -1) -> bytes:
            if self.given == 0:
                strict_objects.write(FILM, b"faster")
            return super().read(size)

    with pytest.raises(Exists):
        strict_objects.write(FILM, Overtaken(PART + 10).stream(), if_generation=0)

    assert read(strict_objects) == b"faster"


# ------------------------------------------------------------------------------------------------ the cloud's own


@pytest.fixture
def wire(cloud: CloudStage) -> Iterator[Wire]:
    cloud.build_bucket()
    between = Wire(cloud.emulators.storage)
    yield between
    between.close()


@pytest.fixture
def over_wire(cloud: CloudStage, wire: Wire) -> BucketObjects:
    return BucketObjects(cloud.project, f"{cloud.project}-work", f"http://{wire.address}")


def test_a_create_whose_reply_was_lost_is_still_ours(over_wire: BucketObjects, wire: Wire) -> None:
    wire.lose(1)

    written = over_wire.write(FILM, b"mine", if_generation=0)

    assert wire.lost == 1
    assert over_wire.stat(FILM) == written
    assert read(over_wire) == b"mine"
    with pytest.raises(Exists):
        over_wire.write(FILM, b"mine", if_generation=0)


def test_a_delete_whose_reply_was_lost_is_a_success(over_wire: BucketObjects, wire: Wire) -> None:
    over_wire.write(FILM, b"mine")
    wire.lose(1)

    over_wire.delete(FILM)

    assert wire.lost == 1
    assert over_wire.stat(FILM) is None


def test_a_read_that_breaks_off_goes_on(over_wire: BucketObjects, wire: Wire) -> None:
    content = os.urandom(2 * PART)
    over_wire.write(FILM, content)

    with over_wire.open(FILM) as stream:
        head = stream.read(1000)
        wire.lose(2)
        assert head + stream.read() == content

    assert wire.lost == 2


@pytest.mark.parametrize("reply", [0, 1, 2, 3], ids=["session", "first-part", "middle-part", "last-part"])
def test_a_stream_survives_the_loss_of_any_reply(cloud: CloudStage, strict_storage: StrictStorage, reply: int) -> None:
    wire = Wire(strict_storage.address)
    objects = BucketObjects(cloud.project, f"{cloud.project}-work", f"http://{wire.address}")
    source = Generated(3 * PART - 10)
    wire.lose(1, after=reply)

    written = objects.write(FILM, source.stream(), if_generation=0)

    assert wire.lost == 1
    assert written == objects.stat(FILM)
    assert hashlib.sha256(read(objects)).digest() == source.digest.digest()
    wire.close()


def test_bytes_that_were_mangled_on_the_way_are_noticed_and_taken_away(cloud: CloudStage, wire: Wire) -> None:
    """fake-gcs-server appends a part that is sent again a second time: what it then has is not what was sent."""
    objects = BucketObjects(cloud.project, f"{cloud.project}-work", f"http://{wire.address}")
    wire.lose(1, after=1)

    with pytest.raises(Transient):
        objects.write(FILM, Generated(3 * PART).stream())

    assert objects.stat(FILM) is None
