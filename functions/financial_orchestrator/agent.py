"""Financial orchestrator: chooses a backend for each shot and names the price. It proposes; it spends nothing."""

from typing import Any, Protocol

from shared.model.job import Options
from shared.model.money import Micros
from shared.model.storyboard import Shot, Storyboard
from shared.pipeline.shelf import read_paper, write_json
from shared.pipeline.work import Agent, Made, Work


class Quotes(Protocol):
    """The price book: what a shot would cost, and who would make it."""

    @property
    def version(self) -> str: ...

    def quote(self, shot: Shot, options: Options) -> tuple[str, Micros]: ...


class FreeQuotes:
    """The only backend that needs no key: the animatic, drawn on this machine."""

    version = "free-1"

    def quote(self, shot: Shot, options: Options) -> tuple[str, Micros]:
        return "animatic", 0


def agent(quotes: Quotes) -> Agent:
    def key(work: Work) -> Any:
        return [quotes.version, work.recall("prompts")["storyboard"], work.options.backend, work.options.budget]

    def make(work: Work) -> Made:
        storyboard = read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)
        plan = {}
        total = 0
        for shot in storyboard.shots:
            backend, price = quotes.quote(shot, work.options)
            plan[shot.id] = {"backend": backend, "price": price}
            total += price
        return Made({"plan": write_json(work, "plans", plan), "price": total, "book": quotes.version})

    return Agent("financial_orchestrator", make, key)


AGENT = agent(FreeQuotes())
