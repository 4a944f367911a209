"""Audio generator: speaks the lines of one scene, so that their lengths are known before a picture is priced.

The one rule: this machine can always speak; whoever was hired instead says so in each line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from shared.model.callsheet import subject_of
from shared.model.credits import Credit, listed
from shared.model.storyboard import Line
from shared.model.words import Word
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Wait, Work
from shared.writing.desk import Sheet, drawn_up

BUSY_MS: Final = 15_000


class Busy(Exception):
    """Who was hired is asked too often just now: nothing was billed, and later they may have time."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Spoken:
    milliseconds: int
    engine: str
    warning: str = ""
    words: tuple[Word, ...] = ()
    timed: str = ""
    credits: tuple[Credit, ...] = ()
    why: str = ""  # somebody else was asked to speak it, and did not


class Speaker(Protocol):
    """Says one line into a WAV file."""

    @property
    def version(self) -> str: ...

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken: ...


class LocalSpeaker:
    """The voices that were installed with this machine."""

    @property
    def version(self) -> str:
        from functions.audio_generator.voices import VERSION

        return VERSION

    def speak(self, line: Line, language: str, voice: str, seed: int, to: Path) -> Spoken:
        from functions.audio_generator.voices import speak

        said = speak(line, language, voice, seed, to)
        return Spoken(said.milliseconds, said.engine, said.warning, said.words, said.timed, said.credits)


def hired(work: Work) -> Speaker:
    from functions.audio_generator.hiring import hired

    return hired(work)


def agent(speaker: Speaker, hire: Callable[[Work], Speaker] | None = None) -> Agent:
    def whom(work: Work) -> Speaker:
        return speaker if hire is None or work.options.voices == "local" else hire(work)

    def key(work: Work) -> Any:
        sheet = drawn_up(work, subject_of(work.unit.name))
        said = [line.model_dump(mode="json", exclude={"source_line"}) for line in _lines(sheet)]
        return [whom(work).version, said, sheet.language, work.options.voice, work.options.seed]

    def make(work: Work) -> Made | Wait:
        try:
            return spoken_by(whom(work), work)
        except Busy as busy:
            return Wait(work.platform.clock.now() + BUSY_MS, busy.sentence)

    def spoken_by(speaker: Speaker, work: Work) -> Made:
        sheet = drawn_up(work, subject_of(work.unit.name))
        lines: dict[str, Any] = {}
        warnings: list[str] = []
        owed: set[Credit] = set()
        left: dict[str, list[str]] = {}
        for line in _lines(sheet):
            work.check()
            file = work.scratch / "line.wav"
            spoken = speaker.speak(line, sheet.language, work.options.voice, work.options.seed, file)
            lines[line.id] = {
                "object": keep(work, "voices", ".wav", file),
                "ms": spoken.milliseconds,
                "words": [list(word) for word in spoken.words],
                "timed": spoken.timed,
                **({"by": spoken.engine} if speaks_for_money(work) else {}),
            }
            owed |= set(spoken.credits)
            if spoken.warning and spoken.warning not in warnings:
                warnings.append(spoken.warning)
            if spoken.why:
                left.setdefault(spoken.why, []).append(line.speaker or "the narrator")
        warnings += [
            f"This machine speaks for {', '.join(dict.fromkeys(people))}: {why}" for why, people in left.items()
        ]
        return Made({"lines": lines, "warnings": warnings, "credits": listed(owed)})

    return Agent("audio_generator", make, key)


def speaks_for_money(work: Work) -> bool:
    return work.options.voices != "local"


def _lines(sheet: Sheet) -> list[Line]:
    return [line for shot in sheet.scene.shots for line in shot.lines]


AGENT = agent(LocalSpeaker(), hired)
