"""Called by messages on the topic budget_guard. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.budget_guard.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def budget_guard(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
