"""Replicate's wire: predictions that are made by POST, read by GET, and listed newest first.

The one rule: it answers as api.replicate.com does, the official client is what asks.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.words import Answer, Ask, said

_SIDES: Final = {"480p": 480, "512p": 512, "720p": 720, "768p": 768, "1080p": 1080}
_PAGE: Final = 100


class Replicate(Provider):
    name = "replicate"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {
        "wan-video/wan-2.5-i2v-fast": (0, 80_000),
        "wan-video/wan-2.5-t2v-fast": (0, 80_000),
        "wan-video/wan-2.2-i2v-fast": (110_000, 0),
        "wan-video/wan-2.2-i2v-fast@480p": (50_000, 0),
        "wan-video/wan-2.2-t2v-fast": (110_000, 0),
        "wan-video/wan-2.2-t2v-fast@480p": (50_000, 0),
        "minimax/hailuo-2.3": (280_000, 0),
    }

    def route(self, ask: Ask) -> Answer:
        if not ask.headers.get("authorization", "").startswith("Bearer "):
            return self.refusal("unauthorized")
        match (ask.method, ask.path.removeprefix("/v1/").split("/")):
            case ("POST", ["models", owner, name, "predictions"]):
                return self._create(ask, f"{owner}/{name}")
            case ("POST", ["predictions"]):
                return self._create(ask, str(ask.json().get("version", "")))
            case ("GET", ["predictions"]):
                return self._list(ask)
            case ("GET", ["predictions", task]):
                return self._read(ask, task)
            case ("POST", ["predictions", task, "cancel"]):
                self.till.cancel(task)
                return self._read(ask, task)
        return said({"title": "Not Found", "detail": "The requested resource could not be found.", "status": 404}, 404)

    def _create(self, ask: Ask, model: str) -> Answer:
        given = ask.json().get("input")
        if not isinstance(given, dict) or not model:
            detail = "- input is required"
            return said({"title": "Input validation failed", "detail": detail, "status": 422}, 422)
        if "num_frames" in given:
            seconds = (int(given["num_frames"]) - 1) / int(given.get("frames_per_second", 16))
        else:
            seconds = float(given.get("duration", 5))
        width, height = _frame(given)
        wanted = Wanted(
            model,
            str(given.get("prompt", "")),
            seconds,
            width,
            height,
            str(given.get("resolution", "")),
            seed=int(given.get("seed", 0)),
            request={"model": model, "input": given},
        )
        return self.submission(ask, wanted)

    def refusal(self, word: str) -> Answer:
        def problem(title: str, detail: str, status: int, **headers: str) -> Answer:
            return said({"title": title, "detail": detail, "status": status}, status, **headers)

        return {
            "throttle": problem(
                "Throttled", "Request was throttled. Expected available in 12 seconds.", 429, Retry_After="12"
            ),
            "down": Answer(503, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
            "shed": problem("Service unavailable", "We are over capacity.", 503),
            "bad_request": problem("Input validation failed", "- input: Additional property x is not allowed", 422),
            "refuse": problem("Input validation failed", "The prompt was flagged as sensitive.", 422),
            "retired": problem("Not Found", "The requested resource could not be found.", 404),
            "unauthorized": problem("Unauthenticated", "You did not pass a valid authentication token", 401),
            "no_credit": problem("Insufficient credit", "You have insufficient credit to run this model.", 402),
        }[word]

    def task_id(self, number: int) -> str:
        return super().task_id(number).replace("-", "")[:26]

    def accepted(self, ask: Ask, task: Task) -> Answer:
        return said(self._prediction(ask, task, "starting"), 201)

    def _read(self, ask: Ask, task_id: str) -> Answer:
        task = self.till.task(task_id, poll=True)
        if task is None:
            return said({"title": "Not Found", "detail": "Prediction not found.", "status": 404}, 404)
        trouble = self.poll_trouble(task)
        if trouble:
            return trouble
        lie = {"done_without": "succeeded", "running": "processing", "odd": "pondering"}.get(self.lying(task))
        return said(self._prediction(ask, task, lie or _STATUS[self.phase(task)], bare=bool(lie)))

    def _list(self, ask: Ask) -> Answer:
        start = int(ask.query.get("cursor", 0))
        tasks = self.till.tasks()
        page = [self._prediction(ask, task, _STATUS[self.phase(task)]) for task in tasks[start : start + _PAGE]]
        more = f"{ask.base}/v1/predictions?cursor={start + _PAGE}" if start + _PAGE < len(tasks) else None
        return said({"previous": None, "next": more, "results": page})

    def _prediction(self, ask: Ask, task: Task, status: str, *, bare: bool = False) -> dict[str, Any]:
        request = task.request["request"]
        urls = {name: f"{ask.base}/v1/predictions/{task.id}{end}" for name, end in (("get", ""), ("cancel", "/cancel"))}
        found: dict[str, Any] = {
            "id": task.id,
            "model": request["model"],
            "version": "hidden",
            "status": status,
            "input": request["input"],
            "output": None,
            "logs": "",
            "error": None,
            "urls": urls,
            "created_at": datetime.fromtimestamp(task.at, UTC).isoformat().replace("+00:00", "Z"),
        }
        if bare:
            return found
        if status == "succeeded":
            found.update(output=self.place_of(ask, task), metrics={"predict_time": 2.5})
        if status == "failed":
            refused = self.phase(task) == "refused"
            words = "The output was flagged as sensitive. (E005)" if refused else "Prediction interrupted; please retry"
            found.update(error=words, metrics={"predict_time": 2.5} if refused else {})
        return found


_STATUS: Final = {
    "queued": "starting",
    "running": "processing",
    "done": "succeeded",
    "failed": "failed",
    "refused": "failed",
    "cancelled": "canceled",
}


def _frame(given: dict[str, Any]) -> tuple[int, int]:
    size = str(given.get("size", ""))
    if "*" in size:
        width, _, height = size.partition("*")
        return int(width), int(height)
    short = _SIDES.get(str(given.get("resolution", "")).lower(), 720)
    across, _, down = str(given.get("aspect_ratio") or "16:9").partition(":")
    long = round(short * max(int(across), int(down)) / min(int(across), int(down)) / 2) * 2
    return (long, short) if int(across) >= int(down) else (short, long)
