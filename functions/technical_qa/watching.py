"""Watching a film once, from the first frame to the last: what was seen and heard, as numbers and stretches of time.

The one rule: it reports and does not judge. A film that breaks off is reported too, with the place where it broke.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.technical_qa import looking
from functions.technical_qa.drift import STEP_MS
from functions.technical_qa.looking import Stretch
from shared.media import ffmpeg, loudness
from shared.media.loudness import SILENT, Loudness
from shared.media.probe import Probe
from shared.media.sound import RATE
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = f"watching-4+{looking.VERSION}"

_BLOCK: Final = RATE * STEP_MS // 1000
_CLIPPED_RUN: Final = 4
"""So many samples in a row at full scale are no music."""

_QUIET: Final = 10 ** (-60 / 20)


NOTHING_HEARD: Final = Loudness(lufs=SILENT, range_lu=0.0, true_peak_db=-120.0)


@dataclass(slots=True)
class Seen:
    frames: int = 0
    played_ms: int = 0
    uneven_ms: float = 0.0
    damage: str = ""
    black: list[Stretch] = field(default_factory=list)
    frozen: list[Stretch] = field(default_factory=list)
    silent: list[Stretch] = field(default_factory=list)
    clipped: list[Stretch] = field(default_factory=list)
    loudest_db: float = -120.0
    loudness: Loudness = NOTHING_HEARD
    pictures: "NDArray[Any] | None" = None  # each as a few grey points, see `shots`
    speech_db: "NDArray[Any] | None" = None  # of what stands in the middle and is no bass, every `drift.STEP_MS`

    def numbers(self) -> dict[str, Any]:
        return {
            "frames_decoded": self.frames,
            "black_ms": sum(end - start for start, end in self.black),
            "frozen_ms": sum(end - start for start, end in self.frozen),
            "silent_ms": sum(end - start for start, end in self.silent),
            "clipped": len(self.clipped),
            "lufs": self.loudness.lufs,
            "true_peak_db": self.loudness.true_peak_db,
            "loudness_range_lu": self.loudness.range_lu,
        }


def watch(film: Path, facts: Probe, *, timeout_s: float = 500) -> Seen:
    """Decodes everything once, pictures and sound side by side."""
    seen, ear = Seen(), _Ear()
    if not facts.has_video and not facts.has_audio:
        seen.damage = "there is neither picture nor sound in it."
        return seen
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(_listen, film, ear, timeout_s) if facts.has_audio else None
        looked = looking.look(film, facts, timeout_s=timeout_s) if facts.has_video else looking.Looked()
        said, unheard = listening.result() if listening else ("", "")
    ear.end()
    seen.speech_db = ear.speech_db()
    seen.silent, seen.clipped, seen.loudest_db = ear.silent, ear.clipped, ear.loudest_db
    seen.pictures, seen.damage = looked.pictures, looked.damage or unheard
    if seen.damage:
        seen.frames, seen.played_ms = looking.playable(film, facts)
        return seen
    seen.frames, seen.played_ms, seen.uneven_ms = looked.frames, facts.duration_ms, looked.uneven_ms
    seen.black, seen.frozen = looked.black, looked.frozen
    if facts.has_audio:
        seen.loudness = loudness.heard(said)
    return seen


def _listen(film: Path, ear: "_Ear", timeout_s: float) -> tuple[str, str]:
    """What ffmpeg says of the sound, and what is broken in it. The samples themselves come to us."""
    wishes = f"aformat=sample_rates={RATE}:channel_layouts=stereo,{loudness.FILTER}"
    arguments: list[str | Path] = [*looking.STRICT, "-i", film, "-map", "0:a:0", "-af", wishes, "-f", "f32le", "pipe:1"]
    try:
        return ffmpeg.run(arguments, timeout_s=timeout_s, sink=ear.listen), ""
    except Permanent as error:
        return "", error.sentence


class _Ear:
    """Listens to samples as they come: where nothing is heard, where the sound is clipped."""

    def __init__(self) -> None:
        self.silent: list[Stretch] = []
        self.clipped: list[Stretch] = []
        self.loudest_db = -120.0
        self._rest = b""
        self._blocks = 0
        self._quiet_since: int | None = None
        self._speech: list[NDArray[Any]] = []

    def listen(self, piece: bytes) -> None:
        import numpy as np

        data = self._rest + piece
        whole = len(data) // (8 * _BLOCK) * (8 * _BLOCK)
        self._rest = data[whole:]
        if whole:
            self._blocks_of(np.frombuffer(data[:whole], "<f4").reshape(-1, _BLOCK, 2))

    def _blocks_of(self, samples: "NDArray[Any]") -> None:
        import numpy as np

        left, right = (np.diff(samples[:, :, side], axis=1) for side in (0, 1))
        shared = ((left + right) ** 2 - (left - right) ** 2).mean(axis=1, dtype=np.float32)
        self._speech.append(np.maximum(shared, 0))
        peaks = np.abs(samples).max(axis=(1, 2))
        top = float(peaks.max())
        self.loudest_db = max(self.loudest_db, 20 * float(np.log10(max(top, 1e-6))))
        quiet = peaks < _QUIET
        loud = np.flatnonzero(peaks >= 0.999)
        for number in loud:
            if _runs(np.abs(samples[number]) >= 0.999) >= _CLIPPED_RUN:
                self._clip(self._ms(self._blocks + int(number)))
        for number in np.flatnonzero(np.diff(np.concatenate([[self._quiet_since is not None], quiet]).astype(int))):
            self._turn(self._ms(self._blocks + int(number)))
        self._blocks += len(samples)

    def _turn(self, at: int) -> None:
        if self._quiet_since is None:
            self._quiet_since = at
            return
        self.silent.append((self._quiet_since, at))
        self._quiet_since = None

    def _clip(self, at: int) -> None:
        if self.clipped and at - self.clipped[-1][1] < 500:
            self.clipped[-1] = (self.clipped[-1][0], at + 20)
        else:
            self.clipped.append((at, at + 20))

    def speech_db(self) -> "NDArray[Any]":
        import numpy as np

        power = np.concatenate(self._speech) if self._speech else np.zeros(0, np.float32)
        return 10 * np.log10(power + 1e-12)

    def end(self) -> None:
        if self._quiet_since is not None:
            self._turn(self._ms(self._blocks))

    def _ms(self, block: int) -> int:
        return block * _BLOCK * 1000 // RATE


def _runs(full: "NDArray[Any]") -> int:
    """The longest run of samples at full scale in either channel."""
    return max((_longest(channel) for channel in full.T), default=0)


def _longest(flags: Iterable[bool]) -> int:
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
