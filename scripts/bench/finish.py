"""`aiprod bench finish`: ten films made by the product, and their finish measured on what comes out of it.

The one rule: everything is measured on the finished file and on the stems, by instruments that had no part in making
them; it fails when one film misses one promise.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from scripts.bench import judges
from scripts.bench.shorts import SHORTS, Short
from scripts.house import Trouble, bench
from scripts.house.progress import Progress
from scripts.local import home
from scripts.local.runner import Runner
from shared.media import ffmpeg, loudness
from shared.media.probe import probe
from shared.media.sound import FloatReader, reading
from shared.model.states import RESTING
from shared.pipeline import desk
from shared.pipeline.reception import receive
from shared.pipeline.work import Unit
from shared.platform.embedded.machine import Machine

ROOT: Final = Path(__file__).resolve().parents[2]

LOUDNESS_LU: Final = 0.5
PEAK_DB: Final = -1.0
DUCK_DB: Final = 9.0
MEDIAN_MS: Final = 60
WORST_MS: Final = 200
NULL_DB: Final = -50.0

_BLOCK: Final = 4800
_SPOKEN: Final = 0.02
_HEARD: Final = 0.001


@dataclass(frozen=True)
class Made:
    """One finished film: its file, its stems, what its score was before the mix, and its captions."""

    short: Short
    film: Path
    stems: Mapping[str, Path]
    score: Path
    captions: str
    sound: Mapping[str, Any]


def main(asked: argparse.Namespace) -> int:
    begun, progress = time.monotonic(), Progress()
    try:
        with _judge() as python, tempfile.TemporaryDirectory(prefix="aiprod-bench-") as folder:
            films = make(SHORTS[: max(1, asked.films)], Path(folder), progress)
            answers = _asked(python, films, Path(folder))
            told = [measure(film, answer) for film, answer in zip(films, answers, strict=True)]
    except Trouble as trouble:
        progress.end(str(trouble))
        return 1
    except subprocess.CalledProcessError as failed:
        progress.end(f"A judge failed: {failed.stderr}")
        return 1
    summary = summed(told)
    summary["seconds"] = round(time.monotonic() - begun)
    progress.end(f"Measured in {summary['seconds']} s.")
    print(json.dumps({**summary, "films": told}, ensure_ascii=False) if asked.json else as_text(summary, told))
    return 0 if summary["kept"] else 1


@contextmanager
def _judge() -> Iterator[str]:
    """A Python that has the English judge: this one, or the bench's own."""
    if find_spec("pocketsphinx") is not None:
        yield sys.executable
    else:
        with bench.held(ROOT) as python:
            yield str(python)


def make(shorts: tuple[Short, ...], folder: Path, progress: Progress) -> list[Made]:
    """Through the whole product, all at once, in a home of their own."""
    os.environ["AIPROD_HOME"] = str(folder / "home")
    machine = home.enter()
    jobs = []
    for short in shorts:
        job = receive(machine, home.OWNER, f"{short.name}.fountain", short.script.encode(), short.options)
        jobs.append(job.path.partition("/")[2])
        desk.start(machine, jobs[-1])

    def states() -> list[str]:
        return [str(_fields(machine, f"jobs/{job}")["state"]) for job in jobs]

    def look() -> None:
        rested = sum(state in RESTING for state in states())
        progress.say(f"{rested} of {len(jobs)} films are made …")

    with Runner(machine) as runner:
        runner.until(lambda: all(state in RESTING for state in states()), look, every_s=1.0)
    for name, rested in zip(jobs, states(), strict=True):
        if rested != "delivered":
            raise Trouble(f"A film was not delivered: {_fields(machine, f'jobs/{name}').get('error')}")
    return [_made(machine, name, short) for name, short in zip(jobs, shorts, strict=True)]


def _made(machine: Machine, job: str, short: Short) -> Made:
    done = _fields(machine, Unit(job, 1, "assemble").path)["result"]
    mixed = _fields(machine, Unit(job, 1, "mix").path)["result"]
    score = _fields(machine, Unit(job, 1, "music").path)["result"]["object"]

    def path(name: str) -> Path:
        return Path(machine.objects.link(name, 0))

    return Made(
        short=short,
        film=path(done["film"]),
        stems={name: path(stem) for name, stem in mixed["stems"].items()},
        score=path(score),
        captions=path(done["outputs"]["srt"]).read_text(encoding="utf-8"),
        sound=mixed["measured"],
    )


def _fields(machine: Machine, path: str) -> Mapping[str, Any]:
    found = machine.documents.get(path)
    if found is None:
        raise Trouble(f"There is no {path}.")
    return found.fields


def _asked(python: str, films: list[Made], folder: Path) -> list[list[int | None]]:
    questions = []
    for number, film in enumerate(films):
        voice = folder / f"voice-{number}.wav"
        heard: list[str | Path] = ["-i", film.stems["voice"], "-ac", "1", "-ar", str(judges.RATE)]
        ffmpeg.run([*heard, "-c:a", "pcm_s16le", voice], timeout_s=120)
        questions.append((voice, film.short.language, cues_of(film.captions)))
    return judges.ask(python, ROOT, questions)


def cues_of(subtitles: str) -> list[judges.Cue]:
    from functions.technical_qa.wanted import cues

    texts = [" ".join(part.split("\n")[2:]) for part in subtitles.strip().split("\n\n") if part]
    return [(start, end, text) for (start, end), text in zip(cues(subtitles), texts, strict=True)]


def measure(film: Made, answers: list[int | None]) -> dict[str, Any]:
    """All the numbers of one film, and the promises that it misses."""
    facts, heard = probe(film.film), loudness.measure(film.film)
    ducked, cues = duck(film), cues_of(film.captions)
    off = [cue[0] - answer for cue, answer in zip(cues, answers, strict=True) if answer is not None]
    target = float(film.sound["target_lufs"])
    apart = abs(facts.video_ms - facts.audio_ms)
    told: dict[str, Any] = {
        "film": film.short.name,
        "language": film.short.language,
        "seconds": facts.duration_ms / 1000,
        "lufs": heard.lufs,
        "target_lufs": target,
        "true_peak_db": heard.true_peak_db,
        "method": film.sound["method"],
        "rounds": film.sound["rounds"],
        "null_db": film.sound["null_db"],
        "duck_db": ducked,
        "av_apart_ms": round(apart, 3),
        "captions": {"judge": judges.NAMES.get(film.short.language, judges.NAMES[""]), "cues": len(cues),
                     "judged": len(off), "off_ms": off},
    }  # fmt: skip
    misses = {
        "loudness": abs(heard.lufs - target) > LOUDNESS_LU,
        "true_peak": heard.true_peak_db > PEAK_DB,
        "length": apart >= 1000 / facts.fps,
        "null": film.sound["null_db"] > NULL_DB,
        "duck": ducked is not None and ducked["median"] < DUCK_DB,
        "captions": any(abs(ms) > WORST_MS for ms in off),
    }
    told["misses"] = [name for name, missed in misses.items() if missed]
    return told


def duck(film: Made) -> dict[str, float] | None:
    """How much quieter the music is while somebody speaks than it would have been: block by block, where both are
    heard. None where nobody speaks, or nothing is played."""
    import numpy as np

    from functions.post_processor.mix import MUSIC

    voice, music = FloatReader(film.stems["voice"]), FloatReader(film.stems["music"])
    quieter: list[float] = []
    at = 0
    with reading(film.score) as score:
        for said, played in zip(voice.pieces(_BLOCK), music.pieces(_BLOCK), strict=True):
            free = score.read(at, len(played)) * MUSIC
            at += len(played)
            levels = [
                float(np.sqrt((part.astype(np.float64) ** 2).mean())) for part in (said, played, free) if len(part)
            ]
            if len(levels) == 3 and levels[0] > _SPOKEN and levels[2] > _HEARD:
                quieter.append(20 * math.log10(levels[2] / max(levels[1], 1e-9)))
    if not quieter:
        return None
    quieter.sort()
    return {
        "median": round(statistics.median(quieter), 1),
        "in_nine_of_ten": round(quieter[len(quieter) // 10], 1),
        "blocks": len(quieter),
    }


def summed(told: list[dict[str, Any]]) -> dict[str, Any]:
    starts = {}
    for judge in sorted({film["captions"]["judge"] for film in told}):
        off = [ms for film in told if film["captions"]["judge"] == judge for ms in film["captions"]["off_ms"]]
        asked = sum(film["captions"]["cues"] for film in told if film["captions"]["judge"] == judge)
        if off:
            starts[judge] = {
                "median_ms": round(statistics.median(map(abs, off))), "worst_ms": max(map(abs, off)),
                "bias_ms": round(statistics.fmean(off), 1), "judged": len(off), "cues": asked,
            }  # fmt: skip
    missed = sorted({name for film in told for name in film["misses"]})
    missed += [f"caption starts ({judge})" for judge, each in starts.items() if each["median_ms"] > MEDIAN_MS]
    ducks = [film["duck_db"]["median"] for film in told if film["duck_db"]]
    return {
        "kept": not missed,
        "missed": missed,
        "loudness_off_lu": round(max(abs(film["lufs"] - film["target_lufs"]) for film in told), 2),
        "true_peak_db": max(film["true_peak_db"] for film in told),
        "duck_db": min(ducks, default=None),
        "av_apart_ms": max(film["av_apart_ms"] for film in told),
        "null_db": max(film["null_db"] for film in told),
        "caption_starts": starts,
        "method": told[0]["method"],
    }


def as_text(summary: dict[str, Any], told: list[dict[str, Any]]) -> str:
    rows = [
        f"{'film':<10} {'LUFS':>6} {'target':>6} {'dBTP':>5} {'duck':>5} {'A/V ms':>6} {'null':>6}  caption starts (ms)"
    ]
    for film in told:
        ducked = f"{film['duck_db']['median']:.1f}" if film["duck_db"] else "-"
        off = " ".join(f"{ms:+d}" for ms in film["captions"]["off_ms"]) or "-"
        rows.append(
            f"{film['film']:<10} {film['lufs']:>6.1f} {film['target_lufs']:>6.0f} {film['true_peak_db']:>5.1f} "
            f"{ducked:>5} {film['av_apart_ms']:>6.1f} {film['null_db']:>6.0f}  {off}"
            + (f"  MISSES {', '.join(film['misses'])}" if film["misses"] else "")
        )
    rows.append(f"Loudness: {summary['method']}.")
    for judge, each in summary["caption_starts"].items():
        rows.append(
            f"Caption starts against {judge}: median {each['median_ms']} ms, worst {each['worst_ms']} ms, "
            f"bias {each['bias_ms']:+.1f} ms, {each['judged']} of {each['cues']} judged."
        )
    rows.append("Every promise is kept." if summary["kept"] else f"Missed: {', '.join(summary['missed'])}.")
    return "\n".join(rows)
