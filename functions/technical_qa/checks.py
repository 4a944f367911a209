"""The gate at the end: one look through the whole film, and every number that a broken film would get wrong.

The one rule: it believes the decoded frames and samples, not the file's labels; and what it says has a place in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from functions.technical_qa.watching import VERSION as WATCHING
from functions.technical_qa.watching import Seen, Stretch, watch
from shared.media.probe import VERSION as PROBE
from shared.media.probe import Probe, probe
from shared.model.errors import Permanent
from shared.model.job import Options

VERSION: Final = f"checks-1+{WATCHING}+{PROBE}"

TARGET_LUFS: Final = -16.0
LENGTH_MS: Final = 2000
"""The film may be this much longer or shorter than planned."""

BLACK_MS: Final = 1000
FROZEN_MS: Final = 3000
STILL_MS: Final = 30_000
"""A film of stills may stand still, but not for ever."""

SILENT_MS: Final = 6000

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    ms: int
    frames: int
    spoken: bool
    frame: tuple[int, int]
    fps: int
    moving: bool  # whether pictures that stand still are a fault


def measure(
    film: Path, ms: int, frames: int, spoken: bool, options: Options, *, moving: bool | None = None
) -> tuple[float, list[Finding], dict[str, Any]]:
    """The score (0 to 1), what is wrong, and the numbers. What blocks must not be delivered."""
    if moving is None:
        moving = options.settled().backend not in ("animatic", "keyframe", "auto")
    expected = Expected(ms, frames, spoken, options.settled().frame, options.fps, moving)
    try:
        facts = probe(film)
    except Permanent as error:
        return 0.0, [_finding("unreadable", f"The film cannot be opened: {error.sentence}")], {}
    seen = watch(film, facts)
    findings = [*_labels(facts, expected), *_picture(facts, seen, expected), *_sound(facts, seen, expected)]
    score = max(0.0, 1.0 - sum(0.5 if finding["blocks"] else 0.05 for finding in findings))
    return round(score, 3), findings, {**facts.model_dump(), **seen.numbers()}


def _finding(code: str, sentence: str, *, blocks: bool = True, at: Stretch | None = None) -> Finding:
    start, end = at or (0, 0)
    return {"code": code, "sentence": sentence, "blocks": blocks, "start_ms": start, "end_ms": end}


def _labels(facts: Probe, expected: Expected) -> Iterator[Finding]:
    if facts.video_codec != "h264" or facts.pixel_format != "yuv420p":
        what = f"{facts.video_codec or 'no picture'} {facts.pixel_format}".strip()
        yield _finding("video_codec", f"The picture is {what}, not H.264 with yuv420p.")
    if (facts.width, facts.height) != expected.frame:
        wide, high = expected.frame
        yield _finding("size", f"The picture is {facts.width}x{facts.height}, not {wide}x{high}.")
    if abs(facts.fps - expected.fps) > 0.01:
        yield _finding("fps", f"The film runs at {facts.fps:g} frames a second, not {expected.fps}.")
    if facts.has_audio and (facts.audio_codec, facts.sample_rate) != ("aac", 48_000):
        yield _finding("audio_codec", f"The sound is {facts.audio_codec} at {facts.sample_rate} Hz, not AAC at 48 kHz.")
    if not facts.moov_first:
        yield _finding("slow_start", "A player needs the whole file before it can start.")
    if abs(facts.duration_ms - expected.ms) > LENGTH_MS:
        yield _finding(
            "length", f"The film lasts {facts.duration_ms / 1000:.1f} s, not {expected.ms / 1000:.1f} s.",
            at=(min(facts.duration_ms, expected.ms), max(facts.duration_ms, expected.ms)),
        )  # fmt: skip
    frame_ms = 1000 / expected.fps
    if facts.has_audio and facts.has_video and abs(facts.video_ms - facts.audio_ms) >= frame_ms:
        apart = abs(facts.video_ms - facts.audio_ms)
        yield _finding("uneven_end", f"Picture and sound end {apart:.0f} ms apart.",
                       at=(round(min(facts.video_ms, facts.audio_ms)), facts.duration_ms))  # fmt: skip


def _picture(facts: Probe, seen: Seen, expected: Expected) -> Iterator[Finding]:
    if seen.damage:
        yield _finding(
            "damaged", f"The film cannot be played to its end: {seen.damage}", at=(seen.played_ms, facts.duration_ms)
        )
    if facts.has_video and seen.frames != expected.frames:
        at = (round(min(seen.frames, expected.frames) * 1000 / expected.fps), expected.ms)
        yield _finding("frames", f"The film has {seen.frames} pictures, not {expected.frames}.", at=at)
    if seen.uneven_ms > 1.0:
        yield _finding("timing", f"The pictures are not evenly spaced (by up to {seen.uneven_ms:.1f} ms).")
    for start, end in seen.black:
        if end - start >= BLACK_MS:
            yield _finding("black", f"The picture is black for {(end - start) / 1000:.1f} s.", at=(start, end))
    for start, end in seen.frozen:
        if expected.moving and end - start >= FROZEN_MS:
            yield _finding("frozen", f"The picture stands still for {(end - start) / 1000:.1f} s.", at=(start, end))
        elif end - start >= STILL_MS:
            yield _finding(
                "still", f"One picture stands for {(end - start) / 1000:.0f} s.", blocks=False, at=(start, end)
            )


def _sound(facts: Probe, seen: Seen, expected: Expected) -> Iterator[Finding]:
    if not facts.has_audio:
        yield _finding("no_sound", "The film has no sound track.")
        return
    if seen.damage:
        return  # what was heard of it says nothing about the film
    heard = seen.loudness
    if heard.silent or seen.loudest_db < -50:
        yield _finding("silent", "Nothing can be heard in the whole film.", at=(0, facts.duration_ms))
        return
    for start, end in seen.clipped[:5]:
        yield _finding("clipped", f"The sound is clipped at {start / 1000:.1f} s.", at=(start, end))
    if heard.true_peak_db > 0:
        yield _finding("peak", f"The sound's true peak is {heard.true_peak_db:+.1f} dBTP.")
    elif heard.true_peak_db > -0.9:
        yield _finding("peak", f"The sound's true peak is {heard.true_peak_db:+.1f} dBTP, above -1.", blocks=False)
    off = heard.lufs - TARGET_LUFS
    if abs(off) > 1.0:
        word = "loud" if off > 0 else "quiet"
        yield _finding(
            "loudness", f"The film is too {word}: {heard.lufs:.1f} LUFS, not {TARGET_LUFS:.0f}.",
            blocks=off > 2 or (off < -4 and expected.spoken),
        )  # fmt: skip
    for start, end in seen.silent:
        if end - start >= SILENT_MS:
            yield _finding(
                "silence", f"Nothing is heard for {(end - start) / 1000:.1f} s.", blocks=False, at=(start, end)
            )
