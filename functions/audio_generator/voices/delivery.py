"""How a line is said: pace and loudness by the script's own words, sentences and the pauses between them.

The one rule: speech leaves here at one level, so that the mix can rely on it: about -20 dBFS while someone speaks,
peaks below -1.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from shared.media.sound import RATE
from shared.model.base import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mono = NDArray[Any]

VERSION: Final = "delivery-2"

LEVEL: Final = 0.1
"""Root mean square of speech, pauses not counted."""

PEAK: Final = 0.89
LONGEST: Final = 260
"""Letters that are given to an engine at once."""


class Delivery(Frozen):
    pace: float = 1.0  # 1.1 is quicker
    gain: float = 1.0
    pitch: float = 1.0  # 1.04 is a little higher
    pause_ms: int = 280
    phone: bool = False


_MANNERS: Final = (
    (r"whisper|murmur|chuchot|à voix basse|under (his|her) breath|softly|doucement",
     Delivery(pace=0.93, gain=0.5, pitch=0.98)),
    (r"shout|yell|scream|cri(e|ant|er)\b|hurl|furious|furieu|angr|colère",
     Delivery(pace=1.06, gain=1.3, pitch=1.05, pause_ms=200)),
    (r"slow|lent|tired|fatigu|weak|faible|sad|trist|solemn|grave|cry|sob|pleur|sanglot",
     Delivery(pace=0.9, gain=0.85, pitch=0.97, pause_ms=420)),
    (r"happ|joy|cheer|laugh|glad|amused|gai|joyeu|heureu|rit\b|riant|souri|amusé",
     Delivery(pace=1.04, gain=1.05, pitch=1.04, pause_ms=240)),
    (r"afraid|fear|scared|terrif|trembl|frighten|peur|effray|terrifi", Delivery(pace=1.08, gain=0.9, pitch=1.05)),
    (r"fast|quick|vite|hurr|press|excit|nervous|nerveu|panic|paniqu|breathless|essouffl",
     Delivery(pace=1.12, pitch=1.02, pause_ms=190)),
    (r"phone|téléphone|radio|intercom|interphone|walkie|on tv|télé", Delivery(phone=True)),
)  # fmt: skip


def directed(manner: str) -> Delivery:
    for words, how in _MANNERS:
        if re.search(words, manner.casefold()):
            return how
    return Delivery()


def speakable(text: str) -> bool:
    return any(char.isalnum() for char in text)


def sentences(text: str) -> list[str]:
    """What is said in one breath. A sentence that is too long is parted at its clauses, then at its words."""
    plain = " ".join("".join(_sayable(char) for char in unicodedata.normalize("NFC", text)).split())
    parts = re.split(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s+|(?<=[。！？])", plain)
    return [piece for part in parts for piece in _parted(part) if speakable(piece)]


def _parted(text: str) -> list[str]:
    if len(text) <= LONGEST:
        return [text]
    for mark in (r"(?<=[;:–—])\s+", r"(?<=[,،、])\s*", r"\s+"):
        pieces = re.split(mark, text)
        if len(pieces) > 1:
            break
    else:
        pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + len(piece) < LONGEST:
            packed[-1] = f"{packed[-1]} {piece}"
        else:
            packed.append(piece)
    return [part for piece in packed for part in (_parted(piece) if len(piece) > LONGEST else [piece])]


def _sayable(char: str) -> str:
    """Symbols that an engine would spell out or stumble over become a space."""
    if char.isalnum() or char.isspace() or char in ".,;:!?…'’\"«»“”()-–—%$€£&+/°":
        return char
    return char if unicodedata.category(char)[0] in "LM" else " "


def bounds(samples: "Mono") -> tuple[int, int]:
    """Where something is heard, with a few milliseconds before and after it."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > max(0.004, 0.02 * float(np.max(np.abs(samples), initial=0.0))))
    if not len(loud):
        return 0, 0
    return max(0, int(loud[0]) - RATE // 50), min(len(samples), int(loud[-1]) + RATE // 16)


def trimmed(samples: "Mono") -> "Mono":
    """Without the silence before and after; what stays has soft edges."""
    import numpy as np

    start, end = bounds(samples)
    if start == end:
        return samples[:0]
    part = samples[start:end].copy()
    edge = min(RATE // 200, len(part) // 2)
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    part[:edge] *= ramp
    part[len(part) - edge :] *= ramp[::-1]
    return part


def leveled(samples: "Mono", how: Delivery) -> "Mono":
    import numpy as np

    if how.phone:
        spectrum = np.fft.rfft(samples.astype(np.float64))
        pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
        spectrum *= 1 / (1 + (380 / np.maximum(pitch, 1)) ** 6) / (1 + (pitch / 3200) ** 8)
        samples = np.fft.irfft(spectrum, len(samples)).astype(np.float32)
    block = RATE // 50
    whole = len(samples) // block * block
    power = np.mean(samples[:whole].reshape(-1, block).astype(np.float64) ** 2, axis=1) if whole else np.zeros(1)
    voiced = power[power > 0.02 * float(power.max(initial=0.0))]
    level = float(np.sqrt(voiced.mean())) if len(voiced) else float(np.sqrt(np.mean(samples**2)) or 1.0)
    gained = samples * (LEVEL * how.gain / max(level, 1e-6))
    over = np.abs(gained) > PEAK * 0.8  # the few peaks above are bent, not cut
    bent = np.sign(gained) * PEAK * (0.8 + 0.2 * np.tanh((np.abs(gained) / PEAK - 0.8) / 0.2))
    return np.where(over, bent, gained).astype(np.float32)
