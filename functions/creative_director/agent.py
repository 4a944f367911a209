"""Creative director: a script becomes scenes and shots, and these become what their owner wants."""

from collections.abc import Callable
from typing import Any

from functions.creative_director import board
from shared.model.callsheet import work_of
from shared.model.job import Options
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import file_storyboard, script_of

Direct = Callable[[Script, Options], Storyboard]

VERSION = 1


def direct_for_real(script: Script, options: Options) -> Storyboard:
    from functions.creative_director.directing import direct

    return direct(script, options)


def agent(direct: Direct) -> Agent:
    def key(work: Work) -> Any:
        if work_of(work.unit.name) == "board":
            return board.key(work)
        return ["creative_director", VERSION, work.recall("ingest")["script"], work.options.preset, work.options.seed]

    def make(work: Work) -> Made:
        if work_of(work.unit.name) == "board":
            return board.make(work)
        return file_storyboard(work, direct(script_of(work), work.options))

    return Agent("creative_director", make, key)


AGENT = agent(direct_for_real)
