"""Called once a minute by the schedule. A round of sweeping is in agent.py."""

import functions_framework
from flask import Request

from functions.janitor.agent import sweep


@functions_framework.http
def janitor(request: Request) -> tuple[str, int]:
    return sweep(request)
