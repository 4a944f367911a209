"""Called with what failed for good on any topic. Parking it is in agent.py."""

import functions_framework
from flask import Request

from functions.dlq_handler.agent import park


@functions_framework.http
def dlq_handler(request: Request) -> tuple[str, int]:
    return park(request)
