"""`aiprod check`: any film through the gate that our own films pass.

The one rule: exit 0 is a good film, 2 one with faults; each fault says what is wrong, where, and by how much.
"""

import argparse
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from functions.technical_qa.wanted import Wanted

GOOD, FAULTY = 0, 2
TARGETS = {"web": -16.0, "broadcast": -23.0, "none": None}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("--expect", metavar="FILE.json", help="what the film should be: a plan, or a job's own report")
    parser.add_argument("--duration", type=float, metavar="S", help="seconds that it should last (2 more or less)")
    parser.add_argument("--frames", type=int, metavar="N")
    parser.add_argument("--size", metavar="WxH")
    parser.add_argument("--fps", type=float, metavar="N")
    parser.add_argument("--shots", type=int, metavar="N", help="how many shots should be seen, parted by cuts")
    parser.add_argument("--captions", metavar="FILE", help="SRT or VTT that should stand where somebody speaks")
    parser.add_argument("--voice", metavar="FILE", help="the voice alone (a stem): captions are laid along it")
    parser.add_argument("--target", choices=sorted(TARGETS), help="its loudness: web -16 LUFS, broadcast -23")
    parser.add_argument("--still", action="store_true", help="pictures may stand still")
    parser.add_argument("--thumbnails", metavar="DIR", help="put a picture of each fault there")


def check(asked: argparse.Namespace) -> int:
    from functions.technical_qa.checks import VERSION, measure
    from functions.technical_qa.thumbnails import taken

    film = Path(asked.film)
    if not film.is_file():
        raise Refused("no_such_file", f"There is no film {film}.")
    wanted = wanted_of(asked)
    score, findings, numbers = measure(film, wanted, heard(Path(asked.voice)) if asked.voice else None)
    if asked.thumbnails and findings:
        folder = Path(asked.thumbnails)
        folder.mkdir(parents=True, exist_ok=True)
        for number, picture in taken(film, findings, folder).items():
            findings[number]["thumbnail"] = str(picture)
    faults = [finding for finding in findings if finding["blocks"]]
    report = {
        "film": str(film), "passed": not faults, "score": score, "findings": findings, "numbers": numbers,
        "expected": wanted.model_dump(mode="json", exclude_defaults=True), "version": VERSION,
    }  # fmt: skip
    print(json.dumps(report, ensure_ascii=False) if asked.json else "\n".join(lines(report)))
    return FAULTY if faults else GOOD


def heard(voice: Path) -> "NDArray[Any]":
    """How loud a voice is along its time, whatever kind of file it is in."""
    from functions.technical_qa.drift import loudness_of
    from shared.media import ffmpeg
    from shared.media.sound import RATE, FloatReader

    if not voice.is_file():
        raise Refused("no_such_file", f"There is no sound {voice}.")
    with tempfile.TemporaryDirectory(prefix="aiprod-") as folder:
        plain = Path(folder) / "voice.wav"
        arguments: list[str | Path] = ["-i", voice, "-vn", "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_f32le", plain]
        ffmpeg.run(arguments, timeout_s=600)
        return loudness_of(FloatReader(plain).pieces())


def wanted_of(asked: argparse.Namespace) -> "Wanted":
    """The plan, and over it whatever was typed."""
    from functions.technical_qa.wanted import Wanted, cues

    plan = _plan(Path(asked.expect)) if asked.expect else {}
    if asked.duration is not None:
        plan["duration_ms"] = round(asked.duration * 1000)
    if asked.size:
        plan["size"] = size(asked.size)
    if asked.captions:
        plan["captions"] = list(cues(_text(Path(asked.captions))))
    if asked.target:
        plan["lufs"] = TARGETS[asked.target]
    if asked.still:
        plan["moving"] = False
    plan |= {
        name: value
        for name, value in (("frames", asked.frames), ("fps", asked.fps), ("shot_count", asked.shots))
        if value is not None
    }
    try:
        return Wanted.model_validate(plan)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused("bad_plan", f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if found is None:
        raise Refused("bad_option", f"--size {text}: write it as 1280x720.")
    return int(found[1]), int(found[2])


def _plan(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(_text(path))
    except ValueError as error:
        raise Refused("bad_plan", f"{path} is not JSON ({error}).") from None
    if not isinstance(read, dict):
        raise Refused("bad_plan", f"{path} holds no plan: it should be a JSON object.")
    inner = read.get("expected", read)
    return dict(inner) if isinstance(inner, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise Refused("unreadable", f"{path} cannot be read: {error.strerror}.") from None


def lines(report: dict[str, Any]) -> list[str]:
    """For a person at a terminal: what it is, then what is wrong with it."""
    numbers = report["numbers"]
    told = [report["film"]]
    if numbers:
        sound = f"{numbers['audio_codec']}, {numbers['lufs']:.1f} LUFS, peak {numbers['true_peak_db']:+.1f} dBTP"
        picture = f"{numbers['width']}x{numbers['height']} {numbers['video_codec']} at {numbers['fps']:g} fps"
        told.append(f"  {clock(numbers['duration_ms'])}  {picture}  {sound if numbers['audio_codec'] else 'no sound'}")
    for finding in report["findings"]:
        mark = "fault" if finding["blocks"] else "note "
        where = f"{clock(finding['start_ms'])}-{clock(finding['end_ms'])}" if finding["end_ms"] else "the whole film"
        told.append(f"  {mark}  {finding['code']:<14} {where:<17}  {finding['sentence']}")
        if finding.get("thumbnail"):
            told.append(f"         {finding['thumbnail']}")
    if report["expected"].get("captions") and "captions_off_ms" not in numbers:
        told.append("  note   captions       nobody can be heard clearly enough to judge them; --voice STEM would help")
    faults = sum(finding["blocks"] for finding in report["findings"])
    ending = f"{faults} fault{'s' if faults > 1 else ''}" if faults else "good"
    told.append(f"  {ending} (score {report['score']:.2f})")
    return told


def clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 60}:{seconds % 60:02d}.{rest // 100}"
