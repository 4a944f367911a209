"""Creative director: a script becomes scenes and shots, and these become what their owner wants. A model directs where
one was set up and the film may cost something; the deterministic director is always there, and takes over whenever the
model fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from functions.creative_director import board
from shared.model.callsheet import work_of
from shared.model.job import Options
from shared.model.money import Micros
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from shared.pipeline.work import Agent, Made, Work
from shared.writing import brand
from shared.writing.desk import file_storyboard, script_of

Direct = Callable[[Script, Options], Storyboard]

VERSION = 2


@dataclass(frozen=True)
class Consulted:
    """What came of asking: a storyboard, or the warning that there is none. Asking may cost either way."""

    storyboard: Storyboard | None
    cost: Micros = 0
    warning: str = ""


class Consultant(Protocol):
    """A director who is asked first."""

    def version(self, work: Work) -> list[str]:
        """Nothing where it will not be asked for this film."""
        ...

    def consult(self, work: Work, script: Script) -> Consulted: ...


class Nobody:
    def version(self, work: Work) -> list[str]:
        return []

    def consult(self, work: Work, script: Script) -> Consulted:
        return Consulted(None)


class Gemini:
    """The model of functions/creative_director/gemini, when somebody has set it up."""

    def version(self, work: Work) -> list[str]:
        from functions.creative_director.gemini.director import asked_of

        whom = asked_of(work)
        return whom.version if whom else []

    def consult(self, work: Work, script: Script) -> Consulted:
        from functions.creative_director.gemini.director import Unavailable, asked_of, direct

        whom = asked_of(work)
        if whom is None:
            return Consulted(None)
        try:
            storyboard, cost = direct(work, script, whom)
        except Unavailable as reason:
            return Consulted(None, reason.spent, reason.warning)
        return Consulted(storyboard, cost)


def direct_for_real(script: Script, options: Options) -> Storyboard:
    from functions.creative_director.directing import direct

    return direct(script, options)


def agent(direct: Direct, consultant: Consultant | None = None) -> Agent:
    asked = consultant or Nobody()

    def key(work: Work) -> Any:
        if work_of(work.unit.name) == "board":
            return board.key(work)
        script = work.recall("ingest")["script"]
        options = work.options
        looks = brand.state(work.platform, work.owner, options.brand)
        card = ["end card"] if options.end_card else []
        return ["creative_director", VERSION, asked.version(work), script, options.preset, options.seed, looks, *card]

    def make(work: Work) -> Made:
        if work_of(work.unit.name) == "board":
            return board.make(work)
        script = script_of(work)
        consulted = asked.consult(work, script)
        storyboard = consulted.storyboard or direct(script, work.options)
        if consulted.warning:
            warnings = (*storyboard.warnings, consulted.warning)
            storyboard = storyboard.model_copy(update={"warnings": warnings})
        look = brand.agree(work.platform, work.owner, work.options.brand, storyboard, work.unit.job)
        made = file_storyboard(work, look.dressed(storyboard))
        if not consulted.cost:
            return made
        return replace(made, cost=consulted.cost, job={**made.job, "spent": consulted.cost})

    return Agent("creative_director", make, key)


AGENT = agent(direct_for_real, Gemini())
