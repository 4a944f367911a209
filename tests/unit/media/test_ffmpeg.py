"""ffmpeg is run so that it ends when it should, says what went wrong, and never outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.media import ffmpeg
from shared.model.errors import Permanent, Transient

FOREVER = ["-re", "-f", "lavfi", "-i", "testsrc2=s=64x36:r=24", "-f", "null", "-"]


def test_a_damaged_input_is_permanent_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"not a film" * 500)
    with pytest.raises(Permanent, match="The media file") as caught:
        ffmpeg.run(["-i", tmp_path / "film.mp4", "-f", "null", "-"], timeout_s=20)
    assert caught.value.code == "media_unreadable"


def test_a_full_disk_is_transient() -> None:
    with pytest.raises(Transient) as caught:
        ffmpeg.run(["-f", "lavfi", "-i", "testsrc2=d=2", "-c:v", "rawvideo", "-f", "nut", "/dev/full"], timeout_s=20)
    assert caught.value.code == "disk_full"


def test_what_takes_too_long_is_stopped() -> None:
    start = time.monotonic()
    with pytest.raises(Transient, match="did not finish"):
        ffmpeg.run(FOREVER, timeout_s=0.4)
    assert time.monotonic() - start < 10


class Unwanted(Exception):
    pass


def test_a_check_that_raises_stops_the_run_with_its_own_error() -> None:
    def check() -> None:
        raise Unwanted

    with pytest.raises(Unwanted):
        ffmpeg.run(FOREVER, timeout_s=60, check=check)


def test_an_error_while_feeding_leaves_nothing_running() -> None:
    class Feed:
        def __iter__(self) -> "Feed":
            return self

        def __next__(self) -> bytes:
            raise Unwanted

    with pytest.raises(Unwanted):
        ffmpeg.run(["-f", "s16le", "-i", "pipe:0", "-f", "null", "-"], timeout_s=20, feed=Feed())


def test_what_is_fed_comes_out_at_the_sink() -> None:
    heard = bytearray()
    ffmpeg.run(["-f", "lavfi", "-i", "sine=d=1:r=48000", "-f", "s16le", "pipe:1"], timeout_s=20, sink=heard.extend)
    assert len(heard) == 2 * 48_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a child with its parent")
def test_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    pipe = tmp_path / "started"
    code = (
        "import sys; from shared.media import ffmpeg\n"
        f"ffmpeg.run([*{FOREVER[:-3]!r}, '-f', 'mpegts', {str(pipe)!r}], timeout_s=60)"
    )
    os.mkfifo(pipe)
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3])
    with pipe.open("rb") as out:
        assert out.read(1)  # ffmpeg is at work
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        while out.read(1 << 16):  # and ends: the pipe is closed by its death, or this test never returns
            pass


def test_errors_are_told_in_a_sentence() -> None:
    told = ffmpeg.explain(1, ["frame=1", "[mov @ 0x55d0c0ffee] moov atom not found", "Conversion failed!"])
    assert isinstance(told, Permanent)
    assert told.sentence.startswith("The media file is cut short")
    assert told.sentence.endswith("(ffmpeg: [mov] moov atom not found / Conversion failed!)"), (
        "and at no address of a machine"
    )
    assert isinstance(ffmpeg.explain(-9, []), Transient)
