"""The score: one theme for the film, a colour for each scene, written and played on this machine.

The one rule: it starts and ends with the picture, changes on the cut, and is rendered a few seconds at a time, so that
a feature needs no more memory than a spot.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from functions.music_composer import instruments
from functions.music_composer.harmony import Colour, Theme, chord, colour_of, pitch, theme
from shared.media.sound import RATE, WavWriter, samples_of
from shared.media.sound import VERSION as SOUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Stereo = NDArray[Any]

VERSION: Final = f"composer-1+{SOUND}"

_BLOCK: Final = 8 * RATE
_TAIL: Final = 12 * RATE
"""No note and no echo lasts longer than this past the block in which it starts."""

_LOUD: Final = 0.17
_WET: Final = 0.3

Section = tuple[int, str, str]
"""A scene: its length in milliseconds, its mood, the music that it asks for ("none" is silence)."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    start: int  # sample
    number: int  # keeps equal starts in order
    play: Callable[[], "Stereo"] = field(compare=False)


def compose(mood: str, sections: Sequence[Section], seed: int, to: Path) -> None:
    """A 48 kHz stereo WAV, exactly as long as all sections together."""
    total = samples_of(sum(ms for ms, _, _ in sections))
    with WavWriter(to, 2) as out:
        for block in _played(_score(mood, sections, seed), total):
            out.write(block)


def _score(mood: str, sections: Sequence[Section], seed: int) -> Iterator[Note]:
    """All notes in the order of their starts, written scene by scene while they are played."""
    rng = Random(f"score\x1f{seed}\x1f{mood}")
    tune = theme(rng)
    waiting: list[Note] = []
    passed = number = 0
    for place, (ms, feeling, music) in enumerate(sections):
        start, end = samples_of(passed), samples_of(passed + ms)
        passed += ms
        while waiting and waiting[0].start < start:
            yield heapq.heappop(waiting)
        if music.strip().casefold() == "none":
            continue
        colour = colour_of(music, feeling, mood)
        last = place + 1 == len(sections)
        for at, play in _scene(
            colour, tune, start, end, Random(f"scene\x1f{seed}\x1f{place}\x1f{colour.name}"), last=last
        ):
            heapq.heappush(waiting, Note(max(0, at), number, play))
            number += 1
    while waiting:
        yield heapq.heappop(waiting)


Playing = tuple[int, Callable[[], "Stereo"]]


def _scene(colour: Colour, tune: Theme, start: int, end: int, rng: Random, *, last: bool) -> Iterator[Playing]:
    """Whole bars that fill the scene exactly: the pace gives way, never the cut."""
    usual = 4 * 60 / colour.tempo * RATE
    bars = max(1, round((end - start) / usual))
    bar = (end - start) / bars
    root = tune.root
    for number in range(bars):
        at = start + round(number * bar)
        closing = last and number == bars - 1
        degree = 0 if closing else colour.chords[number % len(colour.chords)]
        seconds = bar / RATE
        yield from _harmony(colour, root, degree, at, seconds)
        if closing:
            break
        yield from _rhythm(colour, root, degree, at, bar, rng)
        if number % 8 not in (6, 7) or bars < 8:  # the tune breathes
            yield from _melody(colour, tune, root, degree, at, bar, number % 2, rng)


def _harmony(colour: Colour, root: int, degree: int, at: int, seconds: float) -> Iterator[Playing]:
    steps = chord(colour, degree)
    for step in steps:
        note, strength = pitch(colour, root + 12, step), colour.pad * 0.34
        yield at, partial(instruments.pad, note, seconds, strength)
    if colour.bass:
        low = pitch(colour, root - 12, degree if degree < 4 else degree - 7)
        yield at, partial(instruments.bass, low, seconds * 0.95, colour.bass * 0.5)
    if colour.arpeggio:
        for place in range(8):
            note = pitch(colour, root + 24, steps[(0, 1, 2, 1, 0, 2, 1, 2)[place] % len(steps)])
            when, strength = at + round(place * seconds * RATE / 8), colour.arpeggio * (0.34 if place % 4 else 0.44)
            yield when, partial(instruments.struck, note, 0.4, strength, kind="pluck")


def _rhythm(colour: Colour, root: int, degree: int, at: int, bar: float, rng: Random) -> Iterator[Playing]:
    if colour.pulse:
        low = pitch(colour, root, degree if degree < 4 else degree - 7)
        for place in range(8):
            strength = colour.pulse * (0.5 if place % 4 == 0 else 0.32)
            yield at + round(place * bar / 8), partial(instruments.strings, low, 0.11, strength)
    if colour.drums:
        for beat, loud in ((0, 0.75), (2, 0.5), (3.5, 0.3)):
            yield at + round(beat * bar / 4), partial(instruments.drum, loud * colour.drums)
        for place in range(8):
            dice = rng.getrandbits(30)
            loud = colour.drums * (0.5 if place % 2 else 0.3)
            yield at + round(place * bar / 8), partial(instruments.shaker, loud, dice)


def _melody(
    colour: Colour, tune: Theme, root: int, degree: int, at: int, bar: float, half: int, rng: Random
) -> Iterator[Playing]:
    for beat, step, beats in tune.notes:
        if not 4 * half <= beat < 4 * half + 4 or rng.random() < colour.sparse:
            continue
        note = pitch(colour, root + 12 * (1 + colour.octave) + 12, (degree if degree < 4 else degree - 7) + step)
        when = at + round((beat - 4 * half) * bar / 4)
        seconds, strength = beats * bar / 4 / RATE, 0.62 + 0.2 * rng.random()
        if colour.lead == "strings":
            yield when, partial(instruments.strings, note, seconds, strength * 0.5)
        else:
            yield when, partial(instruments.struck, note, seconds, strength, kind=colour.lead)


def _played(notes: Iterator[Note], total: int) -> Iterator["Stereo"]:
    """Blocks of sound. Notes and echoes reach into later blocks through a carry that is as long as the longest."""
    import numpy as np

    carry = np.zeros((_BLOCK + _TAIL, 2), np.float32)
    echo = np.zeros((_BLOCK + len(instruments.room()) - 1, 2), np.float32)
    following = next(notes, None)
    for start in range(0, total, _BLOCK):
        while following is not None and following.start < start + _BLOCK:
            sound = following.play()
            at = following.start - start
            count = min(len(sound), len(carry) - at)
            carry[at : at + count] += sound[:count]
            following = next(notes, None)
        dry = carry[:_BLOCK]
        wet = _in_room(dry)
        wet[: len(echo) - _BLOCK] += echo[_BLOCK:]
        echo = wet
        mixed = (dry + _WET * wet[:_BLOCK])[: min(_BLOCK, total - start)]
        yield np.tanh(mixed * _LOUD * 2.2) * 0.8 * _edges(start, len(mixed), total)[:, None]
        carry = np.concatenate([carry[_BLOCK:], np.zeros((_BLOCK, 2), np.float32)])


def _in_room(dry: "Stereo") -> "Stereo":
    import numpy as np

    answer = instruments.room()
    count = len(dry) + len(answer) - 1
    size = 1 << (count - 1).bit_length()
    spectrum = np.fft.rfft(dry, size, axis=0) * np.fft.rfft(answer, size, axis=0)
    return np.fft.irfft(spectrum, size, axis=0)[:count].astype(np.float32)


def _edges(start: int, count: int, total: int) -> "NDArray[Any]":
    """Comes in softly, goes out with the picture: the last sample is silent."""
    import numpy as np

    rise, fall = min(total // 4, round(0.6 * RATE)), min(total // 3, round(3.0 * RATE))
    at = np.arange(start, start + count, dtype=np.float64)
    up = np.clip(at / max(1, rise), 0, 1)
    down = np.clip((total - 1 - at) / max(1, fall), 0, 1)
    return (np.sin(up * np.pi / 2) * np.sin(down * np.pi / 2) ** 1.5).astype(np.float32)
