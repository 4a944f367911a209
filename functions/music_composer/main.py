"""Called by messages on the topic music_composer. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.music_composer.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def music_composer(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
