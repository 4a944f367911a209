"""Called by messages on the topic semantic_qa. The work itself is in agent.py."""

import functions_framework
from flask import Request

from functions.semantic_qa.agent import AGENT
from shared.pipeline.entry import serve


@functions_framework.http
def semantic_qa(request: Request) -> tuple[str, int]:
    return serve(request, AGENT)
