"""`aiprod brand`: what a brand looks like, for everyone to see, and to decide.

The one rule: what a person says of a look stays until that person says otherwise.
"""

import argparse
import hashlib
import io
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.local import home
from shared.model.errors import Refused
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Exists
from shared.writing.brand import KINDS, LOGO, Entry, known
from shared.writing.branding import brands_of, edit, forget

PICTURES = {b"\x89PNG": (".png", "image/png"), b"\xff\xd8\xff": (".jpg", "image/jpeg")}
MOST_BYTES = 5_000_000  # what every provider takes for a picture


def brand(asked: argparse.Namespace) -> int:
    machine = home.enter()
    if asked.action == "show" and not asked.brand:
        return _tell_all(machine, asked)
    if not asked.brand:
        raise Refused(
            "no_brand", f"`brand {asked.action}` needs the name of a brand.", "`aiprod brand show` lists them."
        )
    if asked.action == "show":
        return _tell(known(machine, home.OWNER, asked.brand), asked)
    if asked.action == "forget":
        gone = forget(machine, home.OWNER, asked.brand, asked.kind, asked.name)
        print(json.dumps({"brand": asked.brand, "forgotten": gone}) if asked.json else f"{gone} forgotten")
        return 0
    if not asked.kind or not (asked.name or asked.kind in ("style", "palette", LOGO)):
        raise Refused("no_entry", f"`brand {asked.action}` needs a kind and a name.", f"Kinds are {', '.join(KINDS)}.")
    if asked.action == "edit" and asked.words is None and asked.colour is None and asked.image is None:
        raise Refused("no_change", "Nothing was asked to change.", "Give --words, --colour or --image.")
    entry = edit(machine, home.OWNER, asked.brand, asked.kind, asked.name or asked.kind, **_changes(machine, asked))
    return _tell([entry], asked)


def _changes(machine: Machine, asked: argparse.Namespace) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if asked.words is not None:
        changes["words"] = " ".join(asked.words.split())
    if asked.colour is not None:
        if not re.fullmatch("#[0-9a-fA-F]{6}", asked.colour):
            raise Refused("bad_colour", f"{asked.colour} is no colour.", "Write it as #RRGGBB.")
        changes["colour"] = asked.colour.lower()
    if asked.image is not None:
        changes["references"] = (_stored(machine, Path(asked.image), asked.kind),)
    return changes


def _stored(machine: Machine, file: Path, of: str) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused("unreadable", f"{file} cannot be read: {error.strerror}.") from None
    kind = next((kind for begin, kind in PICTURES.items() if content.startswith(begin)), None)
    if kind is None or len(content) > MOST_BYTES:
        raise Refused("bad_picture", f"{file} is no PNG or JPEG of 5 MB at most.", "Save it as one of them.")
    if of == LOGO:
        from functions.post_processor.logo import opened

        opened(io.BytesIO(content))  # refuses what no frame could carry
    name = f"references/{home.OWNER}/{hashlib.sha256(content).hexdigest()[:40]}{kind[0]}"
    try:
        machine.objects.write(name, content, if_generation=0, content_type=kind[1])
    except Exists:
        return name  # the same picture is there already
    return name


def _tell_all(machine: Machine, asked: argparse.Namespace) -> int:
    brands = brands_of(machine, home.OWNER)
    if asked.json:
        print(json.dumps({"brands": brands}, ensure_ascii=False))
    elif not brands:
        print("There are no brands yet. A film with --brand NAME begins one.", file=sys.stderr)
    for each in brands if not asked.json else []:
        print(each)
    return 0


def _tell(entries: list[Entry], asked: argparse.Namespace) -> int:
    told = [_told(entry) for entry in entries]
    if asked.json:
        print(json.dumps({"brand": asked.brand, "entries": told}, ensure_ascii=False))
        return 0
    if not told:
        print(f"{asked.brand} has no looks that still count.", file=sys.stderr)
    for each in told:
        until = "pinned" if each["pinned"] else f"until {each['until'][:16].replace('T', ' ')}"
        how = each["words"] or ", ".join(each["references"])
        print(f"{each['kind']:<10} {each['name']}: {how}  [{until}]")
        if last := each["last"]:
            print(f"{'':<10} last asked for as {last['asked']}: {last['score']:.2f} ({last['because']})")
    return 0


def _told(entry: Entry) -> dict[str, Any]:
    until = "" if entry.pinned else datetime.fromtimestamp(entry.expires / 1000, UTC).isoformat(timespec="seconds")
    last = dict(entry.document.fields["last"]) if entry.document else {}
    return {"id": entry.identity, **entry.fields(), "until": until, "last": last}
