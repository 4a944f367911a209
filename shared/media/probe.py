"""What a media file is: length, pictures, sound. Read from the file itself, never believed from its name.

The one rule: a file that cannot be opened is an error with a clear sentence, never a row of zeros.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from shared.model.base import Frozen
from shared.model.errors import Permanent

VERSION: Final = "probe-1"


class Probe(Frozen):
    """Empty strings and zeros stand for "there is no such stream"."""

    duration_ms: int
    size_bytes: int
    video_codec: str = ""
    pixel_format: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    frames: int = 0
    video_ms: float = 0.0
    audio_codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    audio_ms: float = 0.0
    moov_first: bool = False

    @property
    def has_video(self) -> bool:
        return self.video_codec != ""

    @property
    def has_audio(self) -> bool:
        return self.audio_codec != ""


def probe(path: Path) -> Probe:
    """Opens the file and reads its index; packets are counted where there is none."""
    import av

    try:
        with av.open(str(path), metadata_errors="replace") as container:
            seen: dict[str, int | float | str] = {}
            for video in container.streams.video[:1]:
                rate = video.average_rate or video.guessed_rate
                seen.update(
                    video_codec=video.codec_context.name,
                    pixel_format=video.codec_context.pix_fmt or "",
                    width=video.codec_context.width,
                    height=video.codec_context.height,
                    fps=round(float(rate), 4) if rate else 0.0,
                    frames=video.frames,
                    video_ms=_length(video.duration, video.time_base),
                )
            for audio in container.streams.audio[:1]:
                seen.update(
                    audio_codec=audio.codec_context.name,
                    sample_rate=audio.codec_context.sample_rate or 0,
                    channels=audio.codec_context.channels or 0,
                    audio_ms=_length(audio.duration, audio.time_base),
                )
            if seen.get("video_codec") and not seen["frames"]:
                seen["frames"] = sum(1 for packet in container.demux(video=0) if packet.size)
            length = container.duration
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Permanent("media_unreadable", f"{path.name} cannot be read as a media file ({error}).") from error
    longest = max(float(seen.get("video_ms", 0.0)), float(seen.get("audio_ms", 0.0)))
    return Probe.model_validate(
        {
            **seen,
            "duration_ms": round(length / 1000) if length else round(longest),
            "size_bytes": path.stat().st_size,
            "moov_first": moov_first(path),
        }
    )


def _length(duration: int | None, base: Fraction | None) -> float:
    return round(float(duration * base) * 1000, 3) if duration and base else 0.0


def boxes(file: BinaryIO) -> Iterator[tuple[str, int]]:
    """The outermost boxes of an MP4, by name and size."""
    while len(head := file.read(8)) == 8:
        size, name = int.from_bytes(head[:4], "big"), head[4:].decode("latin-1")
        body = size - 8
        if size == 1:
            size = int.from_bytes(file.read(8), "big")
            body = size - 16
        if body < 0:  # 0 is "to the end of the file"; anything else that is too small is damage
            yield name, size
            return
        yield name, size
        file.seek(body, 1)


def moov_first(path: Path) -> bool:
    """Whether a player can start before it has the whole file."""
    with path.open("rb") as file:
        for name, _ in boxes(file):
            if name in ("moov", "mdat"):
                return name == "moov"
    return False
