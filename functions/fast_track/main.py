"""Called by messages on the topic fast_track. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.fast_track.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def fast_track(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
