"""The fast plan: a short script without talk becomes a row of pictures, in the order of its sentences.

The one rule: no film craft that takes thought; framing follows the sentence's place, unless the writer framed it.
"""

from typing import Final

from shared.model.job import Options
from shared.model.script import Element, Script
from shared.model.storyboard import Move, Size, Storyboard
from shared.writing.camera import framing_in, framing_of
from shared.writing.casting import Cast
from shared.writing.fitting import fit
from shared.writing.places import is_open
from shared.writing.pronouns import Company, genders
from shared.writing.scenes import Part, parts_of
from shared.writing.slate import pick
from shared.writing.sounds import heard_in
from shared.writing.takes import (
    ESTABLISHING_MS,
    TITLE_MS,
    Take,
    cues_of,
    film_mood,
    said_of,
    scene_of,
    storyboard_of,
)
from shared.writing.timing import PICTURE_MS, action_ms, breaths, speech_ms
from shared.writing.words import flat, sentences

_FRAMES: Final[tuple[tuple[Size, Move], ...]] = (
    ("wide", "dolly_in"),
    ("medium", "static"),
    ("close", "zoom_in"),
    ("medium", "pan_right"),
    ("wide", "dolly_out"),
    ("medium_close", "static"),
)
SPOKEN_MS: Final = 7_200


def plan(script: Script, options: Options) -> Storyboard:
    """The same kind of storyboard as the director's, without a director."""
    language = options.language or script.language
    cast = Cast(script)
    parts = parts_of(script)
    known = genders(script, cast)
    rows = [_takes(part, Company(cast, known), language) for part in parts]
    at = 0
    for part, takes in zip(parts, rows, strict=True):
        for take in takes:
            _frame(take, part, at)
            at += 1
    warnings = fit([take for takes in rows for take in takes], options, language)
    feeling = film_mood(parts)
    scenes = [
        scene_of(part, number, takes, language, otherwise=feeling)
        for number, (part, takes) in enumerate(zip(parts, rows, strict=True), 1)
    ]
    return storyboard_of(script, options, scenes, cast, warnings, "fast_track", mood=feeling)


def _takes(part: Part, company: Company, language: str) -> list[Take]:
    takes: list[Take] = []
    drawn = any(element.kind in ("action", "picture") for element in part.elements)
    for element in part.elements:
        if element.kind == "picture":
            seen = min(PICTURE_MS, sum(action_ms(sentence) for sentence in sentences(element.text)))
            takes.append(_picture(flat(element.text), element, seen, company))
            takes[-1].fixed_ms = round((element.seconds or 0) * 1000)
        elif element.kind == "action":
            beats = [flat(beat) for line in element.text.split("\n") for beat in sentences(line)]
            takes.extend(_picture(beat, element, action_ms(beat), company) for beat in beats)
        elif element.kind == "centered":
            words = flat(element.text)
            takes.append(Take(part.setting.place or words, element.line, TITLE_MS, title=words))
        elif element.kind == "sound":
            if not takes:
                takes.append(_place(part))
            takes[-1].sounds.extend(cues_of(element))
        else:
            _say(element, part, takes, company, language, drawn=drawn)
    return takes or [_place(part)]


def _place(part: Part) -> Take:
    return Take(part.setting.heading or part.setting.place or "…", part.line, ESTABLISHING_MS)


def _picture(text: str, element: Element, seen_ms: int, company: Company) -> Take:
    take = Take(text, element.line, seen_ms, camera=element.camera)
    named = company.people_in(text) if element.people is None else map(company.cast.name, element.people)
    take.join(*named)
    if "sounds" not in element.given:
        take.sounds.extend(heard_in(text, element.line))
    return take


def _say(element: Element, part: Part, takes: list[Take], company: Company, language: str, *, drawn: bool) -> None:
    """Narration lies on the last picture as long as it fits; without pictures it says itself what is seen."""
    name = company.cast.name(element.speaker) if element.speaker else ""
    for text in breaths(element.text, language, SPOKEN_MS):
        if not drawn:
            takes.append(_picture(flat(text), element, 1200, company))
            takes[-1].fixed_ms = round((element.seconds or 0) * 1000)
        elif not takes:
            takes.append(_place(part))
        elif takes[-1].title or (
            takes[-1].lines and takes[-1].spoken_ms(language) + speech_ms(text, language) > SPOKEN_MS
        ):
            last = takes[-1]
            takes.append(Take(last.picture, last.source_line, 1200, people=last.people[:], camera=last.camera))
        takes[-1].lines.append(said_of(element, text, name, seen=False))


def _frame(take: Take, part: Part, at: int) -> None:
    start = pick(len(_FRAMES), "fast", part.setting.place)
    size, move = _FRAMES[0] if at == 0 else _FRAMES[(start + at) % len(_FRAMES)]
    if at == 0 and not take.people and is_open(part.setting.place):
        size = "extreme_wide"
    if take.title:
        size, move = "wide", "static"
    asked, told = framing_of(take.camera), framing_in(take.picture)
    take.size, take.move = asked.size or told.size or size, asked.move or told.move or move
    take.angle = asked.angle or told.angle or take.angle
