"""Called by messages on the topic financial_orchestrator. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.financial_orchestrator.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def financial_orchestrator(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
