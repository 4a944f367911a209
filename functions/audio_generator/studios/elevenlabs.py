"""ElevenLabs: the account's own voices, each letter with its time.

The one rule: one POST for each part and no more, for every one of them is billed.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from functions.audio_generator.studios.samples import plain
from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice
from functions.audio_generator.voices.delivery import Delivery
from shared.media.sound import RATE
from shared.media.wire import Unanswered, asked

HOME: Final = "https://api.elevenlabs.io"
NAME: Final = "ElevenLabs"
_HERTZ: Final = 24_000


class ElevenVoices:
    def __init__(self, key: str, model: str = "eleven_multilingual_v2", home: str = HOME) -> None:
        self._key, self._model, self._home = key, model, home
        self._known: list[tuple[str, str, str]] | None = None

    name = NAME
    most = 5000

    @property
    def tariff(self) -> str:
        return self._model

    def voices(self, language: str) -> Sequence[Voice]:
        """Every one of them speaks every language of the model."""
        if self._known is None:
            told = asked(NAME, f"{self._home}/v1/voices", self._headers()).told()
            self._known = sorted(_known(told.get("voices")))
        tongue = language.replace("_", "-").split("-")[0].casefold() or "en"
        return tuple(
            Voice.model_validate({"name": name, "language": tongue, "engine": "elevenlabs", "model": voice,
                                  "gender": gender, "quality": 2}) for name, voice, gender in self._known
        )  # fmt: skip

    def size(self, text: str, voice: Voice) -> int:
        return len(text.encode())

    def letters(self, text: str) -> int:
        return len(text)

    def say(self, text: str, voice: Voice, how: Delivery, seed: int) -> Said:
        url = f"{self._home}/v1/text-to-speech/{quote(voice.model, safe='')}/with-timestamps?output_format=pcm_{_HERTZ}"
        settings = {"stability": 0.5, "similarity_boost": 0.75, "speed": round(min(1.2, max(0.7, how.pace)), 2)}
        body = {"text": text, "model_id": self._model, "seed": seed, "voice_settings": settings}
        told = asked(NAME, url, self._headers(), body).told()
        try:
            samples = plain(base64.b64decode(told["audio_base64"], validate=True), _HERTZ)
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Unanswered(f"{NAME} answered something that is no sound.") from None
        return Said(samples, _places(told.get("alignment"), text, len(samples)))

    def _headers(self) -> Mapping[str, str]:
        return {"xi-api-key": self._key}


def _known(told: Any) -> list[tuple[str, str, str]]:
    found = []
    for each in told if isinstance(told, list) else []:
        if isinstance(each, dict) and each.get("voice_id") and each.get("name"):
            labels = each.get("labels")
            woman = isinstance(labels, dict) and str(labels.get("gender", "")).casefold() == "female"
            found.append((str(each["name"]), str(each["voice_id"]), "f" if woman else "m"))
    return found


def _places(told: Any, text: str, samples: int) -> list[tuple[int, int]] | None:
    """The words of the text from the times of its letters; None where these are not the letters of the text."""
    if not isinstance(told, dict):
        return None
    letters, starts, ends = (
        told.get(name) for name in ("characters", "character_start_times_seconds", "character_end_times_seconds")
    )
    if not (isinstance(letters, list) and isinstance(starts, list) and isinstance(ends, list)):
        return None
    if "".join(map(str, letters)) != text or not len(letters) == len(starts) == len(ends):
        return None
    places: list[tuple[int, int]] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        first, last = round(float(starts[at]) * RATE), round(float(ends[at + len(word) - 1]) * RATE)
        places.append((first, min(samples, max(first, last))))
        at += len(word)
    return places
