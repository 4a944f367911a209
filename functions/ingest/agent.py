"""Ingest: a file comes in, a script that we can film goes on.

The one rule: whatever is wrong with a file is said in a sentence that its writer can act on.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import ValidationError

from shared.model.errors import Refused
from shared.model.job import Options
from shared.model.script import Script
from shared.pipeline.reception import LARGEST, too_large
from shared.pipeline.shelf import read, write_paper
from shared.pipeline.work import Agent, Made, Work


@dataclass(frozen=True)
class Reading:
    """What was read: the script, whether it is plain enough for the fast track, and why."""

    script: Script
    complexity: float
    reasons: tuple[str, ...]
    fast: bool


Reader = Callable[[bytes, str], Reading]

VERSION: Final = 2  # of the readers: what was read by older ones is read again


def read_for_real(content: bytes, name: str) -> Reading:
    from functions.ingest.complexity import complexity, is_fast_track
    from functions.ingest.reading import read_script
    from functions.ingest.sanitizer import sanitize

    script = sanitize(read_script(content, name))
    score, reasons = complexity(script)
    return Reading(script, score, tuple(reasons), is_fast_track(script))


def agent(reader: Reader) -> Agent:
    def key(work: Work) -> Any:
        return [VERSION, work.job["script"], work.job["asked"]]

    def make(work: Work) -> Made:
        from functions.ingest.sanitizer import check_length

        source = work.job["script"]
        content = load(work, source["object"])
        reading = reader(content, source["name"])
        options = with_wishes(work.job["asked"], reading.script.wishes).settled()
        check_length(reading.script, options.preset)
        language = options.language or reading.script.language
        kept = write_paper(work, "manuscripts", reading.script)
        result = {
            "script": kept,
            "fast": reading.fast,
            "complexity": reading.complexity,
            "reasons": list(reading.reasons),
            "language": language,
        }
        told = {
            "title": reading.script.title,
            "language": language,
            "options": options.model_dump(mode="json"),
            "warnings": list(reading.script.warnings),
        }
        return Made(result, job=told)

    return Agent("ingest", make, key)


def load(work: Work, name: str) -> bytes:
    stored = work.platform.objects.stat(name)
    if stored is None:
        raise Refused("no_script", "The script is not in the store any more.", "Upload it again.")
    if stored.size > LARGEST:
        raise too_large()
    return read(work, name)


_WISHES: Final = {
    "preset": "preset",
    "budget_usd": "budget",
    "aspect_ratio": "aspect",
    "aspect": "aspect",
    "lang": "language",
    "language": "language",
    "brand": "brand",
    "webhook": "webhook",
    "voice": "voice",
    "voices": "voices",
    "score": "score",
    "seed": "seed",
    "size": "size",
    "fps": "fps",
    "loudness": "loudness",
    "captions": "captions",
    "grade": "grade",
    "names": "names",
    "slate": "slate",
    "mark": "mark",
    "end_card": "end_card",
}


_SWITCHES: Final = ("names", "slate", "end_card")
_WORDS: Final = {
    "budget": "A budget is an amount of dollars, such as 12.50.",
    "seed": "A seed is a whole number, 0 or more.",
}


def with_wishes(asked: Mapping[str, Any], wishes: Mapping[str, str]) -> Options:
    """What the file wishes for, where the person who sent it did not say otherwise."""
    from shared.model.money import micros

    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, wish in wishes.items():
        option = _WISHES.get(name.lower())
        if option is None:
            continue
        if option in _SWITCHES:
            wish = {"oui": "yes", "non": "no"}.get(wish.strip().lower(), wish)
        try:
            values[option] = (
                micros(_amount(wish)) if option == "budget" else int(wish) if option in ("seed", "fps") else wish
            )
            Options.model_validate({option: values[option]})
        except (ValidationError, ValueError):
            refused[f"{name}: {wish[:60]}"] = _possible(option)
    if refused:
        asked_for = ", and for ".join(refused)
        choices = " ".join(dict.fromkeys(filter(None, refused.values())))
        raise Refused(
            "bad_wish",
            f"The script asks for {asked_for}, which is not possible.",
            f"Correct its title page. {choices}".strip(),
        )
    return Options.model_validate({**values, **asked})


def _amount(wish: str) -> str:
    """12.50, $12.50, and as French has it: 12,50 $."""
    return re.sub(r"(?<=\d),(?=\d{1,2}$)", ".", re.sub(r"^(?:\$|usd)\s*|\s*(?:\$|usd)$", "", wish.strip().lower()))


def _possible(option: str) -> str:
    """What may be asked for instead, where there is a list of it."""
    annotation = Options.model_fields[option].annotation
    choices = [
        str(choice) for part in (annotation, *get_args(annotation)) for choice in get_args(part) if get_args(part)
    ]
    listed = [choice for choice in choices if not choice.startswith(("typing.", "<class"))]
    return f"For {option} there is {', '.join(listed)}." if listed else _WORDS.get(option, "")


AGENT = agent(read_for_real)
