"""Which agent answers to which topic, read from topology.yaml; each is imported when it is first called.

The one rule: here as in the cloud, a topic leads to its function and to nobody else.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from shared.pipeline.step import handle
from shared.pipeline.work import Agent
from shared.platform.ports import Message, Platform
from shared.platform.topology import load

Handler = Callable[[Platform, Message], None]


@cache
def handlers() -> dict[str, Handler]:
    """A handler for each topic of each function."""
    return {topic: _handler(name) for name, function in load().functions.items() for topic in function.topics}


def _handler(name: str) -> Handler:
    if name == "ingest":
        return lambda platform, message: _of("functions.ingest.door").dispatch(platform, message)
    if name == "budget_guard":
        return lambda platform, message: _of("functions.budget_guard.door").dispatch(platform, message)
    if name == "dlq_handler":
        return lambda platform, message: _of("functions.dlq_handler.agent").keep(platform, message)
    if name == "janitor":
        return lambda platform, message: _of("functions.janitor.agent").once(platform)
    return lambda platform, message: handle(platform, agent(name), message)


def agent(name: str) -> Agent:
    found: Agent = _of(f"functions.{name}.agent").AGENT
    return found


def _of(module: str) -> Any:
    return import_module(module)
