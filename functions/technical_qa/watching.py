"""Watching a film once, from the first frame to the last: what was seen and heard, as numbers and stretches of time.

The one rule: it reports and does not judge. A film that breaks off is reported too, with the place where it broke.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from functions.technical_qa import shots
from functions.technical_qa.drift import STEP_MS
from shared.media import ffmpeg, loudness
from shared.media.loudness import SILENT, Loudness
from shared.media.probe import Probe
from shared.media.sound import RATE
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "watching-3"

Stretch = tuple[int, int]
"""From, to, in milliseconds."""

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
    """Decodes everything once. Sound comes to us as samples; pictures are looked at inside ffmpeg, made small, without
    the filter that softens the edges of blocks: a fifth less work, and nothing that is looked for depends on it."""
    with TemporaryDirectory(prefix="aiprod-") as folder:
        return _watch(film, facts, Path(folder) / "small.grey", timeout_s)


def _watch(film: Path, facts: Probe, small: Path, timeout_s: float) -> Seen:
    seen, ear = Seen(), _Ear()
    arguments: list[str | Path] = ["-xerror", "-err_detect", "explode", "-skip_loop_filter", "all", "-i", film]
    graphs = []
    if facts.has_video:
        eye = "blackdetect=d=0.3:pix_th=0.03:pic_th=0.995,freezedetect=n=-60dB:d=1"
        points = f"scale={shots.SMALL[0]}:{shots.SMALL[1]}:flags=area,format=gray"
        graphs.append(f"[0:v:0]scale=320:-2:flags=fast_bilinear,split[a][b];[a]{eye}[seen];[b]{points}[small]")
    if facts.has_audio:
        graphs.append(f"[0:a:0]aformat=sample_rates={RATE}:channel_layouts=stereo,{loudness.FILTER}[heard]")
    if not graphs:
        seen.damage = "there is neither picture nor sound in it."
        return seen
    arguments += ["-filter_complex", ";".join(graphs)]
    if facts.has_video:
        arguments += ["-map", "[seen]", "-fps_mode", "passthrough", "-f", "null", "-"]
        arguments += ["-map", "[small]", "-fps_mode", "passthrough", "-f", "rawvideo", small]
    if facts.has_audio:
        arguments += ["-map", "[heard]", "-f", "f32le", "pipe:1"]
    arguments += ["-progress", "pipe:2", "-stats_period", "3600"]
    try:
        said = ffmpeg.run(arguments, timeout_s=timeout_s, sink=ear.listen, lines=100_000)
    except Permanent as error:
        seen.damage = error.sentence
        said = ""
        seen.frames, seen.played_ms = _playable(film, facts)
    else:
        frames = re.findall(r"^frame=\s*(\d+)", said, re.MULTILINE)
        seen.frames = int(frames[-1]) if frames else 0
        seen.played_ms = facts.duration_ms
    ear.end()
    seen.speech_db = ear.speech_db()
    if small.exists():
        seen.pictures = _rows(small)
    seen.black = _stretches(said, "black_start:", "black_end:", facts.duration_ms)
    seen.frozen = _stretches(said, "freeze_start:", "freeze_end:", facts.duration_ms)
    seen.silent, seen.clipped, seen.loudest_db = ear.silent, ear.clipped, ear.loudest_db
    if said and facts.has_audio:
        seen.loudness = loudness.heard(said)
    if facts.has_video and not seen.damage:
        seen.uneven_ms = _uneven(film)
    return seen


def _rows(small: Path) -> "NDArray[Any]":
    import numpy as np

    count = shots.SMALL[0] * shots.SMALL[1]
    raw = small.read_bytes()
    return np.frombuffer(raw[: len(raw) // count * count], np.uint8).reshape(-1, count)


def _stretches(said: str, opening: str, closing: str, length_ms: int) -> list[Stretch]:
    """Pairs of moments; one that is still open at the end lasts to the end."""
    pattern = rf"(?P<open>{re.escape(opening)})\s*(?P<start>[\d.]+)|(?P<close>{re.escape(closing)})\s*(?P<end>[\d.]+)"
    found: list[Stretch] = []
    start: float | None = None
    for match in re.finditer(pattern, said):
        if match["open"]:
            start = float(match["start"])
        elif start is not None:
            found.append((round(start * 1000), round(float(match["end"]) * 1000)))
            start = None
    if start is not None:
        found.append((round(start * 1000), length_ms))
    return found


def _playable(film: Path, facts: Probe) -> tuple[int, int]:
    """How far a damaged film can be played."""
    import av

    frames = 0
    try:
        with av.open(str(film)) as container:
            for _ in container.decode(video=0):
                frames += 1
    except (av.FFmpegError, IndexError):
        pass  # the place where it breaks is what we wanted to know
    return frames, round(frames * 1000 / facts.fps) if facts.fps else 0


def _uneven(film: Path) -> float:
    """How far the gaps between pictures differ from one another, from the file's own clock."""
    import av

    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        base = stream.time_base
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
    gaps = [after - before for before, after in pairwise(times)]
    return float((max(gaps) - min(gaps)) * base) * 1000 if gaps and base else 0.0


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
