"""A film for the bench: clips with dissolves between them, a narration, a music, captions. Given, or made here.

The one rule: who cuts it, and how, is told by nothing but this plan.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from functions.post_processor.cutting import Cut
from shared.media import captions, ffmpeg
from shared.media.captions import Cue
from shared.media.probe import probe
from shared.model.base import Frozen
from shared.model.errors import Refused

FPS: Final = 30
FRAME: Final = (1920, 1080)
HALF: Final = 8
"""Frames on each side of a cut that belong to its dissolve: about half a second in all."""


class Reel(Frozen):
    clips: tuple[str, ...]
    frames: tuple[int, ...]  # of each clip that are seen, dissolves and all
    narration: str
    music: str
    cues: tuple[tuple[int, int, str], ...] = ()  # frames of the film

    @property
    def total(self) -> int:
        return sum(self.frames) - 2 * HALF * (len(self.frames) - 1)

    @property
    def cuts(self) -> list[Cut]:
        """Each clip in its place, with the words that are read there."""
        made, start, last = [], 0, len(self.frames) - 1
        for place, seen in enumerate(self.frames):
            enters, leaves = HALF if place else 0, HALF if place < last else 0
            own = seen - enters - leaves
            cues = tuple(
                Cue(start_ms=_ms(max(begin - start, 0)), end_ms=_ms(min(end - start, own)), text=text)
                for begin, end, text in self.cues
                if begin < start + own and end > start
            )
            made.append(Cut(frame=FRAME, fps=FPS, frames=own, cues=cues, enters=enters, leaves=leaves))
            start += own
        return made

    def words(self) -> str:
        """All captions of the film in one paper."""
        written, start = [], 0
        for cut in self.cuts:
            written += captions.events(cut.words, FPS, at=start)
            start += cut.frames
        return captions.document(FRAME, written)

    def beginning(self, clips: int, frames: int) -> "Reel":
        """A short piece of it."""
        count = tuple(min(frames, each) for each in self.frames[:clips])
        return self.model_copy(update={"clips": self.clips[:clips], "frames": count})


def _ms(frame: int) -> int:
    return round(frame * 1000 / FPS)


def given(folder: Path, narration: Path, music: Path, subtitles: Path) -> Reel:
    """The reel that somebody else has shot."""
    clips = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".mp4", ".mov", ".mkv", ".webm"))
    lengths = [int(probe(clip).video_ms * FPS / 1000 + 1e-6) for clip in clips]
    if len(clips) < 2 or min(lengths) <= 4 * HALF:
        least = f"{4 * HALF / FPS:.1f} seconds"
        raise Refused("bad_clips", f"{folder} needs at least two clips, each longer than {least}.")
    return Reel(
        clips=tuple(str(clip.resolve()) for clip in clips),
        frames=tuple(lengths),
        narration=str(narration.resolve()),
        music=str(music.resolve()),
        cues=read_srt(subtitles.read_text(encoding="utf-8-sig")),
    )


_TIMES: Final = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3})\s*-->\s*(\d+):(\d\d):(\d\d)[,.](\d{3})")


def read_srt(text: str) -> tuple[tuple[int, int, str], ...]:
    cues = []
    for block in re.split(r"\r?\n\s*\r?\n", text):
        found = _TIMES.search(block)
        if found is None:
            continue
        numbers = [int(number) for number in found.groups()]
        start, end = (
            round((hours * 3600 + minutes * 60 + seconds + ms / 1000) * FPS)
            for hours, minutes, seconds, ms in (numbers[:4], numbers[4:])
        )
        words = " ".join(block[found.end() :].split())
        if words and end > start:
            cues.append((start, end, words))
    return tuple(cues)


def made(folder: Path, clips: int, frames: int) -> Reel:
    """Pictures that move and differ, somebody who speaks, a chord that goes on, and a caption for each clip."""
    folder.mkdir(parents=True, exist_ok=True)
    looks = [_clip(folder / f"{number}.mp4", number, frames) for number in range(min(clips, 8))]
    seen = (frames,) * clips
    total = sum(seen) - 2 * HALF * (clips - 1)
    narration, music = folder / "narration.wav", folder / "music.wav"
    seconds = total / FPS
    speech = "0.3*sin(2*PI*180*t)*(0.5+0.5*sin(2*PI*4*t))*lt(mod(t\\,4)\\,2.4)"
    _sound(narration, f"aevalsrc={speech}:d={seconds:.3f}:s=48000", seconds)
    chord = "+".join(f"0.08*sin(2*PI*{hertz}*t)" for hertz in (220, 277, 330))
    _sound(music, f"aevalsrc={chord}:d={seconds:.3f}:s=48000", seconds)
    step = frames - 2 * HALF
    words = "Shot {}: what is said here is read here, word for word, while it is heard."
    cues = tuple((at * step + 9, (at + 1) * step - 3, words.format(at + 1)) for at in range(clips))
    return Reel(
        clips=tuple(str(looks[at % len(looks)]) for at in range(clips)),
        frames=seen,
        narration=str(narration),
        music=str(music),
        cues=cues,
    )


def _clip(path: Path, number: int, frames: int) -> Path:
    source = f"testsrc2=s=1920x1080:r={FPS}:d={frames / FPS:.4f},hue=h={number * 45},noise=alls=2:allf=t:all_seed=7"
    _run(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-g", "30", path])
    return path


def _sound(path: Path, source: str, seconds: float) -> None:
    _run(["-f", "lavfi", "-i", source, "-t", f"{seconds:.4f}", "-ac", "1", "-c:a", "pcm_s16le", path])


def _run(arguments: Sequence[str | Path]) -> None:
    ffmpeg.run([*arguments[:-1], "-pix_fmt", "yuv420p", arguments[-1]], timeout_s=600)
