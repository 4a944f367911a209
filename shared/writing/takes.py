"""Takes: shots while they are still being planned, and the storyboard that they become.

The one rule: a take's lines are the script's words in the script's order; a take never drops one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.model.job import Options
from shared.model.script import Element, Script
from shared.model.storyboard import Line, Move, Scene, Shot, Size, SoundCue, Storyboard
from shared.writing.atmosphere import SILENCE, mood, moods, weather
from shared.writing.casting import Cast
from shared.writing.ending import ending
from shared.writing.places import has_weather
from shared.writing.pronouns import genders
from shared.writing.scenes import Part
from shared.writing.slate import Slate, line_id, scene_id
from shared.writing.sounds import asked_cues, is_score
from shared.writing.timing import spoken_ms
from shared.writing.words import flat

TITLE_MS = 2600
ESTABLISHING_MS = 2600


@dataclass(slots=True)
class Said:
    """A line before it has a name."""

    speaker: str
    text: str
    manner: str
    source_line: int
    seen: bool  # its speaker is in the picture


@dataclass(slots=True)
class Take:
    picture: str
    source_line: int
    seen_ms: int  # how long the picture alone needs
    lines: list[Said] = field(default_factory=list)
    sounds: list[SoundCue] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    title: str = ""
    camera: str = ""  # the writer's framing
    whole: bool = False  # the script itself made it one shot: its words belong to it
    fixed_ms: int = 0  # a length that the script itself gives
    size: Size = "medium"
    move: Move = "static"
    angle: str = "eye"

    def spoken_ms(self, language: str) -> int:
        return spoken_ms([line.text for line in self.lines], language)

    def needed_ms(self, language: str) -> int:
        return max(self.fixed_ms or self.seen_ms, self.spoken_ms(language))

    def join(self, *names: str) -> None:
        self.people.extend(name for name in names if name and name not in self.people)


def said_of(element: Element, text: str, name: str, *, seen: bool) -> Said:
    parts = [element.extension, "sung" if element.kind == "lyric" else "", element.manner]
    return Said(name, text, ", ".join(part for part in parts if part), element.line, seen)


def cues_of(element: Element) -> list[SoundCue]:
    """The effects that a sound line asks for; what asks for music is the composer's."""
    if category := element.given.get("category"):
        return [SoundCue(category=category, words=element.text, source_line=element.line)]
    return [] if is_score(element.text) else list(asked_cues(element.text, element.line))


def scene_of(part: Part, number: int, takes: list[Take], language: str, *, otherwise: str = "") -> Scene:
    slate = Slate(scene_id(number))
    shots: list[Shot] = []
    for at, take in enumerate(takes, 1):
        shot = slate.shot(take.picture, [(line.speaker, line.text) for line in take.lines], take.title)
        shots.append(
            Shot(
                id=shot,
                number=f"{number}.{at}",
                size=take.size,
                move=take.move,
                angle=take.angle,
                duration_ms=max(400, take.needed_ms(language)),
                picture=take.picture,
                characters=tuple(take.people),
                lines=tuple(
                    Line(
                        id=line_id(shot, place),
                        speaker=line.speaker,
                        text=line.text,
                        manner=line.manner,
                        source_line=line.source_line,
                    )
                    for place, line in enumerate(take.lines, 1)
                ),
                sounds=tuple(take.sounds),
                title=take.title,
                source_line=take.source_line,
            )
        )
    told = " ".join([part.setting.heading, *(element.text for element in part.elements)])
    feeling = mood(feelings(part.elements)) if part.elements else "neutral"
    return Scene(
        id=slate.scene,
        heading=part.setting.heading,
        place=part.setting.place,
        interior=part.setting.interior,
        time_of_day=part.time_of_day,
        weather=part.given.get("weather", weather(told) if has_weather(part.setting.place) else ""),
        mood=part.given.get("mood", feeling if feeling != "neutral" else otherwise or feeling),
        music=part.given.get("music", score_of(part.elements, feeling)),
        transition=part.transition,
        shots=tuple(shots),
        source_line=part.line,
    )


def feelings(elements: Iterable[Element]) -> Counter[str]:
    """How the words feel. What is done counts twice what is said: people joke when they are afraid."""
    counted: Counter[str] = Counter()
    for element in elements:
        weight = 1 if element.kind in ("speech", "lyric", "narration") else 2
        for name, count in moods(f"{element.manner} {element.text}").items():
            counted[name] += weight * count
    return counted


def film_mood(parts: Iterable[Part]) -> str:
    """The mood of most scenes, each counted once: a loud minute does not make an angry film."""
    counted = Counter(mood(feelings(part.elements)) for part in parts)
    counted.pop("neutral", None)
    return mood(counted)


def score_of(elements: Iterable[Element], feeling: str) -> str:
    """The colour of a scene's score: what a music cue asks for, none where silence is asked for, else how it feels."""
    cues = [element.text for element in elements if element.kind == "sound"]
    for words in cues:
        if is_score(words):
            asked = mood(moods(words))
            return "none" if SILENCE.has(words) else asked if asked != "neutral" else feeling
    if any(SILENCE.has(words) for words in cues):
        return "none"
    return "" if feeling == "neutral" else feeling


def storyboard_of(
    script: Script, options: Options, scenes: list[Scene], cast: Cast, warnings: Iterable[str], director: str, *,
    mood: str,
) -> Storyboard:  # fmt: skip
    language = options.language or script.language
    present = [name for scene in scenes for shot in scene.shots for name in _people(shot)]
    return Storyboard(
        title=flat(script.title),
        language=language,
        mood=mood,
        scenes=(*scenes, *ending(script, language, options, scenes)),
        characters=cast.characters(present, genders(script, cast)),
        warnings=tuple(warnings),
        director=director,
    )


def _people(shot: Shot) -> list[str]:
    """Those in the picture and those who are only heard: a voice is somebody too."""
    return [*shot.characters, *(line.speaker for line in shot.lines if line.speaker)]
