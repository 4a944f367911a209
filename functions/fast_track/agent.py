"""Fast track: a short, plain script becomes shots in seconds, without the director."""

from collections.abc import Callable
from typing import Any

from shared.model.job import Options
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import file_storyboard, script_of

Plan = Callable[[Script, Options], Storyboard]

VERSION = 2


def plan_for_real(script: Script, options: Options) -> Storyboard:
    from functions.fast_track.planning import plan

    return plan(script, options)


def agent(plan: Plan) -> Agent:
    def key(work: Work) -> Any:
        options = work.options
        card = ["end card"] if options.end_card else []
        return ["fast_track", VERSION, work.recall("ingest")["script"], options.preset, options.seed, *card]

    def make(work: Work) -> Made:
        return file_storyboard(work, plan(script_of(work), work.options))

    return Agent("fast_track", make, key)


AGENT = agent(plan_for_real)
