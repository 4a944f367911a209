"""`aiprod export`: a delivered film in the form that somebody else can work with.

The one rule: what is written is what was delivered; nothing is made anew.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.cli.find import the_job
from scripts.local import home
from shared.model.errors import Permanent
from shared.pipeline import bundle
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    forms = "mp4, srt, vtt, otio, edl, fcpxml, csv, json, credits.txt, … or zip for everything"
    parser.add_argument("--format", default=bundle.ZIP, metavar="FORMAT", help=forms)
    parser.add_argument("--out", metavar="FILE", help="where it goes (default: here, named like the script)")


def export(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    pieces = _pieces(machine, job, asked.format)
    stem = Path(job.fields["script"]["name"]).stem or "film"
    to = Path(asked.out or f"{stem}.{asked.format}").absolute()
    if to.is_dir():
        to /= f"{stem}.{asked.format}"
    size = _written(pieces, to)
    if asked.json:
        told = {"job_id": job.path.partition("/")[2], "format": asked.format, "file": str(to), "bytes": size}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{size / 1e6:.1f} MB", file=sys.stderr)
        print(to)
    return 0


def _pieces(machine: Machine, job: Document, kind: str) -> Iterator[bytes]:
    name = bundle.delivered(job, kind)
    return bundle.streamed(machine, name) if name else bundle.packed(machine, bundle.contents(machine, job))


def _written(pieces: Iterator[bytes], to: Path) -> int:
    part = to.with_name(f".{to.name}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            size = sum(file.write(piece) for piece in pieces)
        part.replace(to)
    except OSError as error:
        raise Permanent("cannot_write", f"{to} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return size
