"""The effects of one scene: the bed of its place, and a sound for each cue on the frame of its shot.

The one rule: the track is as long as the scene and a lead of its bed before and after it, to the sample; and the same
scene and seed give the same samples.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.media.sound import RATE, WavWriter, samples_of
from shared.media.sound import VERSION as SOUND
from shared.model.storyboard import Scene, Shot, SoundCue
from shared.model.timeline import LEAD_MS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Stereo = NDArray[np.float32]
    Mono = NDArray[np.float32]

VERSION: Final = f"effects-2+{SOUND}"

_BLOCK: Final = 10 * RATE
_LEAD: Final = samples_of(LEAD_MS)
"""In it, the mix goes over from one scene's bed to the next."""

_BED: Final = 0.5
_HIT: Final = 0.55


def synth(category: str, duration_ms: int, seed: int, words: str = "") -> "NDArray[np.float32]":
    """One effect of a given length, one channel."""
    from functions.sound_effects.hits import hit

    return hit(category, words, _dice("synth", category, words, seed), duration_ms / 1000)


Recorded = Callable[[SoundCue], "Mono | None"]
"""Somebody who may have a recording of a cue."""


def perform(scene: Scene, seed: int, to: Path, recorded: Recorded = lambda cue: None) -> None:
    """A 48 kHz stereo WAV as long as the scene's shots together, and twice the lead."""
    import numpy as np

    from functions.sound_effects.beds import bed

    total = samples_of(sum(shot.duration_ms for shot in scene.shots)) + 2 * _LEAD
    loop = bed(scene, _dice("bed", scene.place.casefold(), scene.time_of_day, scene.weather, seed))
    hits = list(_hits(scene, seed, recorded))
    with WavWriter(to, 2) as out:
        for start in range(0, total, _BLOCK):
            count = min(_BLOCK, total - start)
            block = np.take(loop, range(start, start + count), axis=0, mode="wrap") * _BED
            for at, sound in hits:
                first, last = max(at, start), min(at + len(sound), start + count)
                if last > first:
                    block[first - start : last - start] += sound[first - at : last - at]
            out.write(np.tanh(block).astype(np.float32))


def _hits(scene: Scene, seed: int, recorded: Recorded) -> "Iterator[tuple[int, Stereo]]":
    """Each shot's cues, the first near its start, the others spread over it."""
    from functions.sound_effects.hits import hit

    passed = 0
    for shot in scene.shots:
        for place, cue in enumerate(shot.sounds):
            dice = _dice("hit", shot.id, place, cue.category, cue.words, seed)
            at = passed + 120 + place * max(0, shot.duration_ms - 240) // max(1, len(shot.sounds))
            room_ms = _room_after(scene, shot, passed + shot.duration_ms - at)
            real = recorded(cue)
            sound = (hit(cue.category, cue.words, dice) if real is None else real.copy())[: samples_of(room_ms)]
            edge = min(len(sound), RATE // 25)
            sound[len(sound) - edge :] *= _falling(edge)
            side = float(dice.uniform(0.38, 0.62))
            yield _LEAD + samples_of(at), _HIT * 2 * _panned(sound, side)
        passed += shot.duration_ms


def _room_after(scene: Scene, shot: Shot, left_ms: int) -> int:
    """A sound may ring into the next shot of its scene, never into the next scene."""
    return left_ms + (1200 if shot.id != scene.shots[-1].id else 0)


def _panned(sound: "NDArray[np.float32]", side: float) -> "Stereo":
    import numpy as np

    return np.stack([sound * (1 - side), sound * side], 1)


def _falling(count: int) -> "NDArray[np.float32]":
    import numpy as np

    return np.linspace(1, 0, count, dtype=np.float32)


def _dice(*parts: object) -> "np.random.Generator":
    import numpy as np

    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
