"""ElevenLabs Music: a track of the length that is asked for, in one answer.

The one rule: what it can make is between three seconds and ten minutes; more of the film repeats it.
"""

from typing import Final

from functions.music_composer.makers import Brief, Pending, Track
from shared.media.wire import Unheard, asked
from shared.model.credits import Credit
from shared.money.quote_hired import LONGEST_MS, SHORTEST_MS

HOME: Final = "https://api.elevenlabs.io"
NAME: Final = "ElevenLabs Music"


class ElevenMusic:
    name = NAME

    def __init__(self, key: str, model: str = "music_v1", home: str = HOME) -> None:
        self._key, self._model, self._home = key, model, home

    @property
    def tariff(self) -> str:
        return self._model

    def order(self, brief: Brief) -> Track:
        body = {
            "prompt": brief.words, "music_length_ms": min(LONGEST_MS, max(SHORTEST_MS, brief.ms)),
            "force_instrumental": True, "model_id": self._model,
        }  # fmt: skip
        url = f"{self._home}/v1/music?output_format=mp3_44100_128"
        content = asked(NAME, url, {"xi-api-key": self._key}, body, timeout_s=300).content
        credit = Credit(what="music", title=self._model, author=NAME, licence="by contract with its user")
        return Track(content=content, maker=NAME, credit=credit)

    def look(self, pending: Pending) -> Track:
        raise Unheard(f"{NAME} answers at once and keeps no orders.")
