"""Called by messages on the topic render_executor. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.render_executor.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def render_executor(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
