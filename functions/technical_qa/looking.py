"""Looking through a film: which of its pictures are black, which stand still, and each of them made very small.

The one rule: every picture is decoded. A long film is looked through in two halves side by side, and once more as a
whole when anything in a half is not as it should be.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from functions.technical_qa import shots
from shared.media import ffmpeg
from shared.media.probe import Probe
from shared.model.errors import Permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "looking-1"

Stretch = tuple[int, int]
"""From, to, in milliseconds."""

STRICT: Final = ("-xerror", "-err_detect", "explode")
"""What is broken ends the run, and is told."""

_EYE: Final = "blackdetect=d=0.3:pix_th=0.03:pic_th=0.995,freezedetect=n=-60dB:d=1"
_SHARED_S: Final = 1.5
"""The first half is looked through so far into the second: what lies across the middle is whole in one of them."""

_WORTH_HALVING_MS: Final = 20_000


@dataclass(slots=True)
class Looked:
    black: list[Stretch] = field(default_factory=list)
    frozen: list[Stretch] = field(default_factory=list)
    pictures: "NDArray[Any] | None" = None  # each as a few grey points, see `shots`
    uneven_ms: float = 0.0
    damage: str = ""

    @property
    def frames(self) -> int:
        return 0 if self.pictures is None else len(self.pictures)


@dataclass(frozen=True)
class _Part:
    """From one moment to another, or to the end."""

    start_s: float = 0.0
    length_s: float | None = None


@dataclass(frozen=True)
class _Middle:
    """A picture that needs none before it, and how many come before it."""

    at_s: float
    before: int
    all: int


def look(film: Path, facts: Probe, *, timeout_s: float) -> Looked:
    uneven, middle = _read(film, facts)
    with TemporaryDirectory(prefix="aiprod-") as folder:
        looked = _halved(film, facts, middle, Path(folder), timeout_s) if middle else None
        if looked is None:
            looked = _through(film, facts, _Part(), Path(folder) / "whole.grey", timeout_s)
    looked.uneven_ms = 0.0 if looked.damage else uneven
    return looked


def _halved(film: Path, facts: Probe, middle: _Middle, folder: Path, timeout_s: float) -> Looked | None:
    """None when a half is not what it should be: then the whole film has to say what is wrong."""
    parts = _Part(0.0, middle.at_s + _SHARED_S), _Part(middle.at_s)
    with ThreadPoolExecutor(len(parts)) as pool:
        first, second = pool.map(
            lambda part: _through(film, facts, part, folder / f"{part.start_s}.grey", timeout_s), parts
        )
    if first.damage or second.damage or first.pictures is None or second.pictures is None:
        return None
    if first.frames < middle.before or second.frames != middle.all - middle.before:
        return None
    import numpy as np

    return Looked(
        black=_united([*first.black, *second.black]),
        frozen=_united([*first.frozen, *second.frozen]),
        pictures=np.concatenate([first.pictures[: middle.before], second.pictures]),
    )


def _through(film: Path, facts: Probe, part: _Part, small: Path, timeout_s: float) -> Looked:
    """One decoder, which several would only hinder; pictures made small, without the filter that softens the edges of
    blocks: a fifth less work, and nothing that is looked for depends on it."""
    asked = ["-ss", f"{part.start_s:.6f}"] if part.start_s else []
    asked += ["-t", f"{part.length_s:.6f}"] if part.length_s else []
    points = f"scale={shots.SMALL[0]}:{shots.SMALL[1]}:flags=area,format=gray"
    graph = f"[0:v:0]scale=320:-2:flags=fast_bilinear,split[a][b];[a]{_EYE}[seen];[b]{points}[small]"
    arguments: list[str | Path] = [*STRICT, "-threads", "1", "-skip_loop_filter", "all", *asked, "-i", film]
    arguments += ["-filter_complex", graph, "-map", "[seen]", "-fps_mode", "passthrough", "-f", "null", "-"]
    arguments += ["-map", "[small]", "-fps_mode", "passthrough", "-f", "rawvideo", small]
    looked, said = Looked(), ""
    try:
        said = ffmpeg.run(arguments, timeout_s=timeout_s, lines=100_000)
    except Permanent as error:
        looked.damage = error.sentence
    if small.exists():
        looked.pictures = _rows(small)
    start_ms = round(part.start_s * 1000)
    end_ms = facts.duration_ms if part.length_s is None else start_ms + round(part.length_s * 1000)
    looked.black = _stretches(said, "black_start:", "black_end:", start_ms, end_ms)
    looked.frozen = _stretches(said, "freeze_start:", "freeze_end:", start_ms, end_ms)
    return looked


def _rows(small: Path) -> "NDArray[Any]":
    import numpy as np

    count = shots.SMALL[0] * shots.SMALL[1]
    raw = small.read_bytes()
    return np.frombuffer(raw[: len(raw) // count * count], np.uint8).reshape(-1, count)


def _stretches(said: str, opening: str, closing: str, start_ms: int, end_ms: int) -> list[Stretch]:
    """Pairs of moments, counted from the start; one that is still open at the end lasts to the end."""
    pattern = rf"(?P<open>{re.escape(opening)})\s*(?P<start>[\d.]+)|(?P<close>{re.escape(closing)})\s*(?P<end>[\d.]+)"
    found: list[Stretch] = []
    start: int | None = None
    for match in re.finditer(pattern, said):
        if match["open"]:
            start = start_ms + round(float(match["start"]) * 1000)
        elif start is not None:
            found.append((start, start_ms + round(float(match["end"]) * 1000)))
            start = None
    if start is not None:
        found.append((start, end_ms))
    return found


def _united(stretches: Sequence[Stretch]) -> list[Stretch]:
    """What was seen by both is one."""
    united: list[Stretch] = []
    for start, end in sorted(stretches):
        if united and start <= united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _read(film: Path, facts: Probe) -> tuple[float, _Middle | None]:
    """From the file's own clock, without decoding: how far the gaps between pictures differ from one another, in
    milliseconds, and where it can be halved."""
    import av

    try:
        with av.open(str(film), metadata_errors="replace") as container:
            stream = container.streams.video[0]
            base = float(stream.time_base or 0)
            told = [(packet.pts, packet.is_keyframe) for packet in container.demux(stream) if packet.pts is not None]
    except (av.FFmpegError, IndexError):
        return 0.0, None  # whoever decodes it says what is wrong
    times = sorted(pts for pts, _ in told)
    gaps = [after - before for before, after in pairwise(times)]
    uneven = (max(gaps) - min(gaps)) * base * 1000 if gaps else 0.0
    return uneven, _middle(told, base) if facts.duration_ms >= _WORTH_HALVING_MS else None


def _middle(told: Sequence[tuple[int, bool]], base: float) -> _Middle | None:
    """The key picture nearest to the middle, if all that come after it in the file are shown after it."""
    keys = [at for at, (_, is_key) in enumerate(told) if is_key and 0.25 * len(told) < at < 0.75 * len(told)]
    if not keys or min(pts for pts, _ in told) != 0:
        return None
    at = min(keys, key=lambda key: abs(2 * key - len(told)))
    pts = told[at][0]
    if min(after for after, _ in told[at:]) < pts or max(before for before, _ in told[:at]) > pts:
        return None
    return _Middle(pts * base, at, len(told))


def playable(film: Path, facts: Probe) -> tuple[int, int]:
    """How far a damaged film can be played: pictures, and milliseconds."""
    import av

    frames = 0
    try:
        with av.open(str(film)) as container:
            for _ in container.decode(video=0):
                frames += 1
    except (av.FFmpegError, IndexError):
        pass  # the place where it breaks is what we wanted to know
    return frames, round(frames * 1000 / facts.fps) if facts.fps else 0
