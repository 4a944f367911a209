"""Asking over HTTP as curl would, which calls what `-d` sends a form unless it is told otherwise."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any


def asked(url: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """The status and the answer: JSON as what it stands for, anything else as text."""
    status, _, content = fetched(url, method, body, headers)
    try:
        return status, json.loads(content)
    except ValueError:
        return status, content.decode()


def fetched(
    url: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """The status, the headers (lower case) and the bytes. An error is an answer like any other."""
    content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, content, dict(headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, _lower(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _lower(error.headers), error.read()


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
