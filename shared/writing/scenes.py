"""A script cut into scenes: at its headings or, where it has none, where the place changes or a reel is full.

The one rule: every element lands in exactly one scene, in the writer's order.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from shared.model.script import SPOKEN, Element, Script
from shared.model.storyboard import TimeOfDay
from shared.writing.atmosphere import hour
from shared.writing.places import Setting, place_in, setting_of
from shared.writing.timing import action_ms, speech_ms
from shared.writing.words import fold

REEL_MS: Final = 60_000  # a script without headings gets a new scene about every minute
SHOWN: Final = frozenset({"action", "picture", "speech", "narration", "lyric", "sound", "centered"})

_TRANSITIONS: Final = (
    (re.compile(r"fade to white|fondu au blanc|burn to white"), "fade_white"),
    (re.compile(r"dissolve|cross ?fade|fondu enchaine|enchaine"), "dissolve"),
    (re.compile(r"wipe|volet|balayage"), "wipe"),
    (re.compile(r"slide|push (to|in|left|right)|glisse"), "slide"),
    (re.compile(r"match cut|raccord"), "match"),
    (re.compile(r"fade|fondu|black|noir"), "fade"),
)
_NAMED: Final = re.compile(
    r"\b(?:cut|cuts|coupe|fade|fades|fondu|dissolve\w*|wipe|volet|balayage|match|raccord|black|white|noir|blanc|smash|iris|"
    r"enchaine|back to|retour|transition|title|titre|end|fin|later|plus tard|to)\b"
)


@dataclass(slots=True)
class Part:
    """One scene of the script with what its heading says."""

    setting: Setting
    line: int
    elements: list[Element] = field(default_factory=list)
    transition: str = "cut"
    time_of_day: TimeOfDay = "unknown"
    given: dict[str, str] = field(default_factory=dict)  # mood, weather, music: what a storyboard says outright


def transition_of(words: str) -> str:
    folded = fold(words)
    return next((name for pattern, name in _TRANSITIONS if pattern.search(folded)), "cut")


def is_drawn(words: str) -> bool:
    """Whether a transition tells a picture instead of naming a way to cut."""
    return len(words.split()) >= 4 and not _NAMED.search(fold(words))


def parts_of(script: Script) -> list[Part]:
    """The scenes in order, none of them empty of both a heading and something to show."""
    parts = _by_heading(script) if any(element.kind == "heading" for element in script.elements) else _by_reel(script)
    last: TimeOfDay = "unknown"
    for part in parts:
        if not part.setting.place:  # `Scene 2`: the place is what its pictures name first
            shown = (place_in(element.text) for element in part.elements if element.kind in ("action", "picture"))
            part.setting = replace(part.setting, place=next((place for place in shown if place), ""))
        if "time_of_day" in part.given:
            continue  # a storyboard says that it says nothing
        if part.setting.time_of_day is not None:
            last = part.setting.time_of_day
        elif not part.setting.same_time:
            told = (hour(element.text) for element in part.elements if element.kind in ("action", "picture"))
            last = next((when for when in told if when is not None), last)
        part.time_of_day = last
    return parts


def _by_heading(script: Script) -> list[Part]:
    parts: list[Part] = []
    waiting: list[Element] = []  # what stands before the first heading
    entry = "cut"
    for element in script.elements:
        if element.kind == "heading":
            parts.append(Part(setting_of(element.text), element.line, transition=entry, given=element.given))
            entry = "cut"
            if waiting:
                parts[-1].elements.extend(waiting)
                waiting = []
        elif element.kind == "transition" and not (parts and is_drawn(element.text)):
            entry = transition_of(element.text)
        elif element.kind == "transition":  # `TRANSITION: the car disappears in the snow` is seen
            parts[-1].elements.append(element.model_copy(update={"kind": "action"}))
        elif element.kind in SHOWN:
            # A transition inside a scene is a cut between two of its shots; only the next scene is entered by it.
            (parts[-1].elements if parts else waiting).append(element)
    return parts


def _by_reel(script: Script) -> list[Part]:
    """Prose, subtitles and bare AV scripts: the place is what the words name."""
    parts: list[Part] = []
    filled = 0
    entry = "cut"
    for element in script.elements:
        if element.kind == "transition":
            entry = transition_of(element.text)
        if element.kind not in SHOWN:
            continue
        told = element.kind not in ("speech", "sound")  # who speaks of the sea need not stand by it
        place = place_in(element.text) if told else ""
        current = parts[-1] if parts else None
        moved = (
            current is not None
            and place
            and current.setting.place
            and (fold(place) != fold(current.setting.place) and filled > REEL_MS // 4)
        )
        if current is None or moved or filled > REEL_MS:
            here = place or (current.setting.place if current else place_in(_opening(script)))
            current = Part(_unheaded(here), element.line, transition=entry)
            entry = "cut"
            parts.append(current)
            filled = 0
        elif place and not current.setting.place:
            current.setting = _unheaded(place)
        current.elements.append(element)
        filled += _length(element, script.language)
    return parts


def _opening(script: Script) -> str:
    return " ".join(element.text for element in script.elements[:12] if element.kind != "speech")


def _unheaded(place: str) -> Setting:
    known = setting_of(place)
    return Setting("", place, known.interior if place else None, None, same_time=False)


def _length(element: Element, language: str) -> int:
    if element.seconds is not None:
        return round(element.seconds * 1000)
    return speech_ms(element.text, language) if element.kind in SPOKEN else action_ms(element.text)
