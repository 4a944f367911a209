"""What a storyboard says outright, so that nobody has to guess it: lengths, people, moods, sounds.

The one rule: what is given is kept; what cannot be understood is pointed at, never dropped in silence.
"""

from collections.abc import Iterator
from typing import Final

from functions.ingest.reading.cues import cue_of, spoken
from functions.ingest.reading.nodes import Node
from shared.model.script import Element
from shared.writing.atmosphere import MOOD_NAMES, weather
from shared.writing.camera import framing_of
from shared.writing.sounds import CATEGORIES, is_score
from shared.writing.voices import is_offscreen
from shared.writing.words import flat, fold

PICTURE: Final = ("picture", "visual", "image", "description", "action", "first_frame", "video", "shot", "text")
MORE: Final = ("video_prompt", "prompt", "motion")
SAID: Final = ("lines", "dialogue", "dialog", "speech", "dialogues")
NARRATED: Final = ("narration", "voiceover", "voice_over", "narrator", "audio")
HEARD: Final = ("sounds", "sound", "sfx", "sound_effects", "music", "cues")
TITLE: Final = ("title", "on_screen", "on_screen_text", "super", "caption")
SPEAKER: Final = ("speaker", "character", "name", "who")
WORDS: Final = ("text", "line", "words", "dialogue")
MANNER: Final = ("manner", "emotion", "tone")
SOUND: Final = ("words", "text", "description", "category")
MUSIC: Final = "music"
LENGTHS: Final = (("seconds", 1.0), ("duration_s", 1.0), ("duration_ms", 0.001), ("duration", 1.0), ("length", 1.0))
LONGEST_S: Final = 3600
_ANGLES: Final = {"eye": "", "low": "low angle", "high": "high angle", "top": "top shot"}


def scene_given(scene: Node) -> dict[str, str]:
    """A scene's mood, weather and score, where they are named as we name them. Music in other words is a cue."""
    given: dict[str, str] = {}
    if (mood := fold(scene.text("mood"))) in MOOD_NAMES:
        given["mood"] = mood
    if sky := weather(scene.text("weather")):
        given["weather"] = sky
    if (score := fold(scene.text(MUSIC))) in MOOD_NAMES or score == "none":
        given["music"] = score
    if scene.text("time_of_day", "time") == "unknown":
        given["time_of_day"] = "unknown"
    return given


def shot_given(shot: Node) -> dict[str, str]:
    return {"sounds": "listed"} if shot.get("sounds", "sound_effects", "sfx") is not None else {}


def people_of(shot: Node) -> tuple[str, ...] | None:
    if shot.get("characters") is None:
        return None
    return tuple(name for one in shot.items("characters") if (name := flat(one.text() or one.text("name"))))


def line_of(speaker: str, said: str, line: int, manner: str) -> Element:
    """A line with where its voice comes from: `V.O., low` is both."""
    parts = [part.strip() for part in manner.split(",") if part.strip()]
    sung = "sung" in parts
    off = next((part for part in parts if is_offscreen(part)), "")
    kept = ", ".join(part for part in parts if part != off and part != "sung")
    cue = cue_of(f"{speaker} ({off})" if off and speaker else speaker)
    return spoken(cue, said, line, manner=kept, kind="lyric" if sung and speaker else "speech")


def sounds_of(node: Node) -> Iterator[Element]:
    """Its cues; music that is named as a mood is the scene's own and no cue."""
    for name in HEARD:
        for one in node.items(name):
            words = flat(one.text() or one.text(*SOUND))
            if name == MUSIC and (fold(words) in MOOD_NAMES or fold(words) == "none"):
                continue
            if words:
                label = "music: " if name == MUSIC and not is_score(words) else ""
                category = one.text("category")
                given = {"category": category} if category in CATEGORIES and one.text("words", "text") else {}
                yield Element(kind="sound", text=f"{label}{words}", line=one.line, given=given)


def seconds_of(shot: Node) -> float | None:
    for name, unit in LENGTHS:
        if (value := _number(shot.text(name))) is not None and 0 < value * unit <= LONGEST_S:
            return value * unit
    return None


def _number(text: str) -> float | None:
    try:
        return float(text.lower().removesuffix("s").strip())
    except ValueError:
        return None


def angle_words(shot: Node) -> str:
    """`angle: low` is said in the words that a writer uses."""
    angle = shot.text("angle")
    return _ANGLES.get(fold(angle), angle)


def doubts(shot: Node) -> Iterator[str]:
    """Warnings about lengths and framings that nobody can read."""
    for name, unit in LENGTHS:
        text = shot.text(name)
        value = _number(text)
        if text and (value is None or not 0 <= value * unit <= LONGEST_S):
            line = (shot.get(name) or shot).line
            yield f"Line {line}: “{text[:40]}” is no length in seconds; the shot lasts as long as it needs."
    words = {"size": shot.text("size"), "angle": angle_words(shot), "move": shot.text("move")}
    for name, asked in words.items():
        if asked and not getattr(framing_of(asked.replace("_", " ")), name):
            line, text = (shot.get(name) or shot).line, shot.text(name)
            yield f"Line {line}: “{text[:40]}” is no {name} that we know; the director chooses."
