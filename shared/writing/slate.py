"""Names of scenes, shots and lines: what the clapperboard says.

The one rule: a shot's name comes from what it shows and says, so that it stays when its neighbours change.
"""

import hashlib
from collections.abc import Iterable


def scene_id(number: int) -> str:
    return f"s{number:02d}"


def pick(choices: int, *parts: str) -> int:
    """A choice that follows from words alone: the same words always choose the same."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big") % choices


class Slate:
    """Gives the shots of one scene their ids: six hexadecimal digits of what they hold."""

    def __init__(self, scene: str) -> None:
        self.scene = scene
        self._given: set[str] = set()
        self._takes: dict[str, int] = {}

    def shot(self, picture: str, lines: Iterable[tuple[str, str]], title: str = "") -> str:
        said = "\x1e".join(f"{speaker}\x1d{text}" for speaker, text in lines)
        content = hashlib.sha256(f"{picture}\x1f{said}\x1f{title}".encode()).hexdigest()
        while True:
            take = self._takes.get(content, 0)
            self._takes[content] = take + 1
            mark = hashlib.sha256(f"{content} {take}".encode()).hexdigest()[:6]
            if mark not in self._given:
                self._given.add(mark)
                return f"{self.scene}-{mark}"


def line_id(shot: str, number: int) -> str:
    return f"{shot}.{number}"
