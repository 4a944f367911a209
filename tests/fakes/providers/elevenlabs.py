"""ElevenLabs' wire: the voices of an account, speech with the time of each letter, music of a given length.

The one rule: it answers as api.elevenlabs.io does, and bills by letters and by seconds.
"""

import base64
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.tones import WORD_S, hum, tune
from tests.fakes.providers.words import Answer, Ask, said

_HERTZ: Final = 24_000
_VOICES: Final = [
    {"voice_id": "v1", "name": "Ada", "labels": {"gender": "female"}},
    {"voice_id": "v/2", "name": "Ben", "labels": {"gender": "male"}},
    {"voice_id": "v3", "name": "Cleo", "labels": {"gender": "female"}},
]


class ElevenLabs(Provider):
    name = "elevenlabs"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {
        "eleven_multilingual_v2": (0, 100), "eleven_flash_v2_5": (0, 50), "music_v1": (0, 5_000),
    }  # fmt: skip
    usual = (0, 100)

    def route(self, ask: Ask) -> Answer:
        if "xi-api-key" not in ask.headers:
            return self.refusal("unauthorized")
        body, parts = ask.json(), ask.path.strip("/").split("/")
        match (ask.method, parts):
            case ("GET", ["v1", "voices"]):
                return said({"voices": _VOICES})
            case ("POST", ["v1", "text-to-speech", _, "with-timestamps"]) if body.get("text"):
                wanted = Wanted(str(body["model_id"]), body["text"], len(body["text"]), 0, 0, kind="speech",
                                seed=int(body.get("seed", 0)), request={"voice": parts[2], **body})  # fmt: skip
                return self.submission(ask, wanted)
            case ("POST", ["v1", "music"]) if 3_000 <= int(body.get("music_length_ms", 0)) <= 600_000:
                wanted = Wanted(str(body["model_id"]), str(body["prompt"]), body["music_length_ms"] / 1000, 0, 0,
                                kind="music", request=body)  # fmt: skip
                return self.submission(ask, wanted)
        return _wrong(404 if ask.method == "GET" else 422, "not_found", "Not found.")

    def refusal(self, word: str) -> Answer:
        return {
            "throttle": _wrong(429, "too_many_concurrent_requests", "Too many concurrent requests."),
            "down": Answer(503, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
            "shed": _wrong(503, "system_busy", "The system is busy."),
            "bad_request": _wrong(400, "invalid_request", "The request is invalid."),
            "refuse": _wrong(400, "content_policy", "The text violates our policy."),
            "retired": _wrong(404, "model_not_found", "The model does not exist any more."),
            "unauthorized": _wrong(401, "invalid_api_key", "Invalid API key."),
            "no_credit": _wrong(402, "quota_exceeded", "This request exceeds your quota."),
        }[word]

    def accepted(self, ask: Ask, task: Task) -> Answer:
        body = task.request["request"]
        if task.request["kind"] == "music":
            return Answer(200, tune(self.shelf, task.request["seconds"]), {"Content-Type": "audio/mpeg"})
        text = body["text"]
        starts, word = [], 0
        for char in text:
            starts.append(word * WORD_S)
            word += char == " "
        times: dict[str, Any] = {
            "characters": list(text),
            "character_start_times_seconds": starts,
            "character_end_times_seconds": [start + WORD_S - 0.06 for start in starts],
        }
        sound = base64.b64encode(hum(len(text.split()), _HERTZ)).decode()
        return said({"audio_base64": sound, "alignment": times})


def _wrong(code: int, status: str, message: str) -> Answer:
    return said({"detail": {"status": status, "message": message}}, code)
