"""Keyframe: one still from a Gemini image model; our own camera moves over it.

The one rule: the picture comes in the answer itself, so it is put away before the task has a name: who knows the task
has the picture. An answer that is lost, or that cannot be put away, is Silence.
"""

import base64
import binascii
import hashlib
from pathlib import Path
from typing import Any, Final

from functions.render_executor.backends.bucket import copied, folder_of
from functions.render_executor.backends.gemini import Account, client
from functions.render_executor.backends.json_of import thing, things, words
from functions.render_executor.backends.once import Line, Patience, line
from functions.render_executor.backends.reference import fitted
from functions.render_executor.backends.verdict import verdict
from functions.render_executor.backends.wire import Failed, Order, Ready, Silence, Submitted, Underway
from shared.model.base import Instant
from shared.platform.ports import Exists, Objects

PATIENCE: Final = Patience(quiet_s=150, whole_s=180)  # it paints while we wait
_REFUSED: Final = "refused/"
_MOST_PICTURE: Final = 7_000_000
_SUFFIX: Final = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


class Keyframe:
    def __init__(self, account: Account, objects: Objects, patience: Patience = PATIENCE) -> None:
        self._account = account
        self._objects = objects
        self._patience = patience

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        with line(self._patience) as (wire, http):
            error: Exception | None = None
            try:
                _paint(client(self._account, http, self._patience), order, reference)
            except Exception as raised:
                error = raised
            if wire.status != 200:
                raise verdict("Google", wire, error) from error
            return self._put_away(wire, order)

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        if task.startswith(_REFUSED):
            return Failed(f"Google painted nothing: {task.removeprefix(_REFUSED)}.", billed=None)
        if self._objects.stat(task) is None:
            return Underway("The picture is not in our bucket.", heard=False)
        return Ready(task)

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        copied(self._objects, ready.where, to, most_bytes)
        if not ready.where.endswith(".png"):
            _as_png(to)

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        """A picture that was put away, and whose name nobody heard of. Where there is none, nobody can tell."""
        return [found.name for found in self._objects.list(folder_of(order))] or None

    def _put_away(self, wire: Line, order: Order) -> Submitted:
        mime, content = _picture(wire.said())
        if not content:
            reason = _reason(wire.said())
            if not reason:
                raise Silence("Google answered without a picture and without a reason; it may be billed.")
            return Submitted(_REFUSED + reason)
        name = f"{folder_of(order)}{hashlib.sha256(content).hexdigest()[:40]}{_SUFFIX.get(mime, '.png')}"
        try:
            self._objects.write(name, content, if_generation=0, content_type=mime)
        except Exists:
            pass  # the very same bytes
        except Exception as error:
            raise Silence(f"The picture came and could not be put away ({type(error).__name__}: {error}).") from error
        return Submitted(name)


def _as_png(picture: Path) -> None:
    """A still is a PNG from here on, whatever a model likes to send. What is no picture stays for the check to name."""
    from PIL import Image

    try:
        with Image.open(picture) as image:
            whole = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return
    whole.save(picture, "PNG")


def _paint(sdk: Any, order: Order, reference: Path | None) -> None:
    from google.genai import types

    choice = order.choice
    contents: list[Any] = [order.prompt]
    if reference is not None:
        mime, picture = fitted(reference, _MOST_PICTURE)
        contents.insert(0, types.Part.from_bytes(data=picture, mime_type=mime))
    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"],
        image_config=types.ImageConfig(aspect_ratio=choice.ratio or None, image_size=choice.resolution or None),
        candidate_count=1,
        seed=order.seed % 2**31,
    )
    sdk.models.generate_content(model=choice.model, contents=contents, config=config)


def _picture(said: dict[str, Any]) -> tuple[str, bytes]:
    for candidate in things(said.get("candidates")):
        for part in things(thing(candidate.get("content")).get("parts")):
            inline = thing(part.get("inlineData"))
            if not part.get("thought") and isinstance(inline.get("data"), str):
                try:
                    return words(inline.get("mimeType")), base64.b64decode(inline["data"], validate=True)
                except (binascii.Error, ValueError):
                    continue
    return "", b""


def _reason(said: dict[str, Any]) -> str:
    blocked = words(thing(said.get("promptFeedback")).get("blockReason"))
    if blocked:
        return f"the prompt was blocked ({blocked})"
    for candidate in things(said.get("candidates")):
        if ended := words(candidate.get("finishReason")):
            return f"{ended} {words(candidate.get('finishMessage'))}".strip()
    return ""
