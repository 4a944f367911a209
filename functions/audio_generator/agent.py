"""Audio generator: speaks the lines of one scene, so that their lengths are known before a picture is priced."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shared.model.callsheet import subject_of
from shared.model.credits import Credit, listed
from shared.model.storyboard import Line
from shared.model.words import Word
from shared.pipeline.shelf import keep
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import Sheet, drawn_up


@dataclass(frozen=True)
class Spoken:
    milliseconds: int
    engine: str
    warning: str = ""
    words: tuple[Word, ...] = ()
    timed: str = ""
    credits: tuple[Credit, ...] = ()


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


def agent(speaker: Speaker) -> Agent:
    def key(work: Work) -> Any:
        sheet = drawn_up(work, subject_of(work.unit.name))
        said = [line.model_dump(mode="json", exclude={"source_line"}) for line in _lines(sheet)]
        return [speaker.version, said, sheet.language, work.options.voice, work.options.seed]

    def make(work: Work) -> Made:
        sheet = drawn_up(work, subject_of(work.unit.name))
        lines: dict[str, Any] = {}
        warnings: list[str] = []
        owed: set[Credit] = set()
        for line in _lines(sheet):
            work.check()
            file = work.scratch / "line.wav"
            spoken = speaker.speak(line, sheet.language, work.options.voice, work.options.seed, file)
            lines[line.id] = {
                "object": keep(work, "voices", ".wav", file),
                "ms": spoken.milliseconds,
                "words": [list(word) for word in spoken.words],
                "timed": spoken.timed,
            }
            owed |= set(spoken.credits)
            if spoken.warning and spoken.warning not in warnings:
                warnings.append(spoken.warning)
        return Made({"lines": lines, "warnings": warnings, "credits": listed(owed)})

    return Agent("audio_generator", make, key)


def _lines(sheet: Sheet) -> list[Line]:
    return [line for shot in sheet.scene.shots for line in shot.lines]


AGENT = agent(LocalSpeaker())
