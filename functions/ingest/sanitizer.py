"""What a script may be before anybody works on it: clean letters, a sensible size, something to film that may be.

The one rule: words are kept or the script is refused; only signs that nobody can read are taken out, with a warning.
"""

import re
from typing import Final

from functions.ingest import forbidden, private
from shared.model.errors import Refused
from shared.model.job import PRESETS
from shared.model.script import Element, Script
from shared.writing.scenes import SHOWN
from shared.writing.timing import script_ms

ELEMENTS: Final = 40_000
SCENES: Final = 3_000
LETTERS: Final = 50_000  # of one paragraph
FILM_MS: Final = 12 * 3600 * 1000  # of a free preview
PAID_FILM_MS: Final = 3 * 3600 * 1000
SPEAKER_LETTERS: Final = 80
TITLE_LETTERS: Final = 160
WISH_LETTERS: Final = 300
WARNINGS: Final = 50

_UNREADABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def sanitize(script: Script) -> Script:
    """The same script, fit to be filmed. Refuses what no limit can bear."""
    warnings = list(script.warnings)
    elements = [_clean(element, warnings) for element in script.elements]
    elements = [element for element in elements if element.text.strip() or element.kind == "page_break"]
    elements = _with_scenes(elements, warnings)
    warnings += private.warned(elements)
    cleaned = script.model_copy(
        update={
            "elements": tuple(elements),
            "title": _shortened(_readable(script.title), TITLE_LETTERS) or "Untitled",
            "author": _shortened(_readable(script.author), TITLE_LETTERS),
            "cast": {_readable(name)[:SPEAKER_LETTERS]: _readable(look)[:400] for name, look in script.cast.items()},
            "wishes": {name: _readable(wish)[:WISH_LETTERS] for name, wish in script.wishes.items()},
        }
    )
    _check(cleaned)
    warnings += forbidden.examine(cleaned.elements)
    return cleaned.model_copy(update={"warnings": tuple(warnings[:WARNINGS])})


def _with_scenes(elements: list[Element], warnings: list[str]) -> list[Element]:
    """An outline is a script too: where there is nothing but headings of parts, each of them is a scene."""
    if any(element.kind in SHOWN or element.kind == "heading" for element in elements):
        return elements
    parts = [element.line for element in elements if element.kind == "section"]
    if parts:
        warnings.append(f"Line {parts[0]}: the script is an outline; each of its headings became a scene.")
    told: dict[str, dict[str, str]] = {"section": {"kind": "heading"}, "synopsis": {"kind": "action"}}
    return [element.model_copy(update=told.get(element.kind, {})) for element in elements] if parts else elements


def check_length(script: Script, preset: str) -> None:
    """A preview may be of any length up to the limit above; what costs money has a shorter one."""
    if PRESETS[preset].max_ms is not None and (length := script_ms(script)) > PAID_FILM_MS:
        raise too_long(length, PAID_FILM_MS, "Split the script into several films, or ask for the animatic.")


def too_long(length: int, limit: int, remedy: str) -> Refused:
    hours = f"{length / 3_600_000:.1f} hours long; {limit // 3_600_000} hours is the most"
    return Refused("too_long", f"The film would be about {hours}.", remedy)


def _readable(text: str) -> str:
    return _UNREADABLE.sub("", text)


def _shortened(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _clean(element: Element, warnings: list[str]) -> Element:
    changes: dict[str, str] = {}
    for name in ("text", "speaker", "manner", "extension", "camera", "scene_number"):
        written = getattr(element, name)
        if (read := _readable(written)) != written:
            changes[name] = read
    if changes:
        warnings.append(f"Line {element.line}: signs that cannot be read were taken out.")
    if len(element.speaker) > SPEAKER_LETTERS:
        changes["speaker"] = _shortened(changes.get("speaker", element.speaker), SPEAKER_LETTERS)
        warnings.append(
            f"Line {element.line}: the speaker's name is longer than {SPEAKER_LETTERS} letters and was cut."
        )
    return element.model_copy(update=changes) if changes else element


def _check(script: Script) -> None:
    if not any(element.kind in SHOWN or element.kind == "heading" for element in script.elements):
        raise Refused(
            "empty", "The script holds nothing that can be seen or heard.", "Write at least one line that can be."
        )
    if len(script.elements) > ELEMENTS:
        raise Refused(
            "too_large",
            f"The script has {len(script.elements):,} parts; {ELEMENTS:,} is the most that one film can have.",
            "Split it into several scripts.",
        )
    long = next((element for element in script.elements if len(element.text) > LETTERS), None)
    if long is not None:
        raise Refused(
            "too_large",
            f"The paragraph in line {long.line} has {len(long.text):,} letters; {LETTERS:,} is the most.",
            "Break it into paragraphs.",
        )
    scenes = sum(1 for element in script.elements if element.kind == "heading")
    if scenes > SCENES:
        raise Refused(
            "too_large", f"The script has {scenes:,} scenes; {SCENES:,} is the most.", "Split it into several."
        )
    if (length := script_ms(script)) > FILM_MS:
        raise too_long(length, FILM_MS, "Split the script into several films.")
