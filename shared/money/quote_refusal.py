"""What a person is told when no plan fits: what it would cost, what is left, and the command that would pass.

The one rule: the command that is named has been tried on the same plan; nobody is sent to be refused again.
"""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from shared.model.errors import Permanent, Refused, Unaffordable
from shared.model.job import PRESETS, Options
from shared.model.money import CENT, DOLLAR, Micros, dollars

if TYPE_CHECKING:  # who only refuses needs no prices
    from shared.money.book import Book
    from shared.money.quote_film import NoPlan

_FLAGS: Final = {
    "preset": "--preset",
    "backend": "--backend",
    "aspect": "--aspect",
    "size": "--size",
    "fps": "--fps",
    "language": "--lang",
    "voice": "--voice",
    "voices": "--voices",
    "score": "--score",
    "seed": "--seed",
    "brand": "--brand",
    "loudness": "--loudness",
    "captions": "--captions",
    "grade": "--grade",
    "mark": "--mark",
}
_SWITCHES: Final = {"names": "--names", "slate": "--slate", "end_card": "--end-card"}


def refusal(no: "NoPlan", options: Options, script: str, asked: Mapping[str, Any], gone: Micros = 0) -> Unaffordable:
    """`asked` is what the person typed: the command that would pass is theirs, changed in one place. `gone` of the
    budget is spent already."""
    budget = options.budget or 0
    floor = PRESETS[options.preset].quality
    if no.need is None:
        preset = _reachable(no.reached)
        return Unaffordable(
            f"{options.preset} wants pictures of quality {floor:.2f} in the middle; who can be asked reaches "
            f"{no.reached:.2f} at best.",
            f"Give the key of a better backend (aiprod doctor lists them), or render it with --preset {preset}.",
            would_cost=None,
            left=max(budget - gone, 0),
            retry_with=command(script, {**asked, "preset": preset}),
            code="not_good_enough",
        )
    wants = f"of quality {floor:.2f} ({options.preset})" if floor else "by the backend that was asked for"
    spent = f" and has cost {dollars(gone)}" if gone else ""
    best = f"; the best for that is {no.reached:.2f}" if no.reached else ""
    return Unaffordable(
        f"This film may cost {dollars(budget)}{spent}{best}. Pictures {wants} cost {dollars(no.need)} at most.",
        f"Render it with --budget {typed(no.need + gone)}, or with --preset animatic for nothing.",
        would_cost=no.need,
        left=max(budget - gone, 0),
        retry_with=command(script, {**asked, "budget": no.need + gone}),
    )


def command(script: str, asked: Mapping[str, Any]) -> str:
    """How a person types it."""
    words = ["aiprod", "render", script]
    for name, flag in _FLAGS.items():
        if asked.get(name):
            words += [flag, str(asked[name])]
    for name, flag in _SWITCHES.items():
        if asked.get(name) is not None:
            words.append(flag if asked[name] else flag.replace("--", "--no-", 1))
    for star in asked.get("stars") or ():
        words += ["--star", str(star)]
    if asked.get("budget") is not None:
        words += ["--budget", typed(int(asked["budget"]))]
    return shlex.join(words)


def typed(amount: Micros) -> str:
    """Dollars in whole cents, never below the amount."""
    cents = -(-amount // CENT)
    return f"{cents * CENT // DOLLAR}.{cents % 100:02d}"


def _reachable(quality: float) -> str:
    """The most demanding preset that so much is good enough for."""
    fitting = [preset for preset in PRESETS.values() if preset.quality <= quality]
    return max(fitting, key=lambda preset: preset.quality).name


def no_such_backend(book: "Book", name: str) -> Permanent:
    """A backend that nobody has heard of, or one that has no key here."""
    if name not in book.backends:
        known = ", ".join(("auto", "animatic", *book.backends))
        return Refused("no_such_backend", f"There is no backend {name}.", f"There are: {known}.")
    keys = ", or ".join(called(key) for key in book.backends[name].keys)
    return Refused("no_key", f"{name} has no key here.", f"Give it {keys}; or render it with --backend auto.")


def called(key: str) -> str:
    """A key, as somebody is told where to put it: a setting is in capitals; a secret is a setting on a laptop."""
    settings = [
        part if part.isupper() else "AIPROD_SECRET_" + part.upper().replace("-", "_") for part in key.split("+")
    ]
    said = " and ".join(settings)
    return said if key.isupper() else f"the secret {key} ({said} on a laptop)"
