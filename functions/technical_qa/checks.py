"""The gate at the end: one look through the whole film, and every number that a broken film would get wrong.

The one rule: it believes the decoded frames and samples, not the file's labels; and what it says has a place in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.technical_qa import drift, shots
from functions.technical_qa.looking import Stretch
from functions.technical_qa.wanted import Planned, Wanted
from functions.technical_qa.watching import VERSION as WATCHING
from functions.technical_qa.watching import Seen, watch
from shared.media.probe import VERSION as PROBE
from shared.media.probe import Probe, probe
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = f"checks-2+{WATCHING}+{shots.VERSION}+{drift.VERSION}+{PROBE}"

LENGTH_MS: Final = 2000
"""The film may be this much longer or shorter than planned."""

BLACK_MS: Final = 1000
FROZEN_MS: Final = 3000
STILL_MS: Final = 30_000
"""A film of stills may stand still, but not for ever."""

SILENT_MS: Final = 4000
DRIFT_MS: Final = 300
"""Captions that stand further from their words are read as those of somebody else."""

OFF_LU: Final = 2.0
"""Louder than this is a fault; so is quieter, where somebody speaks. Half of it is worth a word."""

Finding = dict[str, Any]


@dataclass(frozen=True)
class Watched:
    facts: Probe | None
    seen: Seen
    unreadable: str = ""


def measure(
    film: Path, wanted: Wanted, voice_db: "NDArray[Any] | None" = None
) -> tuple[float, list[Finding], dict[str, Any]]:
    return judged(watched(film), wanted, voice_db)


def watched(film: Path) -> Watched:
    try:
        facts = probe(film)
    except Permanent as error:
        return Watched(None, Seen(), error.sentence)
    return Watched(facts, watch(film, facts))


def judged(
    film: Watched, wanted: Wanted, voice_db: "NDArray[Any] | None" = None
) -> tuple[float, list[Finding], dict[str, Any]]:
    """The score (0 to 1), what is wrong, and the numbers. What blocks must not be delivered. Captions are laid along
    the loudness of the voice alone where there is one (`drift.loudness_of`), else along the film's own."""
    facts, seen = film.facts, film.seen
    if facts is None:
        return 0.0, [_finding("unreadable", f"The film cannot be opened: {film.unreadable}")], {}
    speech = seen.speech_db if voice_db is None else voice_db
    lags = [] if seen.damage or speech is None else drift.lags(speech, wanted.captions)
    findings = [
        *_labels(facts, wanted), *_picture(facts, seen, wanted), *_shots(facts, seen, wanted),
        *_sound(facts, seen, wanted), *_captions(lags),
    ]  # fmt: skip
    score = max(0.0, 1.0 - sum(0.5 if finding["blocks"] else 0.05 for finding in findings))
    told = {"captions_off_ms": [[lag.start_ms, lag.end_ms, lag.ms] for lag in lags]} if lags else {}
    return round(score, 3), findings, {**facts.model_dump(), **seen.numbers(), **told}


def _finding(code: str, sentence: str, *, blocks: bool = True, at: Stretch | None = None, **numbers: float) -> Finding:
    start, end = at or (0, 0)
    return {
        "code": code, "sentence": sentence, "blocks": blocks, "start_ms": start, "end_ms": end, "numbers": numbers,
    }  # fmt: skip


def _labels(facts: Probe, wanted: Wanted) -> Iterator[Finding]:
    whole = (0, facts.duration_ms)
    if facts.video_codec != wanted.video_codec or facts.pixel_format != "yuv420p":
        what = f"{facts.video_codec or 'no picture'} {facts.pixel_format}".strip()
        yield _finding("video_codec", f"The picture is {what}, not {wanted.video_codec} with yuv420p.", at=whole)
    if wanted.size and (facts.width, facts.height) != wanted.size:
        wide, high = wanted.size
        sentence = f"The picture is {facts.width}x{facts.height}, not {wide}x{high}."
        yield _finding("size", sentence, at=whole, width=facts.width, height=facts.height)
    if wanted.fps and abs(facts.fps - wanted.fps) > 0.01:
        sentence = f"The film runs at {facts.fps:g} frames a second, not {wanted.fps:g}."
        yield _finding("fps", sentence, at=whole, fps=facts.fps)
    if facts.has_audio and (facts.audio_codec, facts.sample_rate) != (wanted.audio_codec, 48_000):
        sentence = f"The sound is {facts.audio_codec} at {facts.sample_rate} Hz, not {wanted.audio_codec} at 48 kHz."
        yield _finding("audio_codec", sentence, at=whole, sample_rate=facts.sample_rate)
    if not facts.moov_first:
        yield _finding("slow_start", "A player needs the whole file before it can start.", at=whole)
    if wanted.duration_ms and abs(facts.duration_ms - wanted.duration_ms) > LENGTH_MS:
        word = "short" if facts.duration_ms < wanted.duration_ms else "long"
        yield _finding(
            "length",
            f"The film is too {word}: {facts.duration_ms / 1000:.1f} s, not {wanted.duration_ms / 1000:.1f} s.",
            at=(min(facts.duration_ms, wanted.duration_ms), max(facts.duration_ms, wanted.duration_ms)),
            duration_ms=facts.duration_ms, wanted_ms=wanted.duration_ms,
        )  # fmt: skip
    apart = abs(facts.video_ms - facts.audio_ms)
    if facts.has_audio and facts.has_video and facts.fps and apart >= 1000 / facts.fps:
        at = (round(min(facts.video_ms, facts.audio_ms)), facts.duration_ms)
        yield _finding("uneven_end", f"Picture and sound end {apart:.0f} ms apart.", at=at, apart_ms=apart)


def _picture(facts: Probe, seen: Seen, wanted: Wanted) -> Iterator[Finding]:
    if seen.damage:
        sentence = f"The film cannot be played to its end: {seen.damage}"
        yield _finding("damaged", sentence, at=(seen.played_ms, facts.duration_ms), played_ms=seen.played_ms)
    if wanted.frames and facts.has_video and seen.frames != wanted.frames:
        frame_ms = 1000 / (wanted.fps or facts.fps or 25)
        at = (round(min(seen.frames, wanted.frames) * frame_ms), round(max(seen.frames, wanted.frames) * frame_ms))
        sentence = f"The film has {seen.frames} pictures, not {wanted.frames}."
        yield _finding("frames", sentence, at=at, frames=seen.frames, wanted=wanted.frames)
    if seen.uneven_ms > 1.0:
        sentence = f"The pictures are not evenly spaced (by up to {seen.uneven_ms:.1f} ms)."
        yield _finding("timing", sentence, at=(0, facts.duration_ms), uneven_ms=seen.uneven_ms)
    for start, end in seen.black:
        if end - start >= BLACK_MS:
            sentence = f"The picture is black for {(end - start) / 1000:.1f} s."
            yield _finding("black", sentence, at=(start, end), seconds=(end - start) / 1000)
    for start, end in seen.frozen:
        stands = (end - start) / 1000
        restless = _restless(start, end, wanted, facts.fps) if wanted.moving else 0
        if restless >= FROZEN_MS and not _in((start, end), seen.black):
            yield _finding("frozen", f"The picture stands still for {stands:.1f} s.", at=(start, end), seconds=stands)
        elif end - start >= STILL_MS:
            sentence = f"One picture stands for {stands:.0f} s."
            yield _finding("still", sentence, blocks=False, at=(start, end), seconds=stands)


def _in(stretch: Stretch, others: list[Stretch]) -> bool:
    return any(start <= stretch[0] + 100 and stretch[1] <= end + 100 for start, end in others)


def _restless(start: int, end: int, wanted: Wanted, fps: float) -> float:
    """How much of a stretch lies in shots that should move."""
    if not wanted.shots or not fps:
        return end - start
    total = 0.0
    for shot in wanted.shots:
        first, last = shot.first_frame * 1000 / fps, (shot.first_frame + shot.frames) * 1000 / fps
        if not shot.still:
            total += max(0.0, min(end, last) - max(start, first))
    return total


def _shots(facts: Probe, seen: Seen, wanted: Wanted) -> Iterator[Finding]:
    if seen.pictures is None or seen.damage:
        return
    for shot in shots.missing(wanted.shots, seen.pictures):
        at = _when(shot, wanted.fps or facts.fps)
        sentence = f"Shot {shot.shot} is missing at {at[0] / 1000:.1f} s."
        yield _finding("missing_shot", sentence, at=at, frames=shot.frames)
    if wanted.shot_count:
        count = shots.counted(seen.pictures)
        if count < wanted.shot_count:
            sentence = f"Only {count} of {wanted.shot_count} shots can be seen."
            yield _finding("missing_shot", sentence, at=(0, facts.duration_ms), shots=count, wanted=wanted.shot_count)


def _when(shot: Planned, fps: float) -> Stretch:
    return round(shot.first_frame * 1000 / fps), round((shot.first_frame + shot.frames) * 1000 / fps)


def _sound(facts: Probe, seen: Seen, wanted: Wanted) -> Iterator[Finding]:
    whole = (0, facts.duration_ms)
    if not facts.has_audio:
        yield _finding("no_sound", "The film has no sound track.", at=whole)
        return
    if seen.damage:
        return  # what was heard of it says nothing about the film
    heard = seen.loudness
    if heard.silent or seen.loudest_db < -50:
        yield _finding("silent", "Nothing can be heard in the whole film.", at=whole, loudest_db=seen.loudest_db)
        return
    for start, end in seen.clipped[:5]:
        yield _finding("clipped", f"The sound is clipped at {start / 1000:.1f} s.", at=(start, end))
    peak = heard.true_peak_db
    if peak > -0.9:
        over = "" if peak > 0 else ", above -1"
        sentence = f"The sound's true peak is {peak:+.1f} dBTP{over}."
        yield _finding("peak", sentence, blocks=peak > 0, at=whole, true_peak_db=peak)
    for start, end in seen.silent:
        if end - start >= SILENT_MS:
            sentence = f"Nothing is heard for {(end - start) / 1000:.1f} s."
            yield _finding("silent", sentence, at=(start, end), seconds=(end - start) / 1000)
    if wanted.lufs is None:
        return
    off = heard.lufs - wanted.lufs
    if abs(off) > OFF_LU / 2:
        word = "loud" if off > 0 else "quiet"
        yield _finding(
            f"too_{word}", f"The film is too {word}: {heard.lufs:.1f} LUFS, not {wanted.lufs:.0f}.",
            blocks=off > OFF_LU or (off < -OFF_LU and wanted.spoken), at=whole, lufs=heard.lufs, off_lu=round(off, 2),
        )  # fmt: skip


def _captions(lags: list[drift.Lag]) -> Iterator[Finding]:
    """Captions are late when they appear after the word, early when before it."""
    off = [lag for lag in lags if abs(lag.ms) > DRIFT_MS]
    if not off:
        return
    worst = max(off, key=lambda lag: abs(lag.ms))
    word = "late" if worst.ms > 0 else "early"
    drifts = ", and drift" if max(lag.ms for lag in lags) - min(lag.ms for lag in lags) > DRIFT_MS / 2 else ""
    yield _finding(
        "caption_drift", f"Captions come up to {abs(worst.ms) / 1000:.1f} s too {word}{drifts}.",
        at=(off[0].start_ms, off[-1].end_ms), worst_ms=worst.ms,
    )  # fmt: skip
