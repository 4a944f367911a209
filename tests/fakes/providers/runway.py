"""Runway's wire: tasks that are made by POST and read by GET, with their price in credits.

The one rule: it answers as api.dev.runwayml.com does, the official client is what asks.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.words import Answer, Ask, said

_STAMP: Final = "2026-11-21T10:00:00.000Z"
_CREDIT: Final = 10_000


class Runway(Provider):
    name = "runway"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {
        "gen4_turbo": (0, 5 * _CREDIT),
        "gen4.5": (0, 12 * _CREDIT),
        "veo3.1": (0, 20 * _CREDIT),
        "veo3.1_fast": (0, 10 * _CREDIT),
        "seedance2": (0, 36 * _CREDIT),
    }
    usual = (0, 10 * _CREDIT)

    def route(self, ask: Ask) -> Answer:
        if not ask.headers.get("authorization", "").startswith("Bearer "):
            return self.refusal("unauthorized")
        if "x-runway-version" not in ask.headers:
            return said({"error": "X-Runway-Version is missing"}, 400)
        match (ask.method, ask.path.removeprefix("/v1/").split("/")):
            case ("POST", ["image_to_video" | "text_to_video" as door]):
                return self._create(ask, door)
            case ("GET", ["tasks", task]):
                return self._read(ask, task)
            case ("DELETE", ["tasks", task]):
                self.till.cancel(task)
                return Answer(204)
        return said({"error": "Not found"}, 404)

    def _create(self, ask: Ask, door: str) -> Answer:
        body = ask.json()
        issues = []
        if not body.get("promptText") and door == "text_to_video":
            issues.append({"code": "too_small", "path": ["promptText"], "message": "Required"})
        if door == "image_to_video" and not body.get("promptImage"):
            issues.append({"code": "invalid_type", "path": ["promptImage"], "message": "Required"})
        if len(str(body.get("promptText", "")).encode("utf-16-le")) > 2000:
            issues.append({"code": "too_big", "path": ["promptText"], "message": "Too long"})
        width, colon, height = str(body.get("ratio", "")).partition(":")
        if not (colon and width.isdigit() and height.isdigit()):
            issues.append({"code": "invalid_enum_value", "path": ["ratio"], "message": "Invalid enum value"})
        if not isinstance(body.get("duration"), int) or not 2 <= body["duration"] <= 20:
            issues.append({"code": "invalid_type", "path": ["duration"], "message": "Expected an integer from 2 to 10"})
        if issues:
            return said({"error": "Validation of body failed", "issues": issues}, 400)
        return self.submission(
            ask,
            Wanted(
                body["model"],
                body.get("promptText", ""),
                body["duration"],
                int(width),
                int(height),
                seed=body.get("seed", 0),
                request={"door": door, **body},
            ),
        )

    def refusal(self, word: str) -> Answer:
        issues = [{"code": "invalid_enum_value", "path": ["model"], "message": "Invalid enum value"}]
        return {
            "throttle": said({"error": "You have exceeded your daily limit."}, 429, Retry_After="20"),
            "down": Answer(503, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
            "shed": said({"error": "The API is shedding load."}, 503),
            "bad_request": said({"error": "Validation of body failed", "issues": []}, 400),
            "refuse": said({"error": "Your prompt did not pass our content moderation."}, 400),
            "retired": said({"error": "Validation of body failed", "issues": issues}, 400),
            "unauthorized": said({"error": "The API key is not valid."}, 401),
            "no_credit": said({"error": "You do not have enough credits to run this task."}, 400),
        }[word]

    def accepted(self, ask: Ask, task: Task) -> Answer:
        return said({"id": task.id, "estimatedCost": {"credits": task.price / _CREDIT}})

    def _read(self, ask: Ask, task_id: str) -> Answer:
        task = self.till.task(task_id, poll=True)
        if task is None:
            return said({"error": "Not found"}, 404)
        return self.poll_trouble(task) or said({"id": task.id, "createdAt": _STAMP, **self._status(ask, task)})

    def _status(self, ask: Ask, task: Task) -> dict[str, Any]:
        estimated = {"estimatedCost": {"credits": task.price / _CREDIT}}
        cost = {"cost": {"credits": task.billed // _CREDIT}}
        match self.lying(task):
            case "done_without":
                return {"status": "SUCCEEDED", **cost, "output": []}
            case "running":
                return {"status": "RUNNING", "progress": 0.2, **estimated}
            case "odd":
                return {"status": "ASCENDED", **estimated}
        match self.phase(task):
            case "queued":
                return {"status": "THROTTLED", **estimated}
            case "running":
                return {"status": "RUNNING", "progress": 0.5, **estimated}
            case "cancelled":
                return {"status": "CANCELLED", **cost}
            case "failed":
                words = "An unexpected error occurred."
                return {"status": "FAILED", "failure": words, "failureCode": "INTERNAL.BAD_OUTPUT.CODE01", **cost}
            case "refused":
                words = "The generated content was found to be unsafe."
                return {"status": "FAILED", "failure": words, "failureCode": "SAFETY.OUTPUT.VIDEO", **cost}
        return {"status": "SUCCEEDED", "output": [self.place_of(ask, task)], **cost}
