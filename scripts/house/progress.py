"""One calm line on standard error. The one rule: standard output belongs to the answer, never to progress."""

import sys
from typing import TextIO


class Progress:
    """On a terminal the line rewrites itself; in a log only its first and last words are kept."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._alive = self._stream.isatty()
        self._begun = False

    def say(self, words: str) -> None:
        if self._alive:
            self._stream.write(f"\r{words}\x1b[K")
        elif not self._begun:
            self._stream.write(f"{words}\n")
        self._begun = True
        self._stream.flush()

    def end(self, words: str) -> None:
        """The last word, on a line that stays."""
        self._stream.write(f"\r{words}\x1b[K\n" if self._alive else f"{words}\n")
        self._stream.flush()
        self._begun = False
