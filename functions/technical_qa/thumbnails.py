"""A small picture of each fault, so that a person sees what the numbers mean.

The one rule: a film that is broken may have no picture to show; then there is none, and the fault stands without it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from shared.media import ffmpeg
from shared.model.errors import Permanent

MOST: Final = 24


def taken(film: Path, findings: Sequence[dict[str, Any]], folder: Path) -> dict[int, Path]:
    """One picture from the middle of each fault, by the fault's place in the list."""
    found: dict[int, Path] = {}
    for number, finding in enumerate(findings[:MOST]):
        picture = folder / f"fault-{number}.png"
        middle = (finding["start_ms"] + finding["end_ms"]) / 2000
        for at in (middle, finding["start_ms"] / 1000 - 0.5, 0.0):
            if at >= 0 and _snapped(film, at, picture):
                found[number] = picture
                break
    return found


def _snapped(film: Path, at: float, to: Path) -> bool:
    arguments: list[str | Path] = ["-ss", f"{at:.3f}", "-i", film, "-map", "0:v:0", "-frames:v", "1"]
    try:
        ffmpeg.run([*arguments, "-vf", "scale=320:-2", *ffmpeg.BITEXACT, "-f", "image2", to], timeout_s=60)
    except Permanent:
        return False
    return to.exists() and to.stat().st_size > 0
