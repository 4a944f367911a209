"""Servers that take an order for music and are asked for it later: Suno-compatible and Soundful-compatible ones.

The one rule: an order is billed when it is taken, whatever becomes of it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from tests.fakes.providers.provider import Provider, Wanted
from tests.fakes.providers.till import Task
from tests.fakes.providers.tones import tune
from tests.fakes.providers.words import Answer, Ask, said

_SECONDS: Final = 20.0


class _Composer(Provider):
    usual = (120_000, 0)

    def route(self, ask: Ask) -> Answer:
        if ask.method == "GET" and ask.path.startswith("/songs/"):
            return Answer(200, tune(self.shelf, _SECONDS), {"Content-Type": "audio/mpeg"})
        if not ask.headers.get("authorization", "").startswith("Bearer "):
            return self.refusal("unauthorized")
        if ask.method == "POST" and ask.path == self.door:
            body = ask.json()
            wanted = Wanted(self.name, str(body.get("prompt", "")), 0, 0, 0, kind="music", request=body)
            return self.submission(ask, wanted)
        task = self.till.task(self.asked_for(ask), poll=True)
        if task is None:
            return said({"code": 404, "msg": "not found"}, 404)
        return self.poll_trouble(task) or self.shown(task, f"{ask.base}/songs/{task.id}.mp3")

    door: ClassVar[str]

    def asked_for(self, ask: Ask) -> str:
        return ask.path.rsplit("/", 1)[-1]

    def shown(self, task: Task, where: str) -> Answer:
        raise NotImplementedError

    def refusal(self, word: str) -> Answer:
        codes = {"throttle": 429, "down": 503, "shed": 503, "bad_request": 400, "refuse": 400, "retired": 404,
                 "unauthorized": 401, "no_credit": 402}  # fmt: skip
        return said({"code": codes[word], "msg": word}, codes[word])


class Suno(_Composer):
    name = "suno"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {"suno": (120_000, 0)}
    door = "/api/v1/generate"

    def accepted(self, ask: Ask, task: Task) -> Answer:
        return said({"code": 200, "msg": "success", "data": {"taskId": task.id}})

    def asked_for(self, ask: Ask) -> str:
        return ask.query.get("taskId", "")

    def shown(self, task: Task, where: str) -> Answer:
        states = {"queued": "PENDING", "running": "PENDING", "done": "SUCCESS"}
        data: dict[str, Any] = {"taskId": task.id, "status": states.get(self.phase(task), "GENERATE_AUDIO_FAILED")}
        if data["status"] == "SUCCESS":
            data["response"] = {"sunoData": [{"id": task.id, "audioUrl": where, "duration": _SECONDS}]}
        return said({"code": 200, "msg": "success", "data": data})


class Soundful(_Composer):
    name = "soundful"
    prices: ClassVar[Mapping[str, tuple[int, int]]] = {"soundful": (120_000, 0)}
    door = "/v1/tracks"

    def accepted(self, ask: Ask, task: Task) -> Answer:
        return said({"id": task.id, "status": "queued"}, 201)

    def shown(self, task: Task, where: str) -> Answer:
        phase = self.phase(task)
        state = {"queued": "queued", "running": "composing", "done": "ready"}.get(phase, "failed")
        return said({"id": task.id, "status": state, **({"audio_url": where} if state == "ready" else {})})
