"""Called by messages on the topic sound_effects. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.sound_effects.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def sound_effects(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
