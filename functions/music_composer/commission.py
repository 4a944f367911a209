"""Who composes a film's score: whom its owner asked for, those who stand in for them, at last this machine.

The one rule: an order is held before it is sent and kept before it is settled; whoever dies in between neither orders
twice nor forgets what was ordered. Who is still composing is looked at again later.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from functions.music_composer.agent import Section
from functions.music_composer.fitting import VERSION as FITTING
from functions.music_composer.fitting import fitted
from functions.music_composer.makers import VERSION, Brief, Busy, Declined, Maker, Pending, Track, commissioned
from functions.music_composer.makers.elevenlabs import HOME, ElevenMusic
from functions.music_composer.makers.lyria import PLACE, Lyria, of_this_machine
from functions.music_composer.makers.tasks import Soundful, Suno
from shared.model.credits import Credit
from shared.model.errors import Permanent
from shared.model.money import Micros, day
from shared.money import preparation, sound
from shared.money.book import Book
from shared.money.book_reading import current_book
from shared.money.quote_hired import NotForSale, score_price
from shared.money.quote_refusal import called
from shared.pipeline.shelf import bring, keep, read, write_json
from shared.pipeline.work import Wait, Work, fingerprint

ELEVEN: Final = "elevenlabs-api-key"
SUNO: Final = "suno-api-key"
SOUNDFUL: Final = "soundful-api-key"

LOOK_MS: Final = 10_000
PATIENCE_MS: Final = 120_000
"""How long we wait for somebody who is asked too often."""


@dataclass(frozen=True)
class Score:
    """What came of it: whom to thank, or nobody, and what went wrong on the way."""

    credit: Credit | None
    warnings: tuple[str, ...]


def version(work: Work) -> list[str]:
    """Who would be asked, in their order. What they cost is no part of it."""
    return [VERSION, FITTING, *(f"{maker.name} {maker.tariff}" for maker in opened(work)[0])]


def scored(work: Work, mood: str, sections: Sequence[Section], to: Path) -> Score | Wait:
    """The score as long as the film, in a file; nobody is thanked where this machine has to play."""
    makers, why = opened(work)
    now = work.platform.clock.now()
    heard = [section for section in sections if section.music != "none"]
    if not heard:
        return Score(None, ())
    brief = Brief(mood=mood, moods=tuple(section.mood for section in heard), ms=sum(each.ms for each in sections),
                  seed=work.options.seed)  # fmt: skip
    try:
        till = Till(work)
        made, trouble = commissioned(makers, brief, till, now=now, patient=work.begun + PATIENCE_MS > now)
    except Busy as busy:
        return Wait(now + LOOK_MS, busy.sentence)
    if isinstance(made, Pending):
        return Wait(now + LOOK_MS, f"{made.maker} composes")
    trouble = (*why, *trouble)
    if made is not None:
        work.check()
        try:
            track = work.scratch / "track"
            track.write_bytes(made.content)
            fitted(track, [(each.ms, each.music != "none") for each in sections], to, work.scratch)
        except Permanent:
            trouble = (*trouble, f"{made.maker} sent something that is no music; it counts as paid.")
        else:
            till.fits(next(maker for maker in makers if maker.name == made.maker), brief, made)
            stands_in = (f"The score is {made.maker}'s: {' '.join(trouble)}",) if trouble else ()
            return Score(made.credit, stands_in)
    return Score(None, (f"The score is played by this machine: {' '.join(trouble)}",))


def opened(work: Work, environment: Mapping[str, str] = os.environ) -> tuple[list[Maker], list[str]]:
    """Whom we can ask: from the one who was asked for on, in the order in which they stand in for each other; and why
    that one cannot be asked."""
    openers: dict[str, Callable[[], Maker | str]] = {
        "lyria": lambda: _lyria(environment),
        "elevenlabs": lambda: _eleven((work.platform.secrets.get(ELEVEN) or "").strip(), environment),
        "suno": lambda: _server(Suno, SUNO, work.platform.secrets.get(SUNO) or ""),
        "soundful": lambda: _server(Soundful, SOUNDFUL, work.platform.secrets.get(SOUNDFUL) or ""),
    }
    names = list(openers)
    found = [openers[name]() for name in names[names.index(work.options.score) :]]
    return [each for each in found if not isinstance(each, str)], [each for each in found[:1] if isinstance(each, str)]


def _lyria(environment: Mapping[str, str]) -> Maker | str:
    project, place = environment.get("GOOGLE_CLOUD_PROJECT", ""), environment.get("GOOGLE_CLOUD_LOCATION", "")
    if not project:
        return "Lyria needs a Google Cloud project: GOOGLE_CLOUD_PROJECT."
    where = PLACE if place in ("", "global") else place
    return Lyria(of_this_machine, project, where, home=environment.get("AIPROD_LYRIA_URL", ""))


def _eleven(key: str, environment: Mapping[str, str]) -> Maker | str:
    if not key:
        return f"ElevenLabs has no key here; give it {called(ELEVEN)}."
    return ElevenMusic(key, home=environment.get("AIPROD_ELEVENLABS_URL") or HOME)


def _server(kind: type[Suno] | type[Soundful], secret: str, told: str) -> Maker | str:
    """It has no official address: the secret holds the user's own, and the key."""
    home, _, key = told.strip().partition(" ")
    if not key.strip() or not home.startswith(("https://", "http://")):
        return f"The {kind.name} has no address and key here; give it {called(secret)}: https://… KEY."
    return kind(key.strip(), home)


class Till:
    """The purse of the makers: what they are paid comes out of what the film may take for its sounds."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._book: Book = current_book(work.platform.objects)
        self._prices: dict[str, Micros] = {}

    def bought(self, maker: Maker, brief: Brief) -> Track | Pending | None:
        work, what = self._work, _what(maker, brief)
        for name in (preparation.bought_before(work, what), sound.bought(work, what)):  # for this film; for another
            if not name or work.platform.objects.stat(name) is None:
                continue
            kept = json.loads(read(work, name))
            if int(kept["ms"]) * 4 < brief.ms * 3:  # the film has become much longer
                continue
            if kept["pending"]:
                return Pending.model_validate(kept["pending"])
            if work.platform.objects.stat(kept["track"]) is not None:
                content = bring(work, kept["track"], work.scratch / "bought").read_bytes()
                return Track(content=content, maker=maker.name, credit=Credit.model_validate(kept["credit"]))
        return None

    def fits(self, maker: Maker, brief: Brief, track: Track) -> None:
        """It is music, and every later film of its owner may have it."""
        if not sound.bought(self._work, _what(maker, brief)):
            sound.offer(self._work, _what(maker, brief), self._kept(brief, track, 0))

    def hold(self, maker: Maker, brief: Brief) -> None:
        work, what = self._work, _what(maker, brief)
        try:
            today = day(work.platform.clock.now())
            price = self._prices[what] = score_price(self._book, maker.tariff, brief.ms, today)
        except NotForSale as no:
            raise Declined(no.sentence) from None
        work.check()
        if preparation.reserve(work, what, price, wished=True):
            return
        if preparation.is_lost(work, what):
            lost = f"{maker.name} was asked, and its answer was lost; it counts as paid, and is not asked for again."
            raise Declined(lost)
        raise Declined(f"{maker.name} was not paid. {preparation.why_not(work, price, wished=True)}")

    def settle(self, maker: Maker, brief: Brief, made: Track | Pending | None, *, known: bool) -> None:
        work, what = self._work, _what(maker, brief)
        price = self._prices[what]
        if made is None:
            preparation.settle(work, what, 0 if known else price, unknown=not known)
            return
        preparation.settle(work, what, price, self._kept(brief, made, price))

    def _kept(self, brief: Brief, made: Track | Pending, billed: Micros) -> str:
        """The paper that tells what was bought."""
        work = self._work
        told: dict[str, Any] = {"ms": brief.ms, "billed": billed, "pending": None, "track": "", "credit": None}
        if isinstance(made, Pending):
            told["pending"] = {**made.model_dump(mode="json"), "since": work.platform.clock.now()}
        else:
            told["track"] = keep(work, "music", ".mp3", made.content)
            told["credit"] = made.credit.model_dump(mode="json")
        return write_json(work, "music", told)


def _what(maker: Maker, brief: Brief) -> str:
    """The same music: its length is for the fitting."""
    asked = [maker.name, maker.tariff, brief.mood, list(dict.fromkeys(brief.moods)), brief.seed]
    return f"music-{fingerprint(asked)}"
