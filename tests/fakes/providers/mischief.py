"""How a fake provider misbehaves, and when: scripted word by word, or drawn at random from a seed.

The one rule: the fate of a submission is drawn when it comes and written down with it; the same seed, the same fates.

    before it is accepted        throttle, down, shed, bad_request, refuse, retired, unauthorized, no_credit,
                                 drop_before, redirect
    after it is accepted         drop_after, hang_after, partial, garbage, error_after, gateway
    while it renders             busy (waits in the queue), slow, never, cancelled
    how it ends                  refuse_after (billed), refuse_free, fail (not billed)
    what it costs                dear (twice the price that was named)
    what a poll says             poll_500, poll_429, poll_404, poll_drop, poll_garbage (the first two of them),
                                 lie (finished without a result, then not finished), odd (a status nobody knows)
    what the result is           black, frozen, short, small, wrong_ratio, wrong (a page of text), truncated, empty,
                                 huge, away (another host), redirect_away, gone, late (gone at first), drip, cut (first
                                 time only)
"""

import random
from typing import Any, Final

from tests.fakes.providers.till import Till

BEFORE: Final = frozenset(
    "throttle down shed bad_request refuse retired unauthorized no_credit drop_before redirect".split()
)
AFTER: Final = frozenset("drop_after hang_after partial garbage error_after gateway".split())
RENDER: Final = frozenset("busy slow never cancelled".split())
END: Final = frozenset("refuse_after refuse_free fail".split())
POLL: Final = frozenset("poll_500 poll_429 poll_404 poll_drop poll_garbage lie odd".split())
BILL: Final = frozenset({"dear"})
MEDIA: Final = frozenset(
    "black frozen short small wrong_ratio wrong truncated empty huge away redirect_away gone late drip cut".split()
)
WORDS: Final = BEFORE | AFTER | RENDER | END | POLL | BILL | MEDIA

FREE: Final = frozenset({"refuse_free", "fail", "cancelled"})
"""What is accepted and never billed."""


def behave(till: Till, told: dict[str, Any]) -> dict[str, Any]:
    """`script`: a fate for each submission from now on ("ok", "throttle", "black+poll_500"), then as drawn.
    `seed` and `chance` {word: probability}: drawn for each submission that no script speaks of.
    `render_s`: how long a clip takes. `hang_s`: how long a hang lasts. `prices`: {model or
    model@resolution: [base, per second] in micro-dollars}.
    `down`: true answers nothing to nobody. `reset`: true forgets everything first."""
    if told.get("reset"):
        till.forget()
    known = {"script", "seed", "chance", "render_s", "hang_s", "prices", "down"}
    words = [word for fate in told.get("script", []) for word in fate.split("+")] + list(told.get("chance", {}))
    wrong = sorted(set(told) - known - {"reset"}) + sorted(set(words) - WORDS - {"ok"})
    if wrong:
        raise ValueError(f"not a behaviour: {', '.join(wrong)}")
    for name in sorted(known & set(told)):
        till.set(name, told[name])
    if {"script", "seed", "chance"} & set(told):
        till.set("count.fates", 0)
    return {name: till.setting(name, None) for name in sorted(known)}


def fate(till: Till) -> tuple[str, ...]:
    number = till.count("fates")
    script: list[str] = till.setting("script", [])
    if number < len(script):
        return tuple(word for word in script[number].split("+") if word != "ok")
    chance: dict[str, float] = till.setting("chance", {})
    drawn = random.Random(f"{till.setting('seed', 0)}:{number}")
    return tuple(word for word in sorted(chance) if drawn.random() < chance[word])


def first(fate: tuple[str, ...], among: frozenset[str]) -> str:
    return next((word for word in fate if word in among), "")
