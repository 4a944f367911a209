"""What the voices, the score, the effects and the reading would cost if somebody were paid for them, and what the
cloud asks for the work.

The one rule: these figures are for comparing. What the film pays for is in its plan, and nothing of this is.
"""

from datetime import date
from typing import Any, Final

from shared.model.money import Micros
from shared.model.storyboard import Storyboard
from shared.money.book import Book, Tariff

CPU_S: Final = 4.0  # of two cores at work, for each finished second of 720p: drawing, encoding once, mixing, looking
GIB_PER_CPU: Final = 2.0
BYTES_PER_S: Final = 1_700_000  # everything that is kept of a finished second of 720p
LINES: Final = 720
LETTERS_PER_TOKEN: Final = 4
DIRECTION_TOKENS: Final = 220  # of a shot, as a model writes it down


def elsewhere(book: Book, storyboard: Storyboard, today: date) -> dict[str, dict[str, float]]:
    """For each kind of sound, and for the reading, what each engine of the book would take for this film."""
    spoken = sum(len(line.text) for shot in storyboard.shots for line in shot.lines)
    written = spoken + sum(len(shot.picture) for shot in storyboard.shots)
    cues = sum(len(shot.sounds) for shot in storyboard.shots)
    told = len(storyboard.shots) * DIRECTION_TOKENS
    asked: dict[str, tuple[dict[str, Tariff], dict[str, int]]] = {
        "voice": (book.voices, {"letters": spoken}),
        "music": (book.music, {"ms": storyboard.duration_ms, "calls": 1}),
        "effects": (book.effects, {"calls": cues}),
        "llm": (book.readers, {"tokens_in": written // LETTERS_PER_TOKEN, "tokens_out": told}),
    }
    return {
        kind: {name: cost(each, **of) / 1e6 for name, each in engines.items() if not _is_over(each, today)}
        for kind, (engines, of) in asked.items()
    }


def cost(
    tariff: Tariff, *, letters: int = 0, ms: int = 0, calls: int = 0, tokens_in: int = 0, tokens_out: int = 0
) -> Micros:
    """Rounded up: nobody bills a part of a micro-dollar to our favour."""
    if calls and tariff.call_seconds and ms:
        calls = max(calls, -(-ms // (1000 * tariff.call_seconds)))
    millionths = tariff.per_million_letters * letters
    millionths += tariff.per_million_in * tokens_in + tariff.per_million_out * tokens_out
    return tariff.per_call * calls - (-tariff.per_minute * ms // 60_000) - (-millionths // 1_000_000)


def in_the_cloud(book: Book, ms: int, frame: tuple[int, int]) -> dict[str, Any]:
    """What Google's machines would take, about, and a month of keeping: nothing of it passes through the ledger."""
    if book.cloud is None:
        return {}
    area = (min(frame) / LINES) ** 2
    hours = ms / 1000 * CPU_S * area / 3600
    compute = hours * (book.cloud.cpu_hour + GIB_PER_CPU * book.cloud.gib_hour) / 1e6
    kept = ms / 1000 * BYTES_PER_S * area / 1e9
    return {"compute": round(compute, 4), "storage_month": round(kept * book.cloud.gb_month / 1e6, 4)}


def _is_over(tariff: Tariff, today: date) -> bool:
    return tariff.retired is not None and tariff.retired <= today
