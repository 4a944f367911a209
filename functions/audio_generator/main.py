"""Called by messages on the topic audio_generator. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.audio_generator.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def audio_generator(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
