"""Called by messages on the topic notifier. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.notifier.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def notifier(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
