"""What is odd in a script, line by line: not wrong, but perhaps not what its writer meant.

The one rule: an oddity says what was read, why that may be a slip, and what to write instead.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from functions.ingest.reading.cues import has_capitals_only, is_narrator, label_of
from functions.ingest.reading.fountain_ink import is_heading, is_transition
from shared.model.script import SPOKEN, Element, Script
from shared.writing.places import setting_of
from shared.writing.scenes import SHOWN, transition_of
from shared.writing.timing import speech_ms
from shared.writing.words import flat, fold

LONG_MS: Final = 90_000  # a speech that nobody listens to in one breath

_WARNED: Final = re.compile(r"^Line (?P<line>\d+): (?P<rest>.+)$", re.DOTALL)
_CUT: Final = re.compile(r"\bcut\b|\bcoupe\b|\bretour\b|\bintercut\b|\bjump\b|\bsmash\b")
_SAID: Final = re.compile(r"^\s*(?:[“«]\s?[^\W\d_]|[—–]\s*[^\W\d_])")
_SIDE: Final = re.compile(r"^(?:int|ext|interieur|exterieur|interior|exterior)\b(?!\w)")
_BURIED: Final = re.compile(r"(?:^|[.!?…\s])((?:INT|EXT|INTÉRIEUR|EXTÉRIEUR)\b\.?\s*[A-ZÀ-Ý][^a-zà-ÿ]{3,40})")
_ABOUT: Final = (
    ("note [[", "open-note"), ("boneyard /*", "open-boneyard"), ("looks like", "private"), ("reads as", "content"),
    ("no name stands", "dialogue-without-speaker"), ("is not known", "unknown-name"),
    ("is no length", "unknown-value"), ("that we know; the director", "unknown-value"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Oddity:
    line: int
    rule: str
    sentence: str


def oddities(script: Script) -> list[Oddity]:
    """All of them in the order of the lines, the warnings of reading among them."""
    found = list(_warned(script))
    for look in _LOOKS:
        found.extend(look(script))
    once = {(oddity.line, oddity.sentence): oddity for oddity in found}
    return sorted(once.values(), key=lambda oddity: (oddity.line, oddity.rule))


def _warned(script: Script) -> Iterator[Oddity]:
    for warning in script.warnings:
        match = _WARNED.match(warning)
        rest = match["rest"] if match else warning
        rule = next((rule for words, rule in _ABOUT if words in rest), "reading")
        yield Oddity(int(match["line"]) if match else 0, rule, rest[:1].upper() + rest[1:])


def _transitions(script: Script) -> Iterator[Oddity]:
    for one in script.elements:
        if one.kind == "transition" and transition_of(one.text) == "cut" and not _CUT.search(fold(one.text)):
            yield Oddity(
                one.line,
                "unknown-transition",
                f"“{_short(one.text)}” is no transition that we know, so it becomes a plain cut. We know cuts, fades, "
                "dissolves, wipes and match cuts, in English and French.",
            )
        elif one.kind == "action" and has_capitals_only(one.text) and re.fullmatch(r"[^\n]+:\s*", one.text):
            yield Oddity(
                one.line,
                "perhaps-transition",
                f"“{_short(one.text)}” was read as something seen. If it is a transition, write "
                f"> {_short(one.text)} and no space after it.",
            )


def _names(script: Script) -> Iterator[Oddity]:
    """A name that speaks once and is nearly that of somebody who speaks more often."""
    spoken = [one for one in script.elements if one.kind in SPOKEN and one.speaker]
    counted = Counter(one.speaker for one in spoken)
    for one in spoken:
        if counted[one.speaker] > 1:
            continue
        near = [(count, name) for name, count in counted.items() if count > 1 and _alike(one.speaker, name)]
        if near:
            count, name = max(near)
            yield Oddity(
                one.line,
                "perhaps-misspelt-name",
                f"{one.speaker} speaks only here; {name} speaks {count} times. If they are one person, spell the name "
                "the same way.",
            )


def _alike(name: str, other: str) -> bool:
    """One or two letters apart, accents and signs aside. GUARD 1 and GUARD 2 are two people."""
    one, two = (re.sub(r"[\W_]+", "", fold(words)) for words in (name, other))
    if re.sub(r"\d+", "", one) == re.sub(r"\d+", "", two):
        return one == two
    if min(len(one), len(two)) < 4 or abs(len(one) - len(two)) > 2:
        return False
    return _apart(one, two) <= (2 if min(len(one), len(two)) >= 8 else 1)


def _apart(one: str, two: str) -> int:
    """How many letters must be changed, added, dropped or swapped."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, other in enumerate(two, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and one[at - 2] == other:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return row[-1]


def _headings(script: Script) -> Iterator[Oddity]:
    numbers: dict[str, int] = {}
    for one in script.elements:
        if one.kind != "heading":
            continue
        if is_heading(one.text):
            setting = setting_of(one.text)
            if setting.time_of_day is None and not setting.same_time:
                yield Oddity(
                    one.line,
                    "heading-without-time",
                    f"“{_short(one.text)}” tells no time of day, so that of the scene before it is kept. Add one: "
                    f"{_short(one.text)} - DAY.",
                )
        if one.scene_number and one.scene_number in numbers:
            first = numbers[one.scene_number]
            yield Oddity(one.line, "scene-number-twice", f"Scene #{one.scene_number}# is also in line {first}.")
        elif one.scene_number:
            numbers[one.scene_number] = one.line
    told = [one for one in script.elements if one.kind in SHOWN or one.kind == "heading"]
    for one, after in pairwise([*told, Element(kind="heading", text="", line=0)]):
        if one.kind == after.kind == "heading":
            yield Oddity(one.line, "empty-scene", f"“{_short(one.text)}” has nothing in it, so the film shows it bare.")


def _perhaps_scenes(script: Script) -> Iterator[Oddity]:
    """Lines like headings that were read as something else."""
    for one in script.elements:
        if one.kind == "action":
            for offset, row in enumerate(one.text.split("\n")):
                words = row.strip()
                if is_heading(words) and has_capitals_only(words):
                    sentence = (
                        f"“{_short(words)}” was read as something seen. A scene needs an empty line above and below."
                    )
                elif _SIDE.match(fold(words)) and has_capitals_only(words) and not is_heading(words):
                    sentence = (
                        f"“{_short(words)}” begins like a scene, but is none. Write INT. or EXT. and then the place."
                    )
                else:
                    continue
                yield Oddity(one.line + offset, "perhaps-heading", sentence)
                break
        elif one.kind in SPOKEN and (buried := _BURIED.search(one.text)):
            yield Oddity(
                one.line,
                "perhaps-heading",
                f"“{_short(buried[1])}” will be spoken by {one.speaker or 'the narrator'}. If a scene begins there, "
                "put an empty line above it.",
            )


def _perhaps_cues(script: Script) -> Iterator[Oddity]:
    """Names that nobody speaks under, words that nobody speaks, sentences that were taken for names."""
    speakers = {one.speaker for one in script.elements if one.speaker}
    end = Element(kind="page_break", text="", line=0)
    for one, after in pairwise([*script.elements, end]):
        words = one.text.strip()
        lone = script.source == "fountain" and after.kind == "action" and _is_lone_name(words)
        if one.kind == "action" and (words in speakers or lone):
            yield Oddity(
                one.line,
                "dialogue-without-words",
                f"“{_short(words)}” stands alone, so it is shown and not a speaker. If somebody speaks, take out the "
                "empty line under the name.",
            )
        elif one.kind == "action" and _SAID.match(one.text):
            yield Oddity(
                one.line,
                "dialogue-without-speaker",
                f"“{_short(words)}” looks spoken, but nobody is named, so it is shown and not heard. Put the "
                "speaker's name in capitals on the line above.",
            )
        elif one.kind == "action" and (voice := _told_aloud(one.text)):
            yield Oddity(
                one.line,
                "dialogue-without-speaker",
                f"“{_short(words)}” is shown and not heard. If {voice} says it, put {voice.upper()} on a line of its "
                "own and the words under it.",
            )
        elif one.kind in SPOKEN and len(one.speaker.split()) > 4:
            yield Oddity(
                one.line,
                "perhaps-no-name",
                f"“{_short(one.speaker)}” was read as a speaker's name. If it is something seen, put an empty line "
                "under it, or ! before it.",
            )


def _told_aloud(words: str) -> str:
    """Voix off : Il était une fois. In a screenplay that is an action, by its form."""
    voice, colon, said = flat(words).partition(":")
    return voice.strip() if colon and said.strip() and is_narrator(voice.strip()) else ""


def _is_lone_name(words: str) -> bool:
    return (
        has_capitals_only(words)
        and len(words.split()) <= 2
        and words[-1:].isalnum()
        and len(words) > 1
        and not is_transition(words)
        and not is_narrator(words)
        and label_of(words) is None
        and re.fullmatch(r"[^\W\d_][\w .'’\-]*", words) is not None
    )


def _speeches(script: Script) -> Iterator[Oddity]:
    before: Element | None = None
    for one in script.elements:
        if one.kind in SPOKEN:
            length = speech_ms(one.text, script.language)
            if length > LONG_MS:
                yield Oddity(one.line, "long-speech", f"This speech takes about {length // 1000} seconds to say.")
            if one.dual and (before is None or before.kind not in SPOKEN):
                yield Oddity(
                    one.line,
                    "dual-alone",
                    f"{one.speaker} ^ speaks at the same time as nobody: no speech stands before.",
                )
        if one.kind != "note":
            before = one


def _left_open(script: Script) -> Iterator[Oddity]:
    """The end of a note or a boneyard that never began. (What never ends is warned about when it is read.)"""
    for sign, opened, what in (("]]", "[[", "note"), ("*/", "/*", "boneyard")):
        if script.source != "fountain" or any(opened in warning for warning in script.warnings):
            continue
        for one in script.elements:
            if sign in one.text:
                yield Oddity(
                    one.line, f"open-{what}", f"{sign} ends a {what} that never began, so it was read as text."
                )


def _cast(script: Script) -> Iterator[Oddity]:
    said = fold(" ".join(f"{one.speaker} {one.text}" for one in script.elements if one.kind != "note"))
    for name in script.cast:
        if not re.search(rf"(?<!\w){re.escape(fold(flat(name)))}(?!\w)", said):
            yield Oddity(0, "cast-unseen", f"{name} is described, but is never seen and never speaks.")


def _short(words: str) -> str:
    words = flat(words)
    return words if len(words) <= 48 else f"{words[:47].rstrip()}…"


_LOOKS: Final[tuple[Callable[[Script], Iterator[Oddity]], ...]] = (
    _transitions,
    _names,
    _headings,
    _perhaps_scenes,
    _perhaps_cues,
    _speeches,
    _left_open,
    _cast,
)
