"""Called by messages on the topic visual_translator. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.visual_translator.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def visual_translator(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
