"""Tells work of ours from the alarms that Google sends to the same function."""

from flask import Request

from functions.budget_guard import alarms
from functions.budget_guard.agent import AGENT
from shared.pipeline.entry import Answer, answer
from shared.pipeline.step import handle
from shared.platform.bootstrap import platform
from shared.platform.ports import Message, Platform


def receive(request: Request) -> Answer:
    return answer(request, lambda message: dispatch(platform(), message))


def dispatch(platform: Platform, message: Message) -> None:
    if alarms.is_alarm(message):
        alarms.heard(platform, message)
    else:
        handle(platform, AGENT, message)
