"""Bringing a film to the length that its preset allows, without touching a word.

The one rule: pictures give way first; speech is never hurried, and what cannot be fitted is said, not cut.
"""

from shared.model.job import PRESETS, Options
from shared.writing.ending import longest_ms
from shared.writing.takes import Take

LEAST_MS = 1200  # of a picture without words


def fit(takes: list[Take], options: Options, language: str) -> list[str]:
    """Shortens the silent parts of takes, all alike, until the film fits; says so where it cannot."""
    preset, most = PRESETS[options.preset], longest_ms(options)
    total = sum(take.needed_ms(language) for take in takes)
    if preset.max_ms is None or most is None or total <= most:
        return []
    floors = [_floor(take, language) for take in takes]
    slack = sum(take.needed_ms(language) - floor for take, floor in zip(takes, floors, strict=True))
    share = min(1.0, (total - most) / slack) if slack > 0 else 1.0
    cut_given = False
    for take, floor in zip(takes, floors, strict=True):
        needed = take.needed_ms(language)
        shorter = int(needed - (needed - floor) * share)
        if take.fixed_ms and shorter < take.fixed_ms:
            take.fixed_ms, cut_given = 0, True
        take.seen_ms = shorter
    card = preset.max_ms - most
    total, fitted = total + card, card + sum(take.needed_ms(language) for take in takes)
    warnings = ["Lengths that the script gives were shortened to fit the preset."] if cut_given else []
    if fitted > preset.max_ms:
        warnings.append(
            f"The film needs about {fitted / 1000:.0f} s; {preset.name} allows {preset.max_ms / 1000:.0f} s. "
            "Nothing was cut: shorten the script or choose a longer preset."
        )
    else:
        warnings.append(
            f"Pictures were shortened from {total / 1000:.0f} s to fit the {preset.max_ms / 1000:.0f} s of "
            f"{preset.name}."
        )
    return warnings


def _floor(take: Take, language: str) -> int:
    return max(min(LEAST_MS, take.needed_ms(language)), take.spoken_ms(language))
