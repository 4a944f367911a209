"""Called by messages on the topic supervisor. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.supervisor.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def supervisor(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
