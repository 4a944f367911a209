"""From a script to a storyboard: scenes, their takes, the camera's place in each, and the length of it all.

The one rule: one pass over the script, in its order; time grows with its length and with nothing else.
"""

from functions.creative_director.directing.breakdown import Breakdown
from functions.creative_director.directing.coverage import Coverage
from shared.model.job import Options
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from shared.writing.casting import Cast
from shared.writing.fitting import fit
from shared.writing.pronouns import Company, genders
from shared.writing.scenes import parts_of
from shared.writing.takes import Take, film_mood, scene_of, storyboard_of


def direct(script: Script, options: Options) -> Storyboard:
    """The deterministic director. Everything that a film needs to know is in what it returns."""
    language = options.language or script.language
    cast = Cast(script)
    parts = parts_of(script)
    known = genders(script, cast)
    framed = script.source in ("av", "storyboard", "srt")
    broken_down: list[list[Take]] = []
    company = Company(cast, known)
    for part in parts:
        company = Company(cast, known, company.recent if part.setting.same_time else ())
        broken_down.append(Breakdown(part, company, language, framed=framed).read())
    for at, (part, takes) in enumerate(zip(parts, broken_down, strict=True)):
        Coverage(part, takes, last=at == len(parts) - 1).frame()
    warnings = fit([take for takes in broken_down for take in takes], options, language)
    feeling = film_mood(parts)
    scenes = [
        scene_of(part, number, takes, language, otherwise=feeling)
        for number, (part, takes) in enumerate(zip(parts, broken_down, strict=True), 1)
    ]
    return storyboard_of(script, options, scenes, cast, warnings, "deterministic", mood=feeling)
