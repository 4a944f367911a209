"""Google's wire for generated pictures, as Vertex and as the Gemini API: operations, interactions, and stills.

The one rule: it answers as aiplatform.googleapis.com and generativelanguage.googleapis.com do; the official client is
what asks. What is ordered into a bucket is laid there when it is finished.
"""

import base64
import os
import re
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import quote

from tests.fakes.providers.mischief import FREE
from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.tones import tune
from tests.fakes.providers.words import Answer, Ask, said

_MODEL: Final = re.compile(
    r"/v1\w*/(?:(?P<parent>projects/[^/]+/locations/[^/]+)/publishers/google/)?models/(?P<model>.+)"
)
_TALK: Final = re.compile(r"/v1\w*/(?:projects/[^/]+/locations/[^/]+/)?interactions(?:/(?P<id>[^/]+))?")
_SIDES: Final = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
_STILLS: Final = {
    "16:9": (1344, 768),
    "9:16": (768, 1344),
    "1:1": (1024, 1024),
    "4:5": (896, 1152),
    "4:3": (1184, 864),
    "21:9": (1536, 672),
}


def lay_in_emulator(bucket: str, name: str, content: bytes) -> None:
    """Into the bucket of the storage emulator that the usual variable names."""
    host = os.environ["STORAGE_EMULATOR_HOST"].rstrip("/")
    url = f"{host}/upload/storage/v1/b/{quote(bucket)}/o?uploadType=media&name={quote(name, safe='')}"
    request = urllib.request.Request(url, content, {"Content-Type": "video/mp4"}, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


class Google(Provider):
    name = "google"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {
        "veo-3.1-generate-001": (0, 200_000),
        "veo-3.1-fast-generate-001": (0, 100_000),
        "veo-3.1-fast-generate-001@1080p": (0, 120_000),
        "veo-3.1-lite-generate-001": (0, 50_000),
        "veo-3.1-lite-generate-001@1080p": (0, 80_000),
        "gemini-omni-1.1-flash": (0, 100_000),
        "gemini-omni-1.2-flash": (0, 70_000),
        "gemini-omni-1.2-flash@360p": (0, 23_000),
        "gemini-omni-1.2-flash@1080p": (0, 105_000),
        "gemini-3.1-flash-lite-image": (33_600, 0),
        "gemini-3.1-flash-image": (67_000, 0),
        "gemini-3-pro-image": (134_000, 0),
        "lyria-002": (60_000, 0),
    }
    usual = (0, 100_000)

    def __init__(self, home: Path, shelf: Path) -> None:
        super().__init__(home, shelf)
        self.lay: Callable[[str, str, bytes], None] = lay_in_emulator  # bucket, name, content

    def route(self, ask: Ask) -> Answer:
        if ask.path == "/token":  # an account of Google's asks for one before it asks for anything else
            return said({"access_token": "ya29.fake", "expires_in": 3600, "token_type": "Bearer"})
        if "x-goog-api-key" not in ask.headers and not ask.headers.get("authorization", "").startswith("Bearer "):
            return self.refusal("unauthorized")
        if talk := _TALK.fullmatch(ask.path):
            return self._talk(ask, talk["id"])
        named = _MODEL.fullmatch(ask.path)
        if named and ask.method == "POST":
            model, _, verb = named["model"].partition(":")
            match verb:
                case "predictLongRunning":
                    return self._start(ask, named["parent"], model)
                case "fetchPredictOperation":
                    return self._operation(ask)
                case "predict" if named["parent"]:
                    return self._compose(ask, model)
                case "generateContent":
                    return self._paint(ask, model)
        return wrong(404, "NOT_FOUND", "Not found.")

    def refusal(self, word: str) -> Answer:
        return {
            "throttle": wrong(429, "RESOURCE_EXHAUSTED", "Quota exceeded for requests per minute.", Retry_After="30"),
            "down": Answer(503, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
            "shed": wrong(503, "UNAVAILABLE", "The model is overloaded."),
            "bad_request": wrong(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
            "refuse": wrong(400, "INVALID_ARGUMENT", "The prompt violates our usage guidelines."),
            "retired": wrong(404, "NOT_FOUND", "Publisher Model was not found or is no longer available."),
            "unauthorized": wrong(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
            "no_credit": wrong(403, "PERMISSION_DENIED", "Billing is disabled for this project."),
        }[word]

    def accepted(self, ask: Ask, task: Task) -> Answer:
        request = task.request["request"]
        match request["verb"]:
            case "operation":
                model = f"{request['parent']}/publishers/google/models/{task.request['model']}"
                return said({"name": f"{model}/operations/{task.id}"})
            case "interaction":
                return said(
                    {"id": task.id, "status": "in_progress", "object": "interaction", "model": task.request["model"]}
                )
            case "music":
                if FREE & set(task.fate):
                    return said({"predictions": []})
                sound = base64.b64encode(tune(self.shelf, 30, "wav")).decode()
                return said({"predictions": [{"bytesBase64Encoded": sound, "mimeType": "audio/wav"}]})
        return said(self._painted(task))

    # ------------------------------------------------------------------------------------------------ operations

    def _start(self, ask: Ask, parent: str | None, model: str) -> Answer:
        body = ask.json()
        instance, parameters = (body.get("instances") or [{}])[0], body.get("parameters") or {}
        seconds = parameters.get("durationSeconds")
        if parent is None or not parameters.get("storageUri"):
            return wrong(400, "INVALID_ARGUMENT", "storageUri is required here.")
        if seconds not in (4, 6, 8):
            return wrong(
                400, "INVALID_ARGUMENT", f"Unsupported output video duration {seconds} seconds, supported 4, 6, 8."
            )
        width, height = _frame(parameters)
        request = {"verb": "operation", "parent": parent, "model": model, **body}
        prompt, seed = str(instance.get("prompt", "")), int(parameters.get("seed", 0))
        lines = str(parameters.get("resolution", ""))
        return self.submission(ask, Wanted(model, prompt, seconds, width, height, lines, seed=seed, request=request))

    def _operation(self, ask: Ask) -> Answer:
        name = str(ask.json().get("operationName", ""))
        task = self.till.task(name.rsplit("/", 1)[-1], poll=True)
        if task is None:
            return wrong(404, "NOT_FOUND", "Operation not found.")
        trouble = self.poll_trouble(task)
        return trouble or said({"name": name, **self._of_operation(task)})

    def _of_operation(self, task: Task) -> dict[str, Any]:
        match self.lying(task):
            case "done_without":
                return {"done": True, "response": {}}
            case "running" | "odd":
                return {}
        match self.phase(task):
            case "queued" | "running":
                return {}
            case "failed":
                return {"done": True, "error": {"code": 13, "message": "Internal error. Please try again later."}}
            case "cancelled":
                return {"done": True, "error": {"code": 1, "message": "The operation was cancelled."}}
            case "refused":
                reasons = ["Veo could not generate videos because the input image violates our policies. Code 17301594"]
                return {"done": True, "response": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": reasons}}
        where = self._laid(task, task.request["request"]["parameters"]["storageUri"])
        return {"done": True, "response": {"videos": [{"gcsUri": where, "mimeType": "video/mp4"}]}}

    def _laid(self, task: Task, shelf: str) -> str:
        if "away" in task.fate:
            return f"gs://another-bucket/{task.id}/sample_0.mp4"
        bucket, _, folder = shelf.removeprefix("gs://").partition("/")
        name = f"{folder.rstrip('/')}/{task.id}/sample_0.mp4"
        if "gone" not in task.fate:
            self.lay(bucket, name, self.film(task)[0])
        return f"gs://{bucket}/{name}"

    # ---------------------------------------------------------------------------------------------- interactions

    def _talk(self, ask: Ask, interaction: str | None) -> Answer:
        if ask.method == "POST" and interaction is None:
            body = ask.json()
            wanted = body.get("response_format") or {}
            if isinstance(wanted, list):
                wanted = wanted[0]
            given = body.get("input")
            prompt = (
                given if isinstance(given, str) else next((one["text"] for one in given or () if "text" in one), "")
            )
            width, height = _frame(wanted)
            request, lines = {"verb": "interaction", **body}, str(wanted.get("resolution", ""))
            seconds, seed = (
                float(str(wanted.get("duration", "8s")).rstrip("s")),
                (body.get("generation_config") or {}).get("seed", 0),
            )
            return self.submission(
                ask, Wanted(str(body.get("model")), prompt, seconds, width, height, lines, seed=seed, request=request)
            )
        task = self.till.task(interaction or "", poll=True)
        if ask.method != "GET" or task is None:
            return wrong(404, "NOT_FOUND", "Interaction not found.")
        return self.poll_trouble(task) or said(
            {"id": task.id, "object": "interaction", "model": task.request["model"], **self._of_interaction(ask, task)}
        )

    def _of_interaction(self, ask: Ask, task: Task) -> dict[str, Any]:
        match self.lying(task):
            case "done_without":
                return {"status": "completed", "steps": []}
            case "running":
                return {"status": "in_progress"}
            case "odd":
                return {"status": "dreaming"}
        match self.phase(task):
            case "queued":
                return {"status": "queued"}
            case "running":
                return {"status": "in_progress"}
            case "cancelled":
                return {"status": "cancelled"}
            case "failed":
                return {"status": "failed", "errors": [{"code": "internal", "message": "Internal error."}]}
            case "refused":
                return {
                    "status": "failed",
                    "errors": [{"code": "safety", "message": "Blocked by our safety policies."}],
                }
        wanted = task.request["request"].get("response_format") or {}
        shelf = (wanted[0] if isinstance(wanted, list) else wanted).get("gcs_uri")
        where = self._laid(task, shelf) if shelf else self.place_of(ask, task)
        content = [{"type": "video", "uri": where, "mime_type": "video/mp4"}]
        return {"status": "completed", "steps": [{"type": "model_output", "content": content}]}

    # ---------------------------------------------------------------------------------------------------- stills

    def _paint(self, ask: Ask, model: str) -> Answer:
        body = ask.json()
        config = body.get("generationConfig") or {}
        parts = [part for content in body.get("contents") or () for part in content.get("parts") or ()]
        prompt = next((part["text"] for part in parts if "text" in part), "")
        width, height = _STILLS.get(str((config.get("imageConfig") or {}).get("aspectRatio")), (1024, 1024))
        request = {"verb": "still", "model": model, **body}
        wanted = Wanted(model, prompt, 0, width, height, kind="still", seed=int(config.get("seed", 0)), request=request)
        return self.submission(ask, wanted)

    def _compose(self, ask: Ask, model: str) -> Answer:
        """Thirty seconds of music, in the answer itself."""
        body = ask.json()
        prompt = str((body.get("instances") or [{}])[0].get("prompt", ""))
        return self.submission(ask, Wanted(model, prompt, 0, 0, 0, kind="music", request={"verb": "music", **body}))

    def _painted(self, task: Task) -> dict[str, Any]:
        usage = {"usageMetadata": {"promptTokenCount": 20, "totalTokenCount": 1310}}
        if "refuse_after" in task.fate or "refuse_free" in task.fate:
            words = "Unable to show the generated image."
            return {"candidates": [{"finishReason": "IMAGE_SAFETY", "finishMessage": words}], **usage}
        if FREE & set(task.fate):
            return {"candidates": [], **usage}
        picture, kind = self.film(task)
        inline = {"mimeType": kind, "data": base64.b64encode(picture).decode()}
        content = {"role": "model", "parts": [{"inlineData": inline}]}
        return {"candidates": [{"content": content, "finishReason": "STOP"}], **usage}


def wrong(code: int, status: str, message: str, **headers: str) -> Answer:
    return said({"error": {"code": code, "message": message, "status": status}}, code, **headers)


def _frame(wanted: dict[str, Any]) -> tuple[int, int]:
    short = _SIDES.get(str(wanted.get("resolution") or "720p").lower(), 720)
    ratio = str(wanted.get("aspectRatio") or wanted.get("aspect_ratio") or "16:9")
    long = round(short * 16 / 9 / 2) * 2
    return (short, long) if ratio == "9:16" else (long, short)
