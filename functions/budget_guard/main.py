"""Called by messages on the topics budget_guard and alarms. The door tells them apart."""

import functions_framework
from flask import Request

from functions.budget_guard.door import receive


@functions_framework.http
def budget_guard(request: Request) -> tuple[str, int]:
    return receive(request)
