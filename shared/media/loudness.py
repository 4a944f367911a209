"""How loud a sound is to a listener: EBU R 128 loudness and true peak, measured by ffmpeg on the file as it is.

The one rule: what is delivered is what is measured, the encoded file and not the mix before it.
"""

import re
from pathlib import Path
from typing import Final

from shared.media import ffmpeg
from shared.model.base import Frozen

SILENT: Final = -70.0
"""What the measure says of a film without sound."""


class Loudness(Frozen):
    lufs: float
    range_lu: float
    true_peak_db: float

    @property
    def silent(self) -> bool:
        return self.lufs <= SILENT + 0.5


EARS: Final = {"peak": "true", "framelog": "quiet"}
FILTER: Final = "ebur128=" + ":".join(f"{name}={value}" for name, value in EARS.items())


def measure(path: Path, *, through: str = "", timeout_s: float = 500, check: ffmpeg.Check | None = None) -> Loudness:
    """`through` names filters of ours that it is heard behind."""
    ears = f"{through},{FILTER}" if through else FILTER
    said = ffmpeg.run(["-i", path, "-map", "0:a:0", "-af", ears, "-f", "null", "-"], timeout_s=timeout_s, check=check)
    return heard(said)


def heard(said: str) -> Loudness:
    """Reads the summary that the filter prints at its end."""
    summary = said.rpartition("Summary:")[2]

    def number(pattern: str, otherwise: float) -> float:
        found = re.search(pattern + r"\s+(-?[\d.]+|-inf)", summary)
        return max(-120.0, float(found[1])) if found else otherwise

    return Loudness(lufs=number(r"I:", SILENT), range_lu=number(r"LRA:", 0.0), true_peak_db=number(r"Peak:", -120.0))
