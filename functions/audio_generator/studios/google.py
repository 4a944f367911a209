"""Google Text-to-Speech over its own REST: Neural2 with a mark before each word, Chirp 3 HD without.

The one rule: a request is at most 5,000 bytes as Google counts them, marks included; what the script says is text in
it, whatever it looks like.
"""

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from functions.audio_generator.studios.samples import decoded
from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice
from functions.audio_generator.voices.delivery import Delivery
from shared.media.sound import RATE
from shared.media.wire import Unanswered, asked

HOME: Final = "https://texttospeech.googleapis.com"
NAME: Final = "Google Text-to-Speech"

_CHIRP: Final = (("Kore", "f"), ("Charon", "m"), ("Aoede", "f"), ("Fenrir", "m"), ("Leda", "f"), ("Puck", "m"))
_NEURAL: Final = {"en-US": (("C", "f"), ("D", "m"), ("F", "f"), ("J", "m")), "fr-FR": (("F", "f"), ("G", "m"))}
_PLACES: Final = {"en": "en-US", "fr": "fr-FR"}


class GoogleVoices:
    """`family`: Neural2 tells when each word is heard; Chirp3-HD sounds better and does not."""

    def __init__(self, key: str, family: str = "Neural2", home: str = HOME) -> None:
        self._key, self._family, self._home = key, family, home

    name = NAME
    most = 5000

    def voices(self, language: str) -> Sequence[Voice]:
        tongue = language.replace("_", "-").split("-")[0].casefold() or "en"
        place = _PLACES.get(tongue)
        if place is None:
            return ()
        known: Sequence[tuple[str, str]] = _CHIRP if self._family == "Chirp3-HD" else _NEURAL[place]
        names = [(f"{place}-{self._family}-{letter}", gender) for letter, gender in known]
        return tuple(
            Voice.model_validate({"name": name, "language": tongue, "engine": "google", "model": name, "gender": gender,
                                  "quality": 2}) for name, gender in names
        )  # fmt: skip

    def size(self, text: str, voice: Voice) -> int:
        return len((_marked(text) if self._marks else text).encode())

    @property
    def _marks(self) -> bool:
        return self._family != "Chirp3-HD"

    def say(self, text: str, voice: Voice, how: Delivery, seed: int) -> Said:
        sound: dict[str, Any] = {"audioEncoding": "LINEAR16", "sampleRateHertz": RATE,
                                 "speakingRate": min(2.0, max(0.25, how.pace))}  # fmt: skip
        if self._marks:
            sound["pitch"] = round(12 * math.log2(how.pitch * voice.pitch), 2)
        body: dict[str, Any] = {
            "input": {"ssml": _marked(text)} if self._marks else {"text": text},
            "voice": {"languageCode": "-".join(voice.model.split("-")[:2]), "name": voice.model},
            "audioConfig": sound,
        }
        if self._marks:
            body["enableTimePointing"] = ["SSML_MARK"]
        told = asked(NAME, f"{self._home}/v1beta1/text:synthesize", {"X-Goog-Api-Key": self._key}, body).told()
        try:
            samples = decoded(base64.b64decode(told["audioContent"], validate=True))
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Unanswered(f"{NAME} answered something that is no sound.") from None
        return Said(samples, _places(told.get("timepoints"), len(text.split()), len(samples)))


def _marked(text: str) -> str:
    words = "".join(f'<mark name="{number}"/>{escape(word)} ' for number, word in enumerate(text.split()))
    return f"<speak>{words}</speak>"


def _places(told: Any, words: int, samples: int) -> list[tuple[int, int]] | None:
    """Where each word begins; it lasts until the next. None where a mark is missing or they are out of order."""
    starts: dict[str, int] = {}
    for each in told if isinstance(told, list) else []:
        if isinstance(each, dict) and isinstance(each.get("timeSeconds", 0), int | float):
            starts[str(each.get("markName"))] = round(float(each.get("timeSeconds", 0)) * RATE)
    found = [starts.get(str(number), -1) for number in range(words)]
    if not found or min(found) < 0 or found != sorted(found) or found[-1] > samples:
        return None
    return list(zip(found, [*found[1:], samples], strict=True))
