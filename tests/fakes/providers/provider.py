"""What all fake providers have in common: the count, the bill, the fate of each task, and what it delivers.

The one rule: a submission is counted before anything else happens to it.
"""

import hashlib
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.fakes.providers import mischief, reels
from tests.fakes.providers.till import Task, Till
from tests.fakes.providers.words import DROP, Answer, Ask, said

RENDER_S: Final = 0.2
HANG_S: Final = 5.0


@dataclass(frozen=True)
class Wanted:
    """What a submission asks for, in the words that all providers share."""

    model: str
    prompt: str
    seconds: float
    width: int
    height: int
    resolution: str = ""
    kind: str = "clip"
    seed: int = 0
    request: dict[str, Any] = field(default_factory=dict)  # as it came


class Provider(ABC):
    """One provider's routes stand on this; a subclass speaks its words."""

    name: ClassVar[str]
    prices: ClassVar[Mapping[str, tuple[int, int]]]  # model, or model@resolution: base and per second, in micro-dollars
    usual: ClassVar[tuple[int, int]] = (0, 50_000)

    def __init__(self, home: Path, shelf: Path) -> None:
        self.till = Till(home / f"{self.name}.sqlite")
        self.shelf = shelf

    # ------------------------------------------------------------------ what a provider says in its own words

    @abstractmethod
    def route(self, ask: Ask) -> Answer: ...

    @abstractmethod
    def refusal(self, word: str) -> Answer:
        """How it answers a submission that it does not accept, for each word of mischief.BEFORE."""

    @abstractmethod
    def accepted(self, ask: Ask, task: Task) -> Answer: ...

    # ---------------------------------------------------------------------------------- what all of them share

    def submission(self, ask: Ask, wanted: Wanted) -> Answer:
        fate = mischief.fate(self.till)
        canonical = canonical_of(self.name, wanted.request)
        brief = {"model": wanted.model, "prompt": wanted.prompt, "seconds": wanted.seconds, "seed": wanted.seed}
        number = self.till.post(canonical, brief, fate)
        before = mischief.first(fate, mischief.BEFORE)
        if before == "drop_before":
            return DROP
        if before == "redirect":
            return Answer(307, b"", {"Location": f"{ask.base}{ask.path}"})
        if before:
            return self.refusal(before)
        billed = 0 if set(fate) & mischief.FREE else self.price(wanted) * (2 if "dear" in fate else 1)
        request = {
            "model": wanted.model,
            "seconds": wanted.seconds,
            "width": wanted.width,
            "height": wanted.height,
            "kind": wanted.kind,
            "request": wanted.request,
        }
        task_id = self.task_id(number)
        task = self.till.accept(task_id, number, canonical, request, fate, self.price(wanted), billed)
        return self._answered(self.accepted(ask, task), mischief.first(fate, mischief.AFTER))

    def task_id(self, number: int) -> str:
        drawn = hashlib.sha256(f"{self.name}:{number}".encode()).hexdigest()
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:32]}"

    def price(self, wanted: Wanted) -> int:
        told: dict[str, list[int]] = self.till.setting("prices", {}) or {}
        names = (f"{wanted.model}@{wanted.resolution}", wanted.model)
        known = [prices[name] for prices in (told, self.prices) for name in names if name in prices]
        base, rate = known[0] if known else self.usual
        return round(base + rate * wanted.seconds)

    def _answered(self, answer: Answer, after: str) -> Answer:
        match after:
            case "drop_after":
                return DROP
            case "hang_after":
                return Answer(0, wait_s=self.till.setting("hang_s", HANG_S))
            case "partial":
                return Answer(answer.status, answer.body, answer.headers, cut_after=len(answer.body) // 2)
            case "garbage":
                return Answer(answer.status, b"<html>hello</html>", {"Content-Type": "text/html"})
            case "error_after":
                return said({"error": "Internal server error"}, 500)
            case "gateway":
                return Answer(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"})
        return answer

    def phase(self, task: Task) -> str:
        """queued, running, done, failed, refused, cancelled: what is true, however it is told."""
        took = time.time() - task.at
        render_s: float = self.till.setting("render_s", RENDER_S) * (5 if "slow" in task.fate else 1)
        if task.cancelled or ("cancelled" in task.fate and took >= render_s):
            return "cancelled"
        if "busy" in task.fate:
            took -= 2 * render_s
        if took < 0:
            return "queued"
        if took < render_s or "never" in task.fate:
            return "running"
        ends = {"refuse_after": "refused", "refuse_free": "refused", "fail": "failed"}
        return ends.get(mischief.first(task.fate, mischief.END), "done")

    def poll_trouble(self, task: Task) -> Answer | None:
        """A poll that is answered badly: the first two of a task that is fated so."""
        word = mischief.first(task.fate, mischief.POLL)
        if task.polls > 2 or word in ("", "lie", "odd"):
            return None
        match word:
            case "poll_500":
                return said({"error": "Internal server error"}, 500)
            case "poll_429":
                return said({"error": "Too many requests", "detail": "throttled"}, 429, Retry_After="30")
            case "poll_404":
                return said({"error": "Not found", "detail": "not found"}, 404)
            case "poll_garbage":
                return Answer(200, b"{", {"Content-Type": "application/json"})
        return DROP

    def lying(self, task: Task) -> str:
        """done_without, running or odd, when the poll is a lie; else nothing."""
        if "lie" in task.fate and task.polls <= 2:
            return "done_without" if task.polls == 1 else "running"
        return "odd" if "odd" in task.fate and task.polls <= 2 else ""

    def place_of(self, ask: Ask, task: Task) -> str:
        if "away" in task.fate:
            return f"https://media.example.net/{task.id}.mp4"
        return f"{ask.base}/_media/{task.id}.mp4"

    def media(self, ask: Ask) -> Answer:
        task = self.till.task(ask.path.rsplit("/", 1)[-1].partition(".")[0], fetch=True)
        if task is None:
            return Answer(404)
        fate = task.fate
        if "gone" in fate or ("late" in fate and task.fetches == 1):
            return Answer(403, b"expired")
        if "redirect_away" in fate:
            return Answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"})
        content, kind = self.film(task)
        cut = len(content) // 3 if "cut" in fate and task.fetches == 1 else -1
        return Answer(200, content, {"Content-Type": kind}, cut, drip_s=0.05 if "drip" in fate else 0.0)

    def film(self, task: Task) -> tuple[bytes, str]:
        wanted, fate = task.request, set(task.fate)
        mime = "image/png" if wanted["kind"] == "still" else "video/mp4"
        if "wrong" in fate:
            return b"<!doctype html><title>Sorry</title>", mime
        if "empty" in fate:
            return b"", mime
        if "huge" in fate:
            return b"\0" * 40_000_000, mime
        width, height = int(wanted["width"]), int(wanted["height"])
        if "small" in fate:
            width, height = width // 8 * 2, height // 8 * 2
        if "wrong_ratio" in fate:
            width, height = height, width
        kind = mischief.first(task.fate, frozenset({"black", "frozen"})) or "good"
        if wanted["kind"] == "still":
            content = reels.still(kind, width, height, task.number, task.id)
        else:
            seconds = float(wanted["seconds"]) * (0.4 if "short" in fate else 1)
            content = reels.clip(self.shelf, kind, width, height, seconds, task.number, task.id)
        return content[: len(content) // 2] if "truncated" in fate else content, mime

    def answer(self, ask: Ask) -> Answer:
        match (ask.method, ask.path):
            case ("GET", "/_fake/state"):
                return said({"provider": self.name, **self.till.state()})
            case ("POST", "/_fake/behave"):
                try:
                    return said(mischief.behave(self.till, ask.json()))
                except ValueError as error:
                    return said({"error": str(error)}, 400)
        if self.till.setting("down", False):
            return DROP
        if ask.path.startswith("/_media/"):
            return self.media(ask)
        return self.route(ask)


def canonical_of(provider: str, request: dict[str, Any]) -> str:
    content = json.dumps([provider, request], sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()[:16]
