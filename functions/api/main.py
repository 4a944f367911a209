"""The HTTP door. What stands behind each address is in app.py."""

import functions_framework
from flask import Request
from flask.typing import ResponseReturnValue

from functions.api.app import handle


@functions_framework.http
def api(request: Request) -> ResponseReturnValue:
    return handle(request)
