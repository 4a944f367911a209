"""Whom a film's owner hires to speak: the studio that was asked for, where it has its key and its price.

The one rule: every part is held before it is asked for and kept before it is settled, so that whoever dies in between
neither pays twice for a part nor forgets one.
"""

import json
import os
from collections.abc import Mapping
from typing import Final

from functions.audio_generator.agent import Busy, LocalSpeaker, Speaker
from functions.audio_generator.studios import Declined, Hired, Studio
from functions.audio_generator.studios.elevenlabs import HOME as ELEVENLABS
from functions.audio_generator.studios.elevenlabs import ElevenVoices
from functions.audio_generator.studios.google import GoogleVoices
from functions.audio_generator.voices.alignment import Said
from shared.media.sound import WavWriter, reading
from shared.model.money import Micros, day
from shared.money import preparation, sound
from shared.money.book import Book
from shared.money.book_reading import current_book
from shared.money.quote_hired import NotForSale, family, letters_price
from shared.money.quote_refusal import called
from shared.pipeline.shelf import bring, keep, read, write_json
from shared.pipeline.work import Work

SPEECH: Final = "google-speech-key"
ELEVEN: Final = "elevenlabs-api-key"

PATIENCE_MS: Final = 120_000
"""How long a scene waits for a studio that is asked too often."""

AT_ONCE_MS: Final = 300_000
"""A function has an end: a long scene goes on in the next one, which finds what this one has bought."""


def hired(work: Work, local: Speaker | None = None) -> Speaker:
    """Who speaks this scene, with this machine behind them."""
    home = local or LocalSpeaker()
    book = current_book(work.platform.objects)
    till = Till(work, book)
    studio = opened(work, os.environ)
    if isinstance(studio, str):
        return Hired([], till, home, why=studio)
    try:
        letters_price(book, studio.tariff, 0, till.today)
    except NotForSale as no:
        return Hired([], till, home, why=no.sentence)
    return Hired([studio], till, home, patient=work.begun + PATIENCE_MS > work.platform.clock.now())


def opened(work: Work, environment: Mapping[str, str]) -> Studio | str:
    """The studio, or why it cannot be asked."""
    if work.options.voices == "google":
        key = (work.platform.secrets.get(SPEECH) or "").strip()
        if not key and not environment.get("GOOGLE_CLOUD_PROJECT"):
            project = "a Google Cloud project: GOOGLE_CLOUD_PROJECT"
            return f"Google Text-to-Speech has no key here; give it {called(SPEECH)}, or {project}."
        return GoogleVoices(key, family(environment), environment.get("AIPROD_GOOGLE_SPEECH_URL", ""))
    key = (work.platform.secrets.get(ELEVEN) or "").strip()
    if not key:
        return f"ElevenLabs has no key here; give it {called(ELEVEN)}."
    return ElevenVoices(key, home=environment.get("AIPROD_ELEVENLABS_URL") or ELEVENLABS)


class Till:
    """The purse of the studios: what they are paid comes out of the film's preparation."""

    def __init__(self, work: Work, book: Book) -> None:
        self._work, self._book = work, book
        self._prices: dict[str, Micros] = {}
        self._begun = work.platform.clock.now()
        self.today = day(self._begun)

    def bought(self, what: str) -> Said | None:
        work = self._work
        name = preparation.bought_before(work, what)
        if not name or work.platform.objects.stat(name) is None:
            name = sound.bought(work, what)  # for another film
        if not name:
            return None
        kept = json.loads(read(work, name))
        with reading(bring(work, kept["sound"], work.scratch / "bought.wav")) as heard:
            samples = heard.read(0, heard.samples)[:, 0]
        places = kept["places"]
        return Said(samples, places and [(start, end) for start, end in places])

    def hold(self, what: str, studio: Studio, letters: int) -> None:
        work = self._work
        if self._prices and work.platform.clock.now() - self._begun > AT_ONCE_MS:
            raise Busy("It is a long scene.")
        price = self._prices[what] = letters_price(self._book, studio.tariff, letters, self.today)
        work.check()
        if preparation.reserve(work, what, price, wished=True):
            return
        if preparation.is_lost(work, what):
            lost = f"{studio.name} was asked, and its answer was lost; it counts as paid, and is not asked for again."
            raise Declined(lost, lost=True)
        raise Declined(f"{studio.name} was not paid. {preparation.why_not(work, price, wished=True)}")

    def settle(self, what: str, said: Said | None, *, known: bool) -> None:
        work, price = self._work, self._prices[what]
        if said is None:
            preparation.settle(work, what, 0 if known else price, unknown=not known)
            return
        file = work.scratch / "part.wav"
        with WavWriter(file, 1) as out:
            out.write(said.samples)
        kept = {"sound": keep(work, "voices", ".wav", file), "places": said.words, "billed": price}
        name = write_json(work, "voices", kept)
        preparation.settle(work, what, price, name)
        sound.offer(work, what, name)
