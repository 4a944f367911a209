"""What the tests put in, and how they look at what comes out.

The one rule: a film is judged by its decoded pictures and samples, not by its name or its bytes.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from shared.media.probe import probe

SCRIPT = b"""\
Title: Two Doors
Lang: en

INT. KITCHEN - MORNING

ANNA pours tea.

ANNA
The kettle sings.

EXT. GARDEN - DAY

Rain falls on the roses. Thunder.

PAUL
Come inside.
"""
SCENES = 2


@dataclass(frozen=True)
class Seen:
    """A film from its first frame to its last."""

    frames: int
    pictures: str
    samples: str
    loud: bool


def watch(film: Path) -> Seen:
    pictures, samples = hashlib.sha256(), hashlib.sha256()
    frames, loudest = 0, 0.0
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            pictures.update(frame.to_ndarray().tobytes())
            frames += 1
    with av.open(str(film)) as container:
        for sound in container.decode(audio=0):
            heard = sound.to_ndarray()
            samples.update(heard.tobytes())
            loudest = max(loudest, float(np.abs(heard).max()))
    return Seen(frames, pictures.hexdigest(), samples.hexdigest(), loudest > 0.05)


def plays(film: Path, height: int, seconds: float) -> Seen:
    """H.264 and AAC at 48 kHz that begin at once, with every frame that the length promises, and something to hear."""
    found = probe(film)
    assert (found.video_codec, found.audio_codec, found.sample_rate) == ("h264", "aac", 48_000)
    assert found.pixel_format == "yuv420p"
    assert found.height == height
    assert found.moov_first
    assert abs(found.duration_ms / 1000 - seconds) < 0.2
    seen = watch(film)
    assert seen.frames == found.frames == round(seconds * found.fps)
    assert seen.loud
    return seen
