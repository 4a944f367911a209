"""Google Text-to-Speech's wire: `v1beta1/text:synthesize`, as the official client speaks it over REST.

The one rule: it bills each letter of a request that it accepts, tags too and marks not, as Google does.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.fakes.providers.google import wrong
from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.tones import WORD_S, as_wav, hum
from tests.fakes.providers.words import Answer, Ask, said


class Speech(Provider):
    name = "speech"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {"Neural2": (0, 16), "Chirp3-HD": (0, 30)}
    usual = (0, 160)

    def route(self, ask: Ask) -> Answer:
        if "x-goog-api-key" not in ask.headers and not ask.headers.get("authorization", "").startswith("Bearer "):
            return self.refusal("unauthorized")
        if (ask.method, ask.path) != ("POST", "/v1beta1/text:synthesize"):
            return wrong(404, "NOT_FOUND", "Not found.")
        body = ask.json()
        given = body.get("input") or {}
        text = str(given.get("ssml") or given.get("text") or "")
        voice = str((body.get("voice") or {}).get("name", ""))
        if not text or len(text.encode()) > 5000:
            return wrong(400, "INVALID_ARGUMENT", "Either `input.text` or `input.ssml` is longer than 5000 bytes.")
        letters = len(re.sub(r"<mark [^>]*/>", "", text))
        family = next((name for name in self.prices if f"-{name}-" in voice), "")
        return self.submission(ask, Wanted(family, text, letters, 0, 0, kind="speech", request=body))

    def refusal(self, word: str) -> Answer:
        return {
            "throttle": wrong(429, "RESOURCE_EXHAUSTED", "Quota exceeded for requests per minute."),
            "down": Answer(503, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
            "shed": wrong(503, "UNAVAILABLE", "The service is overloaded."),
            "bad_request": wrong(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
            "refuse": wrong(400, "INVALID_ARGUMENT", "Invalid SSML."),
            "retired": wrong(404, "NOT_FOUND", "Voice does not exist. Is it misspelled?"),
            "unauthorized": wrong(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
            "no_credit": wrong(403, "PERMISSION_DENIED", "Billing is disabled for this project."),
        }[word]

    def accepted(self, ask: Ask, task: Task) -> Answer:
        body = task.request["request"]
        ssml, rate = body["input"].get("ssml", ""), int(body["audioConfig"]["sampleRateHertz"])
        words = len(re.findall("<mark ", ssml)) or len(str(body["input"].get("text", "")).split())
        answer: dict[str, Any] = {"audioContent": base64.b64encode(as_wav(hum(words, rate), rate)).decode()}
        if ssml and body.get("enableTimePointing") == ["SSML_MARK"]:
            points = [{"markName": str(number), "timeSeconds": number * WORD_S} for number in range(words)]
            answer["timepoints"] = [{key: value for key, value in point.items() if value} for point in points]
        return said(answer)
