"""Subtitles: each cue is spoken for as long as it stands, and nothing but the words says what is seen.

The one rule: a cue's number and times are never spoken.
"""

import re
from typing import Final

from functions.ingest.reading.cues import cue_of, has_capitals_only, is_narrator, spoken
from shared.model.errors import Refused
from shared.model.script import Element
from shared.writing.words import flat

_TIMES: Final = re.compile(
    r"^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})(?:\s.*)?$"
)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|\{\\[^{}]{0,80}\}")
_SPEAKER: Final = re.compile(r"^(?:-\s*)?([^\W\d_][^:]{0,28}?)\s?:\s+(?=\S)")
_HEARD: Final = re.compile(r"^[\[(]([^\[\]()]+)[\])]$")
_SUNG: Final = re.compile(r"^[♪♫]+\s*|\s*[♪♫]+$")
_TWO: Final = re.compile(r"^\s*[-–—]\s*(?=\S)")


def looks_like_srt(text: str) -> bool:
    head = text[:4000].split("\n")[:40]
    return any(_TIMES.match(line) for line in head[:3]) or (
        any(_TIMES.match(line) for line in head) and (head[0].strip().isdigit() or head[0].startswith("WEBVTT"))
    )


def read_srt(text: str) -> list[Element]:
    rows = text.split("\n")
    starts = [index for index, row in enumerate(rows) if _TIMES.match(row)]
    if not starts:
        raise Refused(
            "no_times",
            "The subtitle file holds no times like 00:00:01,000 --> 00:00:04,000.",
            "Export it again as SubRip (.srt), or send the text as .txt.",
        )
    elements: list[Element] = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(rows)
        body = list(enumerate(rows[start + 1 : end], start + 2))
        if index + 1 < len(starts) and body and body[-1][1].strip().isdigit():
            body.pop()  # the number of the cue that follows
        elements.extend(_cue(rows[start], [(line, _TAG.sub("", row).strip()) for line, row in body]))
    return elements


def _seconds(times: str) -> float:
    match = _TIMES.match(times)
    assert match is not None
    start, end = (
        int(part[0] or 0) * 3600 + int(part[1]) * 60 + int(part[2]) + int(part[3].ljust(3, "0")) / 1000
        for part in (match.groups()[:4], match.groups()[4:])
    )
    return round(end - start, 3)


def _cue(times: str, body: list[tuple[int, str]]) -> list[Element]:
    said = [(line, row) for line, row in body if row]
    if not said:
        return []
    turns: list[tuple[int, list[str]]] = []
    two_speakers = sum(1 for _, row in said if _TWO.match(row)) > 1
    for line, row in said:
        if not turns or (two_speakers and _TWO.match(row)) or _SPEAKER.match(row) or _HEARD.match(row):
            turns.append((line, [row]))
        else:
            turns[-1][1].append(row)
    seconds = _seconds(times)
    elements = [_turn(line, flat(" ".join(rows)), two_speakers) for line, rows in turns]
    share = seconds / len(elements) if seconds > 0 else None
    return [element.model_copy(update={"seconds": share}) for element in elements]


def _turn(line: int, text: str, two_speakers: bool) -> Element:
    if heard := _HEARD.match(text):
        return Element(kind="sound", text=heard[1], line=line)
    if _SUNG.search(text) and (words := _SUNG.sub("", text).strip()):
        return Element(kind="lyric", text=words, line=line)
    if two_speakers:
        text = _TWO.sub("", text)
    match = _SPEAKER.match(text)
    if match and (has_capitals_only(match[1]) or is_narrator(match[1])):
        return spoken(cue_of(match[1]), text[match.end() :], line)
    return Element(kind="narration", text=text, line=line)
