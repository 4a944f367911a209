"""Called by messages on the topic post_processor. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.post_processor.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def post_processor(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
