"""`aiprod lint SCRIPT`: what is odd in a script, by line.

The one rule: exit 0 nothing odd, 1 something is, 2 the script cannot be read or filmed.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scripts.cli.render import script as read_file
from scripts.storyboard.words import counted
from shared.model.script import SPOKEN, Script
from shared.writing.timing import script_ms


def lint(asked: argparse.Namespace) -> int:
    from functions.ingest.agent import with_wishes
    from functions.ingest.oddities import oddities
    from functions.ingest.reading import read_script
    from functions.ingest.sanitizer import check_length, sanitize

    content, name = read_file(Path(asked.script))
    script = sanitize(read_script(content, name))
    check_length(script, with_wishes({}, script.wishes).settled().preset)
    found = oddities(script)
    if asked.json:
        told = {"script": name, **_summary(script), "findings": [asdict(oddity) for oddity in found]}
        print(json.dumps(told, ensure_ascii=False))
        return 1 if found else 0
    print(f"{name}: {_said(_summary(script))}", file=sys.stderr)
    width = max((len(str(oddity.line)) for oddity in found), default=0)
    for oddity in found:
        where = f"{oddity.line:>{width}}" if oddity.line else " " * width
        print(f"{where}  {oddity.sentence}  [{oddity.rule}]")
    rules = Counter(oddity.rule for oddity in found)
    most = ", ".join(f"{count} {rule}" for rule, count in rules.most_common(4))
    print(f"{len(found)} odd: {most}" if found else "Nothing is odd.", file=sys.stderr)
    return 1 if found else 0


def _summary(script: Script) -> dict[str, Any]:
    speakers = Counter(one.speaker for one in script.elements if one.kind in SPOKEN)
    return {
        "title": script.title,
        "source": script.source,
        "language": script.language,
        "scenes": sum(one.kind == "heading" for one in script.elements),
        "speakers": {name or "narrator": count for name, count in speakers.most_common()},
        "duration_s": round(script_ms(script) / 1000),
    }


def _said(told: dict[str, Any]) -> str:
    minutes, seconds = divmod(told["duration_s"], 60)
    people = len(told["speakers"].keys() - {"narrator"})
    counts = f"{counted(told['scenes'], 'scene')}, {counted(people, 'speaker')}"
    return f"“{told['title']}”, {told['source']}, {told['language']}, {counts}, about {minutes} min {seconds:02} s"
