"""`aiprod bench film`: a film of some minutes made by the whole product, beside its own length.

The one rule: it is made as a person's command makes it, in a new process and an empty home; and what is not ours to
spare, ffmpeg's own memory, is told apart.
"""

import argparse
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.bench.appetite import Eaten, eaten, python
from scripts.house.progress import Progress
from shared.media import ffmpeg
from shared.model.errors import Refused
from shared.model.job import Options

ROOT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = ROOT / "scripts" / "samples" / "last_ferry.fountain"
RATIO: Final = 0.75  # of the film's length, on two cores
CORES: Final = 2
PLAIN_S: Final = 4
OWN_MB: Final = 1000.0
WORD_S: Final = 0.33
"""What a word of the sample lasts in the film, action and all."""


def main(asked: argparse.Namespace) -> int:
    progress = Progress()
    wishes = {"preset": "animatic", "size": asked.size, "fps": asked.fps, "captions": "classic"}
    options = Options.model_validate(wishes)
    with tempfile.TemporaryDirectory(prefix="aiprod-bench-") as kept:
        script = _script(asked, Path(kept))
        progress.say(f"a film of {script.name} …")
        os.environ["AIPROD_HOME"] = str(Path(kept) / "home")
        told_in = Path(kept) / "told.json"
        command = python(
            "scripts.bench.filming", str(script), options.model_dump_json(exclude_unset=True), str(told_in)
        )
        before = plain(options)
        whole = eaten(command, ROOT)
        pace = (before + plain(options)) / 2
        told = summed(json.loads(told_in.read_text(encoding="utf-8")), whole, options, pace)
    if told["state"] != "delivered":
        progress.end(f"The film was not delivered: {told['error']}")
        return 1
    progress.end("Measured.")
    print(json.dumps(told, ensure_ascii=False) if asked.json else as_text(told))
    return 0 if told["kept"] else 1


def _script(asked: argparse.Namespace, folder: Path) -> Path:
    if asked.script:
        given = Path(asked.script)
        if not given.is_file():
            raise Refused("no_such_file", f"There is no file {given}.")
        return given.resolve()
    script = folder / "long.fountain"
    script.write_text(lasting(SAMPLE.read_text(encoding="utf-8"), asked.minutes * 60), encoding="utf-8")
    return script


def lasting(sample: str, seconds: float) -> str:
    """So many of its scenes, from the first to the last and over again, as fill this time."""
    head, *scenes = re.split(r"^(?=(?:INT|EXT)\. )", sample, flags=re.MULTILINE)
    taken, words = [head], 0
    while words * WORD_S < seconds:
        scene = re.sub(r" #\d+#$", "", scenes[(len(taken) - 1) % len(scenes)], count=1, flags=re.MULTILINE)
        taken.append(scene)
        words += len(scene.split())
    return "".join(taken)


def plain(options: Options) -> float:
    """What a second of ffmpeg's own test picture, plainly encoded, takes of this machine's processor just now."""
    wide, high = options.frame
    picture = ["-f", "lavfi", "-i", f"testsrc2=s={wide}x{high}:r={options.fps}:d={PLAIN_S}", "-pix_fmt", "yuv420p"]
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "1", "-f", "null", "-"]
    return eaten([ffmpeg.binary(), *picture, *encode], ROOT).cpu_s / PLAIN_S


def summed(told: Mapping[str, Any], whole: Eaten, options: Options, pace: float) -> dict[str, Any]:
    """The clock beside the film's length; what the processor alone would need if nobody else wanted it; and all of that
    beside a plain encode in the same hour, as machines here are not always equally fast."""
    seconds = told["seconds"] or 1.0
    ratio, needed = whole.wall_s / seconds, whole.cpu_s / CORES / seconds
    return {
        "kept": ratio <= RATIO and whole.own_mb <= OWN_MB,
        "ratio": round(ratio, 3),
        "ratio_unhindered": round(needed, 3),
        "promised": RATIO,
        "plain_cpu_per_second": round(pace, 3),
        "beside_plain": round(whole.cpu_s / seconds / pace, 2),
        "seconds": round(seconds, 2),
        "shots": told["shots"],
        "size": f"{options.frame[0]}x{options.frame[1]} at {options.fps}",
        **whole.told(),
        "own_mb": round(whole.own_mb, 1),
        "stages": {
            name: {**stage, "cpu_per_second": round((stage["python_s"] + stage["ffmpeg_s"]) / seconds, 3)}
            for name, stage in told["stages"].items()
        },
        "state": told["state"],
        "error": told["error"],
    }


def as_text(told: Mapping[str, Any]) -> str:
    rows = [f"{'':<12}{'units':>6}{'python s':>10}{'ffmpeg s':>10}{'a second of film':>18}"]
    for name, stage in told["stages"].items():
        numbers = f"{stage['units']:>6}{stage['python_s']:>10.1f}{stage['ffmpeg_s']:>10.1f}"
        rows.append(f"{name:<12}{numbers}{stage['cpu_per_second']:>16.3f} s")
    rows += [
        f"{told['seconds']:.1f} s of film, {told['size']}, {told['shots']} shots: made in {told['wall_s']:.1f} s.",
        f"That is {told['ratio']:.2f} of its length; promised is at most {told['promised']:g}.",
        f"Two cores that do nothing else need {told['ratio_unhindered']:.2f} ({told['cpu_s']:.1f} s of the processor).",
        f"That is {told['beside_plain']:.2f} times what as much test picture takes just now, plainly encoded.",
        f"Memory: {told['own_mb']:.0f} MB at the peak without ffmpeg, {told['peak_mb']:.0f} MB with it.",
    ]
    return "\n".join(rows)
