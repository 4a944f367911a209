"""A look at the film without a model of vision: what can honestly be measured in its pictures, and nothing more.

The one rule: what only an eye can judge is left open (None). Whether the story is told and whether it moves anyone are
not guessed from pixels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shared.media import ffmpeg
from shared.model.storyboard import Storyboard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = NDArray[Any]

VERSION: Final = "looks-1"

SMALL: Final = (96, 54)
_ROUNDING_MS: Final = 60
"""Shots are whole frames: the first picture of a scene may stand a little before its time on paper."""

_MOST: Final = 600
"""More key pictures than this are thinned out."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Small pictures, and when in the film each one is seen."""

    pictures: "Pictures"
    times_ms: tuple[int, ...]


def look(film: Path, storyboard: Storyboard) -> Mapping[str, float | None]:
    """Scores by the names of the specification, each 0 to 1 or None."""
    sampled = sample(film)
    if not sampled.times_ms:
        return {"style_coherence": None, "narrative_adherence": None, "emotional_sync": None, "visual_quality": None}
    return {
        "style_coherence": coherence(sampled, storyboard),
        "narrative_adherence": None,
        "emotional_sync": None,
        "visual_quality": quality(sampled),
    }


def sample(film: Path) -> Sampled:
    """The film's key pictures: every shot begins with one, and a long shot has more."""
    import numpy as np

    wide, high = SMALL
    raw = bytearray()
    said = ffmpeg.run(
        [
            "-skip_frame", "nokey", "-i", film, "-map", "0:v:0", "-an", "-vf",
            f"scale={wide}:{high}:flags=area,format=rgb24,showinfo=checksum=0", "-fps_mode", "passthrough",
            "-f", "rawvideo", "pipe:1",
        ],
        timeout_s=500,
        sink=raw.extend,
        lines=1_000_000,
    )  # fmt: skip
    pictures = np.frombuffer(bytes(raw), np.uint8).reshape(-1, high, wide, 3).astype(np.float32) / 255
    step = max(1, len(pictures) // _MOST)
    times = [round(float(time) * 1000) for time in re.findall(r"\bpts_time:\s*([\d.]+)", said)]
    return Sampled(pictures[::step], tuple(times[: len(pictures) : step]))


def coherence(sampled: Sampled, storyboard: Storyboard) -> float | None:
    """Pictures of one scene should share their colours. Measured against what scenes of one film usually share:
    at a distance of palettes of 0.25 the score is a half."""
    import numpy as np

    scenes = _scenes_of(sampled, storyboard)
    palettes = np.stack([_palette(picture) for picture in sampled.pictures])
    apart = []
    for scene in set(scenes):
        mine = palettes[[number for number, other in enumerate(scenes) if other == scene]]
        if len(mine) > 1:
            apart.append(float(np.abs(mine - mine.mean(axis=0)).sum(axis=1).mean()) / 2)
    return round(float(np.exp(-np.mean(apart) / 0.36)), 3) if apart else None


def quality(sampled: Sampled) -> float:
    """Each picture should hold something: light and dark, edges, and a difference from its neighbour."""
    import numpy as np

    light = sampled.pictures @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    spread = np.percentile(light, 97, axis=(1, 2)) - np.percentile(light, 3, axis=(1, 2))
    edges = np.abs(np.diff(light, axis=1)).mean(axis=(1, 2)) + np.abs(np.diff(light, axis=2)).mean(axis=(1, 2))
    middle = light.mean(axis=(1, 2))
    contrast = np.clip(spread / 0.4, 0, 1)
    detail = np.clip(edges / 0.018, 0, 1)
    exposed = np.clip(np.minimum(middle / 0.06, (1 - middle) / 0.06), 0, 1)
    each = contrast * 0.4 + detail * 0.3 + exposed * 0.3
    return round(float(each.mean() * (0.6 + 0.4 * _variety(sampled.pictures))), 3)


def _variety(pictures: "Pictures") -> float:
    """How many cuts between shots can be seen as cuts. Key pictures of one long shot are alike, so that only a film in
    which nearly all are alike is marked down."""
    import numpy as np

    if len(pictures) < 2:
        return 1.0
    changes = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3))
    return float(np.clip((changes > 0.02).mean() / 0.3, 0, 1))


def _palette(picture: "NDArray[Any]") -> "NDArray[Any]":
    """How much of the picture has which colour: 4 x 4 x 4 boxes, softened into their neighbours."""
    import numpy as np

    boxes = np.minimum((picture.reshape(-1, 3) * 4).astype(int), 3)
    count = np.bincount(boxes @ np.array([16, 4, 1]), minlength=64).reshape(4, 4, 4).astype(np.float32)
    for axis in range(3):
        padded = np.pad(count, [(1, 1) if a == axis else (0, 0) for a in range(3)], mode="edge")
        count = 0.5 * count + 0.25 * (np.take(padded, range(4), axis=axis) + np.take(padded, range(2, 6), axis=axis))
    return np.asarray(count / count.sum()).ravel()


def _scenes_of(sampled: Sampled, storyboard: Storyboard) -> list[str]:
    """The scene that each picture belongs to, by the storyboard's lengths."""
    ends: list[tuple[int, str]] = []
    passed = 0
    for scene in storyboard.scenes:
        passed += sum(shot.duration_ms for shot in scene.shots)
        ends.append((passed - _ROUNDING_MS, scene.id))
    return [next((scene for end, scene in ends if time < end), ends[-1][1]) for time in sampled.times_ms]
