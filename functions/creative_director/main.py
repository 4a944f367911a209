"""Called by messages on the topic creative_director. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.creative_director.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def creative_director(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
