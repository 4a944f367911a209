"""The one way to run ffmpeg: argument lists only, a time limit, a clear error, and no orphan when we are killed.

The one rule: nothing that a person wrote is ever put into a command or a filter; it reaches ffmpeg in files.
"""

import contextlib
import fcntl
import os
import platform
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from shared.model.errors import AiprodError, Permanent, Transient

VERSION: Final = "ffmpeg-1"

BITEXACT: Final = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
"""Output options that keep dates, hosts and library names out of files: the same work gives the same bytes."""

Check = Callable[[], None]
"""Called while ffmpeg works; raises when the work is no longer wanted."""

_PIECE = 1 << 18
_PIPE: Final = 1 << 20
_KERNEL_CAN_KILL: Final = platform.system() == "Linux"
_LOOK_EVERY_S = 0.2

_DIE_WITH_PARENT = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)
if os.getppid() != int(sys.argv[1]):
    os._exit(137)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""On Linux the kernel kills ffmpeg when the one who waits for it dies. The question after it closes the race with a
parent that is dead already. (A hook between fork and exec would do the same, but is not safe with threads.)"""


@lru_cache(maxsize=1)
def binary() -> str:
    """ffmpeg as its wheel brings it."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise Permanent("no_ffmpeg", "There is no ffmpeg on this machine.", "Install imageio-ffmpeg.") from error


def command(arguments: Sequence[str | Path]) -> list[str]:
    """The whole argument list, tied to the life of this process where the system can do that."""
    argv = [binary(), "-hide_banner", "-nostdin", "-nostats", "-y", *map(str, arguments)]
    if _KERNEL_CAN_KILL:
        return [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid()), *argv]
    return argv


def run(
    arguments: Sequence[str | Path],
    *,
    timeout_s: float,
    feed: Iterable[bytes | memoryview] | None = None,
    sink: Callable[[bytes], None] | None = None,
    check: Check | None = None,
    lines: int = 60,
) -> str:
    """Runs ffmpeg to its end and returns the last `lines` that it said. `feed` goes to its standard input
    (`-i pipe:0`), and what it writes to `pipe:1` goes to `sink` in pieces. One of the two at a time."""
    process = subprocess.Popen(
        command(arguments),
        stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
        stdout=subprocess.DEVNULL if sink is None else subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    work = _Work(process, lines)
    try:
        with work.guarded(timeout_s, check):
            if feed is not None:
                work.feed(feed)
            if sink is not None:
                work.drain(sink)
            process.wait()
        return work.judged()
    finally:
        work.end()


def _in_time(left: float, allowed: float) -> None:
    if left <= 0:
        raise Transient("ffmpeg_timeout", f"ffmpeg did not finish within {allowed:g} seconds.")


class _Work:
    """One running ffmpeg. A thread drains what it says, so that it never blocks on a full pipe; another watches the
    clock and the caller's wish while we feed or read."""

    def __init__(self, process: subprocess.Popen[bytes], lines: int) -> None:
        self.process = process
        self._tail: deque[str] = deque(maxlen=lines)
        self._stopped: BaseException | None = None
        assert process.stderr is not None
        self._listener = threading.Thread(target=self._listen, args=(process.stderr,), daemon=True)
        self._listener.start()

    def _listen(self, stderr: IO[bytes]) -> None:
        for raw in stderr:
            line = raw.decode("utf-8", "replace").rsplit("\r", 1)[-1].rstrip()
            if line:
                self._tail.append(line)

    @contextlib.contextmanager
    def guarded(self, timeout_s: float, check: Check | None) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            left = timeout_s
            while not over.wait(_LOOK_EVERY_S):
                left -= _LOOK_EVERY_S
                try:
                    if check is not None:
                        check()
                    _in_time(left, timeout_s)
                except BaseException as stop:  # whatever it is, it belongs to the caller's thread
                    self._stopped = stop
                    self.process.kill()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
        if self._stopped is not None:
            raise self._stopped

    def feed(self, pieces: Iterable[bytes | memoryview]) -> None:
        """ffmpeg may stop reading early, because it failed (judged later) or because it has enough."""
        stdin = self.process.stdin
        assert stdin is not None
        _widen(stdin)
        with contextlib.suppress(BrokenPipeError):
            for piece in pieces:
                stdin.write(piece)
        with contextlib.suppress(BrokenPipeError):
            stdin.close()

    def drain(self, sink: Callable[[bytes], None]) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while piece := stdout.read(_PIECE):
            sink(piece)

    def judged(self) -> str:
        self._listener.join()
        if self.process.returncode != 0:
            raise explain(self.process.returncode, list(self._tail))
        return "\n".join(self._tail)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._listener.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _widen(pipe: IO[bytes]) -> None:
    """A third of a frame goes through at once, rather than a fiftieth, where the system lets us."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


_REASONS: Final[tuple[tuple[str, type[AiprodError], str, str], ...]] = (
    ("No space left on device", Transient, "disk_full", "The disk is full."),
    ("Cannot allocate memory", Transient, "memory_full", "There was not enough memory."),
    ("moov atom not found", Permanent, "media_unreadable", "The media file is cut short or damaged."),
    ("Invalid data found when processing input", Permanent, "media_unreadable", "The media file cannot be read."),
    ("No such file or directory", Permanent, "media_missing", "A media file is missing."),
)


_ADDRESS = re.compile(r" @ 0x[0-9a-f]+")
_TELLING = re.compile(r"error|invalid|fail|no such|no space|cannot|unable|not found", re.IGNORECASE)


def explain(code: int, lines: Sequence[str]) -> AiprodError:
    """What went wrong, in a sentence, with ffmpeg's own last words."""
    lines = [_ADDRESS.sub("", line) for line in lines]
    words = "\n".join(lines)
    telling = [line.strip() for line in lines if _TELLING.search(line)] or [line.strip() for line in lines]
    last = " / ".join(telling[-2:])[-400:]
    for mark, kind, name, sentence in _REASONS:
        if mark in words:
            return kind(name, f"{sentence} (ffmpeg: {last})")
    if code < 0 or code == 137:
        return Transient("ffmpeg_killed", f"ffmpeg was killed (signal {-code if code < 0 else 9}). {last}".strip())
    return Permanent("ffmpeg_failed", f"ffmpeg gave up: {last or f'exit code {code}'}.")
