"""Called when a script lands in the uploads bucket, and by messages on the topic ingest. The door tells them apart."""

import functions_framework
from flask import Request

from functions.ingest.door import receive


@functions_framework.http
def ingest(request: Request) -> tuple[str, int]:
    return receive(request)
