"""`aiprod bench compose`: a film cut by our segments beside one plain ffmpeg graph that does the same work.

The one rule: it fails when a promise is not kept: processor, clock, memory, and a film that is right frame by frame.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from scripts.bench import composing
from scripts.bench.appetite import Eaten, eaten, least, python
from scripts.bench.reel import FPS, HALF, Reel, given, made
from scripts.house.progress import Progress
from shared.media import ffmpeg
from shared.model.errors import Permanent, Refused

ROOT: Final = Path(__file__).resolve().parents[2]
RATIO: Final = 1.0  # of the processor and of the clock, at most
MEMORY_RATIO: Final = 1.15  # 64 clips against 4, at most
FEW: Final = 4
MANY: Final = 64
CLIPS: Final = 4
FRAMES: Final = 150
"""Five seconds, as long as those who film by the second mostly give."""
SHORT: Final = 36
ROUNDS: Final = 3
MEETINGS: Final = 3
"""Which parts are made at the same moment is chance: with a few clips, the highest of so many runs."""


def main(asked: argparse.Namespace) -> int:
    progress = Progress()
    wanted = [asked.clips, asked.narration, asked.music, asked.captions]
    if any(wanted) and not all(wanted):
        raise Refused("half_a_film", "Give --clips, --narration, --music and --captions, or none of them.")
    with tempfile.TemporaryDirectory(prefix="aiprod-bench-") as kept:
        try:
            told = measured([Path(each) for each in wanted if each], Path(kept), progress.say)
        except subprocess.CalledProcessError as failed:
            progress.end(f"A measurement failed: {failed.stderr}")
            return 1
    progress.end("Measured.")
    print(json.dumps(told) if asked.json else as_text(told))
    return 0 if told["kept"] else 1


def measured(wanted: list[Path], folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    say("making the inputs")
    reel = given(*wanted) if wanted else made(folder / "reel", CLIPS, FRAMES)
    ours: list[Eaten] = []
    theirs: list[Eaten] = []
    for number in range(ROUNDS):
        say(f"round {number + 1} of {ROUNDS}: one plain graph")
        theirs.append(eaten(composing.plain(reel, _fresh(folder / "plain")), ROOT))
        say(f"round {number + 1} of {ROUNDS}: segments, joints and mix")
        ours.append(_ours("film", reel, _fresh(folder / "ours")))
    total, whole = least(ours), least(theirs)
    say("picture and sound apart")
    picture, sound = (_ours(what, reel, _fresh(folder / what)) for what in ("picture", "sound"))
    their_sound = eaten(composing.plain(reel, folder / "plain", picture=False), ROOT)
    say("looking at the film")
    right = checked(reel, folder / "ours" / "ours.mp4", folder)
    peaks = []
    for clips, runs in ((FEW, MEETINGS), (MANY, 1)):
        say(f"memory with {clips} clips")
        film = _as_long(reel, clips) if wanted else made(folder / "short", clips, SHORT)
        peaks.append(max(_ours("film", film, _fresh(folder / "memory")).peak_mb for _ in range(runs)))
    told: dict[str, Any] = {
        "cpu_ratio": round(total.cpu_s / whole.cpu_s, 3),
        "wall_ratio": round(total.wall_s / whole.wall_s, 3),
        "memory_ratio": round(peaks[1] / peaks[0], 3),
        "film": {"clips": len(reel.clips), "frames": reel.total, "seconds": round(reel.total / FPS, 2)},
        "ours": {"picture": picture.told(), "sound": sound.told(), "total": total.told()},
        "plain": {"total": whole.told(), "sound": their_sound.told()},
        "picture_cpu_ratio": round(picture.cpu_s / max(0.01, whole.cpu_s - their_sound.cpu_s), 3),
        "sound_cpu_ratio": round(sound.cpu_s / max(0.01, their_sound.cpu_s), 3),
        "peak_mb": {str(FEW): round(peaks[0], 1), str(MANY): round(peaks[1], 1)},
        "checks": right,
    }
    ratios = told["cpu_ratio"] <= RATIO and told["wall_ratio"] <= RATIO and told["memory_ratio"] <= MEMORY_RATIO
    told["kept"] = ratios and all(right[name] for name in _MUST)
    return told


def _ours(what: str, reel: Reel, folder: Path) -> Eaten:
    plan = folder / "plan.json"
    plan.write_text(reel.model_dump_json(), encoding="utf-8")
    return eaten(python("scripts.bench.composing", what, str(plan), str(folder)), ROOT)


def _as_long(reel: Reel, clips: int) -> Reel:
    """The same clips again and again, short, without their words."""
    many = [at % len(reel.clips) for at in range(clips)]
    frames = tuple(min(SHORT, reel.frames[at]) for at in many)
    return reel.model_copy(update={"clips": tuple(reel.clips[at] for at in many), "frames": frames, "cues": ()})


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


_MUST: Final = ("frames_as_planned", "even", "decodes", "in_step", "equal_before_encoding", "encoded_once")


def checked(reel: Reel, film: Path, folder: Path) -> dict[str, Any]:
    """The finished film, frame by frame."""
    import av

    with av.open(str(film)) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.pts is not None]
        base = video.time_base
    assert base is not None
    times = sorted(packet.pts for packet in packets if packet.pts is not None)
    gaps = {after - before for before, after in pairwise(times)}
    piece = reel.beginning(3, 75)
    parts = sorted((folder / "ours").glob("*/part.mp4"))
    offset = _offset_ms(reel, film) - float(times[0] * base) * 1000
    return {
        "frames_as_planned": len(times) == reel.total,
        "even": len(gaps) == 1,
        "decodes": _decodes(film),
        "in_step": abs(offset) < 500 / FPS,
        "offset_ms": round(offset, 2),
        **_equal(piece, folder),
        "encoded_once": _copied([each for part in parts for each in _packets(part)], _packets(film)),
    }


def _equal(piece: Reel, folder: Path) -> dict[str, Any]:
    """Before anything is encoded. The dissolve of ffmpeg works without subsampled colours, so that the plain graph's
    colours go there and back in every frame, and ours only in joints: these are compared whole, the others by luma."""
    ours, theirs = (each(piece, folder, luma=True) for each in (composing.bare, composing.bare_plain))
    whole, there = (each(piece, folder) for each in (composing.bare, composing.bare_plain))
    joints = [at for end in _ends(piece) for at in range(end - HALF, end + HALF)]
    same = ours == theirs and all(whole[at] == there[at] for at in joints)
    return {"equal_before_encoding": same and len(ours) == piece.total, "frames_compared": len(ours)}


def _ends(reel: Reel) -> list[int]:
    """The film's frame at which each clip's place ends, where another follows."""
    return list(accumulate(cut.frames for cut in reel.cuts[:-1]))


def _copied(made: list[bytes], found: list[bytes]) -> bool:
    """Every picture of the film is one that was made, byte by byte. What is told about them again, before a key
    picture, is no picture."""
    return len(made) == len(found) and all(_told(one) == _told(two) for one, two in zip(made, found, strict=True))


def _told(packet: bytes) -> list[bytes]:
    """The units of H.264 in a packet, each after its length, without sets of parameters."""
    units, at = [], 0
    while at < len(packet):
        end = at + 4 + int.from_bytes(packet[at : at + 4], "big")
        if packet[at + 4] & 31 not in (7, 8):
            units.append(packet[at + 4 : end])
        at = end
    return units


def _packets(path: Path) -> list[bytes]:
    import av

    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.pts is not None]


def _decodes(film: Path) -> bool:
    try:
        ffmpeg.run(["-xerror", "-err_detect", "explode", "-i", film, "-f", "null", "-"], timeout_s=600)
    except Permanent:
        return False
    return True


def _offset_ms(reel: Reel, film: Path) -> float:
    """How much later the narration is heard in the film than it was recorded."""
    import numpy as np

    rate, heard = 16_000, []
    for path in (film, Path(reel.narration)):
        raw = bytearray()
        ffmpeg.run(
            ["-i", path, "-t", "60", "-ac", "1", "-ar", str(rate), "-f", "f32le", "pipe:1"], timeout_s=120,
            sink=raw.extend,
        )  # fmt: skip
        heard.append(np.frombuffer(bytes(raw), np.float32))
    size = 1 << (len(heard[0]) + len(heard[1]) - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard[0], size) * np.conj(np.fft.rfft(heard[1], size)), size)
    reach = rate // 2
    near = np.concatenate([likeness[-reach:], likeness[: reach + 1]])
    return float(np.argmax(near) - reach) * 1000 / rate


def as_text(told: dict[str, Any]) -> str:
    rows = [
        f"{'':<26}{'cpu s':>9}{'wall s':>9}{'peak MB':>9}",
        *(
            f"  {name:<24}{eaten['cpu_s']:>9.1f}{eaten['wall_s']:>9.1f}{eaten['peak_mb']:>9.0f}"
            for name, eaten in (
                ("segments: picture", told["ours"]["picture"]),
                ("segments: sound", told["ours"]["sound"]),
                ("segments: whole", told["ours"]["total"]),
                ("one graph: sound", told["plain"]["sound"]),
                ("one graph: whole", told["plain"]["total"]),
            )
        ),
        f"The plain graph's processor times {told['cpu_ratio']:.2f}, its clock times {told['wall_ratio']:.2f}.",
        f"Memory with {MANY} clips: {told['memory_ratio']:.2f} times that with {FEW}.",
        f"Promised are at most {RATIO:g}, {RATIO:g} and {MEMORY_RATIO:g}.",
        *(f"  {name.replace('_', ' ')}: {value}" for name, value in told["checks"].items()),
    ]
    return "\n".join(rows)
