"""The film put together: segments joined as they are, the mix beside them, ready to start before it has arrived.

The one rule: pictures are copied, never encoded again; frames and samples come out exactly as planned.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from functions.post_processor.segment import TIMESCALE
from shared.media import ffmpeg
from shared.model.errors import Permanent

VERSION: Final = f"film-4+{ffmpeg.VERSION}"


def splice(
    segments: Sequence[Path], sound: Path, to: Path, *, scratch: Path, timeout_s: float = 500,
    check: ffmpeg.Check | None = None,
) -> None:  # fmt: skip
    """Joins the segments in order by stream copy, with the sound beside them."""
    if not segments:
        raise Permanent("empty_film", "There is no shot to make a film of.", "Give the script at least one scene.")
    listed = scratch / "segments.txt"
    listed.write_text(
        "ffconcat version 1.0\n" + "".join(f"file {_quoted(path)}\n" for path in segments), encoding="utf-8"
    )
    ffmpeg.run(
        [
            "-f", "concat", "-safe", "0", "-i", listed, "-i", sound, "-map", "0:v:0", "-map", "1:a:0", "-c", "copy",
            "-video_track_timescale", str(TIMESCALE),
            "-movie_timescale", str(TIMESCALE), "-movflags", "+faststart", *ffmpeg.BITEXACT, "-f", "mp4", to,
        ],
        timeout_s=timeout_s,
        check=check,
    )  # fmt: skip


def _quoted(path: Path) -> str:
    """A name inside single quotes; a quote is closed, escaped and opened again. A line break cannot be written."""
    name = str(path.resolve())
    if "\n" in name or "\r" in name:
        raise Permanent("bad_name", "A segment's file name holds a line break.")
    return "'" + name.replace("'", "'\\''") + "'"
