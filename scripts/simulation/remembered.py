"""Agents whose work is pure and slow, done once for all worlds: the same key gives the same result and objects.

The one rule: what is remembered is what the product's own agent made; it is put into each world as that agent would.
"""

import json
from dataclasses import replace

from shared.pipeline.shelf import keep, kept_in, read
from shared.pipeline.work import Agent, Made, Wait, Work


def remembered(agent: Agent) -> Agent:
    known: dict[str, tuple[Made, list[tuple[str, bytes]]]] = {}

    def make(work: Work) -> Made | Wait:
        assert agent.key is not None, "what has no key cannot be known again"
        asked = json.dumps([work.owner, work.job["warnings"], agent.key(work)])
        if asked not in known:
            made = agent.make(work)
            assert isinstance(made, Made), "pure work waits for nobody"
            known[asked] = made, [(name, read(work, name)) for name in kept_in(made.result)]
        made, objects = known[asked]
        for name, content in objects:
            keep(work, name.partition("/")[0], "." + name.rpartition(".")[2], content)
        return made

    return replace(agent, make=make)
