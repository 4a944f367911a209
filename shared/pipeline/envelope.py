"""Takes a message out of the HTTP request that brought it, in whichever of its three coats it comes.

The one rule: the body of a request is data from outside; whatever it is, the answer is a message or None.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from flask import Request

from shared.platform.ports import Message


def opened(request: Request) -> Message | None:
    """A Pub/Sub push body, a CloudEvent around one (binary or structured), or a storage event (binary or structured).
    None for anything else."""
    content = _json(request.get_data(cache=True))
    if not isinstance(content, dict):
        return None
    kind = request.headers.get("ce-type", "")
    if "specversion" in content and isinstance(content.get("data"), dict):
        kind, content = str(content.get("type", "")), content["data"]
    if kind.startswith("google.cloud.storage.object."):
        return _stored(content, kind)
    if isinstance(content.get("message"), dict):
        return _pushed(content["message"], str(content.get("subscription", "")))
    return None


def _pushed(message: Mapping[str, Any], subscription: str) -> Message | None:
    attributes = message.get("attributes") or {}
    if not isinstance(attributes, dict):
        return None
    try:
        body = _json(base64.b64decode(message.get("data") or "", validate=True)) if message.get("data") else {}
    except (binascii.Error, TypeError, ValueError):
        return None
    if not isinstance(body, dict):
        return None
    carried = {str(name): str(value) for name, value in attributes.items()}
    return Message(subscription.rpartition("/")[2], body, carried)


def _stored(content: Mapping[str, Any], kind: str) -> Message:
    """An Eventarc storage event, in the words of a bucket notification."""
    attributes = {
        "eventType": "OBJECT_FINALIZE" if kind.endswith(".finalized") else kind,
        "bucketId": str(content.get("bucket", "")),
        "objectId": str(content.get("name", "")),
        "objectGeneration": str(content.get("generation", "")),
    }
    return Message("uploads", {}, attributes)


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
