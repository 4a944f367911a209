"""Servers that take an order and are asked for it later: Suno-compatible and Soundful-compatible ones.

The one rule: neither has an official interface, so the address is the user's own setting and there is no default; only
from that address, or from https, is a result fetched.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from functions.music_composer.makers import Brief, Pending, Track
from shared.media.wire import Unanswered, Unheard, asked
from shared.model.credits import Credit

LARGEST: Final = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Told:
    """What a look told."""

    state: str  # ready, underway, failed
    where: str = ""


class _Server(ABC):
    """What both have in common."""

    name: str
    tariff: str

    def __init__(self, key: str, home: str) -> None:
        self._headers = {"Authorization": f"Bearer {key}"}
        self._home = home.rstrip("/")

    def look(self, pending: Pending) -> Track | Pending:
        told = self._told(pending.task)
        if told.state == "failed":
            raise Unheard(f"{self.name} could not make this music.")
        if told.state != "ready":
            return pending
        here, home = urlsplit(told.where), urlsplit(self._home)
        if (here.scheme, here.netloc) != (home.scheme, home.netloc) and (here.scheme != "https" or "@" in here.netloc):
            raise Unheard(f"{self.name} sends us to an address that we do not follow.")
        content = asked(self.name, told.where, {}, timeout_s=120, most=LARGEST).content
        credit = Credit(what="music", title=pending.task, author=self.name, licence="by contract with its user")
        return Track(content=content, maker=self.name, credit=credit)

    @abstractmethod
    def _told(self, task: str) -> _Told: ...


class Suno(_Server):
    """`POST /api/v1/generate`, `GET /api/v1/generate/record-info`. An answer of 200 may hold a refusal."""

    name = "Suno-compatible server"
    tariff = "suno-compatible"

    def __init__(self, key: str, home: str, model: str = "V4_5ALL") -> None:
        super().__init__(key, home)
        self._model = model

    def order(self, brief: Brief) -> Pending:
        body = {
            "customMode": False, "instrumental": True, "model": self._model, "prompt": brief.words,
            "callBackUrl": f"{self._home}/unused",
        }  # fmt: skip
        return Pending(maker=self.name, task=_word(self._said("/api/v1/generate", body).get("taskId"), self.name))

    def _told(self, task: str) -> _Told:
        said = self._said(f"/api/v1/generate/record-info?taskId={quote(task, safe='')}", None)
        state = str(said.get("status", ""))
        response = said.get("response")
        songs = response.get("sunoData") if isinstance(response, dict) else None
        where = str(songs[0].get("audioUrl") or "") if isinstance(songs, list) and songs else ""
        if "FAILED" in state or "ERROR" in state:
            return _Told("failed")
        return _Told("ready", where) if state in ("SUCCESS", "FIRST_SUCCESS") and where else _Told("underway")

    def _said(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        told = asked(self.name, f"{self._home}{path}", self._headers, body).told()
        if told.get("code") != 200:
            raise Unheard(f"{self.name} refused ({str(told.get('code'))[:12]}).")
        said = told.get("data")
        if not isinstance(said, dict):
            raise Unanswered(f"{self.name} answered something that cannot be read.")
        return said


class Soundful(_Server):
    """`POST /v1/tracks`, `GET /v1/tracks/{id}`: the plainest words that such a server can have."""

    name = "Soundful-compatible server"
    tariff = "soundful-compatible"

    def order(self, brief: Brief) -> Pending:
        body = {"mood": brief.mood or "neutral", "prompt": brief.words, "length_ms": brief.ms, "seed": brief.seed}
        told = asked(self.name, f"{self._home}/v1/tracks", self._headers, body).told()
        return Pending(maker=self.name, task=_word(told.get("id"), self.name))

    def _told(self, task: str) -> _Told:
        told = asked(self.name, f"{self._home}/v1/tracks/{quote(task, safe='')}", self._headers).told()
        states = {"ready": "ready", "completed": "ready", "failed": "failed"}
        return _Told(states.get(str(told.get("status")), "underway"), str(told.get("audio_url", "")))


def _word(told: Any, who: str) -> str:
    if not isinstance(told, str) or not told:
        raise Unanswered(f"{who} took an order and did not name it.")
    return told
