"""`aiprod storyboard`: what a script would look like, on paper and in seconds, before any film is made.

The one rule: three files, written whole or not at all: the words, the sheet, the page.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from scripts.cli.render import script
from scripts.cli.wishes import options_of
from scripts.storyboard.page import page
from scripts.storyboard.reading import Boarded, as_json, board
from scripts.storyboard.sheet import contact_sheet
from scripts.storyboard.thumbnails import thumbnails
from scripts.storyboard.words import counted
from shared.model.errors import Permanent
from shared.pipeline.reception import LARGEST, too_large


def storyboard(asked: argparse.Namespace) -> int:
    begun = time.monotonic()
    content, name = script(Path(asked.script))
    if len(content) > LARGEST:
        raise too_large()
    wished = options_of(asked).model_dump(mode="json", exclude_unset=True)
    boarded = board(content, name, wished)
    target = Path(asked.out) if asked.out else Path(f"{Path(name).stem or 'film'}-storyboard")
    files = write(boarded, target)
    told: dict[str, Any] = {
        "title": boarded.storyboard.title,
        "scenes": len(boarded.storyboard.scenes),
        "shots": len(boarded.storyboard.shots),
        "duration_s": boarded.storyboard.duration_ms / 1000,
        "complexity": boarded.complexity,
        "reasons": list(boarded.reasons),
        "fast_track": boarded.fast,
        "warnings": [note.words for note in boarded.notes],
        "outputs": files,
        "elapsed_s": round(time.monotonic() - begun, 2),
    }
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        tell(told)
    return 0


def write(boarded: Boarded, target: Path) -> dict[str, str]:
    pictures = thumbnails(boarded.storyboard, boarded.options.aspect or "16:9", boarded.options.seed)
    files = {kind: target.absolute() / name for kind, name in _NAMES.items()}
    try:
        target.mkdir(parents=True, exist_ok=True)
        _place(files["json"], f"{json.dumps(as_json(boarded), ensure_ascii=False, indent=1)}\n".encode())
        _place(files["html"], page(boarded, pictures).encode("utf-8", "replace"))
        part = files["png"].with_name(f".{files['png'].name}.part")
        contact_sheet(boarded, pictures).save(part, "PNG")
        part.replace(files["png"])
    except OSError as error:
        raise Permanent("cannot_write", f"The storyboard cannot be put into {target}: {error.strerror}.") from error
    return {kind: str(file) for kind, file in files.items()}


_NAMES = {"json": "storyboard.json", "png": "contact_sheet.png", "html": "storyboard.html"}


def _place(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def tell(told: dict[str, Any]) -> None:
    for warning in told["warnings"]:
        print(f"  note: {warning}", file=sys.stderr)
    route = "fast track" if told["fast_track"] else "full direction"
    print(f"  complexity {told['complexity']:.2f} ({route}): {'; '.join(told['reasons'])}", file=sys.stderr)
    length = f"{told['duration_s']:.1f} s"
    counts = f"{counted(told['scenes'], 'scene')}, {counted(told['shots'], 'shot')}"
    print(f"  {counts}, {length}, in {told['elapsed_s']} s", file=sys.stderr)
    print(told["outputs"]["html"])
