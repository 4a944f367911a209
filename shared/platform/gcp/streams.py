"""Streams to and from the cloud in parts.

The one rule: one part at a time is in memory, and a source that gives little at a time is not taken for one that ended.
"""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, Final

PART: Final = 4 * 1024 * 1024
"""Bytes in one request (a multiple of 256 KiB, as resumable uploads want it)."""


class Steady:
    """Reads full parts from any source, a pipe or a socket too.

    The upload takes a short read for the end, so that a pipe which gives little at a time would become a film that
    stops in the middle. It also asks where we are, which a pipe does not know.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._taken = 0

    def tell(self) -> int:
        return self._taken

    def read(self, size: int = -1) -> bytes:
        parts = []
        left = size
        while left:
            part = self._source.read(left if left > 0 else PART)
            if not part:
                break
            parts.append(part)
            left -= len(part) if left > 0 else 0
        whole = b"".join(parts)
        self._taken += len(whole)
        return whole


def remaining(source: BinaryIO) -> int | None:
    """How many bytes are still to come, or None when the source cannot tell."""
    if not source.seekable():
        return None
    here = source.tell()
    end = source.seek(0, io.SEEK_END)
    source.seek(here)
    return end - here


def reader(size: int, fetch: Callable[[int, int], bytes]) -> AbstractContextManager[BinaryIO]:
    """A seekable stream of `size` bytes whose parts come from `fetch(start, end)`."""
    return io.BufferedReader(_Parts(size, fetch), max(1, min(PART, size)))


class _Parts(io.RawIOBase):
    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        self._size = size
        self._fetch = fetch
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if self._at >= end:
            return 0
        part = self._fetch(self._at, end)
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def readall(self) -> bytes:
        """All that is left, in parts: the inherited one would ask for a few kilobytes at a time."""
        parts = []
        while self._at < self._size:
            part = self._fetch(self._at, min(self._at + PART, self._size))
            if not part:
                break
            self._at += len(part)
            parts.append(part)
        return b"".join(parts)
