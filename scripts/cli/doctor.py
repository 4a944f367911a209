"""`aiprod doctor`: what is here, what is missing, and how to get it.

The one rule: a line for each thing that a film may need, found by trying it.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.local import home

ROOM_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Found:
    what: str
    here: bool
    needed: bool
    detail: str


def doctor(asked: argparse.Namespace) -> int:
    found = [examine() for examine in (_python, _ffmpeg, _voices, _hired, _disk, _home, _java, _cloud)]
    if asked.json:
        print(json.dumps({"found": [asdict(each) for each in found]}))
    for each in found if not asked.json else []:
        mark = "ok     " if each.here else "MISSING" if each.needed else "absent "
        print(f"{mark}  {each.what:<18} {each.detail}")
    return 0 if all(each.here or not each.needed for each in found) else 1


def _python() -> Found:
    return Found("Python", sys.version_info >= (3, 11), True, sys.version.split()[0])


def _ffmpeg() -> Found:
    from shared.media.ffmpeg import binary, run

    return _tried("ffmpeg", True, lambda: (run(["-version"], timeout_s=30), binary())[1])


def _voices() -> Found:
    from functions.audio_generator.voices import available

    def named() -> str:
        spoken: dict[str, set[str]] = {}
        for voice in available():
            spoken.setdefault(voice.engine, set()).add(voice.language)
        if not spoken:
            raise LookupError("no voice is installed; ./scripts/aiprod installs them when it can")
        return "; ".join(f"{engine}: {_named(languages)}" for engine, languages in spoken.items())

    return _tried("voices", True, named)


def _named(languages: set[str]) -> str:
    return " ".join(sorted(languages)) if len(languages) < 10 else f"{len(languages)} languages"


def _hired() -> Found:
    from shared.money.quote_hired import everybody, is_open
    from shared.platform.embedded.machine import EnvironmentSecrets

    there = [f"--{what} {who}" for what, who in everybody() if is_open(what, who, EnvironmentSecrets(), os.environ)]
    return Found("paid sounds", bool(there), False, ", ".join(there) or "only for --voices and --score; no key is here")


def _disk() -> Found:
    place = home.folder()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Found("disk", free > ROOM_BYTES, True, f"{free / 1e9:.1f} GB free; a ten-minute film takes about 1 at 720p")


def _home() -> Found:
    folder = home.folder()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return Found("home", os.access(nearest, os.W_OK), True, f"{folder} (AIPROD_HOME)")


def _java() -> Found:
    java = shutil.which("java")
    sdk = Path("/usr/lib/google-cloud-sdk/platform/pubsub-emulator").exists() or shutil.which("gcloud") is not None
    detail = "Google Cloud SDK with its emulators, and Java: only for ./scripts/test"
    return Found("emulators", bool(java and sdk), False, detail)


def _cloud() -> Found:
    project = os.environ.get("GOOGLE_CLOUD_PROJECT", "")
    return Found(
        "cloud project", bool(project), False, project or "only for ./scripts/deploy: set GOOGLE_CLOUD_PROJECT"
    )


def _tried(what: str, needed: bool, attempt: Callable[[], str]) -> Found:
    try:
        return Found(what, True, needed, attempt())
    except Exception as error:  # whatever is wrong with it is the answer
        return Found(what, False, needed, str(error))
